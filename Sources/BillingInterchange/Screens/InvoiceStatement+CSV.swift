import BillingModel
import BillingTime
public import BillingReports

extension InvoiceStatement: CSVScreen {
    /// A row for each movement, newest first, then for each period and currency, for the total of each currency, and for
    /// what is missing in the numbers.
    ///
    /// The column `section` tells `movement`, `period`, `total`, `gap` and `other` apart. A gap has its first missing number
    /// under `invoice` and the last under `until`; an other has a number that follows no pattern. `count` says how many
    /// movements or missing numbers a row stands for. Amounts are in major units of `currency`. Instead of a phase and a
    /// coverage a movement has the status of its invoice, and a period tells under `clipped` at which end it is cut.
    public func csvTable() throws -> CSVTable {
        var table = CSVTable(
            columns: [
                "section", "tenant", "invoice", "kind", "entry", "instant", "local", "dated", "status",
                "currency",
                "amount", "balance",
            ] + Self.sums + ["start", "end", "first", "last"] + ["document", "link"] + CSVTable.stamp)
        for movement in movements { try table.append(try cells(movement) + .stamp(stamp)) }
        for period in periods {
            for total in period.totals { try table.append(try cells(total, of: period) + .stamp(stamp)) }
        }
        for total in totals { try table.append(try cells(total, of: nil) + .stamp(stamp)) }
        for numbering in numbering {
            for gap in numbering.gaps {
                try table.append(
                    [.text("gap"), .id(numbering.tenant), .id(gap.first)] + .missing(9)
                        + [.missing, .missing, .integer(gap.count)] + .missing(7) + [.id(gap.last)]
                        + .missing(6)
                        + .stamp(stamp))
            }
            for number in numbering.others {
                try table.append(
                    [.text("other"), .id(numbering.tenant), .id(number)] + .missing(9) + .missing(17)
                        + .stamp(stamp))
            }
        }
        return table
    }

    private static let sums = [
        "name", "clipped", "count", "opening", "invoiced", "credited", "voided", "paid", "refunded",
        "closing",
        "until",
    ]

    private func cells(_ movement: Movement) throws(BillingError) -> [CSVValue] {
        [
            .text("movement"), .id(movement.tenant), .id(movement.invoice), .text(movement.kind.rawValue),
            .id(movement.entry), .instant(microseconds: movement.posted), .text(movement.local),
            movement.entered.map { .instant(microseconds: $0) } ?? .missing, .text(movement.status.rawValue),
            .currency(movement.currency),
            .money(movement.amount), .money(movement.balance),
        ] + .missing(2) + [.integer(1)] + .missing(8) + [
            try .instant(movement.period?.time.start), try .instant(movement.period?.time.end),
            .date(movement.period?.first), .date(movement.period?.last), .text(movement.document),
            .text(movement.link),
        ]
    }

    /// The total of a period, or of all.
    private func cells(_ total: Total, of period: Period?) throws(BillingError) -> [CSVValue] {
        let clipped = [
            period?.time.clippedStart == true ? "start" : nil, period?.time.clippedEnd == true ? "end" : nil,
        ].compactMap(\.self)
        // Three statements: as one expression this took the type checker eight seconds.
        let heading: [CSVValue] =
            [.text(period == nil ? "total" : "period")] + .missing(8) + [.currency(total.currency)]
        let sums: [CSVValue] = [
            .text(period?.name), clipped.isEmpty ? .missing : .text(clipped.joined(separator: " ")),
            .integer(total.movements), .money(total.opening), .money(total.invoiced),
            .money(total.credited), .money(total.voided), .money(total.paid), .money(total.refunded),
            .money(total.closing), .missing,
        ]
        let time: [CSVValue] = [
            try .instant(period?.time.start), try .instant(period?.time.end),
            .date(period?.time.firstDate), .date(period?.time.lastDate), .missing, .missing,
        ]
        return heading + .missing(2) + sums + time
    }
}
