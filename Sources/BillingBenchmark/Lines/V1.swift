import BillingCharts
import BillingModel
import BillingReports
import BillingStore
import BillingTime
import Foundation

/// Pictures and pages: a graph of 14 metrics by day, over three years and over a month, as SVG and as Vega-Lite, and the page of the tenant.
///
/// No peer draws the same, so that each is also told as a multiple of the JSON of the same graph, written in the same round.
struct V1: Line {
    let name = "V1"
    let peers: [Peer] = []

    func prepare(_ settings: Settings, in folder: DataFolder) throws -> [Question] {
        let data = UsageData(tenants: 1, days: 1_096, metrics: R1.metrics)
        let screens = try Blocking.run { try await Screens(of: data) }
        var questions: [Question] = []
        for (name, graph) in [("three years", screens.years), ("a month", screens.month)] {
            questions += Self.questions("SVG of \(name)", beside: graph) { try graph.svg() }
            questions += Self.questions("Vega-Lite of \(name)", beside: graph) { try graph.vegaLite() }
        }
        questions += Self.questions("page of a tenant, its screens at hand", beside: screens.years) {
            try screens.page().html()
        }
        questions += Self.questions("page of a tenant, its screens included", beside: screens.years) {
            try Blocking.run { try await Screens(of: data, screens.repository).page().html() }
        }
        return questions
    }

    /// Its time, the same as a multiple, and its bytes.
    private static func questions(
        _ name: String, beside graph: ConsumptionGraph, _ write: @escaping () throws -> String
    ) -> [Question] {
        func bytes(_ text: String) -> [[Double]] { [[Double(text.utf8.count)]] }
        return [
            Question(name: name, request: nil, bytes: 0) { Answer(columns: bytes(try write())) },
            Question(
                name: name, request: nil, bytes: 0, unit: Unit(name: "times the JSON of its graph", factor: 1)
            ) {
                let clock = ContinuousClock()
                let (start, json) = (clock.now, try graph.json())
                let (middle, text) = (clock.now, try write())
                let end = clock.now
                return Answer(columns: bytes(text) + bytes(json), figure: (end - middle) / (middle - start))
            },
            Question(name: name, request: nil, bytes: 0, unit: Unit(name: "kB", factor: 1e-3)) {
                let columns = bytes(try write())
                return Answer(columns: columns, figure: columns[0][0])
            },
        ]
    }

    /// What is drawn.
    private struct Screens: Sendable {
        let repository: InMemoryRepository
        let years: ConsumptionGraph
        let month: ConsumptionGraph
        let inventory: TenantInventory
        let invoices: InvoiceList
        let explorer: GraphExplorer
        let table: ConsumptionTable
        let actions: ConsumptionActions
        let forecast: UsageForecast
        let insights: UsageInsights

        init(of data: UsageData, _ filled: InMemoryRepository? = nil) async throws {
            repository = filled ?? InMemoryRepository { Date() }
            if filled == nil { try await data.fill(repository) }
            let scope = repository.scope(of: try TenantID("tenant-0"))
            func last(_ days: Int) -> Range<Date> { data.now - Double(days) * 86_400..<data.now }
            years = try await scope.consumptionGraph(range: last(1_096), width: .day, now: data.now)
            month = try await scope.consumptionGraph(range: last(31), width: .day, now: data.now)
            inventory = try await scope.inventory(now: data.now)
            invoices = try await scope.invoices(now: data.now)
            explorer = try await scope.graphExplorer(now: data.now)
            table = try await scope.consumptionTable(now: data.now)
            actions = try await scope.actions(range: last(365), width: .month, now: data.now)
            forecast = try await scope.forecast(now: data.now)
            insights = try await scope.insights(now: data.now)
        }

        func page() throws -> TenantPage {
            try TenantPage(
                inventory: inventory, invoices: invoices, graph: month, explorer: explorer, table: table,
                actions: actions, forecast: forecast, insights: insights)
        }
    }
}
