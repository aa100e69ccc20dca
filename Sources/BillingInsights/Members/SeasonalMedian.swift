/// The median of the last cycles, position by position.
///
/// A robust forecast for series that stay where they are: neither a spike nor a day of zeros moves it. A
/// shift of level lets go of what was before. It knows no trend, so that a trending series gives it little
/// weight.
struct SeasonalMedian: PathModel, Sendable {
    let period: Int
    /// The most cycles to look back.
    let cycles: Int

    init(period: Int, cycles: Int = 8) {
        self.period = period
        self.cycles = cycles
    }

    /// - Complexity: O(*c*) for each value and *c* cycles, and O(1) for each cell.
    func fill(_ table: inout PathTable, from course: Course) {
        var recent = Array(repeating: SortedWindow(capacity: cycles), count: period)
        var medians = Array(repeating: 0.0, count: period)
        var latest = 0.0
        var watch = ShiftWatch(period: period)
        var position = 0
        for index in 0...course.count {
            if table.contains(index) {
                table.write(index) { path in
                    var ahead = position
                    for step in path.indices {
                        path[step] = recent[ahead].isEmpty ? latest : medians[ahead]
                        ahead = ahead + 1 == period ? 0 : ahead + 1
                    }
                }
            }
            guard index < course.count else { break }
            if course.known[index] > 0 {
                if !recent[position].isEmpty, let count = watch.add(course.values[index] - medians[position])
                {
                    recent = Array(repeating: SortedWindow(capacity: cycles), count: period)
                    for earlier in index - count + 1..<index where course.known[earlier] > 0 {
                        recent[earlier % period].add(course.values[earlier])
                        medians[earlier % period] = recent[earlier % period].median
                    }
                }
                recent[position].add(course.values[index])
                medians[position] = recent[position].median
                latest = medians[position]
            }
            position = position + 1 == period ? 0 : position + 1
        }
    }
}
