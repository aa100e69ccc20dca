#if canImport(FoundationEssentials)
public import FoundationEssentials
#else
public import Foundation
#endif
public import BillingModel
public import BillingTime

extension ConsumptionGraph {
    /// What the lines of a graph say at a cursor.
    ///
    /// The JSON form has the keys `cursor`, `index`, `bucket`, `values` and `annotations`.
    public struct Hover: Hashable, Sendable, Codable {
        /// The instant of the cursor.
        @InstantText public private(set) var cursor: Date
        /// The place of the bucket that holds it.
        public let index: Int
        /// The bucket that holds it.
        public let bucket: Bucket
        /// One for each line that is shown, in the order of the graph.
        public let values: [Value]
        /// What happened in the bucket; a span of time is listed in each bucket that it meets.
        public let annotations: [Mark]

        /// The value of a line; nil if the line is not shown.
        public subscript(_ line: Series.ID) -> Value? { values.first { $0.id == line } }
    }
}

extension ConsumptionGraph.Hover {
    /// What one line says.
    ///
    /// The JSON form has the keys `metric`, `labels`, `name`, `unit`, and `time` and `point` if there are any.
    public struct Value: Hashable, Sendable, Codable, Identifiable {
        /// The metric.
        public let metric: MetricID
        /// The labels of the line.
        public let labels: Labels
        /// The metric's name for people.
        public let name: String
        /// The unit of one.
        public let unit: String
        /// When the value was true; nil where the bucket tells, or where there is no value.
        ///
        /// That of the sample it was taken from, which may be carried from an earlier bucket; else the date of a bucket that is
        /// one date as a whole. What follows from several samples of a wider or a narrower bucket has no other time
        /// than the bucket's.
        public let time: SampleTime?
        /// The exact figures of the bucket, and how far they can be relied on; nil if the line says nothing about the bucket.
        public let point: ConsumptionGraph.Point?

        /// The exact figure; nil where it is missing, and never that of a neighbour.
        public var value: Double? { point?.value }

        /// The line.
        public var id: ConsumptionGraph.Series.ID { .init(metric: metric, labels: labels) }
    }
}

extension ConsumptionGraph {
    /// What the lines say at an instant.
    ///
    /// A point stands for its whole bucket, wherever in it a drawing puts the dot. So the cursor reads the bucket that
    /// holds it, and there are no ties: an instant on a boundary belongs to the bucket that starts there, also where that is half
    /// way between two dots. In a gap the value is missing, with its completeness, and not that of a neighbour; which
    /// value holds in silence has been decided before, by the kind of metric.
    ///
    /// ```swift
    /// graph.hover(at: cursor)?.values.first?.value
    /// ```
    ///
    /// - Parameters:
    ///   - cursor: Any instant.
    ///   - visible: The lines that are shown; nil for all.
    /// - Returns: The exact values; nil outside the range, to which its end does not belong.
    /// - Complexity: O(log *b*) for *b* buckets, and O(1) for each line and each annotation of the graph.
    public func hover(at cursor: Date, of visible: Set<Series.ID>? = nil) -> Hover? {
        guard let instant = try? Instants.microseconds(cursor),
            let asked = try? Instants.microseconds(range.range), asked.contains(instant),
            let index = buckets.lastPlace(where: { $0.startMicroseconds <= instant }),
            instant < buckets[index].endMicroseconds
        else { return nil }
        let bucket = buckets[index]
        let isDate = width == .day && !bucket.isClipped
        let values = series.filter { visible?.contains($0.id) ?? true }.map { line in
            let point = line.point(of: index)
            let date: SampleTime? = isDate && point?.value != nil ? .date(bucket.firstDate) : nil
            return Hover.Value(
                metric: line.metric, labels: line.labels, name: line.name, unit: line.unit,
                time: point?.sampled ?? date, point: point)
        }
        // A span of time may have begun in any bucket before.
        return Hover(
            cursor: cursor, index: index, bucket: bucket, values: values,
            annotations: annotations.filter { $0.index <= index && index <= $0.lastIndex })
    }
}

extension ConsumptionGraph.Series {
    /// The point of a bucket; nil for a line of another graph that has no such bucket.
    func point(of bucket: Int) -> ConsumptionGraph.Point? {
        points.indices.contains(bucket) ? points[bucket] : nil
    }
}

extension Array {
    /// The last place of those that satisfy a condition, which all before it do too; nil if none does.
    fileprivate func lastPlace(where condition: (Element) -> Bool) -> Int? {
        let end = lowerBound(where: condition)
        return end > 0 ? end - 1 : nil
    }
}
