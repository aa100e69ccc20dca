import BillingModel
import BillingTime

extension MemorySnapshot {
    /// So many tenants are worth a thread.
    private static var fewest: Int { 128 }

    /// Reads one page of series as every snapshot does, many tenants by several threads.
    func series(
        _ request: SeriesRequest, checkCancellation: () throws -> Void = { try Task.checkCancellation() }
    ) throws -> SeriesPage {
        try series(request, checkCancellation) { tenants, choice in
            guard tenants.count >= 2 * Self.fewest else { return nil }
            let pieces = Pieces.even(tenants.count, fewest: Self.fewest)
            return try Pieces.map(pieces.count) { piece in
                var found: [MetricSeries] = []
                for place in pieces[piece] {
                    let tenant = tenants[tenants.startIndex + place]
                    _ = try choice.forEachSeries(of: tenant) { series in
                        let samples = series.samples(choice.window(series.timing)).samples
                        if samples.isEmpty { return true }
                        let name = series.name
                        let key = SeriesKey(tenant: tenant.id, metric: name.metric, labels: name.labels)
                        found.append(MetricSeries(key, series.timing, samples))
                        return true
                    }
                }
                return found
            }
        }
    }
}
