/// A series on an even grid whose gaps are marked.
///
/// Methods learn from `values` where `known` is 1. What stands at a gap only keeps moving averages defined;
/// no error is ever counted there.
struct Course: Equatable, Sendable {
    var values: [Double]
    /// 1 where a value was observed, 0 at a gap: a factor for errors, so that inner loops need no branch.
    var known: [Double]

    init(values: [Double], known: [Double]) {
        self.values = values
        self.known = known
    }

    /// A series without gaps.
    init(_ values: [Double]) {
        self.init(values: values, known: Array(repeating: 1, count: values.count))
    }

    var count: Int { values.count }

    /// The mean of the known values; 0 for none.
    var mean: Double {
        let count = known.reduce(0, +)
        return count > 0 ? zip(values, known).reduce(0) { $0 + $1.0 * $1.1 } / count : 0
    }

    /// The distances of values from a mean; 0 at gaps.
    func deviations(from mean: Double) -> [Double] { zip(values, known).map { ($0 - mean) * $1 } }
}

extension Course {
    /// Fills each gap by the mean of the two nearest known values whole periods away, at most three periods;
    /// where there is none, by the line between the known neighbours.
    ///
    /// - Complexity: O(*n*).
    init(_ points: [Double?], period: Int) {
        self.init(values: points.map { $0 ?? 0 }, known: points.map { $0 == nil ? 0 : 1 })
        guard known.contains(0), known.contains(1) else { return }
        let lines = Self.lines(through: points)
        for gap in points.indices where points[gap] == nil {
            values[gap] = Self.mean(atPeriodsFrom: gap, in: points, period: period) ?? lines[gap]
        }
    }

    private static func mean(atPeriodsFrom gap: Int, in points: [Double?], period: Int) -> Double? {
        guard period > 1 else { return nil }
        var near: [Double] = []
        for cycles in 1...3 {
            for index in [gap - cycles * period, gap + cycles * period] where points.indices.contains(index) {
                if let value = points[index], near.count < 2 { near.append(value) }
            }
        }
        return near.isEmpty ? nil : near.reduce(0, +) / Double(near.count)
    }

    private static func lines(through points: [Double?]) -> [Double] {
        var lines = points.map { $0 ?? 0 }
        var before: Int?
        for (index, point) in points.enumerated() where point != nil {
            let start = before ?? -1
            let left = before.map { lines[$0] } ?? lines[index]
            for gap in start + 1..<index {
                let share = Double(gap - start) / Double(index - start)
                lines[gap] = left + share * (lines[index] - left)
            }
            before = index
        }
        if let before {
            for gap in before + 1..<max(lines.count, before + 1) { lines[gap] = lines[before] }
        }
        return lines
    }
}
