package import BillingModel

/// Thins points for a drawing without hiding gaps or extremes.
package enum Downsampling {
    /// The points to draw, by min-max selection.
    ///
    /// A real point has a value; a run is a stretch of real points without a missing one between. Always kept, because a
    /// drawing would lie without them, are the first and the last point of each run (so both sides of every gap, and the
    /// ends of the whole), and the first of the lowest and the first of the highest points. What is left of the
    /// target pays for cells: the positions from the first to the last real point are cut into ⌊left / 2⌋
    /// cells of equal width, and each keeps the first of its lowest and the first of its highest points.
    ///
    /// If the target holds all real points, all are kept. A target below the number of points that are always kept
    /// gives just those, which are at most two for each run and two more.
    ///
    /// - Parameters:
    ///   - positions: Ascending; equal neighbours are allowed.
    ///   - values: Finite numbers, or nil where a value is missing; as many as positions.
    ///   - target: How many points to keep at most.
    /// - Returns: The indexes of the points to keep, ascending; real points only.
    /// - Throws: `BillingError` with code `invalidValue` if the columns break their rule.
    /// - Complexity: O(*n*) for *n* points.
    package static func minMax(
        positions: [Int64], values: [Double?], target: Int
    ) throws(BillingError) -> [Int] {
        guard positions.count == values.count else {
            throw BillingError(
                .invalidValue, rule: "a series has as many values as positions",
                detail: "\(values.count) values, \(positions.count) positions")
        }
        try Aggregation.checkAscending(positions, rule: "the positions of a series do not descend")
        var points: [Point] = []
        for (index, value) in values.enumerated() {
            guard let value else { continue }
            try ExactSum.check(value)
            points.append(Point(index: index, position: positions[index], value: value))
        }
        guard let first = points.first, let last = points.last, points.count > target else {
            return points.map(\.index)
        }
        var isKept = [Bool](repeating: false, count: values.count)
        for point in points {
            let startsRun = point.index == 0 || values[point.index - 1] == nil
            let endsRun = point.index == values.count - 1 || values[point.index + 1] == nil
            isKept[point.index] = startsRun || endsRun
        }
        keepExtremes(of: points[...], in: &isKept)
        let left = max(0, target) - min(max(0, target), isKept.count { $0 })
        let cells = UInt128(left / 2)
        if cells > 0 {
            let width = UInt128(distance(first.position, last.position)) + 1
            var start = 0
            while start < points.count {
                let cell = UInt128(distance(first.position, points[start].position)) * cells / width
                let nextCell = ((cell + 1) * width + cells - 1) / cells
                var end = start + 1
                while end < points.count, distance(first.position, points[end].position) < nextCell {
                    end += 1
                }
                keepExtremes(of: points[start..<end], in: &isKept)
                start = end
            }
        }
        return isKept.indices.filter { isKept[$0] }
    }

    private struct Point {
        let index: Int
        let position: Int64
        let value: Double
    }

    private static func keepExtremes(of points: ArraySlice<Point>, in isKept: inout [Bool]) {
        guard var lowest = points.first, var highest = points.first else { return }
        for point in points.dropFirst() {
            if point.value < lowest.value { lowest = point }
            if point.value > highest.value { highest = point }
        }
        isKept[lowest.index] = true
        isKept[highest.index] = true
    }

    /// From a position to one that is not lower; any two are less than 2^64 apart.
    private static func distance(_ from: Int64, _ to: Int64) -> UInt64 { UInt64(bitPattern: to &- from) }
}
