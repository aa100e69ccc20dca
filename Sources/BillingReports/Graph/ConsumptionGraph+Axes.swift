import BillingModel

extension ConsumptionGraph {
    /// What the lines of one unit are drawn against.
    ///
    /// The JSON form has the keys `unit` and `series`, and `lower` and `upper` if any line has a figure.
    public struct Axis: Hashable, Sendable, Codable {
        /// The unit of one.
        public let unit: String
        /// The least of the figures drawn; nil if there are none.
        public let lower: Double?
        /// The greatest of the figures drawn; nil if there are none.
        public let upper: Double?
        /// The lines, in the order of the graph.
        public let series: [Series.ID]
    }

    /// One axis for each unit, in the order in which the lines name them.
    ///
    /// Units are compared byte by byte. The bounds are those of the values and parts drawn or, of a line that has none because
    /// its metric has no figure for a whole bucket, of the lowest and highest days. Extremes within the buckets of a gauge
    /// do not count.
    ///
    /// - Parameter visible: The lines that are shown; nil for all. What is hidden neither has nor widens an axis.
    /// - Returns: The axes; none without lines.
    /// - Complexity: O(*n*) for *n* points.
    public func axes(of visible: Set<Series.ID>? = nil) -> [Axis] {
        var groups: [[Series]] = []
        for line in series where visible?.contains(line.id) ?? true {
            if let place = groups.firstIndex(where: { $0[0].unit.hasSameBytes(as: line.unit) }) {
                groups[place].append(line)
            } else {
                groups.append([line])
            }
        }
        return groups.map { lines in
            let bounds = lines.compactMap(\.bounds)
            return Axis(
                unit: lines[0].unit, lower: bounds.map(\.lowerBound).min(),
                upper: bounds.map(\.upperBound).max(), series: lines.map(\.id))
        }
    }
}

extension ConsumptionGraph.Series {
    /// Whether the metric has no figure for a whole bucket, only mean and extremes of its days.
    package var hasDaysOnly: Bool {
        !points.contains { $0.value != nil || $0.parts.contains { $0.value != nil } }
            && points.contains { $0.mean != nil }
    }

    /// The least and the greatest figure drawn; nil if there are none.
    package var bounds: ClosedRange<Double>? {
        var bounds: ClosedRange<Double>?
        func take(_ number: Double?) {
            guard let number, number.isFinite else { return }
            bounds = bounds.map { min($0.lowerBound, number)...max($0.upperBound, number) } ?? number...number
        }
        let hasDaysOnly = hasDaysOnly
        for point in points {
            if hasDaysOnly {
                take(point.minimum)
                take(point.maximum)
            } else {
                take(point.value)
                for part in point.parts { take(part.value) }
            }
        }
        return bounds
    }
}
