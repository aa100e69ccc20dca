/// One change between two others: of level, of slope, or of both, whichever explains the series best.
struct ChangeFit: Sendable {
    enum Form: Sendable { case jump, hinge, both }

    let form: Form
    /// The first value after the change.
    let split: Int
    /// By how much squared errors without any change exceed those of this fit, in units of noise.
    let gain: Double
    /// By how much they do without a jump.
    let gainOfJump: Double
    /// By how much they do without a change of slope.
    let gainOfHinge: Double
    /// The first values after the change that explain the series nearly as well.
    let likely: ClosedRange<Int>

    /// What squared errors exceed the least by at the true place of a jump, in one of twenty cases:
    /// P = (1 − exp(−x / 2))².
    ///
    /// - SeeAlso: Siegmund (1988), Confidence sets in change-point problems.
    private static let unlikely = 7.35
    /// What a change of slope has to explain beyond a jump: a short stretch hardly tells them apart, and levels
    /// change more often.
    private static let preference = 8.0
    /// What a change of both has to explain beyond one of either.
    private static let advantage = 16.0

    /// - Parameters:
    ///   - sums: The series.
    ///   - range: At least two times `shortest` values.
    ///   - noise: The noise of `sums`, above 0.
    ///   - shortest: The fewest values on either side, at least 1.
    /// - Complexity: O(*k*) for the *k* values of `range`.
    init(_ sums: LineSums, in range: Range<Int>, noise: Double, shortest: Int) {
        let first = range.lowerBound + shortest
        let splits = first...max(range.upperBound - shortest, first)
        let jumps = splits.map { sums.jump(range, split: $0).error / noise }
        let hinges = splits.map { sums.hinge(range, split: $0).error / noise }
        let lines = splits.map { sums.twoLinesError(range, split: $0) / noise }
        let jump = jumps.reduce(.infinity, min)
        let hinge = hinges.reduce(.infinity, min)
        let both = lines.reduce(.infinity, min)
        let errors: [Double]
        if both + Self.advantage < min(jump, hinge) {
            (form, errors) = (.both, lines)
        } else if jump <= hinge + Self.preference {
            (form, errors) = (.jump, jumps)
        } else {
            (form, errors) = (.hinge, hinges)
        }
        let least = errors.reduce(.infinity, min)
        split = first + (errors.firstIndex(of: least) ?? 0)
        let isLikely = { (error: Double) in error <= least + Self.unlikely }
        let earliest = first + (errors.firstIndex(where: isLikely) ?? 0)
        likely = earliest...max(first + (errors.lastIndex(where: isLikely) ?? 0), earliest)
        gain = max(sums.lineError(range) / noise - least, 0)
        gainOfJump = form == .both ? hinge - both : gain
        gainOfHinge = form == .both ? jump - both : gain
    }
}
