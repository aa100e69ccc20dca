import BillingModel
import BillingTime

extension ConsumptionActions {
    /// The totals by category and type, and the executions per bucket, as aligned text for a terminal.
    public func text(width: Int) -> String {
        var screen = ScreenText(title, stamp: stamp, width: width)
        screen.add(
            line: "\(ScreenText.span(range)), per \(self.width)")
        if let before, !rows.isEmpty {
            screen.add(line: "Compared with \(named(before))")
        }
        guard !rows.isEmpty else {
            screen.add(line: completeness.isComplete ? "No actions" : "No actions known")
            return screen.finished
        }
        screen.add(totals)
        let notes = notes
        if !notes.isEmpty { screen.add(paragraph: notes) }
        screen.add(perBucket)
        return screen.finished
    }

    /// The window before by its dates, by its number of buckets, or by its instants if the range begins or ends inside a bucket.
    private func named(_ before: InstantRange) -> String {
        guard before.dates == nil, let last = buckets.last, !buckets[0].bucket.clippedStart,
            !last.bucket.clippedEnd
        else { return ScreenText.span(before) }
        return buckets.count == 1 ? "the \(width) before" : "the \(buckets.count) buckets before"
    }

    private var notes: [String] {
        guard let change = total.change else { return [] }
        return
            (stamp.now < range.end
            ? ["The range has not ended: Change is what ran so far, less what ran in the whole range before"]
            : [])
            + (change.daily != nil ? ["% compares the averages per covered day"] : [])
    }

    private var totals: TextTable {
        var table = TextTable(
            keys: 2,
            [.text("Category"), .text("Type"), .number("Executed"), .number("Share"), .number("Failed")]
                + [.number("Suppressed"), .number("Change"), .number("%")])
        for category in categories {
            let members = rows.filter { $0.category == category.category }
            for row in members { table.add(cells(row.category.text, row.type.text, row.total)) }
            if members.count > 1 { table.add(cells(category.category.text, "all", category.total)) }
        }
        table.add(cells("Total", "", total))
        return table
    }

    private func cells(_ category: String, _ type: String, _ tally: Tally) -> [TextTable.Cell] {
        [.init(category), .init(type), cell(tally.executed, completeness), share(of: tally)]
            + [cell(tally.failed, completeness), cell(tally.suppressed, completeness)]
            + TextTable.Cell.change(tally.change)
    }

    /// The part that some actions are of all.
    func share(of tally: Tally) -> TextTable.Cell {
        NumberText.share(of: Double(tally.executed ?? 0), in: Double(total.executed ?? 0))
            .map { .init($0, marks: FigureMarks(completeness)) }
            ?? (total.executed == nil ? .missing : .empty)
    }

    private func cell(_ count: Int?, _ completeness: Completeness) -> TextTable.Cell {
        count.map { .init(NumberText.whole($0), marks: FigureMarks(completeness)) } ?? .missing
    }

    private var perBucket: TextTable {
        var table = TextTable(
            [.text(ScreenText.heading(width)), .number("Total")]
                + rows.map { .number("\($0.category) \($0.type)") })
        for (index, interval) in buckets.enumerated() {
            let start = ScreenText.name(interval.bucket, width, local: interval.local)
            let counts = [interval.executed] + rows.map { $0.executed[index] }
            table.add([.init(start)] + counts.map { cell($0, interval.completeness) })
        }
        return table
    }
}
