public import BillingModel
public import BillingReports
import BillingStore
import BillingTime

/// Many tenants at a glance as one page of HTML, with a link to the page of each.
///
/// Each tenant has a row with what it ran, what it is charged and what it has. Readers can sort the rows by any column and find them
/// by name; without a script the page reads the same. It loads nothing, as a ``TenantPage``.
public struct FleetPage: Sendable {
    private let overview: TenantOverview
    private let attention: TenantAttention?

    /// Makes a page of an overview.
    ///
    /// - Parameters:
    ///   - overview: The tenants, in the order of their rows.
    ///   - attention: What is unusual in their usage; nil if it is not shown.
    /// - Throws: `BillingError` with code `invalidValue` if both are not of the same tenants, revision, instant and clock.
    public init(_ overview: TenantOverview, attention: TenantAttention? = nil) throws(BillingError) {
        self.overview =
            try attention.map { attention throws(BillingError) in try overview.adding(attention) }
            ?? overview
        self.attention = attention
    }

    /// Where the page of a tenant is, relative to this one: `tenants/acme-2a97516c354b68848cdb.html`.
    ///
    /// It follows from the id alone, and no two tenants share one. The name has ASCII letters in lower case, digits and hyphens
    /// only, so that any file system can keep it, also one that does not tell `a` from `A`: what of the id can be read, and
    /// the begin of its SHA-256 digest.
    ///
    /// - Parameter tenant: A tenant.
    /// - Returns: The path, of at most 68 characters.
    public static func path(of tenant: TenantID) -> String {
        var words = ""
        for byte in tenant.text.utf8.prefix(100) {
            switch byte {
            case UInt8(ascii: "a")...UInt8(ascii: "z"), UInt8(ascii: "0")...UInt8(ascii: "9"):
                words.unicodeScalars.append(Unicode.Scalar(byte))
            case UInt8(ascii: "A")...UInt8(ascii: "Z"):
                words.unicodeScalars.append(Unicode.Scalar(byte | 0x20))
            default: if !words.isEmpty, words.last != "-" { words += "-" }
            }
        }
        words = String(words.prefix(32))
        if !words.isEmpty, words.last != "-" { words += "-" }
        return "tenants/\(words)\(SHA256.hexadecimal(Array(tenant.text.utf8)).prefix(20)).html"
    }

    /// The page as the text of an HTML file.
    ///
    /// It is the same for the same screens, byte by byte. What people wrote, such as names, is escaped wherever it stands.
    ///
    /// - Returns: The text, with a line feed at its end.
    /// - Complexity: O(*n*) for *n* cells of the overview.
    public func html() -> String {
        PageDocument(title: "Tenants: consumption and billing", scripts: [PageScript.sorting]).html { body in
            body.element("a", [.init("class", "skip"), .init("href", "#main")], "Skip to the figures")
            body.element("header", [.init("class", "top")]) { header in
                header.element("h1", overview.title)
                header.element("p", [.init("class", "stamp")], "As of \(overview.stamp.moment)")
            }
            body.element("main", [.init("id", "main")]) { main in
                main.element("ul", [.init("class", "tiles"), .init("aria-label", "Key figures")]) { list in
                    for figure in keyFigures { figure.add(to: &list) }
                }
                addTenants(to: &main)
                if let attention {
                    PageSection(id: "attention", title: attention.title, blocks: attention.blocks).add(
                        to: &main)
                }
            }
            overview.stamp.addFooter(to: &body)
        }
    }

    private func addTenants(to markup: inout Markup) {
        markup.element("section", [.init("class", "screen"), .init("id", "tenants")]) { section in
            section.element("h2", overview.hasUsage ? overview.periodTitle : "Tenants")
            guard !overview.rows.isEmpty else {
                section.element("p", [.init("class", "none")]) { line in
                    line.element("strong", "No data yet:")
                    line.add(" a row for each tenant.")
                }
                return
            }
            addFinder(to: &section)
            var screen = ScreenMarkup(overview.title)
            if overview.rows.count < overview.tenants, case .line(let line) = overview.blocks[0] {
                screen.add(.line(line))
            }
            for table in [overview.joined, overview.changes].compactMap(\.self) {
                guard var table = TableMarkup(table, name: overview.title) else { continue }
                table.isSortable = true
                table.link = { cell in
                    if case .tenant(let tenant) = cell.value { Self.path(of: tenant) } else { nil }
                }
                screen.add(table)
            }
            screen.addLegend()
            section.add(screen.markup)
        }
    }

    /// Adds a field to find tenants by name, which a script shows that can.
    private func addFinder(to markup: inout Markup) {
        markup.element("p", [.init("class", "finder"), .init("hidden", "hidden")]) { finder in
            finder.element("label", [.init("for", "find")], "Find a tenant")
            finder.leaf(
                "input", [.init("id", "find"), .init("type", "search"), .init("autocomplete", "off")])
            finder.element("span", [.init("id", "found"), .init("role", "status")], "")
        }
    }

    // MARK: Key figures

    private var keyFigures: [KeyFigure] {
        let count = ShownCell(.init(.integer(overview.tenants)))
        return [KeyFigure(title: "Tenants", cell: count)] + charges + usage + findings
    }

    /// What all tenants are charged in each currency.
    private var charges: [KeyFigure] {
        let cells = overview.tables.first { $0.name == "charges" }?["amount"] ?? []
        return zip(overview.totals.charges, cells).map { total, cell in
            KeyFigure(
                title: "Charges to date", cell: ShownCell(cell), unit: total.amount.currency.code,
                details: [total.tenants == 1 ? "one tenant" : "\(NumberText.whole(total.tenants)) tenants"])
        }
    }

    /// What all tenants ran.
    private var usage: [KeyFigure] {
        guard let actions = overview.totals.actions, actions.executed != nil,
            let cell = overview.tables.first(where: { $0.name == "total" })?["executed"]?.first
        else { return [] }
        let failed = actions.failed.map { ["\(NumberText.whole($0)) failed"] } ?? []
        return [KeyFigure(title: "Actions to date", cell: ShownCell(cell), details: failed)]
    }

    private var findings: [KeyFigure] {
        guard let attention else { return [] }
        let count = attention.rows.count
        return [
            KeyFigure(
                title: "Need attention", cell: ShownCell(.init(.integer(count))),
                details: ["\(NumberText.whole(attention.quiet)) have nothing unusual"],
                tone: count > 0 ? .warning : .good)
        ]
    }
}
