import BillingModel
public import BillingReports
import BillingStore
import BillingTime

/// What one tenant uses and what it pays, as one page of HTML that needs nothing but itself.
///
/// On top stand who it is and when, and the figures that matter first: what the tenant has and how that changed, what ran, what is
/// charged and what is to be paid. Below are the screens, each with the tables of its text. The page loads nothing: its style is
/// inside, and its policy allows nothing else. It reads and prints without a script, on narrow and on wide screens, light and dark.
///
/// All screens of a page are of one tenant, and were read at one revision, for one instant.
public struct TenantPage: Sendable {
    let row: TenantInventory.Row
    let inventory: TenantInventory
    let invoices: InvoiceList
    let graph: ConsumptionGraph
    /// The graph as a reader moves in it.
    let figure: Markup?
    /// The graph by the day, as the reader sees it there; nil where none moves.
    let days: ConsumptionGraph?
    let table: ConsumptionTable
    let actions: ConsumptionActions
    let charges: ChargeToDate?
    let forecast: UsageForecast?
    let insights: UsageInsights?
    let budget: BudgetReport?
    let dueAfter: Int?

    /// Puts screens of one tenant together.
    ///
    /// What is expected and what is unusual is added to the graph, the table and the actions where it fits them: a forecast to a graph
    /// whose buckets are as wide as its steps, and to a table if it is of the month in progress.
    ///
    /// - Parameters:
    ///   - inventory: What the tenant has; its row names the tenant.
    ///   - invoices: The invoices of the tenant.
    ///   - graph: The consumption over time, which the page has as a table.
    ///   - explorer: The same at every width, as a picture in which a reader moves; nil for a picture of the graph alone. The courses of
    ///     who was active in a day are those of its days.
    ///   - table: The consumption of the last months.
    ///   - actions: The actions by category and type.
    ///   - charges: What usage costs so far in the billing period; nil without a plan.
    ///   - forecast: What is to come; nil if it is not shown.
    ///   - insights: What is worth a look; nil if it is not shown.
    ///   - budget: What of a budget is spent; nil without one.
    ///   - dueAfter: How many days after the date of its issue an invoice is to be paid, from 0 to 36,500; later it is overdue, and
    ///     told above the list. Nil if nothing is said of that.
    /// - Throws: `BillingError` with code `invalidValue` if the screens are not of one tenant, revision, instant and clock, or if the
    ///   days are out of range; `unsupported` if the inventory is not of one tenant, or the graph or the actions are of several.
    public init(
        inventory: TenantInventory, invoices: InvoiceList, graph: ConsumptionGraph,
        explorer: GraphExplorer? = nil,
        table: ConsumptionTable, actions: ConsumptionActions, charges: ChargeToDate? = nil,
        forecast: UsageForecast? = nil,
        insights: UsageInsights? = nil, budget: BudgetReport? = nil, dueAfter: Int? = nil
    ) throws {
        guard inventory.rows.count == 1, let row = inventory.rows.first else {
            throw BillingError(
                .unsupported, rule: "a page is of one tenant",
                detail: "an inventory of \(inventory.rows.count) tenants")
        }
        let further = [charges?.stamp, forecast?.stamp, insights?.stamp, budget?.stamp].compactMap(\.self)
        for stamp in [invoices.stamp, table.stamp] + further { try inventory.stamp.checkJoining(stamp) }
        let owners = [charges?.tenant, forecast?.tenant, insights?.tenant, budget?.budget.tenant]
        for tenant in [table.tenant] + invoices.rows.map(\.tenant) + owners.compactMap(\.self) {
            try row.tenant.checkJoining(tenant)
        }
        try graph.checkJoining(row.tenant, inventory.stamp)
        try actions.checkJoining(row.tenant, inventory.stamp)
        if let dueAfter, !(0...36_500).contains(dueAfter) {
            throw BillingError(
                .invalidValue, rule: "an invoice is due 0 to 36,500 days after its issue",
                detail: "\(dueAfter)")
        }
        for each in explorer?.graphs ?? [] { try each.checkJoining(row.tenant, inventory.stamp) }
        var (graph, table, actions) = (graph, table, actions)
        if let forecast {
            if forecast.width == graph.width { graph = try graph.adding(forecast) }
            do throws(BillingError) {
                table = try table.adding(forecast)
            } catch {
                // Of another period than the month in progress, it stands in its own section alone.
                guard error.code == .unsupported else { throw error }
            }
            actions = try actions.adding(forecast)
        }
        if let insights {
            graph = try graph.adding(insights)
            table = try table.adding(insights)
        }
        figure = try explorer?.adding(forecast: forecast, insights: insights).figure()
        days = explorer?.graphs.first { $0.width == .day }
        self.row = row
        self.inventory = inventory
        self.invoices = invoices
        self.graph = graph
        self.table = table
        self.actions = actions
        self.charges = charges
        self.forecast = forecast
        self.insights = insights
        self.budget = budget
        self.dueAfter = dueAfter
    }

    /// The page as the text of an HTML file.
    ///
    /// It is the same for the same screens, byte by byte. What people wrote, such as names, is escaped wherever it stands.
    ///
    /// - Parameter overview: Where a page of all tenants is, as an address relative to this one; nil if there is none.
    /// - Returns: The text, with a line feed at its end.
    /// - Complexity: O(*n*) for *n* cells of the screens.
    public func html(overview: String? = nil) -> String {
        let sections = sections
        let scripts = figure == nil ? [] : [PageScript.graph]
        return PageDocument(title: "\(row.name): consumption and billing", scripts: scripts).html { body in
            body.element("a", [.init("class", "skip"), .init("href", "#main")], "Skip to the figures")
            addHeader(to: &body, sections, overview)
            body.element("main", [.init("id", "main")]) { main in
                if let silence {
                    main.element("p", [.init("class", "silence"), .init("role", "note")], silence)
                }
                let figures = keyFigures
                if !figures.isEmpty {
                    main.element("ul", [.init("class", "tiles"), .init("aria-label", "Key figures")]) {
                        list in
                        for figure in figures { figure.add(to: &list) }
                    }
                }
                for section in sections { section.add(to: &main) }
            }
            inventory.stamp.addFooter(to: &body)
        }
    }

    private func addHeader(to markup: inout Markup, _ sections: [PageSection], _ overview: String?) {
        markup.element("header", [.init("class", "top")]) { header in
            if let overview {
                header.element("p", [.init("class", "back")]) { back in
                    back.element("a", [.init("href", overview)], "All tenants")
                }
            }
            header.element("h1") { $0.element("bdi", row.name) }
            header.element("p", [.init("class", "stamp")]) { stamp in
                if row.name != row.tenant.text {
                    stamp.element("bdi", row.tenant.text)
                    stamp.add(" · ")
                }
                stamp.add("As of \(inventory.stamp.moment)")
            }
            header.element("nav", [.init("aria-label", "Sections")]) { nav in
                for section in sections {
                    nav.element("a", [.init("href", "#\(section.id)")], section.title)
                }
            }
        }
    }
}

extension ScreenStamp {
    /// Adds where the dates of a page are told, and from what it was read.
    func addFooter(to markup: inout Markup) {
        markup.element("footer") { footer in
            for remark in remarks { footer.element("p", remark) }
            let release = release.map { ", time zone database \($0)" } ?? ""
            footer.element(
                "p", "Dates and times of the zone \(zone)\(release). Read at revision \(revision).")
        }
    }
}
