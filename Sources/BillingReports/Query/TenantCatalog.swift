import BillingModel
import BillingStore
import BillingTime

/// The metrics that one tenant may have, and what its feeds say they cover.
///
/// It is an object, because most tenants share the one that says nothing of its own.
final class TenantCatalog: Sendable {
    /// That of a tenant that neither defined a metric nor stated coverage.
    static let platform = TenantCatalog()

    /// The metrics of the platform, as the tenant defines them, and its own by id.
    let metrics: [Metric]
    private let definitions: [MetricID: Metric]
    private let coverage: CoverageIndex?

    init(definitions: [MetricID: Metric] = [:], coverage: CoverageIndex? = nil) {
        self.definitions = definitions
        self.coverage = coverage
        guard !definitions.isEmpty else {
            metrics = Metric.platform
            return
        }
        let own = definitions.values.filter { Metric.platform($0.id) == nil }.sorted { $0.id < $1.id }
        metrics = Metric.platform.map { definitions[$0.id] ?? $0 } + own
    }

    /// Whether the tenant defines any metric itself.
    var hasDefinitions: Bool { !definitions.isEmpty }

    /// A metric as the tenant defines it, whatever constant the caller named it by.
    func defined(_ metric: Metric) -> Metric {
        if hasDefinitions, let own = definitions[metric.id] { return own }
        return Metric.platform(metric.id) ?? metric
    }

    /// The metric with an id; nil if the tenant has none.
    func metric(_ id: MetricID) -> Metric? { definitions[id] ?? Metric.platform(id) }

    /// The time in which a series is complete.
    func covered(_ metric: Metric, labels: Labels) -> IntervalSet {
        coverage?.covered(metric, labels: labels) ?? IntervalSet()
    }
}

extension BillingReader {
    /// The catalogs of tenants; none for a tenant that neither defined a metric nor stated coverage.
    func catalogs(
        of tenants: TenantSelection, knownAt: KnownAt
    ) async throws -> [TenantID: TenantCatalog] {
        var definitions: [TenantID: [MetricID: Metric]] = [:]
        for case .metric(let tenant, let metric) in try await allRecords(
            .metric, of: tenants, knownAt: knownAt)
        {
            definitions[tenant, default: [:]][metric.id] = metric
        }
        var statements: [TenantID: [Coverage]] = [:]
        for case .coverage(let statement) in try await allRecords(
            .coverage, of: tenants, knownAt: knownAt)
        {
            statements[statement.tenant, default: []].append(statement)
        }
        var catalogs: [TenantID: TenantCatalog] = [:]
        for tenant in Set(definitions.keys).union(statements.keys) {
            catalogs[tenant] = TenantCatalog(
                definitions: definitions[tenant] ?? [:],
                coverage: try CoverageIndex(statements[tenant] ?? []))
        }
        return catalogs
    }
}
