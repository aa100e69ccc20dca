package import BillingCharts
import BillingModel
import BillingReports
import BillingStore
import BillingTime
package import Foundation

extension PictureWorld {
    /// The first instant at which the tenant has data, to the end of what is expected.
    package var data: Range<Date> { start..<max(now, start + 86_400) + 20 * 86_400 }

    /// The graph in which a reader moves, with what is expected and what is unusual.
    package func explorer() async throws -> GraphExplorer {
        try await scope.graphExplorer(metrics: metrics, data: data, now: now, annotations: annotations)
            .adding(forecast: scope.forecast(now: now), insights: scope.insights(now: now), limits: limits)
    }

    /// The graph by the day with all that is known of it, as a picture.
    package func picture() async throws -> String {
        let range = start..<max(data.upperBound, start + 86_400)
        return try await scope.consumptionGraph(
            metrics: metrics, range: range, width: .day, now: now, annotations: annotations
        )
        .adding(scope.forecast(now: now)).adding(scope.insights(now: now)).adding(limits).svg(
            title: "Consumption of \(name)")
    }

    /// The page of the tenant.
    package func page() async throws -> TenantPage {
        let year = max(start, now - 365 * 86_400)..<now
        return try TenantPage(
            inventory: await scope.inventory(now: now), invoices: await scope.invoices(now: now),
            graph: await scope.consumptionGraph(
                range: year, width: .month, now: now, annotations: annotations),
            explorer: await scope.graphExplorer(
                metrics: metrics, data: data, now: now, annotations: annotations
            ).adding(limits: limits),
            table: await scope.consumptionTable(now: now),
            actions: await scope.actions(range: year, width: .month, now: now),
            forecast: await scope.forecast(now: now), insights: await scope.insights(now: now), dueAfter: 30)
    }
}
