import BillingModel
import BillingTime

extension ChargeMeter {
    /// What is known of each day that has begun, of a charge whose quantity is made of days or is the figure to date of the last one;
    /// nil for others.
    ///
    /// A day is whole if it is over, the lag of the metric has passed, and some series is known for all of it, and so is every
    /// other one that was known in the week before. So a feed that is late leaves a day open, and one that ended does not.
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
        var known = KnownDays(members.count)
        return (0..<period.begun).map { day in
            let time = time(of: day)
            var sum: ExactSum?
            for member in members {
                let value =
                    isOverTime
                    ? day < member.weighted.count ? member.weighted.sum(of: day..<day + 1) : nil
                    : Self.exact(member, day)
                guard let value else { continue }
                if sum == nil { sum = value } else { sum?.merge(value) }
            }
            let length = isOverTime ? held.coveredLength(in: time) : 1
            // A sum beyond all numbers is not known.
            let value = length > 0 ? sum.flatMap { try? $0.rounded(dividedBy: Int(length)) } : nil
            let isKnown = known.add(day) { place in
                metric.kind == .gauge
                    ? Self.exact(members[place], day) != nil : members[place].coverage.covers(time)
            }
            return ChargeDay(
                value: value, isWhole: isKnown && value != nil && isSettled(day, metric),
                weight: Double(length))
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
            let time = time(of: day)
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
                value: value, isWhole: covered.covers(time) && value != nil && isSettled(day, actions.metric),
                weight: 1)
        }
    }

    private func time(of day: Int) -> Range<Int64> {
        let bounds = period.days.instants
        return bounds[day]..<max(bounds[day], min(bounds[day + 1], period.now))
    }

    private func isSettled(_ day: Int, _ metric: Metric) -> Bool {
        let end = period.days.instants[day + 1]
        return end <= period.now && metric.lag.wholeMicroseconds <= period.now - end
    }
}

/// On which days enough series are known: some, and every one that was known in the week before.
private struct KnownDays {
    private var last: [Int?]

    init(_ series: Int) { last = Array(repeating: nil, count: series) }

    /// Takes the next day, and tells whether enough series are known on it.
    mutating func add(_ day: Int, isKnown: (Int) -> Bool) -> Bool {
        var (isAny, isLate) = (false, false)
        for place in last.indices {
            if isKnown(place) {
                last[place] = day
                isAny = true
            } else if let known = last[place], day - known <= 7 {
                isLate = true
            }
        }
        return isAny && !isLate
    }
}

extension IntervalSet {
    /// Whether all of a range is covered, which is not empty.
    fileprivate func covers(_ range: Range<Int64>) -> Bool {
        !range.isEmpty && coveredLength(in: range) == range.upperBound - range.lowerBound
    }
}
