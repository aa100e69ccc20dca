import BillingModel
import BillingStore

/// Whether the smallest sequence still shows what its scenario is about, or a fault that any sequence would meet.
struct Relevance {
    private let operations: [RepositoryOperation]

    init(_ operations: [RepositoryOperation]) { self.operations = operations }

    func isShown(_ deviation: Deviation) -> Bool {
        switch deviation.guarantee {
        case .isolation: owners.count > 1 && lastRead != nil
        case .bytewiseIDs: operations.contains { Self.isConfusable($0) }
        case .refusals: deviation.signature != "refused, not commit"
        case .counts, .nothingNew, .clock: deviation.signature == "rule"
        case .knownAt: lastRead.map { $0.knownAt != .latest } ?? false
        case .actionSeries, .seriesOrder: if case .series = lastRead { isOrder(deviation) } else { false }
        case .recordOrder: isOrder(deviation)
        case .activityOrder, .activityNumbers: if case .activity = lastRead { true } else { false }
        case .tenantErasure, .subjectErasure, .retention, .expiry:
            operations.contains { if case .erase = $0 { true } else { false } }
        case .pages: isPaged
        case .cursors: if case .misuse = operations.last { true } else { false }
        case .limits: deviation.signature.hasPrefix("invalidValue") || deviation.signature == "rule"
        case .unknownTenants, .futureRevisions: deviation.signature.contains("notFound")
        case .atomicity:
            operations.contains { if case .together(let sets, _) = $0 { sets.count > 1 } else { false } }
        default: true
        }
    }

    private func isOrder(_ deviation: Deviation) -> Bool {
        deviation.isReordered || deviation.signature == "rule" || deviation.guarantee == .actionSeries
    }

    private var lastRead: RepositoryOperation.Read? {
        switch operations.last {
        case .read(let read), .begin(let read, _): read
        case .proceed(let reader, _):
            operations.lazy.compactMap { if case .begin(let read, reader) = $0 { read } else { nil } }.first
        default: nil
        }
    }

    private var isPaged: Bool {
        switch operations.last {
        case .proceed: true
        case .read(let read), .begin(let read, _): read.limit < .max
        default: false
        }
    }

    private var owners: Set<TenantID> {
        operations.reduce(into: []) { owners, operation in
            switch operation {
            case .commit(let changes, _): owners.formUnion(changes.tenantsNamed)
            case .read(let read):
                if case .one(let tenant) = read.tenants { owners.insert(tenant) }
                if case .set(let set) = read.tenants { owners.formUnion(set) }
            default: break
            }
        }
    }

    /// Whether a operation names something as only the scenario of byte-wise ids does.
    private static func isConfusable(_ operation: RepositoryOperation) -> Bool {
        let texts = Set(ValuePool.confusable.joined().compactMap { try? TenantID($0) })
        func isOne(_ text: String) -> Bool { (try? TenantID(text)).map(texts.contains) ?? false }
        switch operation {
        case .commit(let changes, _):
            return isOne(changes.id.text)
                || changes.items.contains { item in item.names.contains { isOne($0) } }
        case .read(let read):
            if case .one(let tenant) = read.tenants { return isOne(tenant.text) }
            return false
        default: return false
        }
    }
}
