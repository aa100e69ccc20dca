import BillingModel
import BillingStore
import BillingTime

/// The answer to a query as it is read: what has come of each part, and what is still missing.
struct MetricAnswer: Sendable {
    private let context: ScreenContext
    private let catalogs: [TenantCatalog]
    private let parts: [MetricQuery.Part]
    /// Whether each metric of each tenant of a part has come.
    private var answered: [[Bool]]
    /// What is read at present.
    private var members: [MetricRequest.Member] = []
    private var path = ReadPath.samples
    /// Series of metrics that are left to be read as samples.
    private(set) var split: [SeriesKey] = []
    /// What summaries that follow each other have in common.
    private var desks: [Desk] = []

    init(_ context: ScreenContext, _ catalogs: [TenantCatalog], _ parts: [MetricQuery.Part]) {
        self.context = context
        self.catalogs = catalogs
        self.parts = parts
        answered = parts.map { Array(repeating: false, count: $0.tenants.count * $0.count) }
    }

    /// Goes on with what comes of a request.
    mutating func begin(_ request: MetricRequest) {
        (members, path, split) = (request.members, request.path, [])
    }

    /// One metric of one tenant in one part.
    private struct Place {
        let part: Int
        let tenant: Int
        /// The place of the metric among the different ones, and among those of all tenants.
        let offset: Int
        let index: Int
    }

    /// What a thread has of a part for itself: what all threads had in common would cost each of them the time of the others.
    private struct Desk {
        let part: MetricQuery.Part
        let common: [AskedMetric]
        let platform = TenantCatalog()
        var filler: SeriesFiller

        init(_ part: MetricQuery.Part) {
            self.part = part
            common = part.ownCopies
            filler = SeriesFiller(part.plan, part.detail)
        }

        func asked(_ tenant: Int, _ offset: Int) -> AskedMetric {
            part.isCommon(tenant) ? common[offset] : part.metrics(of: tenant)[offset]
        }
    }

    private func catalog(_ tenant: Int, _ desk: borrowing Desk) -> TenantCatalog {
        catalogs[tenant] === TenantCatalog.platform ? desk.platform : catalogs[tenant]
    }

    /// Calls `body` with each place where series of a metric of a tenant are asked for; nowhere if the screen does not know the
    /// tenant.
    ///
    /// - Parameters:
    ///   - key: The key of any of the series.
    ///   - cursor: The first member that may be the tenant's, and then the first that is: tenants come in their order.
    ///   - last: The place of the metric that came last.
    ///   - desks: The parts.
    ///   - body: Takes a place.
    private func forEachPlace(
        of key: SeriesKey, from cursor: inout Int, after last: inout Int, _ desks: inout [Desk],
        _ body: (Place, inout Desk) throws -> Void
    ) rethrows {
        func tenant(_ member: Int) -> TenantID { context.tenants[members[member].tenant].id }
        while cursor < members.count, tenant(cursor) != key.tenant, tenant(cursor) < key.tenant {
            cursor += 1
        }
        var member = cursor
        while member < members.count, tenant(member) == key.tenant {
            let (part, place) = (members[member].part, members[member].tenant)
            if let offset = desks[part].part.place(of: key.metric, after: last) {
                last = offset
                let index = members[member].index * desks[part].common.count + offset
                if desks[part].asked(place, offset).path == path {
                    try body(Place(part: part, tenant: place, offset: offset, index: index), &desks[part])
                }
            }
            member += 1
        }
    }

    /// The first member that may be that of a tenant.
    private func cursor(of tenant: TenantID) -> Int {
        members.lowerBound { context.tenants[$0.tenant].id < tenant }
    }

    // MARK: Samples

    /// Takes series, all of one metric of one tenant after another, wherever they have not come yet.
    ///
    /// They are filled by all cores, so many at a time, and go on in their order.
    mutating func take<Part>(_ series: [MetricSeries], _ sink: ColumnSink<Part>) throws {
        for start in stride(from: 0, to: series.count, by: Self.most) {
            let pieces = Self.pieces(of: series, start..<min(start + Self.most, series.count))
            let (answer, begin, add) = (self, sink.begin, sink.add)
            let filled = try Pieces.map(pieces.count) { piece in
                try answer.filled(series, pieces[piece], begin(), add)
            }
            for (part, places) in filled {
                for (part, index) in places { answered[part][index] = true }
                try sink.finish(part)
            }
        }
    }

    /// The most series that are held filled at a time.
    private static let most = 8_192
    /// So much work is worth a thread, where a series is as much as some samples.
    private static let fewest = 8_192
    private static let samplesOfSeries = 16

    /// Divides series among threads, all of one metric of one tenant to one.
    private static func pieces(of series: [MetricSeries], _ range: Range<Int>) -> [Range<Int>] {
        var work = 0
        for place in range { work += series[place].positions.count + samplesOfSeries }
        let most = max(1, min(range.count, work / fewest))
        // One that an earlier range began with goes on there.
        func start(_ place: Int) -> Int {
            var place = place
            while place > 0, place < series.count, series[place].key.isOfMetric(of: series[place - 1].key) {
                place += 1
            }
            return place
        }
        return Pieces.even(range.count, fewest: (range.count + most - 1) / most).map {
            start(range.lowerBound + $0.lowerBound)..<start(range.lowerBound + $0.upperBound)
        }
    }

    /// Fills series, what these have in common being kept by each thread for itself.
    private func filled<Part>(
        _ series: [MetricSeries], _ range: Range<Int>, _ begun: consuming Part,
        _ add: (inout Part, Int, Int, MetricColumns) throws -> Void
    ) throws -> (part: Part, places: [(part: Int, index: Int)]) {
        var part = begun
        var desks = parts.map { Desk($0) }
        var places: [(part: Int, index: Int)] = []
        var cursor = range.isEmpty ? 0 : cursor(of: series[range.lowerBound].key.tenant)
        var last = -1
        var start = range.lowerBound
        while start < range.upperBound {
            var end = start + 1
            while end < range.upperBound, series[end].key.isOfMetric(of: series[start].key) { end += 1 }
            try forEachPlace(of: series[start].key, from: &cursor, after: &last, &desks) { place, desk in
                guard !answered[place.part][place.index] else { return }
                let catalog = catalog(place.tenant, desk)
                let asked = desk.asked(place.tenant, place.offset)
                let columns =
                    end == start + 1
                    ? try desk.filler.metric(asked, series[start], catalog)
                    : try desk.filler.metric(asked, series[start..<end], catalog)
                guard let columns else { return }
                places.append((place.part, place.index))
                try add(&part, place.part, place.tenant, columns)
            }
            start = end
        }
        return (part, places)
    }

    // MARK: Summaries

    /// Takes all summaries of one metric of one tenant, unless what each adds to the whole is asked for and only samples tell it.
    mutating func take<Part>(
        _ rows: [SummaryRow], _ bounds: SummaryInstants, _ sink: ColumnSink<Part>
    ) throws {
        guard let key = rows.first?.key else { return }
        var part = sink.begin()
        var taken: [Place] = []
        var isSplit = false
        var (cursor, last) = (cursor(of: key.tenant), -1)
        var desks = desks.isEmpty ? parts.map { Desk($0) } : desks
        self.desks = []
        try forEachPlace(of: key, from: &cursor, after: &last, &desks) { place, desk in
            let asked = desk.asked(place.tenant, place.offset)
            var columns: [SeriesColumn] = []
            for row in rows {
                guard let row = try bounds.row(row, on: desk.part.plan) else { continue }
                columns.append(
                    try desk.filler.column(row, of: asked.metric, catalog(place.tenant, desk)))
            }
            guard !columns.isEmpty else { return }
            if desk.part.detail.contains(.shares), asked.metric.source == .recorded,
                MetricColumns.areSplit(columns.map(\.labels))
            {
                isSplit = true
            } else {
                taken.append(place)
                try sink.add(&part, place.part, place.tenant, MetricColumns(asked, columns))
            }
        }
        self.desks = desks
        if isSplit { split.append(key) }
        for place in taken { answered[place.part][place.index] = true }
        try sink.finish(part)
    }

    // MARK: Silence

    /// Hands on the silence of all that has not come.
    func takeSilence<Part>(_ sink: ColumnSink<Part>) throws {
        for place in parts.indices {
            let pieces = Pieces.even(answered[place].count, fewest: Self.fewest / Self.samplesOfSeries)
            let (answer, begin, add) = (self, sink.begin, sink.add)
            let silences = try Pieces.map(pieces.count) { piece in
                try answer.silence(place, pieces[piece], begin(), add)
            }
            for part in silences { try sink.finish(part) }
        }
    }

    private func silence<Part>(
        _ place: Int, _ range: Range<Int>, _ begun: consuming Part,
        _ add: (inout Part, Int, Int, MetricColumns) throws -> Void
    ) throws -> Part {
        var sum = begun
        let answered = answered[place]
        var desk = Desk(parts[place])
        let count = desk.common.count
        for index in range where !answered[index] {
            let tenant = desk.part.tenants[index / count]
            let asked = desk.asked(tenant, index % count)
            let silence = try desk.filler.silence(
                of: asked.metric, context.tenants[tenant].id, catalog(tenant, desk))
            try add(&sum, place, tenant, MetricColumns(asked, [silence]))
        }
        return sum
    }
}

extension SeriesKey {
    /// Whether both are series of one metric of one tenant.
    func isOfMetric(of other: SeriesKey) -> Bool { tenant == other.tenant && metric == other.metric }
}
