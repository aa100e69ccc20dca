import BillingModel
import BillingStore
import BillingTime
import Foundation

/// Distinct active users by day and month of 100 tenants, from events with opaque ids; asked of data that is there, and
/// with the ingest.
struct W3: Line {
    let name = "W3"
    let peers = [
        Peer(name: "duckdb_activity", forms: ["halfhours", "idiom"]),
        Peer(name: "polars_activity", forms: ["halfhours", "idiom"]),
        Peer(name: "clickhouse_activity", forms: ["idiom"]),
    ]

    func prepare(_ settings: Settings, in folder: DataFolder) throws -> [Question] {
        let events = ActiveUsers(count: settings.samples)
        try events.write(in: folder)
        let repository = try Blocking.run { try await events.repository() }
        return [("day", .day), ("month", BucketWidth.month)].map { unit, width in
            Question(name: "active users by \(unit)", request: ["unit": unit, "ingest": "no"], bytes: 0) {
                try Blocking.run { try await ActiveUsers.distinct(by: width, in: repository) }
            }
        } + [
            Question(
                name: "ingest, and active users by day", request: ["unit": "day", "ingest": "yes"], bytes: 0
            ) {
                try Blocking.run {
                    try await ActiveUsers.distinct(by: .day, in: try await events.repository())
                }
            }
        ]
    }
}
