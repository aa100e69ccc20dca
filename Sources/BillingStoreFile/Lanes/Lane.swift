import BillingModel
import BillingStore

/// One series of columns.
struct Lane: Hashable {
    /// Never used again, not even after an erasure.
    let number: Int64
    let timing: MetricSeries.Timing
}

/// The row of a lane.
struct LaneRow {
    let tenant: Int64
    let lane: Lane
    let name: LaneName
    /// The number of its index pages and the exclusive or of their seals.
    var pages = Digest()
    /// The last position of which its chunks know anything; nil if there are none.
    var last: Int64?

    /// The columns that never change, so that a name is decoded once.
    private let texts: [SQLValue]

    /// Adds a lane to the file.
    init(_ name: LaneName, _ timing: MetricSeries.Timing, _ tenant: Int64, _ connection: Connection) throws {
        self.tenant = tenant
        self.name = name
        texts = try name.columns + [.text(timing.rawValue)]
        // Its number, which the file chooses, is sealed as well.
        try connection.run(
            "INSERT INTO lane (tenant, kind, name, labels, timing, pages, pages_hash, seal) "
                + "VALUES (?, ?, ?, ?, ?, 0, 0, 0)", [.integer(tenant)] + texts)
        lane = Lane(number: connection.lastRowID, timing: timing)
        try store(connection)
    }

    /// Reads a row, with the name of an earlier reading of it if there was one.
    init(_ values: [SQLValue], known: (Int64) -> LaneRow?, _ connection: Connection) throws {
        var fields = Fields(values, of: Lanes.lane, connection)
        let number = try fields.integer()
        tenant = try fields.integer()
        texts = Array(values[2..<6])
        if let known = known(number), known.texts == texts {
            (lane, name) = (known.lane, known.name)
            for _ in texts { fields.skip() }
        } else {
            name = try LaneName(&fields)
            guard let timing = MetricSeries.Timing(rawValue: try fields.text()) else {
                throw fields.damage("it has neither instants nor dates")
            }
            lane = Lane(number: number, timing: timing)
        }
        pages = Digest(count: try fields.integer(), hash: try fields.integer())
        last = try fields.integerOrNil()
        guard (last == nil) == (pages.count == 0) else {
            throw fields.damage("its end is not that of its pages")
        }
    }

    private var values: [SQLValue] {
        [.integer(lane.number), .integer(tenant)] + texts
            + [.integer(pages.count), .integer(pages.hash), .integer(orNull: last)]
    }

    var seal: Int64 { Lanes.lane.seal(values) }

    /// Writes what changed.
    func store(_ connection: Connection) throws {
        try connection.run(
            "UPDATE lane SET pages = ?, pages_hash = ?, last = ?, seal = ? WHERE number = ?",
            [
                .integer(pages.count), .integer(pages.hash), .integer(orNull: last), .integer(seal),
                .integer(lane.number),
            ])
    }
}

extension LaneName {
    /// Whether the lane holds values, and not presence alone.
    var hasValues: Bool {
        if case .presence = self { false } else { true }
    }

    /// The kind of record that the lane is made of, whose floor cuts it.
    var retainedKind: RetainedKind {
        switch self {
        case .sample: .sample
        case .measure: .action
        case .presence: .activity
        }
    }

    /// Its columns in the table: kind, name and labels.
    fileprivate var columns: [SQLValue] {
        get throws(BillingError) {
            switch self {
            case .sample(let name): [.text("sample"), .id(name.metric), try .json(name.labels)]
            case .measure(let name):
                [.text("measure"), .text(name.measure.rawValue), try .json(name.labels)]
            case .presence(let kind): [.text("presence"), .id(kind), .text("[]")]
            }
        }
    }

    fileprivate init(_ fields: inout Fields) throws(BillingError) {
        let kind = try fields.text()
        switch kind {
        case "sample":
            let metric = try fields.id(of: Metric.self)
            self = .sample(SeriesName(metric: metric, labels: try fields.json(Labels.self)))
        case "measure":
            guard let measure = Metric.ActionMeasure(rawValue: try fields.text()) else {
                throw fields.damage("there is no such measure of actions")
            }
            self = .measure(MeasureName(measure: measure, labels: try fields.json(Labels.self)))
        case "presence":
            self = .presence(try fields.id(of: SubjectKindName.self))
            fields.skip()
        default: throw fields.damage("there is no such kind of lane")
        }
    }
}
