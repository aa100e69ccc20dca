public import BillingModel

#if canImport(FoundationEssentials)
public import FoundationEssentials
#else
public import Foundation
#endif

/// A set of instants, as half-open intervals that neither touch nor overlap.
///
/// Coverage is such a set. Intervals are in whole microseconds and lie in the years 1 to 9999; what is beyond is cut
/// off, and empty intervals vanish. Two sets of the same instants are equal.
public struct IntervalSet: Hashable, Sendable {
    fileprivate struct Part: Hashable {
        let start: Int64
        var end: Int64
        /// The length of the intervals before this one.
        let lengthBefore: Int64
    }

    /// In one array, so that a set is handed on at the cost of one reference.
    private let parts: [Part]

    /// Every instant of the years 1 to 9999.
    public static let everything = IntervalSet([Instants.first..<Instants.end])

    /// Makes the set of no instants.
    public init() { parts = [] }

    /// Makes the set of the instants that lie in any of some intervals.
    ///
    /// - Parameter intervals: Half-open, in any order; they may overlap.
    /// - Throws: `BillingError` with code `invalidValue` if a bound lies outside the years
    ///   1 to 9999.
    /// - Complexity: O(*n* log *n*) for *n* intervals.
    public init(_ intervals: [Range<Date>]) throws(BillingError) {
        var ranges: [Range<Int64>] = []
        for interval in intervals { ranges.append(try Self.microseconds(interval)) }
        self.init(ranges)
    }

    package init(_ ranges: [Range<Int64>]) {
        var parts: [Part] = []
        let ascend = zip(ranges, ranges.dropFirst()).allSatisfy { $0.lowerBound <= $1.lowerBound }
        for range in ascend ? ranges : ranges.sorted(by: { $0.lowerBound < $1.lowerBound }) {
            let range = range.clamped(to: Instants.first..<Instants.end)
            guard !range.isEmpty else { continue }
            if let last = parts.last, range.lowerBound <= last.end {
                parts[parts.count - 1].end = max(last.end, range.upperBound)
            } else {
                let before = parts.last.map { $0.lengthBefore + $0.end - $0.start } ?? 0
                parts.append(Part(start: range.lowerBound, end: range.upperBound, lengthBefore: before))
            }
        }
        self.parts = parts
    }

    /// Whether there is no instant in the set.
    public var isEmpty: Bool { parts.isEmpty }

    /// The intervals in order of time, with a space between each two.
    public var intervals: [Range<Date>] {
        parts.map { Instants.date($0.start)..<Instants.date($0.end) }
    }

    package var ranges: [Range<Int64>] { parts.map { $0.start..<$0.end } }

    /// Whether an instant lies in the set.
    ///
    /// - Complexity: O(log *n*) for *n* intervals.
    public func contains(_ instant: Date) -> Bool {
        guard let microseconds = try? Instants.microseconds(instant) else { return false }
        return contains(microseconds)
    }

    package func contains(_ microseconds: Int64) -> Bool {
        let index = indexOfFirstEnd(after: microseconds)
        return index < parts.count && parts[index].start <= microseconds
    }

    /// How much of an interval lies in the set.
    ///
    /// - Parameter interval: Half-open.
    /// - Returns: The length of the common part, to the microsecond.
    /// - Throws: `BillingError` with code `invalidValue` if a bound lies outside the years
    ///   1 to 9999.
    /// - Complexity: O(log *n*) for *n* intervals.
    public func coveredLength(in interval: Range<Date>) throws(BillingError) -> Duration {
        .microseconds(coveredLength(in: try Self.microseconds(interval)))
    }

    package func coveredLength(in range: Range<Int64>) -> Int64 {
        length(before: range.upperBound) - length(before: range.lowerBound)
    }

    /// The instants that lie in either set.
    public func union(_ other: IntervalSet) -> IntervalSet { IntervalSet(ranges + other.ranges) }

    /// The instants that lie in both sets.
    public func intersection(_ other: IntervalSet) -> IntervalSet {
        var common: [Range<Int64>] = []
        var (left, right) = (0, 0)
        while left < parts.count, right < other.parts.count {
            let (one, two) = (parts[left], other.parts[right])
            let (start, end) = (max(one.start, two.start), min(one.end, two.end))
            if start < end { common.append(start..<end) }
            if one.end < two.end { left += 1 } else { right += 1 }
        }
        return IntervalSet(common)
    }

    /// The instants of this set that do not lie in the other.
    package func subtracting(_ other: IntervalSet) -> IntervalSet {
        let ranges = other.ranges
        let bounds = [Instants.first] + ranges.flatMap { [$0.lowerBound, $0.upperBound] } + [Instants.end]
        let gaps = stride(from: 0, to: bounds.count - 1, by: 2).map { bounds[$0]..<bounds[$0 + 1] }
        return intersection(IntervalSet(gaps))
    }

    private func length(before bound: Int64) -> Int64 {
        let index = indexOfFirstEnd(after: bound)
        guard index < parts.count else {
            return parts.last.map { $0.lengthBefore + $0.end - $0.start } ?? 0
        }
        let start = parts[index].start
        return parts[index].lengthBefore + (bound > start ? bound - start : 0)
    }

    private func indexOfFirstEnd(after bound: Int64) -> Int {
        parts.lowerBound { $0.end <= bound }
    }

    private static func microseconds(_ interval: Range<Date>) throws(BillingError) -> Range<Int64> {
        // Rounding to microseconds keeps the order of the bounds.
        try Instants.microseconds(interval.lowerBound)..<Instants.microseconds(interval.upperBound)
    }
}

extension IntervalSet {
    /// A way through a set in order of time: what is asked never begins before what was asked last.
    ///
    /// All questions together cost as much as the set is long, where each by itself is a search.
    struct Walk {
        private let parts: [Part]
        private var index = 0

        fileprivate init(_ parts: [Part]) { self.parts = parts }

        mutating func contains(_ instant: Int64) -> Bool {
            skip(to: instant)
            return index < parts.count && parts[index].start <= instant
        }

        /// How much lies in the set from an instant to another one that is not earlier.
        @inline(__always)
        mutating func coveredLength(from start: Int64, to end: Int64) -> Int64 {
            skip(to: start)
            var length: Int64 = 0
            var place = index
            while place < parts.count, parts[place].start < end {
                length += min(parts[place].end, end) - max(parts[place].start, start)
                place += 1
            }
            return length
        }

        @inline(__always)
        private mutating func skip(to instant: Int64) {
            while index < parts.count, parts[index].end <= instant { index += 1 }
        }
    }

    var walk: Walk { Walk(parts) }
}
