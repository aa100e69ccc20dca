import BillingModel
import BillingStore
import BillingTime

/// What was erased between two revisions, as far as a repository still tells: that something was, and the retention floors
/// of now.
struct Erasures {
    /// The commits that erased something, in their order.
    private(set) var commits: [CommitRecord] = []
    /// The tenants that have floors.
    private var floors: [TenantID: [RetainedKind: LocalDate]] = [:]
    /// What kind of record the metrics of these tenants are made of.
    private var kinds: [TenantID: [MetricID: RetainedKind]] = [:]
    private let zones: ZoneDatabase
    private let now: Int64

    /// Reads what was erased after a revision.
    init(in scope: BillingScope, from earlier: Revision, to later: Revision, now: Int64) async throws {
        zones = scope.zones
        self.now = now
        let reader = scope.reader
        var request = RecordRequest(.commit, of: .all, descending: true, knownAt: .revision(later))
        repeat {
            let page = try await reader.records(request)
            request.cursor = page.next
            for case .commit(let commit) in page.records {
                if commit.revision <= earlier {
                    request.cursor = nil
                } else if commit.kind == .erasure {
                    commits.insert(commit, at: 0)
                }
            }
        } while request.cursor != nil
        guard !commits.isEmpty else { return }
        for case .floor(let floor) in try await reader.allRecords(
            .floor, of: scope.tenants, knownAt: .revision(later))
        {
            floors[floor.tenant, default: [:]][floor.kind] = floor.date
        }
        for tenant in floors.keys {
            let metrics = try await reader.metrics(of: tenant, at: later)
            kinds[tenant] = Dictionary(metrics.map { ($0.id, $0.retainedKind) }) { first, _ in first }
        }
    }

    /// Whether a cell stands on records that a retention floor has taken away, maybe.
    ///
    /// Which of several floors and erasures came after a revision is not kept.
    func reach(_ dependency: ReportTable.Dependency) throws(BillingError) -> Bool {
        for tenant in dependency.tenant.map({ [$0] }) ?? Array(floors.keys) {
            guard let floors = floors[tenant] else { continue }
            let time = try UsageTime(dependency, zones: zones, now: now)
            switch dependency.source {
            case .usage(let metric, _):
                guard let floor = kinds[tenant]?[metric].flatMap({ floors[$0] }) else { continue }
                if time.instants.lowerBound < floor.floorInstant { return true }
            case .level(let metric, _):
                guard let floor = kinds[tenant]?[metric].flatMap({ floors[$0] }) else { continue }
                if time.instants.upperBound <= floor.floorInstant { return true }
            case .allUsage:
                for (kind, floor) in floors where kind != .invoice {
                    if time.instants.lowerBound < floor.floorInstant { return true }
                }
            case .terms: break
            case .invoice, .invoices:
                guard let floor = floors[.invoice] else { continue }
                if time.instants.lowerBound < floor.floorInstant { return true }
            }
        }
        return false
    }
}
