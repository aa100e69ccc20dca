/// When running sums, or levels, first reach an amount.
///
/// The steps of courses are quantiles of their first passage, a course that never passes being later than all others: the
/// least step by which that share of the courses has passed.
///
/// - SeeAlso: Hyndman and Fan (1996), Sample quantiles in statistical packages, definition 1.
package struct Passage {
    /// The step of the expected course.
    package let expected: Int?
    /// The step by which a tenth of the courses has passed.
    package let earliest: Int?
    /// The step by which nine tenths of the courses have passed.
    package let latest: Int?

    /// Adds up steps and courses, of which as many steps are read, until they reach `left`; nil throughout if nothing
    /// is left.
    init(left: Double, steps: [Double], courses: [[Double]]) {
        guard left > 0 else {
            (expected, earliest, latest) = (nil, nil, nil)
            return
        }
        expected = Self.step(reaching: left, in: steps[...])
        (earliest, latest) = Self.quantiles(
            courses.map { Self.step(reaching: left, in: $0.prefix(steps.count)) })
    }

    /// Follows levels and their courses, of which as many steps are read, until they are at `amount` or above.
    package init(to amount: Double, levels: [Double], courses: [[Double]]) {
        expected = levels.firstIndex { $0 >= amount }
        (earliest, latest) = Self.quantiles(
            courses.map { course in course.prefix(levels.count).firstIndex { $0 >= amount } })
    }

    /// The steps by which one and nine in ten have passed.
    private static func quantiles(_ passages: [Int?]) -> (Int?, Int?) {
        let sorted = passages.map { $0 ?? .max }.sorted()
        func step(tenths: Int) -> Int? {
            // The least count that is at least so many tenths.
            let count = (sorted.count * tenths + 9) / 10
            guard count > 0, sorted[count - 1] < Int.max else { return nil }
            return sorted[count - 1]
        }
        return (step(tenths: 1), step(tenths: 9))
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
