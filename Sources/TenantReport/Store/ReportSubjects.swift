#if canImport(FoundationEssentials)
import FoundationEssentials
#else
import Foundation
#endif
import BillingStore
import InauroBilling

/// Whom a report can be about: the tenants that a store knows at a revision, and their events.
struct ReportSubjects {
    /// How many events of each tenant are known, however often rows of a file repeat one.
    private(set) var events: [TenantID: Int] = [:]
    /// The instant of the first event; nil if there is none.
    private(set) var first: Date?
    /// The instant of the last event; nil if there is none.
    private(set) var last: Date?

    init(in reader: any BillingReader, at revision: Revision) async throws {
        for tenant in try await reader.tenants(.all, at: revision) { events[tenant.id] = 0 }
        var request = SeriesRequest(
            of: .all, metrics: [Metric.actions.id], knownAt: .revision(revision))
        repeat {
            let page = try await reader.series(request)
            for series in page.series {
                for value in series.values { events[series.key.tenant, default: 0] += Int(value) }
            }
            request.cursor = page.next
        } while request.cursor != nil
        func end(isLast: Bool) async throws -> Date? {
            let request = RecordRequest(
                .action, of: .all, descending: isLast, knownAt: .revision(revision), limit: 1)
            guard case .action(let action)? = try await reader.records(request).records.first else {
                return nil
            }
            return action.at
        }
        first = try await end(isLast: false)
        last = try await end(isLast: true)
    }

    /// All tenants, in the order of their ids.
    var tenants: [TenantID] { events.keys.sorted() }

    /// The tenant with most events, of those with equally many the first by id.
    var largest: TenantID? { events.min { ($1.value, $0.key) < ($0.value, $1.key) }?.key }
}
