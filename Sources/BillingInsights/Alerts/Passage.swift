/// When running sums first reach an amount.
///
/// The steps of courses are quantiles of their first passage, a course that never passes being later than all others: the
/// least step by which that share of the courses has passed.
///
/// - SeeAlso: Hyndman and Fan (1996), Sample quantiles in statistical packages, definition 1.
struct Passage {
    /// The step of the expected course.
    let expected: Int?
    /// The step by which a tenth of the courses has passed.
    let earliest: Int?
    /// The step by which nine tenths of the courses have passed.
    let latest: Int?

    /// Adds up steps and courses, of which as many steps are read, until they reach `left`; nil throughout if nothing
    /// is left.
    init(left: Double, steps: [Double], courses: [[Double]]) {
        guard left > 0 else {
            (expected, earliest, latest) = (nil, nil, nil)
            return
        }
        expected = Self.step(reaching: left, in: steps[...])
        let passages = courses.map { Self.step(reaching: left, in: $0.prefix(steps.count)) ?? Int.max }
            .sorted()
        func step(tenths: Int) -> Int? {
            // The least count that is at least so many tenths.
            let count = (passages.count * tenths + 9) / 10
            guard count > 0, passages[count - 1] < Int.max else { return nil }
            return passages[count - 1]
        }
        earliest = step(tenths: 1)
        latest = step(tenths: 9)
    }

    private static func step(reaching amount: Double, in values: ArraySlice<Double>) -> Int? {
        var sum = 0.0
        for (step, value) in values.enumerated() {
            sum += value
            if sum >= amount { return step }
        }
        return nil
    }
}
