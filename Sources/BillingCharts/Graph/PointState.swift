import BillingModel
import BillingReports
import BillingTime

/// How a point is drawn, and what is said of it.
struct PointState: Hashable {
    /// How far the value can be relied on, as the stroke of a line shows it.
    enum Certainty: Int {
        /// The time is over and known.
        case sure
        /// No sample lies in the bucket: a level from before holds.
        case filled
        /// The time goes on, late values may come, some of it is not known, or the range cuts it.
        case unsure
    }

    let certainty: Certainty
    /// `complete`, or what is lacking: `in progress, 82.0 % known`.
    let text: String

    /// The state of a point of a line.
    init(_ point: ConsumptionGraph.Point, of line: ConsumptionGraph.Series) {
        let isWhole = point.reporting >= line.members || !point.parts.isEmpty || line.kind == .distinct
        // That nothing was counted in time that is known is a figure like any other.
        let isLevel = line.kind == .gauge || line.kind == .distinctToDate
        self.init(point.completeness, isWhole: isWhole || point.value == nil, isLevel: isLevel)
    }

    init(_ point: Completeness, isWhole: Bool, isLevel: Bool = false) {
        var words: [String] = []
        switch point.phase {
        case .future: words.append("not begun")
        case .inProgress: words.append("in progress")
        case .settling: words.append("late values may come")
        case .settled: break
        }
        if point.coverage < 1, point.phase != .future {
            words.append(point.coverage > 0 ? Self.share(point.coverage) + " known" : "nothing known")
        }
        if point.clippedStart || point.clippedEnd { words.append("cut off by the range") }
        if !isWhole { words.append("not all parts reported") }
        let isHeld = isLevel && point.origin == .filled
        certainty = !words.isEmpty ? .unsure : isHeld ? .filled : .sure
        text =
            (words.isEmpty ? ["complete"] : words).joined(separator: ", ")
            + (isHeld ? ", held from an earlier sample" : "")
    }

    /// How much is known if it is not all: rounded, but not to all.
    private static func share(_ coverage: Double) -> String {
        if coverage >= 0.999_5 { return "more than 99.9 %" }
        return NumberText.share(of: coverage, in: 1) ?? NumberText.missing
    }
}
