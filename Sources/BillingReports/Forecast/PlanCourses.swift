import BillingModel
import BillingTime

/// What is known of a billing period that has begun.
struct PeriodReading {
    let meter: ChargeMeter
    let usage: [ChargeUsage]
    /// The days of each charge that is made of days.
    let days: [EntityID<Charge>: [ChargeDay]]
}

/// The courses that the usage of a plan's charges may take, as far as enough is known of it.
struct PlanCourses {
    /// What a charge is forecast from.
    fileprivate struct Basis {
        let origin: Int
        /// How many days with a value are known.
        let history: Int
        /// Nil if nothing is ahead, or for a reason.
        let courses: ChargeCourses?
        let reason: UnforecastReason?
    }

    private let plan: PricePlan
    private let days: ForecastDays
    private var bases: [EntityID<Charge>: Basis] = [:]

    /// Forecasts the days of each charge.
    init(_ plan: PricePlan, _ past: [EntityID<Charge>: [ChargeDay]], _ days: ForecastDays) {
        self.plan = plan
        self.days = days
        for charge in plan.charges {
            if let past = past[charge.id] { bases[charge.id] = Basis(past, days, isToDate: charge.isToDate) }
        }
    }

    /// What the charges will come to at the end of a billing period.
    ///
    /// - Parameters:
    ///   - period: A period of the plan.
    ///   - read: What is known of it; nil if it has not begun.
    ///   - zone: The clock of its dates.
    /// - Returns: One for each charge, in the order of the plan.
    /// - Throws: `BillingError` with code `overflow` if an amount that is known does not fit.
    func outlooks(
        of period: RatedPeriod, _ read: PeriodReading?, _ zone: Zone
    ) throws(BillingError) -> [ChargeOutlook] {
        let bucket = period.bucket
        let dates: BucketGrid
        if let read {
            dates = read.meter.period.days.grid
        } else {
            dates = try BucketGrid(
                bucket.startMicroseconds..<bucket.endMicroseconds,
                ofDates: bucket.firstDate...max(bucket.firstDate, bucket.lastDate), width: .day, zone: zone)
        }
        var outlooks: [ChargeOutlook] = []
        for (place, charge) in plan.charges.enumerated() {
            outlooks.append(
                try outlook(of: charge, read?.usage[place], dates, read?.days[charge.id] ?? []))
        }
        return outlooks
    }

    private func outlook(
        of charge: Charge, _ usage: ChargeUsage?, _ dates: BucketGrid, _ days: [ChargeDay]
    ) throws(BillingError) -> ChargeOutlook {
        if charge.isFixed { return try ChargeOutlook(fixed: charge, plan) }
        let isOver = dates.rangeMicroseconds.upperBound <= self.days.past.now
        guard let basis = bases[charge.id], let rule = charge.ruleOfDays else {
            if isOver, let usage { return try ChargeOutlook(known: usage, plan, dates) }
            return ChargeOutlook(charge, reason: charge.isToDate ? .distinct : .unrated)
        }
        let parts = PeriodDays(dates, days, rule, origin: basis.origin, place: self.days.place)
        if parts.steps.isEmpty, let usage {
            return try ChargeOutlook(known: usage, plan, dates, missing: parts.missing)
        }
        var isUnrated = usage?.reason.map { $0 != .missing && $0 != .unknownAtEnd } ?? false
        if charge.isToDate, !self.days.isMonth(dates) { isUnrated = true }
        guard let courses = basis.courses, !isUnrated else {
            return ChargeOutlook(
                charge, reason: isUnrated ? .unrated : basis.reason ?? .tooLittleHistory,
                history: basis.history)
        }
        do {
            return try ChargeOutlook(charge, plan, courses, parts)
        } catch {
            return ChargeOutlook(
                charge, reason: error.code == .invalidValue ? .tooFar : .beyondRange, history: basis.history)
        }
    }
}

extension PlanCourses.Basis {
    /// Forecasts days up to an end.
    fileprivate init(_ past: [ChargeDay], _ days: ForecastDays, isToDate: Bool) {
        let history = past.history
        origin = history.count
        self.history = history.count { $0 != nil }
        guard history.count < days.end else {
            (courses, reason) = (nil, nil)
            return
        }
        do {
            let courses =
                isToDate
                ? try ChargeCourses(toDate: past, days.months) : try ChargeCourses(past, end: days.end)
            (self.courses, reason) = (courses, nil)
        } catch {
            let few: UnforecastReason = isToDate ? .tooFewMonths : .tooLittleHistory
            (courses, reason) = (nil, error.code == .unavailable ? few : .beyondRange)
        }
    }
}

extension Charge {
    /// How its days make its quantity; nil if it is not made of days.
    fileprivate var ruleOfDays: QuantityRule? {
        switch usage {
        case .period: nil
        case .metric(_, let rule, _): rule
        case .actions: .sum
        }
    }

    fileprivate var isToDate: Bool {
        if case .metric(_, .monthEnd, _) = usage { true } else { false }
    }
}
