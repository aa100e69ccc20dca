import BillingModel
import BillingRating
public import BillingReports
import BillingTime

extension InvoiceVerification: CSVScreen {
    /// A row for each line of the invoice and each charge without one, then one for the total.
    ///
    /// The column `section` tells `line` from `total`. `invoiced` is what the invoice says, `rated` what its plan gave at the
    /// revision `rated_revision`, `current` what it gives now; `difference` is invoiced less rated, `drift` current less
    /// rated, all in major units of `currency`. `basis` and `cause` are the words of the screen's JSON form, and `source` says
    /// which amount of the invoice its total is.
    public func csvTable() throws -> CSVTable {
        var table = CSVTable(
            columns: [
                "section", "tenant", "number", "issued", "local", "start", "end", "plan", "rated_revision",
                "basis", "source", "line", "name", "quantity", "rated_quantity", "current_quantity",
                "currency", "invoiced", "rated", "current", "difference", "drift", "cause",
            ] + CSVTable.completeness + CSVTable.stamp)
        let whose: [CSVValue] = [
            .id(tenant), .id(number), try .instant(issued), .text(local), try .instant(period?.time.start),
            try .instant(period?.time.end), .id(plan), .integer(revision?.number), .text(basis.rawValue),
        ]
        let stamp: [CSVValue] = try .stamp(self.stamp)
        func amounts(_ comparison: Comparison) throws -> [CSVValue] {
            let currency = [comparison.invoiced, comparison.rated, comparison.current].compactMap(\.self)
                .first?
                .currency
            var cells: [CSVValue] = [
                currency.map { .currency($0) } ?? .missing, .money(comparison.invoiced),
                .money(comparison.rated), .money(comparison.current), .money(comparison.difference),
                .money(comparison.drift), .text(comparison.cause.rawValue),
            ]
            cells += try .completeness(comparison.completeness)
            return cells + stamp
        }
        for line in lines {
            var cells: [CSVValue] = [.text("line")]
            cells += whose
            cells += [.missing, .text(line.id), .text(line.name)]
            for quantity in [line.quantity, line.rated?.quantity, line.current?.quantity] {
                cells.append(try quantity.map { try .decimal($0) } ?? .missing)
            }
            try table.append(cells + amounts(line.comparison))
        }
        var cells: [CSVValue] = [.text("total")]
        cells += whose
        cells += [.text(source.rawValue)] + .missing(5)
        try table.append(cells + amounts(total))
        return table
    }
}
