import BillingModel
import BillingRating
import BillingTime

#if canImport(FoundationEssentials)
import FoundationEssentials
#else
import Foundation
#endif

extension InvoiceVerification: BillingScreen {
    /// The lines of the invoice beside those of its plan, and the arithmetic at the rated revision, as aligned text for a
    /// terminal.
    public func text(width: Int) -> String {
        var screen = ScreenText("Verification of invoice \(number) of \(tenant)", stamp: stamp, width: width)
        screen.add(
            line: "Issued \(ScreenText.clock(local))" + (period.map { ", for \($0.text)" } ?? ""))
        if let plan, let revision { screen.add(line: "Rated by plan \(plan) at revision \(revision)") }
        screen.add(line: statement)
        screen.add(comparisons)
        screen.add(line: "")
        screen.add(line: "Total: \(source.statement).")
        for cause in Cause.allCases
        where cause != .equal && (lines.map(\.comparison.cause) + [total.cause]).contains(cause) {
            screen.add(line: "\(cause.title): \(cause.statement).")
        }
        let rated = lines.compactMap(\.rated)
        if !rated.isEmpty { screen.add(ArithmeticTable.table(rated), title: "Arithmetic as rated") }
        let changed = lines.filter { $0.current != $0.rated }.compactMap(\.current)
        if !changed.isEmpty {
            screen.add(ArithmeticTable.table(changed), title: "Arithmetic now, where it differs")
        }
        return screen.finished
    }

    private var statement: String {
        switch basis {
        case .complete where isEqual: "The invoice is what its plan gave, and still gives"
        case .complete: "The invoice differs from what its plan gave or gives now"
        case .unrated: "The invoice names no plan, so nothing is rated again"
        case .plan: "The plan of the invoice was not given, so nothing is rated again"
        case .period: "The invoice has no service period, so nothing is rated again"
        case .currency: "The invoice is in another currency than its plan, so nothing is compared"
        case .revision: "The revision of its rating is not known here, so that only now can be rated"
        }
    }

    private var comparisons: TextTable {
        var table = TextTable(
            [.text("Line"), .number("Invoiced"), .number("As rated"), .number("Now")]
                + [.number("Invoiced − rated"), .number("Now − rated"), .fixed("Finding")])
        func row(_ name: String, _ amounts: Comparison) -> [TextTable.Cell] {
            let marks = amounts.completeness.map { FigureMarks($0) } ?? []
            // Beside a line that has no counterpart there is nothing, which is not the same as unknown.
            let absent: TextTable.Cell = amounts.cause == .unknown ? .missing : .empty
            return [.init(name), amounts.invoiced.map { .init($0) } ?? .empty]
                + [amounts.rated, amounts.current, amounts.difference, amounts.drift].map { amount in
                    amount.map { .init(NumberText.amount($0.amountText), marks: marks) } ?? absent
                } + [.init(amounts.cause.title)]
        }
        for line in lines { table.add(row(line.name, line.comparison)) }
        let currency = [total.invoiced, total.rated, total.current].compactMap(\.self).first?.currency
        table.add(row(currency.map { "Total \($0)" } ?? "Total", total))
        return table
    }
}

extension InvoiceVerification.Cause {
    var title: String {
        switch self {
        case .unverifiable: "not comparable"
        case .unlisted: "no lines"
        case .uncharged: "no charge"
        case .unknown: "not rated"
        case .omitted: "no line"
        case .arithmetic: "differs"
        case .usage: "usage changed"
        case .equal: "equal"
        }
    }

    var statement: String {
        switch self {
        case .unverifiable: "there is nothing to compare it with"
        case .unlisted: "the invoice has no lines, so only its total is compared"
        case .uncharged: "the plan has no charge with the id of this line"
        case .unknown: "the usage is not known at the rated revision, or was erased since"
        case .omitted: "the plan has a charge that the invoice has no line for"
        case .arithmetic: "the amount was not that of the plan when the invoice was rated"
        case .usage: "the amount was right when it was rated, and the usage has changed since"
        case .equal: "all amounts are the same"
        }
    }
}

extension InvoiceVerification.Source {
    fileprivate var statement: String {
        switch self {
        case .subtotal: "the subtotal of the invoice, before tax"
        case .lines: "the sum of the invoice's lines, before tax"
        case .untaxed: "what is payable, less tax"
        case .payable: "what is payable, which may hold tax"
        case .paid: "what was paid, which may hold tax"
        case .none: "the invoice has no amount"
        }
    }
}
