/// Daily values without the week, as it is around each of them.
///
/// What a weekday has on top is the median over half a year around, of the ratios to the mean of seven days, or
/// of the differences from it where a value is negative. What is never negative is given as square roots, which
/// makes the spread of counts the same at every level.
enum LocalWeek {
    private static let period = 7
    /// Weeks to each side.
    private static let reach = 13
    /// A quieter weekday than this says nothing of the level.
    private static let leastRatio = 0.05

    /// The values without their week; none where it is missing or its weekday is nearly always 0.
    ///
    /// - Complexity: O(*n*).
    static func removed(from points: [Double?]) -> [Double?] {
        let course = Course(points, period: period)
        let average = MovingAverage(of: course.values, period: period)
        guard let last = average.values.indices.last else { return points.map { _ in nil } }
        let isNonnegative = course.values.allSatisfy { $0 >= 0 }
        let onTop = course.values.enumerated().map { day, value in
            let mean = average.values[min(max(day - average.start, 0), last)]
            guard isNonnegative else { return value - mean }
            return mean > 0 ? value / mean : 1
        }
        let weekdays = medians(of: onTop)
        return points.indices.map { day in
            guard let value = points[day] else { return nil }
            guard isNonnegative else { return value - weekdays[day] }
            return weekdays[day] >= leastRatio ? (value / weekdays[day]).squareRoot() : nil
        }
    }

    /// The median of each value and those of the same weekday around.
    private static func medians(of values: [Double]) -> [Double] {
        var medians = values
        for weekday in 0..<min(period, values.count) {
            let days = stride(from: weekday, to: values.count, by: period)
            let weeks = days.map { values[$0] }
            let middles = Median.moving(weeks, reach: min(reach, (weeks.count - 1) / 2))
            for (day, middle) in zip(days, middles) { medians[day] = middle }
        }
        return medians
    }
}
