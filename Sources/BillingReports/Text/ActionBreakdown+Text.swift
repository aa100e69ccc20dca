import BillingModel
import BillingTime

#if canImport(FoundationEssentials)
import FoundationEssentials
#else
import Foundation
#endif

extension ActionBreakdown {
    /// What the screen is about.
    public var title: String {
        guard let last = dimensions.last else { return "Actions" }
        let others = dimensions.dropLast().map(\.rawValue).joined(separator: ", ")
        return "Actions by " + (others.isEmpty ? "" : others + " and ") + last.rawValue
    }

    /// The groups with their totals, the executions per bucket, and what they cost, as aligned text for a terminal.
    public func text(width: Int) -> String {
        var screen = ScreenText(title, stamp: stamp, width: width)
        screen.add(
            line: "\(ScreenText.span(range)), per \(self.width)")
        guard !rows.isEmpty else {
            screen.add(line: completeness.isComplete ? "No actions" : "No actions known")
            if let cost { add(cost, to: &screen) }
            return screen.finished
        }
        screen.add(totals)
        if buckets.count > 1 { screen.add(perBucket, title: "Executed") }
        if let cost { add(cost, to: &screen) }
        return screen.finished
    }

    private var marks: FigureMarks { FigureMarks(completeness) }

    /// The units of all quantities, in ascending order.
    private var units: [String] { total?.billed.map(\.unit) ?? [] }

    private var totals: TextTable {
        let keys = max(1, dimensions.count)
        var table = TextTable(
            keys: keys,
            (dimensions.isEmpty ? [.text("")] : dimensions.map { .text($0.title) })
                + [.number("Executed"), .number("Share"), .number("Failed"), .number("Suppressed")]
                + units.map { .number("Billed \($0)") })
        for row in rows { table.add(names(row.group) + cells(row.total, row.share)) }
        func padded(_ name: String) -> [TextTable.Cell] {
            [.init(name)] + Array(repeating: .empty, count: keys - 1)
        }
        if let rest { table.add(padded(rest.title) + cells(rest.total, rest.share)) }
        if let total, rows.count > 1 || rest != nil {
            table.add(padded("Total") + cells(total, total.executed > 0 ? 1 : nil))
        }
        return table
    }

    private func names(_ group: Group) -> [TextTable.Cell] {
        dimensions.isEmpty ? [.init("All")] : dimensions.map { .init(group.name($0)) }
    }

    private func cells(_ tally: ActionTally, _ share: Double?) -> [TextTable.Cell] {
        func cell(_ count: Int) -> TextTable.Cell { .init(NumberText.whole(count), marks: marks) }
        return [
            cell(tally.executed),
            share.flatMap { NumberText.share(of: $0, in: 1) }.map { .init($0, marks: marks) }
                ?? .empty,
            cell(tally.failed), cell(tally.suppressed),
        ]
            + units.map { unit in
                guard let billed = tally.billed.first(where: { $0.unit.hasSameBytes(as: unit) }) else {
                    return .empty
                }
                return Self.cell(billed.quantity, marks: marks)
            }
    }

    private var perBucket: TextTable {
        var table = TextTable(
            [.text(ScreenText.heading(width)), .number("Total")] + rows.map { .number(title($0.group)) }
                + (rest.map { [.number($0.title)] } ?? []))
        for (index, interval) in buckets.enumerated() {
            let tallies =
                [interval.tally] + rows.map { $0.tallies[index] } + (rest.map { [$0.tallies[index]] } ?? [])
            table.add(
                [start(interval)]
                    + tallies.map { tally in
                        guard let tally else { return .missing }
                        return .init(
                            NumberText.whole(tally.executed), marks: FigureMarks(interval.completeness))
                    })
        }
        return table
    }

    private static func cell(_ quantity: Decimal, marks: FigureMarks) -> TextTable.Cell {
        guard let text = try? ExactDecimal(quantity).text else { return .missing }
        return .init(NumberText.amount(text), marks: marks)
    }

    private func start(_ interval: Interval) -> TextTable.Cell {
        .init(ScreenText.name(interval.bucket, width, local: interval.local))
    }

    private func title(_ group: Group) -> String {
        dimensions.isEmpty ? "All" : dimensions.map { group.name($0) }.joined(separator: " ")
    }

    private func add(_ cost: ActionCost, to screen: inout ScreenText) {
        guard !cost.charges.isEmpty else {
            screen.add(line: "")
            screen.add(line: "Plan \(cost.name) charges nothing for actions")
            return
        }
        let marks = FigureMarks(cost.completeness)
        func cell(_ amount: Money?) -> TextTable.Cell {
            amount.map { .init(NumberText.amount($0.amountText), marks: marks) } ?? .missing
        }
        var table = TextTable([
            .text("Charge"), .fixed("Counts"), .number("Quantity"), .number("Amount \(cost.currency)"),
        ])
        for part in cost.charges {
            let counts =
                switch part.measure {
                case .executions: "executions"
                case .succeeded: "succeeded"
                case .billed: part.units.isEmpty ? "billed" : part.units.joined(separator: ", ")
                }
            table.add([
                .init(part.name), .init(counts),
                part.quantity.map { Self.cell($0, marks: marks) } ?? .missing,
                cell(part.total),
            ])
        }
        let isWhole = cost.charges.allSatisfy { $0.total != nil }
        if cost.charges.count > 1 {
            table.add([
                .init(ScreenText.total(isWhole: isWhole)), .empty, .empty, cell(cost.total),
            ])
        }
        screen.add(table, title: "Cost by plan \(cost.name), rated per \(cost.period)")
        guard buckets.count > 1 else { return }
        let showsTotal = cost.charges.count > 1
        var perBucket = TextTable(
            [.text(ScreenText.heading(width))] + (showsTotal ? [.number("Total")] : [])
                + cost.charges.map { .number($0.name) })
        for (index, interval) in buckets.enumerated() {
            perBucket.add(
                [start(interval)] + (showsTotal ? [cell(cost.amounts[index])] : [])
                    + cost.charges.map { cell($0.amounts[index]) })
        }
        screen.add(perBucket, title: "Cost in \(cost.currency)")
    }
}

extension ActionBreakdown.Group {
    /// What a group is called in a dimension; a word in brackets is no name.
    func name(_ dimension: ActionDimension) -> String {
        switch dimension {
        case .category: category?.text ?? "(none)"
        case .type: type?.text ?? "(none)"
        case .workflow: workflow?.text ?? "(none)"
        case .outcome: outcome?.rawValue ?? "(none)"
        }
    }
}

extension ActionBreakdown.Rest {
    fileprivate var title: String { groups == 1 ? "1 other" : "\(groups) others" }
}

extension ActionDimension {
    fileprivate var title: String {
        switch self {
        case .category: "Category"
        case .type: "Type"
        case .workflow: "Workflow"
        case .outcome: "Outcome"
        }
    }
}
