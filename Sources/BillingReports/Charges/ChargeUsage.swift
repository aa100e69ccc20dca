import BillingRating
import BillingModel
import BillingTime

#if canImport(FoundationEssentials)
import FoundationEssentials
#else
import Foundation
#endif

/// How much one charge has to price, and how far that can be relied on.
struct ChargeUsage: Sendable {
    let charge: Charge
    /// What the quantity counts; nil if unknown.
    let unit: String?
    /// The quantity of the period up to now; nil if there is none, for a reason.
    let quantity: Decimal?
    let reason: UnratedReason?
    let completeness: Completeness
    /// Why the quantity may still change or is known in part; nil if it is settled.
    let unsettled: UnsettledReason?
    /// The parts of the period that are shown; none unless asked for, or if only the whole has a quantity.
    let parts: [Part]

    /// A part of the period.
    struct Part: Sendable {
        /// The quantity from the start of the period to the end of the part; nil if nothing is known of it.
        let quantity: Decimal?
        let completeness: Completeness
    }

    init(
        _ charge: Charge, unit: String?, quantity: Decimal?, reason: UnratedReason? = nil,
        completeness: Completeness, feeds coverage: Double? = nil, parts: [Part] = []
    ) {
        let isNegative = quantity.map { $0 < 0 } ?? false
        self.charge = charge
        self.unit = unit
        self.quantity = isNegative ? nil : quantity
        self.reason = isNegative ? .negative : quantity == nil ? reason ?? .missing : nil
        self.completeness = completeness
        unsettled = UnsettledReason(completeness, feeds: coverage ?? completeness.coverage)
        self.parts =
            isNegative
            ? []
            : parts.map { part in
                Part(
                    quantity: part.quantity.flatMap { $0 < 0 ? nil : $0 }, completeness: part.completeness)
            }
    }
}

/// Finds the quantities of the charges of a plan from columns that were read, for one tenant or each of many.
struct ChargeMeter: Sendable {
    let plan: PricePlan
    let period: ChargePeriod

    init(_ plan: PricePlan, over period: ChargePeriod) {
        self.plan = plan
        self.period = period
    }

    /// What is read for a tenant.
    struct Needs: Sendable {
        /// On the days of the period.
        var days: [Metric] = []
        /// On the period as one bucket.
        var whole: [Metric] = []
        /// Whether the records of actions are read, for what is billed of them.
        var records = false
    }

    /// What is read for a tenant; a metric that it does not have is not.
    ///
    /// - Throws: `BillingError` with code `unsupported` if the rule of a charge makes no sense for its metric.
    func needs(_ catalog: TenantCatalog) throws(BillingError) -> Needs {
        var needs = Needs()
        func add(_ metric: Metric, to list: inout [Metric]) {
            if !list.contains(where: { $0.id == metric.id }) { list.append(metric) }
        }
        for charge in plan.charges {
            switch charge.usage {
            case .period: break
            case .actions(let selection):
                add(catalog.defined(.actions), to: &needs.days)
                if selection.measure == .succeeded { add(catalog.defined(.actionsFailed), to: &needs.days) }
                if selection.measure == .billed { needs.records = true }
            case .metric(let id, let rule, _):
                guard let metric = catalog.metric(id) else { continue }
                try charge.check(metric)
                if metric.kind == .distinct, rule == .monthEnd {
                    add(metric, to: &needs.whole)
                } else {
                    add(metric, to: &needs.days)
                }
            }
        }
        return needs
    }

    /// The usage of each charge, in the order of the plan.
    ///
    /// - Parameters:
    ///   - days: What is needed on the days of the period.
    ///   - whole: What is needed on the period as one bucket.
    ///   - records: The actions of the period before now, if they are needed.
    ///   - distinct: The number of different subjects to the end of each day that has begun, by metric, where parts of
    ///     the period are shown.
    /// - Returns: One per charge.
    /// - Throws: `BillingError` with code `overflow` if a quantity needs more than 38 digits.
    func usage(
        days: [MetricColumns], whole: [MetricColumns] = [], records: [ActionRecord] = [],
        distinct: [MetricID: [Int?]] = [:]
    ) throws(BillingError) -> [ChargeUsage] {
        var result: [ChargeUsage] = []
        for charge in plan.charges {
            switch charge.usage {
            case .period:
                result.append(try ofPeriod(charge))
            case .actions(let selection):
                let columns = days.first { $0.metric.id == Metric.actions.id }
                let failed = days.first { $0.metric.id == Metric.actionsFailed.id }
                result.append(try usage(of: charge, selection, columns, less: failed, records))
            case .metric(let id, let rule, _):
                if let columns = whole.first(where: { $0.metric.id == id }), rule == .monthEnd {
                    result.append(
                        try usage(of: charge, distinct: columns, toEnds: distinct[id]))
                } else if let columns = days.first(where: { $0.metric.id == id }) {
                    result.append(try usage(of: charge, columns, rule))
                } else {
                    result.append(try absent(charge, .unknownMetric))
                }
            }
        }
        return result
    }

    private func ofPeriod(_ charge: Charge) throws(BillingError) -> ChargeUsage {
        let toEnds = [Decimal?](repeating: 1, count: period.begun)
        return ChargeUsage(
            charge, unit: nil, quantity: 1,
            completeness: try period.completeness(coverage: [], samples: 0, hasValue: true),
            parts: try period.parts(coverage: [], toEnds) { _ in 0 })
    }

    private func absent(_ charge: Charge, _ reason: UnratedReason) throws(BillingError) -> ChargeUsage {
        ChargeUsage(
            charge, unit: nil, quantity: nil, reason: reason,
            completeness: try period.completeness(coverage: [IntervalSet()], samples: 0, hasValue: false))
    }
}

extension ChargeMeter {
    /// The quantity of a metric, by a rule over its days.
    private func usage(
        of charge: Charge, _ columns: MetricColumns, _ rule: QuantityRule
    ) throws(BillingError) -> ChargeUsage {
        let metric = columns.metric
        let members = members(of: charge, columns)
        if members.isEmpty { return try usageOfNone(charge, columns, rule) }
        if rule == .monthEnd, !startsAnew { return try refused(charge, columns, .reset) }
        let isDistinct = metric.kind == .distinct || metric.kind == .distinctToDate
        if isDistinct, members.count > 1 { return try refused(charge, columns, .labels) }
        if rule == .timeWeightedMean { return try meanOverTime(of: charge, members, metric) }
        var running = RunningQuantity(rule)
        var toEnds: [Decimal?] = []
        var before: Decimal?
        for day in 0..<period.begun {
            let isReported = members.contains { isCovered(day, $0) }
            // A recorded figure to date is one of the days that are covered; one that is counted of activity and stays as it
            // was says nothing of a day that is not.
            let isUnknown =
                rule == .monthEnd && metric.source == .recorded && !isReported
                && !members.contains { isSampled(day, $0) }
            let toEnd = try running.add(isUnknown ? [] : members.map { Self.exact($0, day) })
            let isSilent = rule == .monthEnd && toEnd == before && !isReported
            toEnds.append(isSilent ? nil : toEnd)
            before = toEnd ?? before
        }
        let quantity = try running.quantity()
        let reason: UnratedReason = toEnds.contains { $0 != nil } ? .unknownAtEnd : .missing
        return try usage(of: charge, members, metric, by: rule, quantity, reason, toEnds)
    }

    /// Puts a quantity beside what is known of it.
    func usage(
        of charge: Charge, _ members: [SeriesColumn], _ metric: Metric, by rule: QuantityRule,
        _ quantity: Decimal?, _ reason: UnratedReason, _ toEnds: [Decimal?]
    ) throws(BillingError) -> ChargeUsage {
        let hasValue = quantity != nil
        return ChargeUsage(
            charge, unit: metric.unit, quantity: quantity, reason: reason,
            completeness: try completeness(of: members, metric, by: rule, hasValue: hasValue),
            feeds: try completeness(of: members, metric, hasValue: hasValue).coverage,
            parts: try parts(members, metric, by: rule, toEnds))
    }

    private func isCovered(_ day: Int, _ member: SeriesColumn) -> Bool {
        let bounds = period.days.instants[day]..<min(period.days.instants[day + 1], period.now)
        return member.coverage.coveredLength(in: bounds) > 0
    }

    private func isSampled(_ day: Int, _ member: SeriesColumn) -> Bool {
        member.values.indices.contains(day) && member.values.completeness(day).samples > 0
    }

    /// The time of which a quantity tells: for the highest value or a mean that in which a level or a daily number is known,
    /// else that which the feed covers.
    private func known(_ member: SeriesColumn, _ metric: Metric, by rule: QuantityRule?) -> IntervalSet {
        guard rule == .peak || rule == .mean || rule == .timeWeightedMean else { return member.coverage }
        switch (metric.kind, metric.source) {
        case (.gauge, _): return member.knownLevel ?? member.held
        case (.distinct, .recorded):
            let bounds = period.days.instants
            return IntervalSet(
                member.values.indices.filter { member.values.value($0) != nil && $0 + 1 < bounds.count }
                    .map { bounds[$0]..<bounds[$0 + 1] })
        default: return member.coverage
        }
    }

    static func exact(_ column: SeriesColumn, _ day: Int) -> ExactSum? {
        column.values.indices.contains(day) ? column.values.exact(day) : nil
    }

    /// What is known of each part by some series.
    func parts(
        _ members: [SeriesColumn], _ metric: Metric, by rule: QuantityRule? = nil,
        covered: IntervalSet? = nil, _ toEnds: [Decimal?]
    ) throws(BillingError) -> [ChargeUsage.Part] {
        try period.parts(
            coverage: covered.map { [$0] } ?? members.map { known($0, metric, by: rule) },
            lag: metric.lag.wholeMicroseconds,
            toEnds
        ) { day in
            members.reduce(0) { sum, member in
                member.values.indices.contains(day) ? sum &+ member.values.completeness(day).samples : sum
            }
        }
    }

    /// Whether figures to date begin anew where the period does, and not inside it.
    private var startsAnew: Bool {
        let range = period.range
        return period.days.resets.contains(range.lowerBound)
            && !period.days.resets.contains { $0 > range.lowerBound && $0 < range.upperBound }
    }

    func refused(
        _ charge: Charge, _ columns: MetricColumns, _ reason: UnratedReason
    ) throws(BillingError) -> ChargeUsage {
        ChargeUsage(
            charge, unit: columns.metric.unit, quantity: nil, reason: reason,
            completeness: try completeness(of: columns.whole, columns.metric, hasValue: false))
    }

    func completeness(
        of members: [SeriesColumn], _ metric: Metric, by rule: QuantityRule? = nil, hasValue: Bool
    ) throws(BillingError) -> Completeness {
        // Values in memory are far fewer than 2^63.
        let samples = members.reduce(0) { sum, member in
            member.values.indices.reduce(sum) { $0 &+ member.values.completeness($1).samples }
        }
        return try period.completeness(
            coverage: members.map { known($0, metric, by: rule) }, lag: metric.lag.wholeMicroseconds,
            samples: max(0, samples), hasValue: hasValue,
            isOfDays: metric.isDaily || rule == .peak || rule == .mean)
    }

    /// The different subjects of the period; activity has no labels to select by.
    private func usage(
        of charge: Charge, distinct columns: MetricColumns, toEnds: [Int?]?
    ) throws(BillingError) -> ChargeUsage {
        let members = columns.whole
        if members.count > 1 { return try refused(charge, columns, .labels) }
        let quantity = try members.first?.values.first?.exact?.quantity()
        let counts = toEnds ?? []
        let quantities = counts.map { $0.map { Decimal($0) } }
        var parts: [ChargeUsage.Part] = []
        if toEnds != nil {
            parts = try period.parts(
                coverage: members.map(\.coverage), lag: columns.metric.lag.wholeMicroseconds, quantities
            ) { day in
                // Those who are new on the day.
                (counts[day] ?? 0) - (counts[..<day].last { $0 != nil }.flatMap(\.self) ?? 0)
            }
        }
        return ChargeUsage(
            charge, unit: columns.metric.unit, quantity: quantity,
            completeness: try completeness(of: members, columns.metric, hasValue: quantity != nil),
            parts: parts)
    }

    /// What a selection takes in of the actions.
    private func usage(
        of charge: Charge, _ selection: ActionSelection, _ columns: MetricColumns?,
        less failed: MetricColumns?,
        _ records: [ActionRecord]
    ) throws(BillingError) -> ChargeUsage {
        guard let columns else { return try absent(charge, .missing) }
        let members = Self.series(of: columns, selection)
        let failures =
            selection.measure == .succeeded ? failed.map { Self.series(of: $0, selection) } ?? [] : []
        // All series of actions are covered by the same statements; where these reach, silence is none.
        let covered = columns.series.first?.coverage ?? IntervalSet()
        let billed = selection.measure == .billed
        let days = billed ? try billedByDay(records.filter { Self.includes($0, selection) }) : []
        var running = RunningQuantity(.sum)
        var toEnds: [Decimal?] = []
        var sum: ExactDecimal?
        for day in 0..<period.begun {
            let bounds = period.days.instants[day]..<min(period.days.instants[day + 1], period.now)
            let isCovered = covered.coveredLength(in: bounds) > 0
            if billed {
                if let part = days[day] ?? (isCovered ? .zero : nil) { sum = try (sum ?? .zero) + part }
                toEnds.append(days[day] == nil && !isCovered ? nil : try sum?.decimal())
            } else {
                let zero: [ExactSum?] = isCovered ? [ExactSum()] : []
                let lost = failures.map { Self.exact($0, day)?.negated() }
                toEnds.append(try running.add(members.map { Self.exact($0, day) } + lost + zero))
            }
        }
        let units = Set(records.lazy.filter { Self.includes($0, selection) }.compactMap(\.unit))
        let quantity = billed ? try sum?.decimal() : try running.quantity()
        let samples = billed ? records.count { Self.includes($0, selection) } : 0
        let known = try completeness(of: members, columns.metric, hasValue: quantity != nil)
        let complete = try period.completeness(
            coverage: [covered], lag: columns.metric.lag.wholeMicroseconds,
            samples: max(known.samples, samples), hasValue: quantity != nil)
        if billed, units.count > 1 {
            return ChargeUsage(charge, unit: nil, quantity: nil, reason: .units, completeness: complete)
        }
        return ChargeUsage(
            charge, unit: billed ? units.first : columns.metric.unit, quantity: quantity,
            completeness: complete, parts: try parts(members, columns.metric, covered: covered, toEnds))
    }

    /// The series of a metric of actions that a selection takes in.
    static func series(of columns: MetricColumns, _ selection: ActionSelection) -> [SeriesColumn] {
        columns.series.filter { column in
            guard let category = column.labels[.category], let type = column.labels[.type] else {
                return false
            }
            return selection.includes(category: category.text, type: type.text)
        }
    }

    static func includes(_ record: ActionRecord, _ selection: ActionSelection) -> Bool {
        record.quantity != nil
            && selection.includes(category: record.category.text, type: record.type.text)
    }

    /// The billed quantity of each day; nil for a day without.
    func billedByDay(_ records: [ActionRecord]) throws(BillingError) -> [ExactDecimal?] {
        var days: [ExactDecimal?] = Array(repeating: nil, count: max(period.begun, period.days.grid.count))
        for record in records {
            let instant = try Instants.microseconds(record.at)
            guard instant < period.now, let quantity = record.quantity,
                let day = period.days.grid.index(ofMicroseconds: instant)
            else { continue }
            days[day] = try (days[day] ?? .zero) + ExactDecimal(quantity)
        }
        return days
    }
}
