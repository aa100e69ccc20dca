import BillingModel
import BillingStore

/// Whether the smallest sequence still shows what its area is about, or a fault that any sequence would meet.
struct Theme {
    private let calls: [Call]

    init(_ calls: [Call]) { self.calls = calls }

    func isShown(_ deviation: Deviation) -> Bool {
        switch deviation.promise {
        case .isolation: owners.count > 1 && lastRead != nil
        case .bytewiseIDs: calls.contains { Self.isConfusable($0) }
        case .refusals: deviation.signature != "refused, not commit"
        case .counts, .nothingNew, .clock: deviation.signature == "rule"
        case .knownAt: lastRead.map { $0.knownAt != .latest } ?? false
        case .actionSeries, .seriesOrder: if case .series = lastRead { isOrder(deviation) } else { false }
        case .recordOrder: isOrder(deviation)
        case .presenceOrder, .presenceNumbers: if case .presence = lastRead { true } else { false }
        case .tenantErasure, .subjectErasure, .retention, .expiry:
            calls.contains { if case .erase = $0 { true } else { false } }
        case .pages: isPaged
        case .cursors: if case .misuse = calls.last { true } else { false }
        case .limits: deviation.signature.hasPrefix("invalidValue") || deviation.signature == "rule"
        case .unknownTenants, .futureRevisions: deviation.signature.contains("notFound")
        case .atomicity:
            calls.contains { if case .together(let sets, _) = $0 { sets.count > 1 } else { false } }
        default: true
        }
    }

    private func isOrder(_ deviation: Deviation) -> Bool {
        deviation.isReordered || deviation.signature == "rule" || deviation.promise == .actionSeries
    }

    private var lastRead: Call.Read? {
        switch calls.last {
        case .read(let read), .begin(let read, _): read
        case .proceed(let reader, _):
            calls.lazy.compactMap { if case .begin(let read, reader) = $0 { read } else { nil } }.first
        default: nil
        }
    }

    private var isPaged: Bool {
        switch calls.last {
        case .proceed: true
        case .read(let read), .begin(let read, _): read.limit < .max
        default: false
        }
    }

    private var owners: Set<TenantID> {
        calls.reduce(into: []) { owners, call in
            switch call {
            case .commit(let changes, _): owners.formUnion(changes.tenantsNamed)
            case .read(let read):
                if case .one(let tenant) = read.tenants { owners.insert(tenant) }
                if case .set(let set) = read.tenants { owners.formUnion(set) }
            default: break
            }
        }
    }

    /// Whether a call names something as only the area of byte-wise ids does.
    private static func isConfusable(_ call: Call) -> Bool {
        let texts = Set(Material.confusable.joined().compactMap { try? TenantID($0) })
        func isOne(_ text: String) -> Bool { (try? TenantID(text)).map(texts.contains) ?? false }
        switch call {
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
