public import BillingModel
public import BillingStore
import BillingTime

#if canImport(FoundationEssentials)
public import FoundationEssentials
#else
public import Foundation
#endif

extension BillingScope {
    /// Each metric over the last 3, 6 and 12 months, its growth, and how active subjects are.
    ///
    /// ```swift
    /// let table = try await repository.scope(of: acme).consumptionTable(now: now)
    /// table.row(.actions)?.windows[0].value  // the sum of the last three complete months
    /// ```
    ///
    /// - Parameters:
    ///   - now: The instant of the report; nothing at or after it is read.
    ///   - zone: The zone of days and months; nil for the clock of the tenant.
    ///   - metrics: The metrics shown; nil for all that have any value in the time read, the 24 months before the one
    ///     that holds `now` included.
    ///   - breakdown: Which labels count, and how they part a metric.
    /// - Returns: The table: a metric as a whole first, then its parts by labels.
    /// - Throws: `BillingError` with code `unsupported` if the scope has not exactly one tenant; else what the reader or
    ///   the zone database throws.
    /// - Complexity: O(*n*) for *n* samples of some 25 months.
    public func consumptionTable(
        now: Date, zone: ZoneID? = nil, metrics: [Metric]? = nil, breakdown: LabelBreakdown = .series
    ) async throws -> ConsumptionTable {
        let context = try await context(now: now, zone: zone)
        let tenant = try context.tenant()
        let months = try TableMonths(now: context.now, zone: try context.zone())
        let reader = try await MetricReader(context)
        let shown = metrics ?? reader.catalogs[0].metrics
        let others = ActivityRatio.metrics.filter { other in !shown.contains { $0.id == other.id } }
        let columns = try await reader.columns(
            of: shown + others, on: months.plan, with: [.timeWeighted, .shares])
        var rows = TableRows(months: months, breakdown: breakdown, keepsEmpty: metrics != nil)
        try rows.add(columns.prefix(shown.count).filter { metrics != nil || $0.hasData })
        let range = months.plan.grid.rangeMicroseconds
        return ConsumptionTable(
            stamp: context.stamp(showing: range), tenant: tenant.id, name: tenant.name, breakdown: breakdown,
            rows: rows.rows, omitted: rows.omitted,
            activity: try ActivityRatio.all.compactMap { try $0.level(columns, in: months) })
    }
}

extension MetricKind {
    /// Whether figures of several series can be added.
    var isSummable: Bool {
        switch self {
        case .gauge, .count, .cumulative: true
        case .distinct, .distinctToDate: false
        }
    }
}

/// The metrics that the activity level of one kind of subject follows from.
struct ActivityRatio {
    let subject: SubjectKind
    let total: Metric
    let monthly: Metric
    let daily: Metric

    static let all = [
        ActivityRatio(
            subject: .device, total: .devicesLinked, monthly: .monthlyActiveDevices,
            daily: .dailyActiveDevices),
        ActivityRatio(
            subject: .user, total: .users, monthly: .monthlyActiveUsers, daily: .dailyActiveUsers),
    ]

    static let metrics = all.flatMap { [$0.total, $0.monthly, $0.daily] }

    /// The levels of the last 12 complete months; nil if none has any.
    func level(_ columns: [MetricColumns], in months: TableMonths) throws(BillingError) -> ActivityLevel? {
        guard let total = try line(total, columns, months), let monthly = try line(monthly, columns, months),
            let daily = try line(daily, columns, months)
        else { return nil }
        var levels: [ActivityLevel.Month] = []
        for month in months.window(12) {
            guard let all = total.figure(atEndOf: month), let active = monthly.figure(atEndOf: month) else {
                continue
            }
            let (mean, known) = try daily.days(ofMonth: month)
            let parts = [all.completeness, active.completeness] + (known.map { [$0] } ?? [])
            levels.append(
                ActivityLevel.Month(
                    month: months.firsts[month], level: share(active.value, of: all.value),
                    stickiness: try mean?.share(of: active.value ?? 0),
                    completeness: try Completeness.weakest(of: parts) ?? all.completeness))
        }
        guard levels.contains(where: { $0.level != nil || $0.stickiness != nil }) else { return nil }
        var windows: [ActivityLevel.Window] = []
        for count in [3, 6, 12] {
            let last = levels.suffix(count)
            windows.append(
                ActivityLevel.Window(
                    months: count, level: try mean(last.compactMap(\.level)),
                    stickiness: try mean(last.compactMap(\.stickiness))))
        }
        return ActivityLevel(subject: subject, months: levels, windows: windows)
    }

    private func line(
        _ metric: Metric, _ columns: [MetricColumns], _ months: TableMonths
    ) throws(BillingError) -> TableLine? {
        guard let column = columns.first(where: { $0.metric.id == metric.id }),
            column.whole.count == 1 || column.metric.kind.isSummable
        else { return nil }
        return try TableLine(column.metric, labels: .none, members: column.whole, months: months)
    }

    private func share(_ part: Double?, of whole: Double?) -> Double? {
        guard let part, let whole, whole > 0 else { return nil }
        let share = part / whole
        return share.isFinite ? share : nil
    }

    private func mean(_ shares: [Double]) throws(BillingError) -> ActivityLevel.Mean {
        guard !shares.isEmpty else { return ActivityLevel.Mean(value: nil, covered: 0) }
        var sum = ExactSum()
        for share in shares { sum.add(finite: share) }
        return ActivityLevel.Mean(value: try sum.rounded(dividedBy: shares.count), covered: shares.count)
    }
}
