import BillingTime

#if canImport(FoundationEssentials)
public import FoundationEssentials
#else
public import Foundation
#endif

extension ConsumptionGraph {
    /// The time in which any line has a value: what a navigator takes as the data.
    ///
    /// From the start of the first bucket with a value, of its day or its month as the graph has it, to the end of the last; cut at the
    /// range, and at the instant of the report.
    ///
    /// - Returns: The time, half-open; nil if no line has a value.
    /// - Complexity: O(*n*) for *n* points.
    public var known: Range<Date>? {
        let places = series.flatMap { line in
            [line.points.first(where: \.isKnown), line.points.last(where: \.isKnown)]
                .compactMap { $0?.index }.filter(buckets.indices.contains)
        }
        guard let first = places.min(), let last = places.max() else { return nil }
        let start = max(buckets[first].start, range.start)
        return start..<max(start, min(buckets[last].end, range.end, stamp.now))
    }
}

extension ConsumptionGraph.Point {
    /// Whether the point tells a figure of any sort.
    fileprivate var isKnown: Bool {
        value != nil || maximum != nil || mean != nil || parts.contains { $0.value != nil }
    }
}
