import BillingModel
import BillingStore
import BillingTime

#if canImport(FoundationEssentials)
import FoundationEssentials
#else
import Foundation
#endif

/// What became of the records that some figures depend on, between two revisions.
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
    /// Every metric of the tenants all of whose usage counts.
    private var metrics: [TenantID: [MetricID]] = [:]
    /// The tenants whose plan terms or budgets are others.
    private var replanned: Set<TenantID> = []
    private var invoices: [TenantID: InvoiceChanges] = [:]

    /// Reads the records that figures depend on, at both revisions.
    ///
    /// - Parameters:
    ///   - dependencies: What the figures depend on.
    ///   - scope: Whose cells they are.
    ///   - earlier: The revision of the earlier reading.
    ///   - later: The revision of the later reading.
    ///   - now: The instant of the screen: nothing at or after it is read.
    /// - Throws: What the reader or the zone database throws.
    init(
        under dependencies: some Sequence<ReportTable.Dependency>, in scope: BillingScope,
        from earlier: Revision,
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
        var planned: Set<TenantID> = []
        func span(_ tenant: TenantID, _ metric: MetricID, _ time: UsageTime) {
            let name = UsageName(tenant: tenant, metric: metric)
            spans[name] = spans[name]?.spanning(time) ?? time
        }
        for dependency in dependencies {
            let named = dependency.tenant.map { [$0] } ?? tenants
            switch dependency.source {
            case .usage(let metric, _), .level(let metric, _):
                let time = try UsageTime(dependency, zones: zones, now: now)
                for tenant in named { span(tenant, metric, time) }
            case .allUsage:
                let time = try UsageTime(dependency, zones: zones, now: now)
                for tenant in named {
                    if metrics[tenant] == nil { metrics[tenant] = try await Self.metrics(of: tenant, pair) }
                    for metric in metrics[tenant] ?? [] { span(tenant, metric, time) }
                }
            case .terms: planned.formUnion(named)
            case .invoice, .invoices: owners.formUnion(named)
            }
        }
        for (name, time) in spans {
            usage[name] = try await UsageChanges(of: name.metric, name.tenant, in: time, pair)
        }
        for tenant in owners { invoices[tenant] = try await InvoiceChanges(of: tenant, pair) }
        for tenant in planned where try await Self.isReplanned(tenant, pair) { replanned.insert(tenant) }
    }

    /// Every metric that a tenant has at either revision.
    private static func metrics(of tenant: TenantID, _ pair: RevisionPair) async throws -> [MetricID] {
        let read = try await pair.read(tenant) { revision in
            try await pair.reader.metrics(of: tenant, at: revision).map(\.id)
        }
        return Set(read.earlier ?? []).union(read.later ?? []).sorted()
    }

    /// Whether a tenant has other plan terms or budgets at the later revision.
    private static func isReplanned(_ tenant: TenantID, _ pair: RevisionPair) async throws -> Bool {
        let terms = try await pair.read(tenant) { revision in
            try await pair.reader.allRecords(.plan, of: .one(tenant), knownAt: .revision(revision))
        }
        let budgets = try await pair.read(tenant) { revision in
            try await pair.reader.budgets(of: .one(tenant), at: revision)
        }
        return terms.earlier ?? [] != terms.later ?? [] || budgets.earlier ?? [] != budgets.later ?? []
    }

    /// The causes under one dependency.
    ///
    /// `marks` tells that a figure is marked otherwise, to which every sample of the time may have led.
    func causes(of dependency: ReportTable.Dependency, marks: Bool) throws(BillingError) -> Set<ChangeCause> {
        var causes: Set<ChangeCause> = []
        for tenant in dependency.tenant.map({ [$0] }) ?? tenants {
            switch dependency.source {
            case .usage(let metric, let labels), .level(let metric, let labels):
                guard let changes = usage[UsageName(tenant: tenant, metric: metric)] else { continue }
                let time = try UsageTime(dependency, zones: zones, now: now)
                causes.formUnion(changes.causes(labels, in: time, isLevel: dependency.isLevel && !marks))
            case .allUsage:
                let time = try UsageTime(dependency, zones: zones, now: now)
                for metric in metrics[tenant] ?? [] {
                    let changes = usage[UsageName(tenant: tenant, metric: metric)]
                    causes.formUnion(changes?.causes(.none, in: time, isLevel: false) ?? [])
                }
            case .terms: if replanned.contains(tenant) { causes.insert(.redefined) }
            case .invoice(let number):
                causes.formUnion(invoices[tenant]?.causes(of: number) ?? [])
            case .invoices(let currency):
                guard case .instants(let range) = dependency.time else { continue }
                causes.formUnion(invoices[tenant]?.causes(in: currency, issued: range.range) ?? [])
            }
        }
        return causes
    }
}

extension ReportTable.Dependency {
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
