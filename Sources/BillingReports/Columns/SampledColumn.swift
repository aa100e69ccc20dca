import BillingModel
import BillingTime

#if canImport(FoundationEssentials)
import FoundationEssentials
#else
import Foundation
#endif

/// When the samples were true that the values of a line were taken from.
///
/// The JSON form has the keys `dates` and `instants`, each if there are any: in runs, the days or the microseconds from one
/// sample to the next, null where there is none. The first is counted from the first date or instant of the buckets.
struct SampledColumn: Hashable, Codable {
    private let dates: ValueRuns<Int?>?
    private let instants: ValueRuns<Int64?>?

    /// Takes the times; nil if there are none.
    init?(_ times: [SampleTime?], on axis: BucketAxis) throws(BillingError) {
        guard let origin = axis.buckets.first, times.contains(where: { $0 != nil }) else { return nil }
        var (date, instant) = (origin.firstDate, origin.startMicroseconds)
        var (days, steps): ([Int?], [Int64?]) = ([], [])
        for time in times {
            switch time {
            case .date(let next)?:
                days.append(date.days(to: next))
                steps.append(nil)
                date = next
            case .instant(let next)?:
                let next = try Instants.microseconds(next)
                days.append(nil)
                steps.append(next - instant)
                instant = next
            case nil:
                days.append(nil)
                steps.append(nil)
            }
        }
        dates = days.contains { $0 != nil } ? ValueRuns(days) : nil
        instants = steps.contains { $0 != nil } ? ValueRuns(steps) : nil
    }

    /// The times, one for each bucket.
    func times(on axis: BucketAxis) throws(BillingError) -> [SampleTime?] {
        let count = axis.buckets.count
        let (days, steps) = (try dates?.values(count), try instants?.values(count))
        guard let origin = axis.buckets.first else { return [] }
        var (date, instant) = (origin.firstDate, origin.startMicroseconds)
        var times: [SampleTime?] = []
        times.reserveCapacity(count)
        for place in 0..<count {
            switch (days?[place], steps?[place]) {
            case (nil, nil): times.append(nil)
            case (let step?, nil):
                date = try date.adding(days: step)
                times.append(.date(date))
            case (nil, let step?):
                let (next, overflow) = instant.addingReportingOverflow(step)
                guard !overflow, (Instants.first...Instants.end).contains(next) else {
                    throw BillingError(.malformed, rule: "a sample lies in the years 1 to 9999")
                }
                instant = next
                times.append(.instant(Instants.date(next)))
            case (_?, _?): throw BillingError(.malformed, rule: "a sample has a date or an instant")
            }
        }
        return times
    }
}
