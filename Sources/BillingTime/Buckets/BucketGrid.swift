public import BillingModel

#if canImport(FoundationEssentials)
public import FoundationEssentials
#else
public import Foundation
#endif

/// The buckets of one width that a range meets, in ascending order, on the wall clock of a zone.
///
/// They tile the time line: each instant of the range lies in exactly one, and the end of one is the start of the
/// next. The outer two are whole buckets too, and marked where the range covers a part of them only.
///
/// ```swift
/// // In Berlin, 30 March 2025 has 23 hours.
/// let berlin = try ZoneDatabase.system.zone(ZoneID("Europe/Berlin"))
/// let day = try LocalDate("2025-03-30")
/// try BucketGrid(covering: day...day, width: .hour, zone: berlin).count  // 23
/// ```
///
/// Grids are equal if their range, width and zone are.
public struct BucketGrid: Sendable {
    /// The range that was asked for.
    public let range: Range<Date>
    /// The width of the buckets.
    public let width: BucketWidth
    /// The zone whose clock the buckets follow.
    public let zone: Zone

    /// The start of each whole bucket, and the end of the last, in microseconds: one more than there are buckets.
    package let boundaries: [Int64]
    /// The range asked for, in microseconds.
    package let rangeMicroseconds: Range<Int64>

    /// As in `BoundaryWalk`.
    let days: [Int32]
    private let cutsStart: Bool
    private let cutsEnd: Bool
    /// The first day and the one after the last, of a grid whose range begins and ends with dates that others gave it.
    package let dates: Range<Int>?

    /// The most buckets of a grid, unless told otherwise.
    public static let defaultLimit = 100_000

    /// Makes the buckets that a range of instants meets.
    ///
    /// - Parameters:
    ///   - range: Half-open, within the years 1 to 9999; the start of year 10000 is allowed as its end. It may begin
    ///     and end inside a bucket. An empty range has no bucket.
    ///   - width: The width of the buckets.
    ///   - zone: The zone whose clock they follow.
    ///   - limit: The most buckets to make.
    /// - Throws: `BillingError` with code `limitExceeded` if there are more; `invalidValue` if the range, or the date on
    ///   the wall clock within it, leaves the years 1 to 9999.
    /// - Complexity: O(*b* + *t*) for *b* buckets and *t* changes of the offset around them.
    public init(
        covering range: Range<Date>, width: BucketWidth, zone: Zone, limit: Int = defaultLimit
    ) throws(BillingError) {
        let low = try Instants.microseconds(range.lowerBound)
        let high = try Instants.microseconds(range.upperBound)
        try self.init(low..<Swift.max(low, high), asked: range, width: width, zone: zone, limit: limit)
    }

    /// Makes the buckets that the days of a range of local dates meet.
    ///
    /// - Parameters:
    ///   - dates: The dates, the last one excluded.
    ///   - width: The width of the buckets.
    ///   - zone: The zone whose clock they follow.
    ///   - limit: The most buckets to make.
    /// - Throws: `BillingError` with code `limitExceeded` if there are more.
    public init(
        covering dates: Range<LocalDate>, width: BucketWidth, zone: Zone, limit: Int = defaultLimit
    ) throws(BillingError) {
        try self.init(
            zone.startOfDay(
                Int(dates.lowerBound.dayNumber))..<zone.startOfDay(Int(dates.upperBound.dayNumber)),
            width: width, zone: zone, limit: limit)
    }

    /// Makes the buckets that the days of a range of local dates meet.
    ///
    /// - Parameters:
    ///   - dates: The dates, the last one included.
    ///   - width: The width of the buckets.
    ///   - zone: The zone whose clock they follow.
    ///   - limit: The most buckets to make.
    /// - Throws: `BillingError` with code `limitExceeded` if there are more.
    public init(
        covering dates: ClosedRange<LocalDate>, width: BucketWidth, zone: Zone, limit: Int = defaultLimit
    ) throws(BillingError) {
        let end = zone.startOfDay(Int(dates.upperBound.dayNumber) + 1)
        try self.init(
            zone.startOfDay(Int(dates.lowerBound.dayNumber))..<end, width: width, zone: zone, limit: limit)
    }

    /// Makes the buckets that a range of instants in microseconds meets, years 1 to 9999.
    package init(
        _ range: Range<Int64>, width: BucketWidth, zone: Zone, limit: Int = defaultLimit
    ) throws(BillingError) {
        let asked = Instants.date(range.lowerBound)..<Instants.date(range.upperBound)
        try self.init(range, asked: asked, width: width, zone: zone, limit: limit)
    }

    /// Makes one bucket of a range that is not empty, whatever its width, and calls it a year.
    package init(asOneBucket range: Range<Int64>, zone: Zone) {
        self.range = Instants.date(range.lowerBound)..<Instants.date(range.upperBound)
        width = .year
        self.zone = zone
        rangeMicroseconds = range
        boundaries = [range.lowerBound, range.upperBound]
        let end = Swift.max(
            zone.dayNumber(holding: range.upperBound - 1) + 1, zone.dayNumber(holding: range.upperBound))
        days = [Int32(zone.dayNumber(holding: range.lowerBound)), Int32(end)]
        cutsStart = false
        cutsEnd = false
        dates = nil
    }

    /// Puts a grid together; boundaries and days ascend, and there is one more than there are buckets.
    init(
        _ range: Range<Int64>, width: BucketWidth, zone: Zone, boundaries: [Int64], days: [Int32],
        dates: Range<Int>, cutsStart: Bool, cutsEnd: Bool
    ) {
        self.range = Instants.date(range.lowerBound)..<Instants.date(range.upperBound)
        self.width = width
        self.zone = zone
        rangeMicroseconds = range
        self.boundaries = boundaries
        self.days = days
        self.dates = dates
        self.cutsStart = cutsStart
        self.cutsEnd = cutsEnd
    }

    private init(
        _ range: Range<Int64>, asked: Range<Date>, width: BucketWidth, zone: Zone, limit: Int
    ) throws(BillingError) {
        self.range = asked
        self.width = width
        self.zone = zone
        rangeMicroseconds = range
        dates = nil
        if range.isEmpty {
            boundaries = [range.lowerBound]
            days = [Int32(zone.dayNumber(holding: range.lowerBound))]
            cutsStart = false
            cutsEnd = false
        } else {
            let walk = try BoundaryWalk(range, width: width, zone: zone, limit: limit)
            boundaries = walk.instants
            days = walk.days
            cutsStart = walk.cutsStart
            cutsEnd = walk.cutsEnd
        }
    }

    /// The first day number of each bucket and that after the last, one more than there are buckets; nil for widths
    /// below a day.
    ///
    /// A date that the clock skips whole counts to the bucket before it.
    package var dateBoundaries: [Int32]? { width.isDayOrWider ? days : nil }

    /// The place of the bucket that holds an instant.
    ///
    /// - Parameter instant: Any instant.
    /// - Returns: The index, or nil outside ``range``, also where the outer buckets reach beyond it.
    /// - Complexity: O(log *b*) for *b* buckets.
    public func index(of instant: Date) -> Int? {
        (try? Instants.microseconds(instant)).flatMap { index(ofMicroseconds: $0) }
    }

    /// The place of the bucket that holds an instant in microseconds, or nil outside the range.
    package func index(ofMicroseconds instant: Int64) -> Int? {
        rangeMicroseconds.contains(instant) ? lastIndex(in: boundaries, notAbove: instant) : nil
    }

    /// The place of the bucket that holds a local date, for values that belong to a date and not to an instant.
    ///
    /// - Parameter date: Any date.
    /// - Returns: The index, or nil if no bucket of the grid holds the date, or the width is below a day. The outer
    ///   buckets hold their dates also where the range covers a part of them only.
    /// - Complexity: O(log *b*) for *b* buckets.
    public func index(of date: LocalDate) -> Int? {
        guard width.isDayOrWider, !isEmpty, days[0] <= date.dayNumber, date.dayNumber < days[count] else {
            return nil
        }
        return lastIndex(in: days, notAbove: date.dayNumber)
    }

    /// The start of a local day that a bucket of a day begins with; nil if there is no such bucket.
    func start(ofDay day: Int64) -> Int64? {
        guard width == .day, !isEmpty, day >= days[0], day < days[count] else { return nil }
        // Days follow each other, but where the clock skips one.
        let next = Int(day - Int64(days[0]))
        let place = next < count && days[next] == day ? next : lastIndex(in: days, notAbove: Int32(day))
        return days[place] == day ? boundaries[place] : nil
    }

    /// Whether the range, or the calendar, cuts the start or the end of the bucket at a place.
    func cuts(at place: Int) -> (start: Bool, end: Bool) { cuts(at: place, by: rangeMicroseconds) }

    private func cuts(at place: Int, by range: Range<Int64>) -> (start: Bool, end: Bool) {
        (
            boundaries[place] < range.lowerBound || cutsStart && place == 0,
            boundaries[place + 1] > range.upperBound || cutsEnd && place == count - 1
        )
    }

    private func lastIndex<Number: Comparable>(in sorted: [Number], notAbove number: Number) -> Int {
        sorted.lowerBound { $0 <= number } - 1
    }
}

extension BucketGrid: RandomAccessCollection {
    /// The place of the first bucket.
    public var startIndex: Int { 0 }

    /// The number of buckets.
    public var endIndex: Int { boundaries.count - 1 }

    /// The bucket at a place below `count`.
    public subscript(position: Int) -> Bucket { bucket(at: position, within: rangeMicroseconds) }

    /// The bucket at a place, clipped only where the calendar ends.
    func wholeBucket(at position: Int) -> Bucket { bucket(at: position, within: .min ..< .max) }

    private func bucket(at position: Int, within range: Range<Int64>) -> Bucket {
        let (start, end) = (boundaries[position], boundaries[position + 1])
        let last = width.isDayOrWider ? days[position + 1] - 1 : days[position]
        let cut = cuts(at: position, by: range)
        return Bucket(
            start: start, end: end, firstDate: date(days[position]), lastDate: date(last),
            clippedStart: cut.start, clippedEnd: cut.end)
    }

    /// The walk keeps the days of buckets within the calendar, so the fallback is never taken.
    private func date(_ day: Int32) -> LocalDate { (try? LocalDate(dayNumber: Int(day))) ?? .max }
}

extension BucketGrid: Hashable {
    /// Whether both grids have the same range, width and zone, and the same dates if these were given.
    public static func == (left: Self, right: Self) -> Bool {
        left.rangeMicroseconds == right.rangeMicroseconds && left.width == right.width
            && left.zone == right.zone && left.dates == right.dates
    }

    /// Feeds range, width and zone to the hasher.
    public func hash(into hasher: inout Hasher) {
        hasher.combine(rangeMicroseconds)
        hasher.combine(width)
        hasher.combine(zone)
    }
}
