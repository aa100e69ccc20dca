public import BillingModel
import BillingTime

extension ConsumptionGraph {
    /// The points to draw of a line, so few that a drawing bears them and such that it hides neither gap nor extreme.
    ///
    /// All are points of the line, none is made up. A gap, a bucket without the figure, ends a polyline, and so does a reset of a
    /// figure to date, so that no polyline leads across one; both its neighbours are kept, and the first and the last point of the
    /// line, its lowest and its highest.
    /// What the limit has left goes to cells of equal duration, each of which keeps a lowest and a highest point of its own.
    /// What is always kept is kept even if it is more than the limit: at most two points for each polyline and two
    /// more. To thin a line again to the same limit changes nothing.
    ///
    /// Draw what this gives, and read values with ``hover(at:of:)``, which knows all points.
    ///
    /// - Parameters:
    ///   - line: A line of this graph.
    ///   - limit: How many points to keep at most.
    ///   - figure: The figure that is drawn: the value, or the minimum, maximum or mean.
    /// - Returns: The polylines, from left to right; none is empty, and a point between two gaps is one of its own.
    /// - Throws: `BillingError` with code `invalidValue` if the line has not one point for each bucket.
    /// - Complexity: O(*b*) for *b* buckets.
    public func polylines(
        of line: Series, limit: Int, drawing figure: KeyPath<Point, Double?> = \.value
    ) throws(BillingError) -> [[Point]] {
        guard line.points.count == buckets.count else {
            throw BillingError(
                .invalidValue, rule: "a line has one point for each bucket",
                detail: "\(line.points.count) points, \(buckets.count) buckets")
        }
        // What begins anew is set off by a place without a value, as a gap is.
        var (places, positions, values): ([Int], [Int64], [Double?]) = ([], [], [])
        for (place, point) in line.points.enumerated() {
            for value in (restarts(line, at: place) ? [nil] : []) + [point[keyPath: figure]] {
                places.append(place)
                positions.append(buckets[place].startMicroseconds)
                values.append(value)
            }
        }
        var polylines: [[Point]] = []
        for index in try Downsampling.minMax(positions: positions, values: values, target: limit) {
            // The first point after a gap is always kept.
            if polylines.isEmpty || values[index - 1] == nil { polylines.append([]) }
            polylines[polylines.count - 1].append(line.points[places[index]])
        }
        return polylines
    }

    /// Whether a figure to date of a line begins anew at the start of a bucket: with each month, told in buckets below a month.
    ///
    /// The figures of whole months are those of their ends, and follow each other.
    package func restarts(_ line: Series, at place: Int) -> Bool {
        guard line.kind == .distinctToDate, width != .month, place > 0, buckets.indices.contains(place)
        else { return false }
        return buckets[place - 1].lastDate.firstOfMonth != buckets[place].firstDate.firstOfMonth
    }
}
