import BillingModel
import BillingStore
import BillingTime

/// The answer to a query as it is read: what has come of each part, and what is still missing.
struct MetricAnswer {
    /// One metric of one tenant in one part.
    private struct Place {
        let part: Int
        let tenant: Int
        let metric: Metric
        let index: Int
    }

    private let context: ScreenContext
    private let catalogs: [TenantCatalog]
    private let parts: [MetricQuery.Part]
    private var fillers: [SeriesFiller]
    /// Whether each metric of each tenant of a part has come.
    private var answered: [[Bool]]
    /// What is read at present.
    private var members: [MetricRequest.Member] = []
    private var path = ReadPath.samples
    /// Series of metrics that are left to be read as samples.
    private(set) var split: [SeriesKey] = []
    /// The tenant that was looked up last: what comes of one comes in a row.
    private var last: (tenant: TenantID, members: Range<Int>)?

    init(_ context: ScreenContext, _ catalogs: [TenantCatalog], _ parts: [MetricQuery.Part]) {
        self.context = context
        self.catalogs = catalogs
        self.parts = parts
        fillers = parts.map { SeriesFiller($0.plan, $0.detail) }
        answered = parts.map { Array(repeating: false, count: $0.tenants.count * $0.count) }
    }

    /// Goes on with what comes of a request.
    mutating func begin(_ request: MetricRequest) {
        (members, path, last, split) = (request.members, request.path, nil, [])
    }

    /// Takes series, all of one metric of one tenant after another, wherever they have not come yet.
    ///
    /// They are filled by all cores, so many at a time, and handed on in their order.
    mutating func take(_ series: [MetricSeries], _ take: MetricReader.Take) throws {
        let runs = series.runs { $0.key.isOfMetric(of: $1.key) }
        for start in stride(from: 0, to: runs.count, by: Self.most) {
            var tasks: [(place: Place, series: ArraySlice<MetricSeries>)] = []
            for run in runs[start..<min(start + Self.most, runs.count)] {
                for place in run.first.map({ places(of: $0.key) }) ?? []
                where !answered[place.part][place.index] { tasks.append((place, run)) }
            }
            for (task, columns) in zip(tasks, try filled(tasks)) {
                if let columns { try hand(columns, task.place, take) }
            }
        }
    }

    /// The most metrics of tenants that are held filled at a time.
    private static let most = 1_024
    /// The fewest that another thread is worth.
    private static let fewest = 3

    private func filled(
        _ tasks: [(place: Place, series: ArraySlice<MetricSeries>)]
    ) throws(BillingError) -> [MetricColumns?] {
        let pieces = Pieces.even(tasks.count, fewest: Self.fewest)
        let (fillers, catalogs) = (fillers, catalogs)
        return try Pieces.map(pieces.count) { piece throws(BillingError) -> [MetricColumns?] in
            // What series have in common is kept by each thread for itself.
            var fillers = fillers
            var columns: [MetricColumns?] = []
            columns.reserveCapacity(pieces[piece].count)
            for (place, series) in tasks[pieces[piece]] {
                columns.append(
                    try fillers[place.part].metric(place.metric, series, catalogs[place.tenant]))
            }
            return columns
        }.flatMap(\.self)
    }

    /// Takes all summaries of one metric of one tenant, unless what each adds to the whole is asked for and only samples tell it.
    mutating func take(
        _ rows: [SummaryRow], _ bounds: SummaryInstants, _ take: MetricReader.Take
    ) throws {
        guard let key = rows.first?.key else { return }
        for place in places(of: key) {
            var columns: [SeriesColumn] = []
            for row in rows {
                guard let row = try bounds.row(row, on: parts[place.part].plan) else { continue }
                columns.append(
                    try fillers[place.part].column(row, of: place.metric, catalogs[place.tenant]))
            }
            guard !columns.isEmpty else { continue }
            if fillers[place.part].detail.contains(.shares), place.metric.source == .recorded,
                MetricColumns.areSplit(columns.map(\.labels))
            {
                split.append(key)
            } else {
                try hand(MetricColumns(place.metric, columns), place, take)
            }
        }
    }

    /// Hands on the silence of all that has not come.
    mutating func takeSilence(_ take: MetricReader.Take) throws {
        for (place, part) in parts.enumerated() {
            for (index, tenant) in part.tenants.enumerated() {
                for (offset, metric) in part.metrics(of: tenant).enumerated()
                where !answered[place][index * part.count + offset] {
                    let silence = try fillers[place].silence(
                        of: metric, context.tenants[tenant].id, catalogs[tenant])
                    try take(place, tenant, MetricColumns(metric, [silence]))
                }
            }
        }
    }

    private mutating func hand(
        _ columns: MetricColumns, _ place: Place, _ take: MetricReader.Take
    ) throws {
        answered[place.part][place.index] = true
        try take(place.part, place.tenant, columns)
    }

    /// Where series of a metric of a tenant are asked for; nowhere if the screen does not know the tenant.
    private mutating func places(of key: SeriesKey) -> [Place] {
        members(of: key.tenant).compactMap { member in
            let part = parts[member.part]
            guard let offset = part.place(of: key.metric) else { return nil }
            let metric = part.metrics(of: member.tenant)[offset]
            guard ReadPath(metric) == path else { return nil }
            return Place(
                part: member.part, tenant: member.tenant, metric: metric,
                index: member.index * part.count + offset)
        }
    }

    private mutating func members(of tenant: TenantID) -> ArraySlice<MetricRequest.Member> {
        if let last, last.tenant == tenant { return members[last.members] }
        let tenants = context.tenants
        let start = members.lowerBound { tenants[$0.tenant].id < tenant }
        var end = start
        while end < members.count, tenants[members[end].tenant].id == tenant { end += 1 }
        last = (tenant, start..<end)
        return members[start..<end]
    }
}

extension SeriesKey {
    /// Whether both are series of one metric of one tenant.
    func isOfMetric(of other: SeriesKey) -> Bool { tenant == other.tenant && metric == other.metric }
}

extension Array {
    /// The elements in runs of such as belong together with the one before.
    func runs(where belong: (Element, Element) -> Bool) -> [ArraySlice<Element>] {
        var runs: [ArraySlice<Element>] = []
        var start = 0
        for place in indices.dropFirst() where !belong(self[place - 1], self[place]) {
            runs.append(self[start..<place])
            start = place
        }
        if !isEmpty { runs.append(self[start...]) }
        return runs
    }
}
