public import BillingModel
public import BillingTime

#if canImport(FoundationEssentials)
public import FoundationEssentials
#else
public import Foundation
#endif

// Whole answers at one revision, for callers that need no pages.

extension BillingReader {
    /// Every record of a request, through all its pages, in its order.
    ///
    /// - Throws: What ``records(_:)`` throws.
    public func allRecords(_ request: RecordRequest) async throws -> [BillingRecord] {
        var request = request
        var records: [BillingRecord] = []
        repeat {
            let page = try await self.records(request)
            if records.isEmpty { records = page.records } else { records += page.records }
            request.cursor = page.next
        } while request.cursor != nil
        return records
    }

    /// The selected tenants, in ascending order of id.
    ///
    /// - Throws: `BillingError` with code `notFound` if a named tenant or the revision is unknown.
    public func tenants(_ selection: TenantSelection, at revision: Revision) async throws -> [Tenant] {
        try await allRecords(
            RecordRequest(.tenant, of: selection, knownAt: .revision(revision), limit: 100_000)
        )
        .compactMap { if case .tenant(let tenant) = $0 { tenant } else { nil } }
    }

    /// One tenant.
    ///
    /// - Throws: `BillingError` with code `notFound` if the tenant or the revision is unknown.
    public func tenant(_ id: TenantID, at revision: Revision) async throws -> Tenant {
        guard let tenant = try await tenants(.one(id), at: revision).first else {
            throw BillingError(.notFound, rule: "a tenant that is named is known", detail: "tenant '\(id)'")
        }
        return tenant
    }

    /// Every metric of a tenant: those of the platform as the tenant has them, in the order of
    /// ``/BillingModel/Metric/platform``, then its own in ascending order of id.
    public func metrics(of tenant: TenantID, at revision: Revision) async throws -> [Metric] {
        let records = try await allRecords(
            RecordRequest(.metric, of: .one(tenant), knownAt: .revision(revision)))
        var committed: [Metric] = []
        for case .metric(_, let metric) in records { committed.append(metric) }
        let byID = Dictionary(committed.map { ($0.id, $0) }) { first, _ in first }
        return Metric.platform.map { byID[$0.id] ?? $0 }
            + committed.filter { Metric.platform($0.id) == nil }
    }

    /// A metric of a tenant, as it was committed or else as the platform has it.
    ///
    /// - Throws: `BillingError` with code `notFound` if the tenant, its metric or the revision is unknown.
    public func metric(_ id: MetricID, of tenant: TenantID, at revision: Revision) async throws -> Metric {
        guard let metric = try await metrics(of: tenant, at: revision).first(where: { $0.id == id }) else {
            throw BillingError(
                .notFound, rule: "a metric that is named is known", detail: "metric '\(tenant)/\(id)'")
        }
        return metric
    }

    /// The invoices that were issued in a range, in ascending order of issue, tenant and number.
    public func invoices(
        of tenants: TenantSelection, in range: Range<Date>? = nil, at revision: Revision
    ) async throws -> [Invoice] {
        try await allRecords(RecordRequest(.invoice, of: tenants, in: range, knownAt: .revision(revision)))
            .compactMap { if case .invoice(let invoice) = $0 { invoice } else { nil } }
    }

    /// The entries of invoices in a range, in ascending order of instant, tenant, number and id.
    public func entries(
        of tenants: TenantSelection, in range: Range<Date>? = nil, at revision: Revision
    ) async throws -> [InvoiceEntry] {
        try await allRecords(RecordRequest(.entry, of: tenants, in: range, knownAt: .revision(revision)))
            .compactMap { if case .entry(let entry) = $0 { entry } else { nil } }
    }

    /// The actions in a range that are not void, in ascending order of instant, tenant, source and id.
    public func actions(
        of tenants: TenantSelection, in range: Range<Date>? = nil, at revision: Revision
    ) async throws -> [ActionRecord] {
        try await allRecords(RecordRequest(.action, of: tenants, in: range, knownAt: .revision(revision)))
            .compactMap { if case .action(let action) = $0 { action } else { nil } }
    }

    /// What is covered of each metric of the tenants, by tenant, metric and feed.
    public func coverage(
        of tenants: TenantSelection, at revision: Revision
    ) async throws -> [TenantID: [MetricID: [SourceID: IntervalSet]]] {
        let records = try await allRecords(
            RecordRequest(.coverage, of: tenants, knownAt: .revision(revision)))
        var ranges: [TenantID: [MetricID: [SourceID: [Range<Date>]]]] = [:]
        for case .coverage(let statement) in records {
            ranges[statement.tenant, default: [:]][statement.metric, default: [:]][
                statement.source, default: []
            ].append(statement.range)
        }
        return try ranges.mapValues { metrics in
            try metrics.mapValues { sources in try sources.mapValues { try IntervalSet($0) } }
        }
    }
}
