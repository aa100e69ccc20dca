#if PostgreSQL
import BillingModel
import BillingStore
import BillingStorePostgres
import Foundation

/// A tenant with days of minutes, in a repository on a server and in a table of plain SQL.
struct ServerMonths {
    let pair: ServerPair
    let tenant: TenantID
    let samples: Int

    /// As many whole days as have the samples, one at least.
    init(_ line: String, samples: Int) throws {
        pair = try ServerPair(line)
        tenant = try TenantID("t0")
        let days = max(1, samples / (MinuteFeed.perDay * pair.feed.metrics.count))
        self.samples = days * MinuteFeed.perDay * pair.feed.metrics.count
        try pair.commit(pair.feed.definitions("definitions", of: [tenant]))
        for day in 0..<days {
            try pair.commit(pair.feed.day(day, of: tenant))
            try pair.plain.addDay(day, of: tenant)
        }
        try pair.plain.connection.run(script: "VACUUM ANALYZE")
    }
}
#endif
