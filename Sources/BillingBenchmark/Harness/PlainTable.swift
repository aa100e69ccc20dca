#if PostgreSQL
import BillingModel
import BillingStorePostgres
import Foundation

/// What one writes without this library: a row for each sample, in a table whose key is tenant, metric and instant.
///
/// It belongs to a connection, and so to one thread at a time.
final class PlainTable {
    let connection: PostgresConnection
    private let feed = MinuteFeed()

    init(_ address: String, schema: String) throws {
        connection = try PostgresConnection(address)
        try connection.run(
            script: """
                SET client_min_messages = warning;
                SET search_path = \(schema);
                CREATE TABLE IF NOT EXISTS sample (
                  tenant text NOT NULL, metric text NOT NULL, at timestamptz NOT NULL,
                  value double precision NOT NULL, PRIMARY KEY (tenant, metric, at));
                """)
    }

    /// Every minute of a day, a statement a metric, in one transaction.
    func addDay(_ day: Int, of tenant: TenantID) throws {
        let minutes = day * MinuteFeed.perDay..<(day + 1) * MinuteFeed.perDay
        let stamps = minutes.map(MinuteFeed.microseconds)
        try connection.run(script: "BEGIN")
        for (place, metric) in feed.metrics.enumerated() {
            try connection.rows(
                "INSERT INTO sample SELECT $1, $2, to_timestamp(a / 1e6), v FROM unnest($3::bigint[], $4::bigint[]) AS k(a, v)",
                [
                    .text(tenant.text), .text(metric.id.text), .integers(stamps),
                    .integers(minutes.map { Int64(MinuteFeed.value(place, $0)) }),
                ])
        }
        try connection.run(script: "COMMIT")
    }

    /// One minute of tenants, in one statement.
    func addMinute(_ minute: Int, of tenants: [TenantID]) throws {
        try connection.rows(
            "INSERT INTO sample SELECT t, m, to_timestamp($1 / 1e6), v FROM unnest($2::text[]) t, unnest($3::text[], $4::bigint[]) k(m, v)",
            [
                .integer(MinuteFeed.microseconds(minute)), .texts(tenants.map(\.text)),
                .texts(feed.metrics.map(\.id.text)),
                .integers(feed.metrics.indices.map { Int64(MinuteFeed.value($0, minute)) }),
            ])
    }
}
#endif
