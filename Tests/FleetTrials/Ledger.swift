#if PostgreSQL
import BillingModel
import BillingStore
import BillingTime
import Foundation

/// What writers were told, to be held against what the repository knows in the end.
///
/// Each commit brings three samples of its own minute and one action, so that one that is torn, lost or counted twice shows.
final class Ledger: Sendable {
    private let acknowledged = Lock<[TenantID: Set<Int>]>([:])

    static let metrics: [Metric] = {
        let ids = ["litres", "calls", "bytes"]
        return ids.compactMap { id in
            try? Metric(id: MetricID(id), name: id, unit: id, kind: .count, cadence: .irregular)
        }
    }()

    static func instant(_ number: Int) -> Date {
        Date(timeIntervalSince1970: 1_767_225_600 + Double(number) * 60)
    }

    static func tenant(_ id: TenantID) throws -> ChangeSet {
        var changes = try ChangeSet(id: CommitID("\(id.text)-first"))
        changes.add(try Tenant(id: id, name: "Tenant", zones: ZoneHistory(.utc), currency: .usd))
        for metric in metrics { changes.add(metric, for: id) }
        return changes
    }

    static func commit(_ number: Int, of id: TenantID) throws -> ChangeSet {
        var changes = try ChangeSet(id: CommitID("\(id.text)-\(number)"))
        for metric in metrics {
            changes.add(
                SampleWrite(
                    SeriesKey(tenant: id, metric: metric.id), at: .instant(instant(number)),
                    value: Double(number + 1)))
        }
        changes.add(
            try ActionRecord(
                tenant: id, source: SourceID("trial"), id: ActionID("\(number)"), at: instant(number),
                type: .sendEmail,
                category: .alert, succeeded: 1, failed: 0, suppressed: 0))
        return changes
    }

    func note(_ number: Int, of tenant: TenantID) {
        acknowledged.withLock { _ = $0[tenant, default: []].insert(number) }
    }
    var count: Int { acknowledged.withLock { $0.values.reduce(0) { $0 + $1.count } } }

    /// What is lost, there twice, or torn.
    func faults(_ repository: some BillingRepository) async throws -> [String] {
        var faults: [String] = []
        let known = acknowledged.withLock { $0 }
        for (tenant, numbers) in known.sorted(by: { $0.key < $1.key }) {
            var found: [MetricID: Set<Int>] = [:]
            let series = try await repository.allSeries(
                SeriesRequest(of: .one(tenant), metrics: Self.metrics.map(\.id)))
            for one in series {
                for (position, value) in zip(one.positions, one.values) {
                    let number = Int(value) - 1
                    if try Instants.microseconds(Self.instant(number)) != position {
                        faults.append("\(tenant): \(value) stands at \(position)")
                    }
                    if !found[one.key.metric, default: []].insert(number).inserted {
                        faults.append("\(tenant): commit \(number) is there twice")
                    }
                }
            }
            let all = found.values.first ?? []
            if found.values.contains(where: { $0 != all }) { faults.append("\(tenant): a commit is torn") }
            let lost = numbers.subtracting(all)
            if !lost.isEmpty {
                faults.append(
                    "\(tenant): \(lost.count) acknowledged commits are lost, such as \(lost.min() ?? 0)")
            }
            let actions = try await repository.allRecords(RecordRequest(.action, of: .one(tenant)))
            if actions.count != all.count {
                faults.append("\(tenant): \(actions.count) actions of \(all.count) commits")
            }
        }
        // One order for all: each revision is made once.
        let commits = try await repository.allRecords(RecordRequest(.commit, of: .all))
        let revisions = commits.compactMap {
            if case .commit(let commit) = $0 { commit.revision.number } else { nil }
        }
        if revisions != Array(1...Int64(max(1, revisions.count))), !revisions.isEmpty {
            faults.append("the revisions are not 1 to \(revisions.count)")
        }
        return faults
    }
}
#endif
