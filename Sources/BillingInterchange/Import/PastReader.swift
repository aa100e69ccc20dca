import BillingModel
import BillingStore

/// Reads what was known at some revisions, each thing once.
struct PastReader {
    private struct Moment: Hashable {
        let tenant: TenantID
        let revision: Revision
    }

    private let reader: any BillingReader
    private var tenants: [Moment: Tenant?] = [:]
    private var metrics: [Moment: [MetricID: Metric]] = [:]
    private var invoices: [Moment: Set<InvoiceNumber>] = [:]

    init(_ reader: any BillingReader) { self.reader = reader }

    /// A tenant; nil if it was not known.
    mutating func tenant(_ id: TenantID, at revision: Revision) async throws -> Tenant? {
        let moment = Moment(tenant: id, revision: revision)
        if let known = tenants[moment] { return known }
        var tenant: Tenant?
        do {
            tenant = try await reader.tenant(id, at: revision)
        } catch let error as BillingError where error.code == .notFound {}
        tenants[moment] = .some(tenant)
        return tenant
    }

    /// A metric of a tenant, as it was committed or else as the platform has it; nil if it was not known.
    mutating func metric(
        _ id: MetricID, of tenant: TenantID, at revision: Revision
    ) async throws -> Metric? {
        guard try await self.tenant(tenant, at: revision) != nil else { return Metric.platform(id) }
        let moment = Moment(tenant: tenant, revision: revision)
        if metrics[moment] == nil {
            metrics[moment] = Dictionary(
                try await reader.metrics(of: tenant, at: revision).map { ($0.id, $0) }
            ) { first, _ in first }
        }
        return metrics[moment]?[id] ?? Metric.platform(id)
    }

    /// Whether an invoice was known.
    mutating func knows(
        _ number: InvoiceNumber, of tenant: TenantID, at revision: Revision
    ) async throws -> Bool {
        guard try await self.tenant(tenant, at: revision) != nil else { return false }
        let moment = Moment(tenant: tenant, revision: revision)
        if invoices[moment] == nil {
            invoices[moment] = Set(
                try await reader.invoices(of: .one(tenant), at: revision).map(\.number))
        }
        return invoices[moment]?.contains(number) ?? false
    }

    /// What some actions of a tenant said, as far as they were known and not void.
    mutating func actions(
        _ keys: Set<ActionKey>, of tenant: TenantID, at revision: Revision
    ) async throws -> [ActionKey: ActionRecord] {
        var found: [ActionKey: ActionRecord] = [:]
        guard !keys.isEmpty, try await self.tenant(tenant, at: revision) != nil else { return found }
        var request = RecordRequest(.action, of: .one(tenant), knownAt: .revision(revision))
        repeat {
            let page = try await reader.records(request)
            for case .action(let action) in page.records {
                let key = ActionKey(source: action.source, id: action.id)
                if keys.contains(key) { found[key] = action }
            }
            request.cursor = page.next
        } while request.cursor != nil && found.count < keys.count
        return found
    }

    /// The values of samples of one tenant, by series and position, as far as there were any.
    mutating func values(
        of places: [SeriesKey: [Int64]], _ tenant: TenantID, at revision: Revision
    ) async throws -> [SeriesKey: [Int64: Double]] {
        guard !places.isEmpty, try await self.tenant(tenant, at: revision) != nil else { return [:] }
        let metrics = Set(places.keys.map(\.metric)).sorted()
        var values: [SeriesKey: [Int64: Double]] = [:]
        var request = SeriesRequest(of: .one(tenant), metrics: metrics, knownAt: .revision(revision))
        repeat {
            let page = try await reader.series(request)
            for series in page.series {
                for position in places[series.key] ?? [] {
                    let place = series.positions.lowerBound { $0 < position }
                    guard place < series.positions.count, series.positions[place] == position else {
                        continue
                    }
                    values[series.key, default: [:]][position] = series.values[place]
                }
            }
            request.cursor = page.next
        } while request.cursor != nil
        return values
    }
}
