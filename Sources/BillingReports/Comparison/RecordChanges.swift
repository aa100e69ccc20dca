import BillingModel
import BillingStore
import BillingTime

#if canImport(FoundationEssentials)
import FoundationEssentials
#else
import Foundation
#endif

/// What became of the records under some cells between two revisions.
struct RecordChanges {
    /// The records of one metric of one tenant.
    private struct UsageName: Hashable {
        let tenant: TenantID
        let metric: MetricID
    }

    private let zones: ZoneDatabase
    private let now: Int64
    private let tenants: [TenantID]
    private var usage: [UsageName: UsageChanges] = [:]
    private var invoices: [TenantID: InvoiceChanges] = [:]

    /// Reads the records that cells stand on, at both revisions.
    ///
    /// - Parameters:
    ///   - bases: What the cells stand on.
    ///   - scope: Whose cells they are.
    ///   - earlier: The revision of the earlier reading.
    ///   - later: The revision of the later reading.
    ///   - now: The instant of the screen: nothing at or after it is read.
    /// - Throws: What the reader or the zone database throws.
    init(
        under bases: some Sequence<ScreenCell.Basis>, in scope: BillingScope, from earlier: Revision,
        to later: Revision, now: Int64
    ) async throws {
        zones = scope.zones
        self.now = now
        let reader = scope.reader
        var known: [Revision: Set<TenantID>] = [:]
        for revision in [earlier, later] {
            known[revision] = Set(
                try await reader.tenants(.all, at: revision).map(\.id).filter(scope.tenants.contains))
        }
        tenants = (known[earlier] ?? []).union(known[later] ?? []).sorted()
        let pair = RevisionPair(reader: reader, earlier: earlier, later: later, known: known, now: now)
        var spans: [UsageName: UsageTime] = [:]
        var owners: Set<TenantID> = []
        for basis in bases {
            let named = basis.tenant.map { [$0] } ?? tenants
            switch basis.source {
            case .usage(let metric, _), .level(let metric, _):
                let time = try UsageTime(basis, zones: zones, now: now)
                for tenant in named {
                    let name = UsageName(tenant: tenant, metric: metric)
                    spans[name] = spans[name]?.spanning(time) ?? time
                }
            case .invoice, .invoices: owners.formUnion(named)
            }
        }
        for (name, time) in spans {
            usage[name] = try await UsageChanges(of: name.metric, name.tenant, in: time, pair)
        }
        for tenant in owners { invoices[tenant] = try await InvoiceChanges(of: tenant, pair) }
    }

    /// The causes under one basis.
    ///
    /// `marks` tells that a figure is marked otherwise, to which every sample of the time may have led.
    func causes(of basis: ScreenCell.Basis, marks: Bool) throws(BillingError) -> Set<ChangeCause> {
        var causes: Set<ChangeCause> = []
        for tenant in basis.tenant.map({ [$0] }) ?? tenants {
            switch basis.source {
            case .usage(let metric, let labels), .level(let metric, let labels):
                guard let changes = usage[UsageName(tenant: tenant, metric: metric)] else { continue }
                let time = try UsageTime(basis, zones: zones, now: now)
                causes.formUnion(changes.causes(labels, in: time, isLevel: basis.isLevel && !marks))
            case .invoice(let number):
                causes.formUnion(invoices[tenant]?.causes(of: number) ?? [])
            case .invoices(let currency):
                guard case .instants(let range) = basis.time else { continue }
                causes.formUnion(invoices[tenant]?.causes(in: currency, issued: range.range) ?? [])
            }
        }
        return causes
    }
}

extension ScreenCell.Basis {
    fileprivate var isLevel: Bool { if case .level = source { true } else { false } }
}

/// A reader at two revisions.
struct RevisionPair {
    let reader: any BillingReader
    let earlier: Revision
    let later: Revision
    /// The tenants of the scope that each revision knows.
    let known: [Revision: Set<TenantID>]
    /// The instant of the screen in microseconds.
    let now: Int64

    /// Reads something of a tenant at both revisions; nil at one that does not know the tenant.
    func read<Value>(
        _ tenant: TenantID, _ read: (Revision) async throws -> Value
    ) async throws -> (earlier: Value?, later: Value?) {
        var values: [Value?] = []
        for revision in [earlier, later] {
            values.append(known[revision]?.contains(tenant) == true ? try await read(revision) : nil)
        }
        return (values[0], values[1])
    }
}
