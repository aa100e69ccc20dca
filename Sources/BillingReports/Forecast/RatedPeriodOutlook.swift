import BillingModel
import BillingTime

/// What the charges of a plan will come to at the end of one billing period.
struct RatedPeriodOutlook: Sendable {
    let period: RatedPeriod
    /// What the period costs so far; nil if it has not begun.
    let toDate: ChargeToDate?
    /// One for each charge, in the order of the plan.
    let charges: [ChargeOutlook]
}

extension ScreenContext {
    /// What billing periods will come to, with what they cost so far; all that begin before now are read together, with the days
    /// of a year before.
    ///
    /// - Throws: As ``charges(_:by:)``.
    /// - Complexity: As a charge to date of all the time, and O(*c* *d*) for *c* charges and *d* days with some hundred courses.
    func outlooks(of periods: [RatedPeriod]) async throws -> [RatedPeriodOutlook] {
        let zone = try zone()
        let begun = periods.filter { $0.bucket.startMicroseconds < now }
        let meters = try begun.map { try meter(of: $0) }
        let days = try ForecastDays(to: periods.map(\.bucket.endMicroseconds).max() ?? now, zone, now: now)
        var plans: [PricePlan] = []
        for period in periods where !plans.contains(period.plan) { plans.append(period.plan) }
        let reader = try await MetricReader(self)
        _ = try tenant()
        let histories = try plans.map { plan in
            ChargeMeter(try plan.ofDays(reader.catalogs[0]), over: days.past)
        }
        let (reading, places) = try await ChargeReading.read(meters + histories, reader)
        var courses: [PlanCourses] = []
        for (plan, place) in zip(plans, places.dropFirst(meters.count)) {
            courses.append(PlanCourses(plan, try reading.days(of: place, 0), days))
        }
        var (outlooks, next): ([RatedPeriodOutlook], Int) = ([], 0)
        for period in periods {
            guard let plan = plans.firstIndex(of: period.plan) else { continue }
            guard period.bucket.startMicroseconds < now else {
                let charges = try courses[plan].outlooks(of: period, nil, zone)
                outlooks.append(RatedPeriodOutlook(period: period, toDate: nil, charges: charges))
                continue
            }
            let (meter, place) = (meters[next], places[next])
            next += 1
            let usage = try reading.usage(of: place, 0)
            let read = PeriodReading(meter: meter, usage: usage, days: try reading.days(of: place, 0))
            outlooks.append(
                RatedPeriodOutlook(
                    period: period, toDate: try charge(period, meter, usage),
                    charges: try courses[plan].outlooks(of: period, read, zone)))
        }
        return outlooks
    }
}
