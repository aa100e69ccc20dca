import BillingModel
import BillingTime

#if canImport(FoundationEssentials)
import FoundationEssentials
#else
import Foundation
#endif

/// The time that a plan is rated over, cut in the ways that its charges need.
struct ChargePeriod: Sendable {
    let range: Range<Int64>
    let now: Int64
    /// The days of the period.
    let days: BucketPlan
    /// The period as one bucket, for distinct counts.
    let whole: BucketPlan
    /// How many days begin before now.
    let begun: Int
    /// The parts that are shown and begin before now; none unless asked for.
    let buckets: [Bucket]
    /// The days of each part that begin before now.
    private let runs: [Range<Int>]

    /// Cuts a period into its days, and into the parts of a width that are shown.
    ///
    /// A period of known dates may begin and end at other instants than these do on the clock: as an invoice says.
    ///
    /// - Throws: `BillingError` with code `limitExceeded` if the period has more days than a grid, or `unsupported` if the
    ///   width is below a day.
    init(
        _ range: Range<Int64>, dates: ClosedRange<LocalDate>? = nil, zone: Zone, now: Int64,
        by width: BucketWidth? = nil
    ) throws(BillingError) {
        func grid(_ width: BucketWidth) throws(BillingError) -> BucketGrid {
            guard let dates else { return try BucketGrid(range, width: width, zone: zone) }
            return try BucketGrid(range, ofDates: dates, width: width, zone: zone)
        }
        self.range = range
        self.now = now
        days = try BucketPlan(try grid(.day), now: now)
        whole = try BucketPlan(BucketGrid(asOneBucket: range, zone: zone), now: now)
        let begun = days.instants.dropLast().count { $0 < now }
        self.begun = begun
        var (buckets, runs): ([Bucket], [Range<Int>]) = ([], [])
        if let width {
            guard width.isDayOrWider else {
                throw BillingError(
                    .unsupported, rule: "the parts of a billing period are made of whole days",
                    detail: "\(width)")
            }
            for bucket in try grid(width) {
                let part = (bucket.startMicroseconds..<bucket.endMicroseconds).clamped(to: range)
                guard part.lowerBound < now, let first = days.grid.index(ofMicroseconds: part.lowerBound),
                    let last = days.grid.index(ofMicroseconds: part.upperBound - 1), first < begun
                else { break }
                buckets.append(bucket)
                runs.append(first..<min(max(first, last) + 1, begun))
            }
        }
        (self.buckets, self.runs) = (buckets, runs)
    }

    /// A period that is metered as a whole, of a plan of one bucket.
    init(asOneBucket plan: BucketPlan) {
        range = plan.grid.rangeMicroseconds
        now = plan.now
        days = plan
        whole = plan
        begun = plan.instants.first.map { $0 < plan.now } == true ? 1 : 0
        (buckets, runs) = ([], [])
    }

    /// How far a figure of the whole period can be relied on.
    ///
    /// One that is made of days is cut off where the period begins or ends inside a day.
    func completeness(
        coverage: [IntervalSet], lag: Int64 = 0, samples: Int, hasValue: Bool, isOfDays: Bool = false
    ) throws(BillingError) -> Completeness {
        var least = 1.0
        for covered in coverage {
            for part in try Aggregation.completeness(
                boundaries: [range.lowerBound, range.upperBound], coverage: covered, now: now)
            {
                least = min(least, part.coverage)
            }
        }
        return try Completeness(
            clippedStart: isOfDays && days.grid.first?.clippedStart == true,
            clippedEnd: isOfDays && days.grid.last?.clippedEnd == true,
            phase: Completeness.Phase(start: range.lowerBound, end: range.upperBound, now: now, lag: lag),
            coverage: least, samples: samples,
            origin: !hasValue ? .missing : samples > 0 ? .observed : .filled)
    }

    /// What is known of each part that is shown, from the quantity to the end of each day that has begun.
    ///
    /// `samples` tells the number of samples of a day; below zero counts as none.
    func parts(
        coverage: [IntervalSet], lag: Int64 = 0, _ toEnds: [Decimal?], samples: (Int) -> Int
    ) throws(BillingError) -> [ChargeUsage.Part] {
        let bounds = buckets.map { max($0.startMicroseconds, range.lowerBound) }
        guard let last = buckets.last, toEnds.count == begun else { return [] }
        let known = coverage.isEmpty ? [IntervalSet.everything] : coverage
        var members: [[Completeness]] = []
        for covered in known {
            members.append(
                try Aggregation.completeness(
                    boundaries: bounds + [min(last.endMicroseconds, range.upperBound)], coverage: covered,
                    now: now, lag: lag))
        }
        var result: [ChargeUsage.Part] = []
        for (index, bucket) in buckets.enumerated() {
            let parts = members.compactMap { $0.indices.contains(index) ? $0[index] : nil }
            guard let weakest = try Completeness.weakest(of: parts) else { continue }
            let quantity = toEnds[runs[index]].last { $0 != nil }.flatMap(\.self)
            let count = runs[index].reduce(0) { $0 &+ max(0, samples($1)) }
            result.append(
                ChargeUsage.Part(
                    quantity: quantity,
                    completeness: try Completeness(
                        clippedStart: bucket.clippedStart, clippedEnd: bucket.clippedEnd,
                        phase: weakest.phase, coverage: weakest.coverage, samples: max(0, count),
                        origin: quantity == nil ? .missing : count > 0 ? .observed : .filled)))
        }
        return result
    }
}
