public import BillingModel

#if canImport(FoundationEssentials)
import FoundationEssentials
#else
import Foundation
#endif

extension ReadSnapshot {
    /// The revision that a read known at that time sees, as ``BillingReader/revision(_:)`` says.
    public func revision(_ knownAt: KnownAt) throws -> Revision {
        switch knownAt {
        case .latest: return try latestRevision()
        case .revision(let asked):
            guard try asked <= latestRevision() else {
                throw BillingError(
                    .notFound, rule: "a revision is read only once it is made", detail: "revision \(asked)")
            }
            return asked
        case .instant(let instant): return try revision(recordedBy: try Instants.microseconds(instant))
        }
    }

    /// How many tenants are looked up at once.
    private static var batch: Int { 1_024 }

    /// Hands on the selected tenants that a revision knows, in order, from one on, while `body` wants another one.
    ///
    /// - Throws: `BillingError` with code `notFound` if a named one is unknown, also one before the first.
    func scanTenants(
        _ selection: TenantSelection, from first: TenantID? = nil, at revision: Revision,
        _ body: (TenantView) throws -> Bool
    ) throws {
        try scanBatches(selection, from: first, at: revision) { tenants in
            for tenant in tenants {
                guard try body(tenant) else { return false }
            }
            return true
        }
    }

    /// As its namesake, so many tenants at a time.
    func scanBatches(
        _ selection: TenantSelection, from first: TenantID? = nil, at revision: Revision,
        _ body: (ArraySlice<TenantView>) throws -> Bool
    ) throws {
        switch selection {
        case .one(let id): _ = try body(try named([id], from: first, at: revision)[...])
        case .set(let ids): _ = try body(try named(ids.sorted(), from: first, at: revision)[...])
        case .all:
            var (next, isFirst) = (first, true)
            while true {
                let found = try tenants(from: next, at: revision, limit: Self.batch)
                // Each batch begins with the last tenant of the one before it.
                guard try body(isFirst ? found[...] : found.dropFirst()) else { return }
                guard found.count >= Self.batch, let last = found.last?.id, last != next else { return }
                (next, isFirst) = (last, false)
            }
        }
    }

    private func named(
        _ ids: [TenantID], from first: TenantID?, at revision: Revision
    ) throws -> [TenantView] {
        let views = try ids.map { id in
            guard let view = try tenant(id, at: revision) else { throw BillingError.unknown(id) }
            return view
        }
        guard let first else { return views }
        return views.filter { !($0.id < first) }
    }

    /// The selected tenants that a revision knows, in order.
    func tenants(_ selection: TenantSelection, at revision: Revision) throws -> [TenantView] {
        var tenants: [TenantView] = []
        try scanTenants(selection, at: revision) {
            tenants.append($0)
            return true
        }
        return tenants
    }
}

extension BillingError {
    /// A tenant that is named and not known.
    package static func unknown(_ tenant: TenantID) -> BillingError {
        BillingError(.notFound, rule: "a tenant that is named is known", detail: "tenant '\(tenant)'")
    }
}
