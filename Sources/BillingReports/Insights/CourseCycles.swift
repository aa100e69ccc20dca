import BillingModel

/// A course of figures to date as cycles, each from one reset to the next.
struct CourseCycles {
    /// The figures of the cycles so far, the oldest first; the last is the one in which the course ends.
    let earlier: [[Double?]]
    /// The lengths of that cycle and of those that follow.
    let lengths: [Int]

    /// Divides a course.
    ///
    /// A month that the days looked back on cut at its start is left out.
    init(_ course: DayCourse, _ days: InsightDays, through reach: Int) {
        var starts = days.resets.filter { $0 >= 0 && $0 <= course.end }
        if starts.isEmpty { starts = [0] }
        earlier = starts.indices.map { index in
            let end = index + 1 < starts.count ? starts[index + 1] : course.end
            return Array(course.values[starts[index]..<max(starts[index], end)])
        }
        var lengths: [Int] = []
        var start = starts.last ?? 0
        repeat {
            let next = days.startOfMonth(after: start)
            lengths.append(next - start)
            start = next
        } while start < reach
        self.lengths = lengths
    }
}

extension InsightDays {
    /// The place of the first of the month after a date.
    func startOfMonth(after place: Int) -> Int {
        guard let date = try? date(at: place), let next = try? date.firstOfMonth.adding(months: 1) else {
            return place + 31
        }
        return Int(next.dayNumber) - first
    }
}
