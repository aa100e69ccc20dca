import BillingModel
import BillingRating
import BillingTime

#if canImport(FoundationEssentials)
import FoundationEssentials
#else
import Foundation
#endif

extension ChargeToDate: BillingScreen {
    /// The charges and their total, the arithmetic of each, and the buckets if the screen has them, as aligned text for a
    /// terminal.
    public func text(width: Int) -> String {
        let subject = name == tenant.text ? name : "\(name) (\(tenant))"
        var screen = ScreenText("Charge to date of \(subject)", stamp: stamp, width: width)
        let dates = ScreenText.dates(first, last)
        let period = self.width == .month ? dates : "\(self.width) \(dates)"
        screen.add(line: "Plan \(title) (\(plan)), \(period), \(standing)")
        screen.add(charges)
        if !isWhole { screen.add(line: "") }
        let doubts = lines.compactMap { BudgetReport.Doubt($0) }
        for doubt in doubts where doubt.reason != nil { screen.add(line: doubt.statement) }
        if !isWhole {
            let isOne = lines.count { $0.rated == nil } == 1
            screen.add(line: "The total is without \(isOne ? "it" : "them").")
        }
        for doubt in doubts where doubt.reason == nil { screen.add(line: doubt.statement) }
        if lines.contains(where: { $0.rated != nil }) {
            screen.add(ArithmeticTable.table(lines.compactMap(\.rated)), title: "Arithmetic")
        }
        // Dates without any amount beside them tell nothing.
        if let granularity, lines.contains(where: { $0.parts.contains { $0.amount != nil } }) {
            screen.add(byBucket(granularity), title: "What each \(granularity) adds")
        }
        return screen.finished
    }

    /// Whether the total may still change, and why.
    private var standing: String {
        if isSettled { return "settled" }
        switch completeness.phase {
        case .future: return "not begun"
        case .inProgress: return "provisional: in progress"
        case .settling: return "provisional: late values may still come"
        case .settled: break
        }
        let reasons = Set(lines.compactMap(\.reason))
        if let reason = reasons.first, reasons.count == 1 { return "provisional: \(reason.title)" }
        return isWhole ? "provisional: not wholly covered" : "provisional: some charges have no amount"
    }

    private var charges: TextTable {
        let hasIncluded = lines.contains { $0.included > 0 }
        var table = TextTable(
            [.text("Charge"), .number("Quantity"), .text("Unit")]
                + (hasIncluded ? [.number("Included"), .number("Used"), .number("Beyond")] : [])
                + [.number("Amount \(total.currency)")])
        for line in lines {
            let marks = FigureMarks(line.completeness)
            let rated = line.rated
            let included: [TextTable.Cell] = [
                line.included > 0 ? .init(NumberText.decimal(line.included)) : .empty,
                rated?.usedShare.flatMap { NumberText.share(of: $0, in: 1) }.map {
                    .init($0, marks: marks)
                } ?? .empty,
                rated.map {
                    line.included > 0 ? .init(NumberText.decimal($0.billable), marks: marks) : .empty
                } ?? .empty,
            ]
            let amount = rated.map { NumberText.amount($0.amount.amountText) }
            table.add(
                [
                    .init(line.name),
                    rated.map { .init(NumberText.decimal($0.quantity), marks: marks) } ?? .missing,
                    .init(line.unit ?? ""),
                ] + (hasIncluded ? included : [])
                    + [amount.map { .init($0, marks: marks) } ?? .missing])
        }
        table.add(
            [.init(ScreenText.total(isWhole: isWhole))]
                + Array(repeating: .empty, count: hasIncluded ? 5 : 2)
                + [.init(NumberText.amount(total.amountText), marks: marksOfTotal)])
        return table
    }

    /// Those of its charges; a total without any is provisional until all is settled.
    private var marksOfTotal: FigureMarks {
        let marks = lines.reduce(into: FigureMarks(completeness)) {
            $0.formUnion(FigureMarks($1.completeness))
        }
        return isSettled ? [] : marks.isEmpty ? .provisional : marks
    }

    private func byBucket(_ granularity: BucketWidth) -> TextTable {
        let shown = lines.filter { !$0.parts.isEmpty }
        var table = TextTable(
            [.fixed(granularity == .day ? "Date" : "Dates")] + shown.map { .number($0.name) })
        for (index, bucket) in buckets.enumerated() {
            var cells: [TextTable.Cell] = [.init(granularity.name(of: bucket))]
            for line in shown {
                let part = line.parts.indices.contains(index) ? line.parts[index] : nil
                cells.append(
                    part?.amount.map {
                        .init(
                            NumberText.amount($0.amountText), marks: FigureMarks(part?.completeness))
                    } ?? .missing)
            }
            table.add(cells)
        }
        return table
    }
}

/// The arithmetic of rated charges as a table: one row a product.
enum ArithmeticTable {
    static func table(_ charges: [RatedCharge]) -> TextTable {
        var table = TextTable([
            .text("Charge"), .fixed("Model"), .number("Tier"), .number("Units"), .number("× Price"),
            .number("= Product"), .number("Unrounded"), .number("Rounded"),
        ])
        for charge in charges {
            let size = charge.size.map { " of \(NumberText.decimal($0))" } ?? ""
            for (index, part) in charge.parts.enumerated() {
                let isLast = index == charge.parts.count - 1
                table.add([
                    .init(index == 0 ? charge.name : ""),
                    .init(index == 0 ? charge.model.rawValue + size : ""),
                    part.tier.map { .init("\($0)") } ?? .empty, .init(NumberText.decimal(part.quantity)),
                    .init(NumberText.decimal(part.unitPrice)), .init(NumberText.decimal(part.amount)),
                    isLast ? .init(NumberText.decimal(charge.unrounded)) : .empty,
                    isLast ? .init(charge.amount) : .empty,
                ])
            }
        }
        return table
    }
}

extension NumberText {
    /// A decimal with all its digits, grouped.
    static func decimal(_ value: Decimal) -> String { amount("\(value)") }
}
