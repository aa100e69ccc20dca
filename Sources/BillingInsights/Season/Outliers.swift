/// Bounds values that stand far off from their neighbours.
enum Outliers {
    /// A series without season whose values lie within some robust deviations of the moving median of seven.
    ///
    /// The deviation is 1.4826 times the median distance from the moving median, distances of 0 left out,
    /// since most values of a flat series are their own median. A shift that lasts four values passes unbent.
    /// The last value stays as it is: only what follows could tell whether it is a spike or a shift.
    /// - SeeAlso: Hampel (1974), The influence curve and its role in robust estimation.
    static func bounded(_ course: Course, deviations: Double = 4) -> Course {
        let medians = Median.moving(course.values, reach: 3)
        let distances = zip(course.values, medians).map { abs($0 - $1) }.filter { $0 > 0 }
        let bound = deviations * Median.deviationsOfGaussian * Median.of(distances)
        var result = course
        for (index, median) in medians.enumerated().dropLast() {
            result.values[index] = min(max(course.values[index], median - bound), median + bound)
        }
        return result
    }
}
