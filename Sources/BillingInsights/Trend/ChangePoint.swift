/// A step at which a series changed for good.
public struct ChangePoint: Equatable, Sendable {
    /// What changed.
    public struct Kind: Hashable, Sendable {
        private enum Form { case level, slope }
        private let form: Form

        /// The level, from one step to the next.
        public static let level = Self(form: .level)
        /// The slope: the series turned without a jump, or with one that is told beside it.
        public static let slope = Self(form: .slope)
    }

    /// What changed.
    public let kind: Kind
    /// The first step of the new level or slope.
    public let index: Int
    /// Where the first step of the new lies in nineteen of twenty cases.
    public let likely: ClosedRange<Int>
    /// The level just before the change without season, in the unit of the series, or the slope a step.
    public let before: Double
    /// The level or slope just after it.
    public let after: Double
    /// How sure it is: the difference in standard errors, which know of neighbouring values' likeness.
    public let score: Double

    /// What is told of one change.
    ///
    /// - Returns: One change, or a jump and a turn.
    static func told(
        by fit: ChangeFit, in range: Range<Int>, of sums: LineSums, _ series: PlainSeries
    ) -> [ChangePoint] {
        let left = sums.sums(range.lowerBound..<fit.split)
        let right = sums.sums(fit.split..<range.upperBound)
        let place = sums.places[fit.split]
        func change(_ kind: Kind, _ before: Double, _ after: Double, gain: Double) -> ChangePoint {
            ChangePoint(
                kind: kind, index: series.places[fit.split],
                // A change may hide in the gap before the first value that shows it.
                likely: series.places[fit.likely.lowerBound - 1] + 1...series.places[fit.likely.upperBound],
                before: before * series.unit, after: after * series.unit, score: max(gain, 0).squareRoot())
        }
        func jump(from slope: Double, to next: Double) -> ChangePoint {
            change(
                .level, left.value(at: place, slope: slope), right.value(at: place, slope: next),
                gain: fit.gainOfJump)
        }
        switch fit.form {
        case .jump:
            let slope = sums.jump(range, split: fit.split).slope
            return [jump(from: slope, to: slope)]
        case .hinge:
            let hinge = sums.hinge(range, split: fit.split)
            return [change(.slope, hinge.before, hinge.after, gain: fit.gainOfHinge)]
        case .both:
            let turn = change(.slope, left.slope, right.slope, gain: fit.gainOfHinge)
            return [jump(from: left.slope, to: right.slope), turn]
        }
    }
}
