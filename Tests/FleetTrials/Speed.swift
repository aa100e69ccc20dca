#if PostgreSQL
import BillingModel
import BillingStore
import BillingStorePostgres
import BillingTime
import Foundation
import PostgresServers

/// Holds the repository against plain SQL on the same server: rows in a keyed table, and a query with `date_trunc`.
struct Speed {
    private let server: LocalServer
    private let repository: PostgresRepository
    private let plain: PostgresConnection
    private let tenant: TenantID
    private let metrics: [Metric]

    private static let days = 60
    private static let perDay = 1_440

    static func run() async throws {
        let server = LocalServer([
            "shared_buffers": "256MB", "max_wal_size": "4GB", "checkpoint_timeout": "30min",
        ])
        try server.make()
        defer { server.remove() }
        try server.start()
        let speed = try await Speed(server)
        try await speed.measure()
        await speed.repository.close()
    }

    private init(_ server: LocalServer) async throws {
        self.server = server
        repository = try await PostgresRepository(server.address, clock: { Date() })
        plain = try PostgresConnection(server.address)
        tenant = try TenantID("t0")
        metrics = try (0..<14).map { place in
            try Metric(
                id: MetricID("m\(place)"), name: "Metric \(place)", unit: "items",
                kind: place < 7 ? .gauge : .count,
                cadence: .irregular)
        }
        var changes = try ChangeSet(id: CommitID("first"))
        changes.add(try Tenant(id: tenant, name: "Tenant", zones: ZoneHistory(.utc), currency: .usd))
        for metric in metrics { changes.add(metric, for: tenant) }
        try await repository.commit(changes)
        try plain.run(
            script:
                "CREATE TABLE sample (tenant text NOT NULL, metric text NOT NULL, at timestamptz NOT NULL, "
                + "value double precision NOT NULL, PRIMARY KEY (tenant, metric, at))")
    }

    private func value(_ place: Int, _ minute: Int) -> Double {
        Double((minute * 7 + place * 13) % 500 + minute / 1_000)
    }

    private func milliseconds(_ work: () async throws -> Void) async rethrows -> Double {
        let start = ContinuousClock.now
        try await work()
        let passed = ContinuousClock.now - start
        return Double(passed.components.seconds) * 1_000 + Double(passed.components.attoseconds) / 1e15
    }

    private static func median(_ numbers: [Double]) -> Double { numbers.sorted()[numbers.count / 2] }

    private func measure() async throws {
        let start = Date(timeIntervalSince1970: 1_767_225_600)
        var (own, others): ([Double], [Double]) = ([], [])
        // A day of minutes of 14 metrics a commit, in turn.
        for day in 0..<Self.days {
            let times = (0..<Self.perDay).map {
                start.addingTimeInterval(Double(day * Self.perDay + $0) * 60)
            }
            var changes = try ChangeSet(id: CommitID("day-\(day)"))
            for (place, metric) in metrics.enumerated() {
                try changes.add(
                    series: SeriesKey(tenant: tenant, metric: metric.id), times: times,
                    values: times.indices.map { value(place, day * Self.perDay + $0) })
            }
            let sent = changes
            own.append(try await milliseconds { try await repository.commit(sent) })
            others.append(
                try await milliseconds {
                    let stamps = times.map { Int64(($0.timeIntervalSince1970 * 1e6).rounded()) }
                    try plain.run(script: "BEGIN")
                    for (place, metric) in metrics.enumerated() {
                        try plain.rows(
                            "INSERT INTO sample SELECT $1, $2, to_timestamp(a / 1e6), v FROM "
                                + "unnest($3::bigint[], $4::bigint[]) AS k(a, v)",
                            [
                                .text(tenant.text), .text(metric.id.text), .integers(stamps),
                                .integers(stamps.indices.map { Int64(value(place, day * Self.perDay + $0)) }),
                            ])
                    }
                    try plain.run(script: "COMMIT")
                })
        }
        tell("ingest, 14 metrics by the minute, a day a commit", own, others)
        // Fourteen samples a commit: what a row costs in turns to the server and to the disk.
        (own, others) = ([], [])
        for minute in 0..<200 {
            let time = start.addingTimeInterval(Double(Self.days * Self.perDay + minute) * 60)
            var changes = try ChangeSet(id: CommitID("minute-\(minute)"))
            for metric in metrics {
                changes.add(
                    SampleWrite(SeriesKey(tenant: tenant, metric: metric.id), at: .instant(time), value: 1))
            }
            let sent = changes
            own.append(try await milliseconds { try await repository.commit(sent) })
            others.append(
                try await milliseconds {
                    try plain.rows(
                        "INSERT INTO sample SELECT $1, m, to_timestamp($2 / 1e6), 1 FROM unnest($3::text[]) m",
                        [
                            .text(tenant.text), .integer(Int64(time.timeIntervalSince1970 * 1e6)),
                            .texts(metrics.map(\.id.text)),
                        ])
                })
        }
        tell("ingest, 14 samples a commit", own, others)
        try plain.run(script: "VACUUM ANALYZE")
        try await measureTable(start)
        let bytes = try plain.rows(
            "SELECT sum(pg_total_relation_size('billing.' || t))::bigint, pg_total_relation_size('sample')::bigint, "
                + "(SELECT count(*) FROM sample) FROM unnest(ARRAY['chunk', 'journal', 'series']) t")
        let count = Double(try bytes.integer(0, 2))
        let (mine, theirs) = (
            Double(try bytes.integer(0, 0)) / count, Double(try bytes.integer(0, 1)) / count
        )
        print(
            "bytes a sample".padding(toLength: 52, withPad: " ", startingAt: 0)
                + String(format: "%9.1f    %9.1f    %7.2f", mine, theirs, mine / theirs))
        try await measureFleet(start)
    }

    /// A day of 1,000 tenants with fourteen figures each, in one commit.
    private func measureFleet(_ start: Date) async throws {
        let ids = try (0..<1_000).map { try TenantID("b\($0)") }
        var first = try ChangeSet(id: CommitID("fleet"))
        for id in ids {
            first.add(try Tenant(id: id, name: "Tenant", zones: ZoneHistory(.utc), currency: .usd))
            for metric in metrics { first.add(metric, for: id) }
        }
        try await repository.commit(first)
        var (own, others): ([Double], [Double]) = ([], [])
        for day in 0..<9 {
            let time = start.addingTimeInterval(Double(day) * 86_400)
            var changes = try ChangeSet(id: CommitID("fleet-\(day)"))
            for id in ids {
                for metric in metrics {
                    changes.add(
                        SampleWrite(
                            SeriesKey(tenant: id, metric: metric.id), at: .instant(time), value: Double(day)))
                }
            }
            let sent = changes
            own.append(try await milliseconds { try await repository.commit(sent) })
            others.append(
                try await milliseconds {
                    try plain.rows(
                        "INSERT INTO sample SELECT t, m, to_timestamp($1 / 1e6), 1 FROM unnest($2::text[]) t, unnest($3::text[]) m",
                        [
                            .integer(Int64(time.timeIntervalSince1970 * 1e6)), .texts(ids.map(\.text)),
                            .texts(metrics.map(\.id.text)),
                        ])
                })
        }
        tell("ingest, a day of 1,000 tenants a commit", own, others)
    }

    /// Sum, lowest, highest and number of each metric of a tenant in a month.
    private func measureTable(_ start: Date) async throws {
        let end = start.addingTimeInterval(31 * 86_400)
        let grid = try BucketGrid(covering: start..<end, width: .month, zone: ZoneDatabase.system.zone(.utc))
        let bounds = try SummaryBounds(grid, now: start.addingTimeInterval(400 * 86_400))
        let request = SummaryRequest(of: .one(tenant), metrics: metrics.map(\.id), in: bounds)
        var (own, others): ([Double], [Double]) = ([], [])
        for _ in 0..<21 {
            own.append(
                try await milliseconds {
                    let page = try await repository.summaries(request)
                    precondition(page.rows.count == metrics.count)
                })
            others.append(
                try await milliseconds {
                    let rows = try plain.rows(
                        "SELECT metric, date_trunc('month', at AT TIME ZONE 'UTC')::text, sum(value), min(value), max(value), "
                            + "count(*) FROM sample WHERE tenant = $1 AND at >= to_timestamp($2 / 1e6) AND at < to_timestamp($3 / 1e6) "
                            + "GROUP BY 1, 2",
                        [
                            .text(tenant.text), .integer(Int64(start.timeIntervalSince1970 * 1e6)),
                            .integer(Int64(end.timeIntervalSince1970 * 1e6)),
                        ])
                    precondition(rows.count == metrics.count)
                })
        }
        tell("month table of one tenant, 625,000 samples", own, others)
    }

    private func tell(_ name: String, _ own: [Double], _ others: [Double]) {
        let (mine, theirs) = (Self.median(own), Self.median(others))
        print(
            name.padding(toLength: 52, withPad: " ", startingAt: 0)
                + String(format: "%6.2f ms    %6.2f ms    %6.1fx", mine, theirs, theirs / mine))
    }
}
#endif
