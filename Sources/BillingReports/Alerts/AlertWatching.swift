#if canImport(FoundationEssentials)
import FoundationEssentials
#else
import Foundation
#endif
import BillingInsights
import BillingModel
import BillingStore
import BillingTime

/// Observes what watches of one tenant are about, all at one revision.
struct AlertWatching {
    /// A scope that reads at the revision of the context.
    let scope: BillingScope
    let context: ScreenContext
    /// The zone that was given.
    let zone: ZoneID?
    let clock: Zone
    let marks: [FindingMark]
    /// The days that limits and silence are told from.
    let reading: CourseReading
    /// The days that unusual ones are told from, further back by those that were not evaluated yet.
    let past: CourseReading
    /// The invoices, if they are watched.
    let accounts: [InvoiceAccount]

    private var now: Date { Instants.date(context.now) }

    /// What there is to see of a watch, whose subjects may have states.
    func sights(
        _ watch: AlertWatch, state: (AlertSubjectID) -> AlertState?
    ) async throws -> [AlertSight] {
        if case .invoices(let days) = watch.topic { return try invoices(watch, dueAfter: days, state) }
        var sight = try AlertSight(
            subject: watch.subject(of: context.tenant().id), title: title(of: watch))
        switch watch.topic {
        case .budget(let budget, let plan, let cycle):
            try await see(&sight, watch.rule.condition, budget, plan, cycle)
        case .limit(let limit): try see(&sight, watch.rule.condition, limit)
        case .metric(let metric, let labels):
            if watch.rule.condition.kind == .silent {
                try see(&sight, silenceOf: metric, labels)
            } else {
                try see(&sight, unusualDaysOf: metric, labels, after: state(sight.subject)?.lastInstant)
            }
        case .invoices: break
        }
        return [sight]
    }

    private func title(of watch: AlertWatch) -> String {
        guard case .metric(let id, _) = watch.topic else { return watch.title() }
        return watch.title((reading.metric(id) ?? past.metric(id))?.name)
    }

    // MARK: Shares of budgets and limits

    private func see(
        _ sight: inout AlertSight, _ condition: AlertCondition, _ budget: Budget, _ plan: PricePlan?,
        _ cycle: BucketWidth
    ) async throws {
        let isForecast = condition.kind == .forecast
        let asked = isForecast ? try budget.times(condition.share ?? 1) : budget
        var measure: AlertMeasure?
        let report: BudgetReport
        do {
            report =
                if let plan {
                    try await scope.budget(asked, plan: plan, cycle: cycle, now: now, zone: zone)
                } else {
                    try await scope.budget(asked, now: now, zone: zone)
                }
        } catch let error as BillingError where error.code == .overflow {
            // One amount that fits no number is no reason to tell nothing of all the others.
            sight.refusal = error.refusal
            let period = try clock.bucket(holding: context.now, width: budget.period).interval
            sight.observations = [try AlertObservation(at: now, period: period, measure: nil)]
            return
        }
        if !isForecast {
            measure = try condition.measure(used: report.used, isWhole: report.isWhole && report.isRated)
            if measure == nil { sight.refusal = "not all that is spent is known" }
        } else if let probability = report.forecast?.probability, let amount = report.forecast?.amount {
            measure = try .forecast(
                probability: probability,
                projected: Double(amount.value.minorUnits) / Double(budget.amount.minorUnits))
        } else {
            let reasons = report.forecast?.unforecast.map(\.statement) ?? []
            sight.refusal =
                reasons.isEmpty ? "only what a plan charges is forecast" : reasons.joined(separator: " ")
        }
        sight.observations = [
            try AlertObservation(at: now, period: report.time.interval, measure: measure)
        ]
    }

    private func see(
        _ sight: inout AlertSight, _ condition: AlertCondition, _ limit: MetricLimit
    ) throws(BillingError) {
        let share = condition.share ?? 1
        let row = try LimitReport.Row(
            limit, times: share, isForecast: condition.kind == .forecast, reading, context)
        var measure: AlertMeasure?
        if condition.kind == .used {
            measure = try condition.measure(
                used: row.used.map { limit.measurableShare(of: $0) },
                isWhole: row.basis != .total || row.missing == 0)
            if measure == nil {
                sight.refusal =
                    row.used == nil ? "what is used is not known" : "not all that is used is known"
            }
        } else if let probability = row.probability, let estimate = row.estimate {
            measure = try .forecast(
                probability: probability, projected: limit.measurableShare(of: estimate.value))
        } else {
            sight.refusal = row.refusal
        }
        sight.observations = [
            try AlertObservation(at: now, period: row.bucket.interval, measure: measure)
        ]
    }

    // MARK: Days of metrics

    /// The whole days without data, of those that data are due of.
    private func see(
        _ sight: inout AlertSight, silenceOf metric: MetricID, _ labels: Labels
    ) throws(BillingError) {
        var measure: AlertMeasure?
        do {
            let course = try reading.course(metric, labels)
            if let last = course.soFar.lastIndex(where: { $0 != nil }) {
                measure = try .silent(days: max(reading.days.due(course.metric) - 1 - last, 0))
            } else {
                sight.refusal = "no data came in \(InsightDays.most) days"
            }
        } catch {
            sight.refusal = error.refusal
        }
        sight.observations = [try AlertObservation(at: now, measure: measure)]
    }

    /// Each day that data became due of after an instant, at the instant at which it did.
    private func see(
        _ sight: inout AlertSight, unusualDaysOf metric: MetricID, _ labels: Labels, after last: Int64?
    ) throws(BillingError) {
        do {
            let course = try past.course(metric, labels)
            let days = past.days
            let due = days.due(course.metric)
            let first = last == nil ? due - 1 : due - InsightDays.most
            for place in max(first, 0)..<max(due, first, 0) {
                let instant = days.instantDue(of: place, course.metric)
                guard instant > last ?? .min else { continue }
                var measure = AlertMeasure(try CourseScan.verdict(of: place, course, days))
                let date = try days.date(at: place)
                if measure != nil, marks.contains(where: { $0.holds(for: metric, labels, date...date) }) {
                    measure = .usual
                }
                sight.observations.append(
                    try AlertObservation(at: Instants.date(instant), measure: measure))
            }
        } catch {
            sight.refusal = error.refusal
        }
    }

    // MARK: Invoices

    private func invoices(
        _ watch: AlertWatch, dueAfter days: Int, _ state: (AlertSubjectID) -> AlertState?
    ) throws(BillingError) -> [AlertSight] {
        var sights: [AlertSight] = []
        for account in accounts {
            let number = account.invoice.number
            let subject = try watch.subject(of: account.invoice.tenant, invoice: number)
            var sight = AlertSight(subject: subject, title: watch.title(invoice: number), isKept: false)
            var measure: AlertMeasure?
            do {
                let balance = try account.balance(now: context.now)
                let due = clock.dayNumber(holding: account.invoice.issued) + days
                let late = balance.due.minorUnits > 0 ? clock.dayNumber(holding: context.now) - due : 0
                measure = try .overdue(days: max(late, 0))
            } catch {
                guard error.isOfOneRecord else { throw error }
                sight.refusal = error.refusal
            }
            sight.observations = [try AlertObservation(at: now, measure: measure)]
            sights.append(sight)
        }
        return sights
    }
}

extension MetricLimit {
    /// A figure as a share of the limit, of a magnitude that is measured: of a tiny limit none may fit.
    fileprivate func measurableShare(of figure: Double) -> Double {
        min(max(figure / quantity, -1e300), 1e300)
    }
}

extension Budget {
    /// The budget of a share of the amount.
    ///
    /// - Throws: `BillingError` with code `overflow` if no amount holds it.
    fileprivate func times(_ share: Double) throws(BillingError) -> Budget {
        if share == 1 { return self }
        // A share such as 0.29 is a little less in binary.
        let units = (Double(amount.minorUnits) * share * (1 + 1e-12)).rounded(.down)
        guard let units = Int64(exactly: max(units, 1)) else {
            throw BillingError(
                .overflow, rule: "the share of a budget that a forecast is held against fits 64 bits",
                detail: "\(share) of \(amount)")
        }
        return try Budget(
            tenant: tenant, amount: Money(minorUnits: units, currency: amount.currency), period: period,
            basis: basis)
    }
}

extension InsightDays {
    /// The instant from which on data of a day are due.
    func instantDue(of place: Int, _ metric: Metric) -> Int64 {
        let (instant, overflows) = plan.grid.zone.startOfDay(first + place + 1)
            .addingReportingOverflow(metric.lag.wholeMicroseconds)
        return overflows ? .max : instant
    }
}
