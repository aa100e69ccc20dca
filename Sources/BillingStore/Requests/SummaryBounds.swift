public import BillingModel
public import BillingTime

#if canImport(FoundationEssentials)
public import FoundationEssentials
#else
public import Foundation
#endif

/// The buckets of a summary, as instants and dates and without a zone, so that no backend needs zone rules.
public struct SummaryBounds: Hashable, Sendable {
    /// The instants at which buckets touch, ascending, as microseconds since 1970.
    package let instants: [Int64]
    /// The first day number of each bucket and the one after the last; nil if buckets are narrower than a day.
    package let dayNumbers: [Int64]?
    /// The instants at which counts to date begin anew, ascending.
    package let resets: [Int64]
    /// The instant from which on nothing is read.
    package let now: Int64
    /// The number of the first day from which on no date is read, as a rule that of the day after `now`; nil to read the
    /// whole of each bucket that begins before `now`.
    package let endDay: Int64?

    /// The buckets of a grid, cut at its range.
    ///
    /// - Parameters:
    ///   - grid: The buckets.
    ///   - period: The periods of counts to date, in the zone of the grid: months or a billing cycle.
    ///   - now: The instant of the report: nothing at or after it is read, nor a date that begins then.
    /// - Throws: `BillingError` with code `unsupported` if the periods are narrower than a day, or `invalidValue` if `now`
    ///   is the start of year 1 or lies outside years 1 to 9999.
    public init(
        _ grid: BucketGrid, resettingEvery period: BucketWidth = .month, now: Date
    ) throws(BillingError) {
        let plan = try BucketPlan(grid, now: now, resettingEvery: period)
        self.init(
            instants: plan.instants, dayNumbers: plan.days, resets: plan.resets, now: plan.now,
            endDay: plan.endDay)
    }

    /// Takes the bounds of buckets that a grid gave.
    package init(
        instants: [Int64], dayNumbers: [Int64]?, resets: [Int64], now: Int64, endDay: Int64? = nil
    ) {
        self.instants = instants
        self.dayNumbers = dayNumbers
        self.resets = resets
        self.now = now
        self.endDay = endDay
    }

    /// How many buckets there are.
    public var count: Int { max(0, instants.count - 1) }

    /// The instants of each bucket; the end of one is the start of the next.
    public var intervals: [Range<Date>] {
        zip(instants, instants.dropFirst()).map { Instants.date($0)..<Instants.date(max($0, $1)) }
    }

    /// The dates of each bucket, for values that belong to a date; nil if buckets are narrower than a day.
    ///
    /// A bucket that holds no date, because the range is cut there, has nil.
    public var dates: [ClosedRange<LocalDate>?]? {
        dayNumbers.map { days in
            zip(days, days.dropFirst()).map { first, end in
                guard first < end, let low = try? LocalDate(dayNumber: Int(first)),
                    let high = try? LocalDate(dayNumber: Int(end - 1))
                else { return nil }
                return low...high
            }
        }
    }

    /// The instants at which counts to date begin anew, ascending; the first is not after the first bucket begins.
    public var periodStarts: [Date] { resets.map(Instants.date) }

    /// The instant of the report: no sample at or after it is read, and no date whose bucket begins then or later.
    public var end: Date { Instants.date(now) }

    /// The last date that is read; nil if only ``end`` bounds the dates.
    public var lastDate: LocalDate? { endDay.flatMap { try? LocalDate(dayNumber: Int($0) - 1) } }
}
