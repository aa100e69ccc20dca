import BillingModel
import BillingReports
import BillingTime

/// An invoice of which something should have been paid before the day of the report.
struct OverdueInvoice {
    let row: InvoiceList.Row
    /// The last day on which it would have been paid in time.
    let due: LocalDate
    /// How many days after that the report is made, at least 1.
    let days: Int

    /// The invoice as a sentence: `2026-02: 251.00 USD overdue for 106 days (due 2026-04-01)`.
    var statement: String {
        let amount = "\(NumberText.amount(row.due.amountText)) \(row.currency.code)"
        let time = days == 1 ? "1 day" : "\(NumberText.whole(days)) days"
        return "\(row.number): \(amount) overdue for \(time) (due \(due))"
    }
}

extension TenantPage {
    /// The invoices that are overdue, in the order of the list; none if nothing is said of that.
    var overdue: [OverdueInvoice] {
        guard let dueAfter, let local = inventory.stamp.local,
            let today = try? LocalDate(String(local.prefix(10)))
        else { return [] }
        return invoices.rows.compactMap { row in
            guard row.due.minorUnits > 0, let issued = try? LocalDate(String(row.local.prefix(10))),
                let due = try? issued.adding(days: dueAfter), due < today
            else { return nil }
            return OverdueInvoice(row: row, due: due, days: due.days(to: today))
        }
    }
}
