import BillingModel
import BillingTime

extension ConsumptionGraph: BillingScreen {
    /// A line for each bucket and a column for each metric, as aligned text for a terminal.
    ///
    /// A metric that has no figure for a whole bucket shows the mean and the highest of its days, or the parts between
    /// resets.
    public func text(width: Int) -> String {
        var screen = ScreenText(title, stamp: stamp, width: width)
        screen.add(line: "\(ScreenText.span(range, in: buckets, self.width)), per \(self.width)")
        guard !series.isEmpty, !buckets.isEmpty else {
            screen.add(line: series.isEmpty ? "No metric has data" : "No time")
            return screen.finished
        }
        if series.contains(where: \.shared) {
            screen.add(line: "A line of several tenants may count what they share more than once")
        }
        for name in distinctNames {
            screen.add(line: "\(name): whoever was active counts once per \(self.width)")
        }
        let lines = series.flatMap(\.lines)
        // Below a day there may be two hours of one reading, so that only UTC tells them apart.
        let isDated = self.width.isDayOrWider
        var table = TextTable([.fixed(isDated ? "From" : "From (UTC)")] + lines.map { .number($0.title) })
        for (index, bucket) in buckets.enumerated() {
            table.add(
                [.init(name(of: bucket))]
                    + lines.map { line in
                        guard line.contents.indices.contains(index) else { return .missing }
                        let content = line.contents[index]
                        return .init(content.text, isMarked: !content.complete)
                    })
        }
        screen.add(table)
        return screen.finished
    }

    /// The metrics named after a day whose figures here are of wider buckets.
    private var distinctNames: [String] {
        guard width.isDayOrWider, width != .day else { return [] }
        return series.filter { $0.kind == .distinct && $0.points.contains { $0.value != nil } }.map {
            ScreenText.title($0.name, $0.labels)
        }
    }
}

extension ConsumptionGraph.Series {
    /// What is shown of one point each: the figure, its title, and a content for each bucket.
    var lines: [(figure: String, title: String, contents: [ScreenCell.Content])] {
        let title = ScreenText.title(name, labels)
        // A distinct count of days has no sum, so a wider bucket has only these.
        guard
            points.contains(where: { $0.value != nil || !$0.parts.isEmpty })
                || !points.contains(where: { $0.mean != nil })
        else {
            return [
                ("mean", title + " (mean)", points.map { .init(average: $0.mean, $0.completeness) }),
                ("highest", title + " (highest)", points.map { .init($0.maximum, $0.completeness) }),
            ]
        }
        return [("value", title, points.map(content))]
    }

    private func content(_ point: ConsumptionGraph.Point) -> ScreenCell.Content {
        guard point.value == nil, !point.parts.isEmpty else { return .init(point.value, known(point)) }
        return .init(
            text: point.parts.map { NumberText.number($0.value) }.joined(separator: " / "),
            complete: point.completeness.isComplete)
    }

    /// What a value is marked by; without all its members it is not complete.
    private func known(_ point: ConsumptionGraph.Point) -> Completeness? {
        point.reporting < members ? nil : point.completeness
    }
}
