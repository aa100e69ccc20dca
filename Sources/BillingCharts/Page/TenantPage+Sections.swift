import BillingModel
import BillingReports

extension TenantPage {
    /// The screens in their order on the page, of which each one that says nothing names what will be there.
    var sections: [PageSection] {
        var sections = [consumption, ran, months]
        if let charges {
            sections.append(.init(id: "charges", title: "Charges to date", blocks: charges.blocks, open: 1))
        }
        sections += [paid, had]
        if let insights {
            sections.append(.init(id: "insights", title: "Worth a look", blocks: insights.blocks))
        }
        if let forecast { sections.append(.init(id: "forecast", title: "Forecast", blocks: forecast.blocks)) }
        if let budget {
            let picture = PagePicture.of { BudgetPicture(budget, width: $0).picture(title: nil) }
            sections.append(.init(id: "budget", title: "Budget", picture: picture, blocks: budget.blocks))
        }
        return sections
    }

    private var consumption: PageSection {
        // What is worth a look has a section of its own.
        let findings = insights == nil ? [] : graph.findings.map(\.finding.statement)
        let blocks = graph.blocks.filter { block in
            if case .notes(let sentences) = block { !sentences.allSatisfy(findings.contains) } else { true }
        }
        let picture = figure ?? PagePicture.of { GraphPicture(graph, width: $0).picture(title: nil) }
        return PageSection(
            id: "consumption", title: "Consumption", picture: picture, blocks: blocks, open: 0,
            none: graph.series.isEmpty ? "a line for each metric, from the first usage on." : nil)
    }

    private var ran: PageSection {
        let picture = PagePicture.of { ActionPicture(actions, width: $0).picture(title: nil) }
        return PageSection(
            id: "actions", title: "Actions", picture: picture, blocks: actions.blocks, open: 1,
            none: actions.total.executed == nil
                ? "how many automations, alerts and notifications ran, by type, from the first one on." : nil)
    }

    private var months: PageSection {
        PageSection(
            id: "months", title: "Last months", blocks: table.blocks.map(withCourses), open: 1,
            none: table.rows.isEmpty
                ? "averages, peaks and changes of each metric, from the first complete month on." : nil)
    }

    private var paid: PageSection {
        PageSection(
            id: "invoices", title: "Invoices", blocks: [.notes(overdue.map(\.statement))] + invoices.blocks,
            isOfCards: true,
            none: invoices.rows.isEmpty ? "each invoice, with what of it is paid and due." : nil)
    }

    private var had: PageSection {
        let isKnown = row.counts.contains { $0.value != nil || $0.lastKnown != nil }
        return PageSection(
            id: "inventory", title: "Inventory", blocks: inventory.blocks,
            none: isKnown ? nil : "what the tenant has, such as assets, devices and users.")
    }
}
