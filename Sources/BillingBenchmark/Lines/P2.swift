#if PostgreSQL
import BillingModel
import BillingStore
import BillingStorePostgres
import BillingTime
import Foundation

/// The table of a month of one tenant on a PostgreSQL server: number, sum, lowest and highest of 14 metrics by the minute.
struct P2: Line {
    let name = "P2"
    let peers: [Peer] = []

    func prepare(_ settings: Settings, in folder: DataFolder) throws -> [Question] {
        let months = try ServerMonths(name, samples: settings.samples)
        let end = MinuteFeed.start.addingTimeInterval(31 * 86_400)
        let grid = try BucketGrid(covering: MinuteFeed.start..<end, width: .month, zone: .utc)
        let metrics = months.pair.feed.metrics.map(\.id).sorted()
        let request = SummaryRequest(
            of: .one(months.tenant), metrics: metrics,
            in: try SummaryBounds(grid, now: end.addingTimeInterval(86_400)))
        let (repository, tenant) = (months.pair.repository, months.tenant)
        return [
            Question(
                name: "month of 14 metrics, \(months.samples) samples in all", request: nil, bytes: 0,
                rivals: [
                    Rival(name: P1.plainSQL) {
                        let rows = try months.pair.plain.connection.rows(
                            "SELECT count(*), sum(value), min(value), max(value) FROM sample "
                                + "WHERE tenant = $1 AND at >= to_timestamp($2 / 1e6) AND at < to_timestamp($3 / 1e6) "
                                + "GROUP BY metric COLLATE \"C\", date_trunc('month', at AT TIME ZONE 'UTC') "
                                + "ORDER BY metric COLLATE \"C\"",
                            [
                                .text(tenant.text), .integer(MinuteFeed.microseconds(0)),
                                .integer(MinuteFeed.microseconds(31 * MinuteFeed.perDay)),
                            ])
                        let all = 0..<rows.count
                        return Answer(columns: [
                            try all.map { Double(try rows.integer($0, 0)) },
                            try all.map { try rows.real($0, 1) }, try all.map { try rows.real($0, 2) },
                            try all.map { try rows.real($0, 3) },
                        ])
                    }
                ]
            ) {
                try Blocking.run {
                    var columns = [[Double]](repeating: [], count: 4)
                    for row in try await repository.summaries(request).rows {
                        guard case .states(let states) = row.content, let state = states.first else {
                            throw Failure("a metric has no month")
                        }
                        columns[0].append(Double(state.count))
                        columns[1].append(try state.sum())
                        columns[2].append(state.minimum ?? .nan)
                        columns[3].append(state.maximum ?? .nan)
                    }
                    return Answer(columns: columns)
                }
            }
        ]
    }
}
#endif
