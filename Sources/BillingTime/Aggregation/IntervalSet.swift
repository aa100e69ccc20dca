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
    private let starts: [Int64]
    private let ends: [Int64]
    /// The length of the intervals before each one.
    private let lengthsBefore: [Int64]

    /// Every instant of the years 1 to 9999.
    public static let everything = IntervalSet([Instants.first..<Instants.end])

    /// Makes the set of no instants.
    public init() { self.init([Range<Int64>]()) }

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
        var (starts, ends, lengthsBefore): ([Int64], [Int64], [Int64]) = ([], [], [])
        for range in ranges.sorted(by: { $0.lowerBound < $1.lowerBound }) {
            let range = range.clamped(to: Instants.first..<Instants.end)
            guard !range.isEmpty else { continue }
            if let last = ends.last, range.lowerBound <= last {
                ends[ends.count - 1] = max(last, range.upperBound)
            } else {
                starts.append(range.lowerBound)
                ends.append(range.upperBound)
            }
        }
        var length: Int64 = 0
        for (start, end) in zip(starts, ends) {
            lengthsBefore.append(length)
            length += end - start
        }
        (self.starts, self.ends, self.lengthsBefore) = (starts, ends, lengthsBefore)
    }

    /// Whether there is no instant in the set.
    public var isEmpty: Bool { starts.isEmpty }

    /// The intervals in order of time, with a space between each two.
    public var intervals: [Range<Date>] {
        zip(starts, ends).map { Instants.date($0)..<Instants.date($1) }
    }

    package var ranges: [Range<Int64>] { zip(starts, ends).map { $0..<$1 } }

    /// Whether an instant lies in the set.
    ///
    /// - Complexity: O(log *n*) for *n* intervals.
    public func contains(_ instant: Date) -> Bool {
        guard let microseconds = try? Instants.microseconds(instant) else { return false }
        return contains(microseconds)
    }

    package func contains(_ microseconds: Int64) -> Bool {
        let index = indexOfFirstEnd(after: microseconds)
        return index < starts.count && starts[index] <= microseconds
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
        while left < starts.count, right < other.starts.count {
            let start = max(starts[left], other.starts[right])
            let end = min(ends[left], other.ends[right])
            if start < end { common.append(start..<end) }
            if ends[left] < other.ends[right] { left += 1 } else { right += 1 }
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
        guard index < starts.count else {
            return starts.isEmpty ? 0 : lengthsBefore[index - 1] + ends[index - 1] - starts[index - 1]
        }
        return lengthsBefore[index] + (bound > starts[index] ? bound - starts[index] : 0)
    }

    private func indexOfFirstEnd(after bound: Int64) -> Int {
        ends.lowerBound { $0 <= bound }
    }

    private static func microseconds(_ interval: Range<Date>) throws(BillingError) -> Range<Int64> {
        // Rounding to microseconds keeps the order of the bounds.
        try Instants.microseconds(interval.lowerBound)..<Instants.microseconds(interval.upperBound)
    }
}
