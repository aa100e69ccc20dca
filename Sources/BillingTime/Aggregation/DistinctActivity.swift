public import BillingModel

/// Which subjects were active in which quarter hours of UTC: what distinct counts are made of.
///
/// Subjects are ordinals; those of two values mean the same subjects only if the caller numbered them so.
public struct DistinctActivity: Hashable, Sendable {
    /// A distinct count, and whether it covers more than was asked for.
    public struct Count: Hashable, Sendable {
        /// How many different subjects were active.
        public let count: Int
        /// Whether a bound was not on a quarter hour, so that the interval was widened to whole ones.
        public let isWidened: Bool
    }

    /// Quarter hours since 1970, in ascending order.
    public let quarterHours: [Int32]
    /// The subject that was active in the quarter hour at the same index; repetition does no harm.
    public let subjects: [UInt32]
    /// The subjects renumbered from 0 without large holes, so that one array can mark those that were seen.
    private let marks: [Int]
    private let markCount: Int

    /// Makes distinct activity of two columns.
    ///
    /// - Throws: `BillingError` with code `invalidValue` if the columns differ in length, descend,
    ///   or hold a quarter hour that `QuarterHour` refuses.
    public init(quarterHours: [Int32], subjects: [UInt32]) throws(BillingError) {
        guard quarterHours.count == subjects.count else {
            throw BillingError(
                .invalidValue, rule: "distinct activity has as many subjects as quarter hours",
                detail: "\(subjects.count) subjects, \(quarterHours.count) quarter hours")
        }
        for (earlier, later) in zip(quarterHours, quarterHours.dropFirst()) where later < earlier {
            throw BillingError(
                .invalidValue, rule: "the quarter hours of distinct activity do not descend",
                detail: "\(later) after \(earlier)")
        }
        for bound in [quarterHours.first, quarterHours.last] {
            if let bound { _ = try QuarterHour(number: bound) }
        }
        self.init(checked: quarterHours, subjects)
    }

    /// For columns of one length that ascend.
    init(checked quarterHours: [Int32], _ subjects: [UInt32]) {
        self.quarterHours = quarterHours
        self.subjects = subjects
        let highest = Int(subjects.max() ?? 0)
        if highest < 4 * subjects.count + 1_024 {
            marks = subjects.map(Int.init)
            markCount = highest + 1
        } else {
            var numbers: [UInt32: Int] = [:]
            marks = subjects.map { subject in
                let number = numbers[subject] ?? numbers.count
                numbers[subject] = number
                return number
            }
            markCount = numbers.count
        }
    }

    /// Every activity that is in any of several values whose ordinals mean the same subjects.
    ///
    /// Those that were made of ids on their own are numbered each in its own way: see ``union(named:)``.
    ///
    /// - Parameter members: In any order.
    /// - Returns: Each activity once.
    /// - Complexity: O(*n* log *n*) for *n* rows together.
    public static func union(_ members: [DistinctActivity]) -> DistinctActivity {
        var keys: [Int64] = []
        keys.reserveCapacity(members.reduce(0) { $0 + $1.subjects.count })
        for member in members {
            for (quarterHour, subject) in zip(member.quarterHours, member.subjects) {
                keys.append(Int64(quarterHour) << 32 | Int64(subject))
            }
        }
        keys.sort()
        var quarterHours: [Int32] = []
        var subjects: [UInt32] = []
        var last: Int64?
        for key in keys where key != last {
            quarterHours.append(Int32(truncatingIfNeeded: key >> 32))
            subjects.append(UInt32(truncatingIfNeeded: key))
            last = key
        }
        return DistinctActivity(checked: quarterHours, subjects)
    }

    /// How many subjects were active in each bucket.
    ///
    /// A bucket that does not begin or end on a quarter hour is widened to the quarter hours that it touches, and says
    /// so. An empty bucket counts 0.
    ///
    /// - Parameter boundaries: Microseconds since 1970; see ``Aggregation``.
    /// - Returns: One count per bucket.
    /// - Throws: `BillingError` with code `invalidValue` if the boundaries descend.
    /// - Complexity: O(*n* + *b* log *n*) for *n* rows and *b* buckets of a quarter hour or more.
    package func distinct(boundaries: [Int64]) throws(BillingError) -> [Count] {
        try Aggregation.check(boundaries: boundaries)
        var seenIn = [Int](repeating: -1, count: markCount)
        var counts: [Count] = []
        counts.reserveCapacity(max(0, boundaries.count - 1))
        for (bucket, (start, end)) in zip(boundaries, boundaries.dropFirst()).enumerated() {
            var count = 0
            if start < end {
                for mark in marks[firstRow(startingAt: start)..<firstRow(after: end)]
                where seenIn[mark] != bucket {
                    seenIn[mark] = bucket
                    count += 1
                }
            }
            counts.append(Count(count: count, isWidened: start < end && !(isWhole(start) && isWhole(end))))
        }
        return counts
    }

    /// How many subjects were active from the last reset before the end of each bucket to that end.
    ///
    /// A reset at the end of a bucket belongs to the next one. Bounds that are not on a quarter hour are widened.
    ///
    /// - Parameters:
    ///   - boundaries: Microseconds since 1970; see ``Aggregation``.
    ///   - resets: The ascending instants at which the count starts again.
    /// - Returns: One count per bucket; nil if no reset comes before its end.
    /// - Throws: `BillingError` with code `invalidValue` if boundaries or resets descend.
    /// - Complexity: O(*n* + *b* log *n*) for *n* rows and *b* buckets, if each period is met.
    package func distinctToDate(boundaries: [Int64], resets: [Int64]) throws(BillingError) -> [Count?] {
        try Aggregation.check(boundaries: boundaries)
        try Aggregation.check(resets: resets)
        var seenIn = [Int](repeating: -1, count: markCount)
        var counts: [Count?] = []
        counts.reserveCapacity(max(0, boundaries.count - 1))
        var period = -1
        var row = 0
        var count = 0
        for end in boundaries.dropFirst() {
            let latest = Aggregation.lowerBound(of: end, in: resets) - 1
            guard latest >= 0 else {
                counts.append(nil)
                continue
            }
            if latest != period {
                (period, row, count) = (latest, firstRow(startingAt: resets[latest]), 0)
            }
            let stop = firstRow(after: end)
            while row < stop {
                if seenIn[marks[row]] != period {
                    seenIn[marks[row]] = period
                    count += 1
                }
                row += 1
            }
            counts.append(Count(count: count, isWidened: !(isWhole(resets[latest]) && isWhole(end))))
        }
        return counts
    }

    /// The activity in quarter hours that begin before an instant.
    func before(_ instant: Int64) -> DistinctActivity {
        let end = firstRow(after: instant)
        guard end < quarterHours.count else { return self }
        return DistinctActivity(checked: Array(quarterHours[..<end]), Array(subjects[..<end]))
    }

    private func isWhole(_ instant: Int64) -> Bool { instant.isMultiple(of: QuarterHour.length) }

    /// The first row whose quarter hour ends after a start.
    private func firstRow(startingAt start: Int64) -> Int {
        firstRow(from: floorDivide(start, QuarterHour.length))
    }

    /// The first row whose quarter hour starts at or after an end.
    private func firstRow(after end: Int64) -> Int {
        firstRow(from: floorDivide(end, QuarterHour.length) + (isWhole(end) ? 0 : 1))
    }

    private func firstRow(from quarterHour: Int64) -> Int {
        quarterHours.lowerBound { Int64($0) < quarterHour }
    }
}
