import BillingModel
import BillingStore

/// A series that is kept in columns.
struct StoredSeries: Hashable {
    /// Never used again, not even after an erasure.
    let number: Int64
    let timing: MetricSeries.Timing
}

/// The row of a stored series.
struct StoredSeriesRow {
    let tenant: Int64
    let stored: StoredSeries
    let name: StoredSeriesName
    /// The number of its index pages and the exclusive or of their checksums.
    var pages = Digest()
    /// The last position of which its chunks know anything; nil if there are none.
    var last: Int64?
    /// The first row of the journal that its chunks do not know.
    var moved: Int64 = 0

    /// The columns that never change, so that a name is decoded once.
    private let texts: [SQLValue]

    /// Adds a stored series to the file.
    init(
        _ name: StoredSeriesName, _ timing: MetricSeries.Timing, _ tenant: Int64, _ connection: Connection
    ) throws {
        self.tenant = tenant
        self.name = name
        texts = try name.columns + [.text(timing.rawValue)]
        // Its number, which the file chooses, is covered by the checksum as well.
        try connection.run(
            "INSERT INTO lane (tenant, kind, name, labels, timing, pages, pages_hash, seal) "
                + "VALUES (?, ?, ?, ?, ?, 0, 0, 0)", [.integer(tenant)] + texts)
        stored = StoredSeries(number: connection.lastRowID, timing: timing)
        try store(connection)
    }

    /// Reads a row, with the name of an earlier reading of it if there was one.
    init(_ values: [SQLValue], known: (Int64) -> StoredSeriesRow?, _ connection: Connection) throws {
        var fields = Fields(values, of: SeriesTables.series, connection)
        let number = try fields.integer()
        tenant = try fields.integer()
        texts = Array(values[2..<6])
        if let known = known(number), known.texts == texts {
            (stored, name) = (known.stored, known.name)
            for _ in texts { fields.skip() }
        } else {
            name = try StoredSeriesName(&fields)
            guard let timing = MetricSeries.Timing(rawValue: try fields.text()) else {
                throw fields.damage("it has neither instants nor dates")
            }
            stored = StoredSeries(number: number, timing: timing)
        }
        pages = Digest(count: try fields.integer(), hash: try fields.integer())
        last = try fields.integerOrNil()
        moved = try fields.integerOrNil() ?? 0
        guard (last == nil) == (pages.count == 0) else {
            throw fields.damage("its end is not that of its pages")
        }
    }

    private var values: [SQLValue] {
        [.integer(stored.number), .integer(tenant)] + texts
            + [.integer(pages.count), .integer(pages.hash), .integer(orNull: last), storedMove]
    }

    private var storedMove: SQLValue { .integer(orNull: moved == 0 ? nil : moved) }

    var checksum: Int64 { SeriesTables.series.checksum(values) }

    /// Writes what changed.
    func store(_ connection: Connection) throws {
        try connection.run(
            "UPDATE lane SET pages = ?, pages_hash = ?, last = ?, moved = ?, seal = ? WHERE number = ?",
            [
                .integer(pages.count), .integer(pages.hash), .integer(orNull: last), storedMove,
                .integer(checksum),
                .integer(stored.number),
            ])
    }
}

extension StoredSeriesName {
    /// Whether the stored series holds values, and not activity alone.
    package var hasValues: Bool {
        if case .activity = self { false } else { true }
    }

    /// The kind of record that the stored series is made of, whose floor cuts it.
    var retainedKind: RetainedKind {
        switch self {
        case .sample: .sample
        case .measure: .action
        case .activity: .activity
        }
    }

    /// Its columns in the table: kind, name and labels.
    fileprivate var columns: [SQLValue] {
        get throws(BillingError) {
            switch self {
            case .sample(let name): [.text("sample"), .id(name.metric), try .json(name.labels)]
            case .measure(let name):
                [.text("measure"), .text(name.measure.rawValue), try .json(name.labels)]
            case .activity(let kind): [.text("presence"), .id(kind), .text("[]")]
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
            self = .activity(try fields.id(of: SubjectKindName.self))
            fields.skip()
        default: throw fields.damage("there is no such kind of lane")
        }
    }
}
