import BillingCharts
import BillingReports
import InauroBilling

extension ScreenReader {
    /// The page of the tenant of a scope.
    ///
    /// What is expected is told by the day, and drawn where the graph shows days.
    func page(_ scope: BillingScope, dueAfter: Int?) async throws -> TenantPage {
        let inventory = try await inventory(scope)
        let isCharged = try await !plans(of: scope).isEmpty
        return try TenantPage(
            inventory: inventory, invoices: try await invoices(scope), graph: try await graph(scope),
            explorer: try await scope.graphExplorer(now: now, zone: shown),
            table: try await table(scope), actions: try await actions(scope),
            charges: isCharged ? try await charges(scope) : nil,
            forecast: try await forecast(scope), insights: try await insights(scope),
            budget: basis.budget == nil ? nil : try await budget(scope), dueAfter: dueAfter)
    }

    /// The page of all tenants of a scope.
    func fleetPage(_ scope: BillingScope, tenants: Int) async throws -> (page: FleetPage, tenants: [TenantID])
    {
        let overview = try await overview(scope, limit: max(tenants, 1))
        return (try FleetPage(overview, attention: try await attention(scope)), overview.rows.map(\.id))
    }
}
