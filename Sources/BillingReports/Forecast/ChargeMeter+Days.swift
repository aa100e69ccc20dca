import BillingModel
import BillingTime

extension ChargeMeter {
    /// What is known of each day that has begun, of a charge whose quantity is made of days or is the figure to date of the last one;
    /// nil for others.
    ///
    /// A day is whole if it is known as ``KnownDays`` says.
    func days(
        of charge: Charge, in columns: [MetricColumns], _ records: [ActionRecord]
    ) throws(BillingError) -> [ChargeDay]? {
        switch charge.usage {
        case .period: return nil
        case .actions(let selection): return try days(of: selection, in: columns, records)
        case .metric(let id, let rule, let labels):
            guard let columns = columns.first(where: { $0.metric.id == id }) else { return nil }
            let metric = columns.metric
            let members = members(of: charge, columns)
            let isDistinct = metric.kind == .distinct || metric.kind == .distinctToDate
            if metric.kind == .distinct, rule == .monthEnd { return nil }
            if isDistinct, members.count > 1 { return nil }
            guard members.isEmpty else { return days(of: members, metric, rule) }
            // Where the metric is known by series that the selection does not take in, there is nothing of it.
            let others = columns.series.filter { labels?.divides($0.labels) ?? false }
            return others.isEmpty
                ? nil
                : days(of: others, metric, rule).map {
                    ChargeDay(value: $0.value.map { _ in 0 }, isWhole: $0.isWhole, weight: $0.weight)
                }
        }
    }

    private func days(
        of members: [SeriesColumn], _ metric: Metric, _ rule: QuantityRule
    ) -> [ChargeDay] {
        let isOverTime = rule == .timeWeightedMean
        let held = isOverTime ? members.reduce(IntervalSet()) { $0.union($1.held) } : IntervalSet()
        var known = KnownDays(members, of: metric, on: period.days)
        return (0..<period.begun).map { day in
            var sum: ExactSum?
            for member in members {
                let value =
                    isOverTime
                    ? day < member.weighted.count ? member.weighted.sum(of: day..<day + 1) : nil
                    : Self.exact(member, day)
                guard let value else { continue }
                if sum == nil { sum = value } else { sum?.merge(value) }
            }
            let length = isOverTime ? held.coveredLength(in: period.days.passed(day)) : 1
            // A sum beyond all numbers is not known.
            let value = length > 0 ? sum.flatMap { try? $0.rounded(dividedBy: Int(length)) } : nil
            let isKnown = known.isKnown(day)
            return ChargeDay(
                value: value, isWhole: isKnown && value != nil, weight: Double(length))
        }
    }

    /// The actions of a selection; where these are covered, silence is none.
    private func days(
        of selection: ActionSelection, in columns: [MetricColumns], _ records: [ActionRecord]
    ) throws(BillingError) -> [ChargeDay]? {
        guard let actions = columns.first(where: { $0.metric.id == Metric.actions.id }) else { return nil }
        let failed = columns.first { $0.metric.id == Metric.actionsFailed.id }
        let members = Self.series(of: actions, selection)
        let failures =
            selection.measure == .succeeded ? failed.map { Self.series(of: $0, selection) } ?? [] : []
        let covered = actions.series.first?.coverage ?? IntervalSet()
        let billed =
            selection.measure == .billed
            ? try billedByDay(records.filter { Self.includes($0, selection) }) : nil
        return (0..<period.begun).map { day in
            let time = period.days.passed(day)
            var sum: ExactSum? = covered.coveredLength(in: time) > 0 ? ExactSum() : nil
            if let billed {
                if let part = billed[day], let quantity = Double(part.text), quantity.isFinite {
                    if sum == nil { sum = ExactSum() }
                    sum?.add(finite: quantity)
                }
            } else {
                let lost = failures.map { Self.exact($0, day)?.negated() }
                for case let part? in members.map({ Self.exact($0, day) }) + lost {
                    if sum == nil { sum = part } else { sum?.merge(part) }
                }
            }
            let value = sum.flatMap { try? $0.rounded() }
            return ChargeDay(
                value: value,
                isWhole: covered.covers(time) && value != nil && period.days.isSettled(day, actions.metric),
                weight: 1)
        }
    }
}
