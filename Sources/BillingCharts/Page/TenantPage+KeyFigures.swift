import BillingInsights
import BillingModel
import BillingReports
import BillingTime

#if canImport(FoundationEssentials)
import FoundationEssentials
#else
import Foundation
#endif

extension TenantPage {
    /// The figures at the top of the page: money first that is asked for, then what there is.
    var keyFigures: [KeyFigure] {
        late + due + charged + spent + counts + ran
    }

    // MARK: Money

    /// What of the invoices is overdue, in each currency.
    private var late: [KeyFigure] { totals("Overdue", of: overdue.map(\.row), tone: .bad) }

    /// What else there is to pay, in each currency; a word if there is nothing.
    private var due: [KeyFigure] {
        guard !invoices.rows.isEmpty else { return [] }
        let late = Set(overdue.map(\.row.id))
        let open = invoices.rows.filter { $0.due.minorUnits > 0 && !late.contains($0.id) }
        let tiles = totals("Due", of: open, tone: .warning)
        guard tiles.isEmpty, late.isEmpty else { return tiles }
        let details = invoices.rows.first.map { ["last invoice \($0.number)", $0.status.rawValue] } ?? []
        return [
            KeyFigure(title: "Due", cell: ShownCell(.init(.text("Nothing"))), details: details, tone: .good)
        ]
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
                    details: [count, "too large to be added up"], tone: tone, link: "#invoices")
            }
            return KeyFigure(
                title: title, cell: ShownCell(.init(.money(total))), unit: currency.code, details: [count],
                tone: tone, link: "#invoices")
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
                let isOld = isOld(known.time)
                return KeyFigure(
                    title: column.name, cell: ShownCell(.init(.number(known.value))),
                    details: [(isOld ? "last known " : "") + ScreenText.when(known.time)],
                    tone: isOld ? .warning : nil)
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

    /// That nothing is known of now, if all levels were known last more than two days before the report.
    var silence: String? {
        let times = row.counts.compactMap(\.lastKnown?.time)
        guard row.counts.allSatisfy({ $0.value == nil }), !times.isEmpty, times.allSatisfy(isOld) else {
            return nil
        }
        let last = times.map { ScreenText.time($0) }.max()
        return last.map { "No data since \($0): levels below are the last ones known." }
    }

    /// Whether a level was known more than two days before the report: the last day, or the one before, may just not have come yet.
    private func isOld(_ time: SampleTime) -> Bool {
        let now = inventory.stamp.now
        switch time {
        case .instant(let instant): return now.timeIntervalSince(instant) > 2 * 86_400
        case .date(let date): return inventory.stamp.lastDate.map { date.days(to: $0) > 2 } ?? true
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
