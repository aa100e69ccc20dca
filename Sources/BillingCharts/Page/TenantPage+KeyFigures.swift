import BillingInsights
import BillingModel
import BillingReports
import BillingTime

extension TenantPage {
    /// The figures at the top of the page: money first that is asked for, then what there is.
    var keyFigures: [KeyFigure] {
        overdue + due + charged + spent + counts + ran
    }

    // MARK: Money

    /// What of the invoices is overdue, in each currency.
    private var overdue: [KeyFigure] {
        totals("Overdue", of: invoices.rows.filter(isOverdue), tone: .bad)
    }

    /// What else there is to pay, in each currency; a word if there is nothing.
    private var due: [KeyFigure] {
        guard !invoices.rows.isEmpty else { return [] }
        let open = invoices.rows.filter { $0.due.minorUnits > 0 && !isOverdue($0) }
        let tiles = totals("Due", of: open, tone: .warning)
        guard tiles.isEmpty, overdue.isEmpty else { return tiles }
        let details = invoices.rows.first.map { ["last invoice \($0.number)", $0.status.rawValue] } ?? []
        return [
            KeyFigure(title: "Due", cell: ShownCell(.init(.text("Nothing"))), details: details, tone: .good)
        ]
    }

    /// Whether an invoice should have been paid before the day of the report.
    private func isOverdue(_ row: InvoiceList.Row) -> Bool {
        guard let dueAfter, row.due.minorUnits > 0,
            let today = inventory.stamp.local.flatMap({ try? LocalDate(String($0.prefix(10))) }),
            let issued = try? LocalDate(String(row.local.prefix(10)))
        else { return false }
        return today.dayNumber - issued.dayNumber > dueAfter
    }

    /// What of some invoices is due in each currency, with how many there are.
    private func totals(_ title: String, of rows: [InvoiceList.Row], tone: KeyFigure.Tone) -> [KeyFigure] {
        Set(rows.map(\.currency)).sorted().map { currency in
            let own = rows.filter { $0.currency == currency }
            let count = own.count == 1 ? "one invoice" : "\(NumberText.whole(own.count)) invoices"
            guard let total = try? Money.sum(of: own.map(\.due), in: currency) else {
                // That it fits no amount does not make it nothing.
                return KeyFigure(
                    title: title, cell: ShownCell(.init(.text(NumberText.missing))), unit: currency.code,
                    details: [count, "too large to be added up"], tone: tone)
            }
            return KeyFigure(
                title: title, cell: ShownCell(.init(.money(total))), unit: currency.code, details: [count],
                tone: tone)
        }
    }

    private var charged: [KeyFigure] {
        guard let charges, charges.lines.contains(where: { $0.rated != nil }),
            let cell = charges.cell("amount", of: "total")
        else { return [] }
        return [
            KeyFigure(
                title: "Charge to date", cell: cell, unit: charges.total.currency.code,
                details: [ScreenText.dates(charges.first, charges.last)])
        ]
    }

    private var spent: [KeyFigure] {
        guard let budget, let used = budget.cell("used", of: "budget"),
            let amount = budget.cell("amount", of: "budget")
        else { return [] }
        let isOverspent = budget.left.minorUnits < 0
        var details = ["of \(budget.left.currency) \(amount.text.text)"]
        if isOverspent {
            details.append("overspent")
        } else if let chance = budget.cell("probability", of: "forecast") {
            details.append("\(chance.text.text) likely to be exceeded")
        }
        return [
            KeyFigure(
                title: "Budget used", cell: used, details: details,
                tone: isOverspent ? .bad : budget.pace.map { $0 > 1 ? .warning : .good }, share: budget.used)
        ]
    }

    // MARK: Usage

    /// What there is of each gauge that is or was known, with its change, at most six.
    private var counts: [KeyFigure] {
        let table = inventory.tables.first { $0.name == "counts" }
        let values = table?["value"] ?? []
        let (differences, percents) = (table?["difference"] ?? [], table?["percent"] ?? [])
        let known = row.counts.indices.filter {
            row.counts[$0].value != nil || row.counts[$0].lastKnown != nil
        }
        return known.prefix(6).compactMap { place in
            guard let value = values.element(at: place), let column = inventory.columns.element(at: place)
            else { return nil }
            let count = row.counts[place]
            if count.value == nil, let known = count.lastKnown {
                return KeyFigure(
                    title: column.name, cell: ShownCell(value), details: [ScreenText.lastKnown(known)],
                    tone: .warning)
            }
            var details: [String] = []
            if count.change != nil, let difference = differences.element(at: place),
                let since = inventory.since
            {
                let percent = percents.element(at: place).map { $0.text.isEmpty ? "" : " (\($0.text))" } ?? ""
                details = ["\(difference.text)\(percent)", "since \(since)"]
            }
            return KeyFigure(title: column.name, cell: ShownCell(value), details: details)
        }
    }

    /// What ran in the last bucket that has begun, and what will have run at its end, or how that differs from the bucket before.
    private var ran: [KeyFigure] {
        let buckets = actions.buckets
        guard let place = buckets.lastIndex(where: { $0.bucket.start < actions.stamp.now }),
            let executed = buckets[place].executed,
            let cell = actions.tables.first(where: { $0.name == "sums" })?["executed"]?.element(at: place)
        else { return [] }
        let bucket = buckets[place].bucket
        var details = [ScreenText.dates(bucket.firstDate, bucket.lastDate)]
        if let outlook = actions.outlook, outlook.period == bucket, let end = outlook.total?.estimate.value {
            details.append("about \(NumberText.number(end, decimals: 0)) at its end")
        } else if place > 0, let before = buckets[place - 1].executed,
            buckets[place - 1...place].allSatisfy(\.completeness.isComplete)
        {
            let last = buckets[place - 1].bucket
            details.append(
                "\(NumberText.difference(Double(executed) - Double(before))) from "
                    + ScreenText.dates(last.firstDate, last.lastDate))
        }
        return [KeyFigure(title: "Actions", cell: ShownCell(cell), details: details)]
    }
}

extension TabularReport {
    /// The cell of a column in the first row of one of the tables.
    fileprivate func cell(_ column: String, of table: String) -> ShownCell? {
        tables.first { $0.name == table }?[column]?.first.map { ShownCell($0) }
    }
}
