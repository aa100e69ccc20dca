import BillingModel
import BillingRating
import BillingTime

#if canImport(FoundationEssentials)
import FoundationEssentials
#else
import Foundation
#endif

/// The charge to date of one tenant, from columns as they are read.
///
/// Charges that add up are metered on the period as one bucket, those by daily values on its days, so that little has to be
/// kept of each of many tenants.
struct TenantCharge {
    /// What has to be read.
    struct Needs {
        /// On the period as one bucket.
        var whole: [Metric] = []
        /// On the days of the period.
        var days: [Metric] = []
        /// The records of actions.
        var records = false
    }

    let needs: Needs
    /// The period and its days.
    let period: ChargePeriod
    private let plan: PricePlan
    private let catalog: TenantCatalog
    private let sums: ChargeMeter
    private let daily: ChargeMeter
    private var whole: [MetricID: [SeriesColumn]] = [:]
    private var days: [MetricID: [SeriesColumn]] = [:]
    private var records: [ActionRecord] = []
    /// The metrics whose mean over time is charged.
    private let means: Set<MetricID>

    init(
        _ plan: PricePlan, of member: UsageSurvey.Member, over period: ChargePeriod
    ) throws(BillingError) {
        self.plan = plan
        self.period = period
        catalog = member.engine.catalog
        var parts: (sums: [Charge], daily: [Charge]) = ([], [])
        for charge in plan.charges {
            if Self.isDaily(charge, catalog) { parts.daily.append(charge) } else { parts.sums.append(charge) }
        }
        func meter(_ charges: [Charge], _ period: ChargePeriod) throws(BillingError) -> ChargeMeter {
            ChargeMeter(
                try PricePlan(id: plan.id, name: plan.name, currency: plan.currency, charges: charges),
                over: period)
        }
        sums = try meter(parts.sums, ChargePeriod(asOneBucket: member.plan))
        daily = try meter(parts.daily, period)
        means = Set(
            plan.charges.compactMap { charge in
                guard case .metric(let id, .timeWeightedMean, _) = charge.usage else { return nil }
                return id
            })
        let (summed, byDay) = (try sums.needs(catalog), try daily.needs(catalog))
        needs = Needs(
            whole: summed.days + summed.whole + byDay.whole, days: byDay.days, records: summed.records)
    }

    /// Whether the quantity follows from the values of days rather than from their sum.
    private static func isDaily(_ charge: Charge, _ catalog: TenantCatalog) -> Bool {
        guard case .metric(let id, let rule, _) = charge.usage else { return false }
        return rule != .sum && !(rule == .monthEnd && catalog.metric(id)?.kind == .distinct)
    }

    mutating func add(_ series: SeriesColumn, of metric: Metric) {
        guard needs.whole.contains(where: { $0.id == metric.id }) else { return }
        whole[metric.id, default: []].append(series)
    }

    mutating func add(_ series: SeriesColumn, ofDay metric: Metric) {
        // The values are all that a charge is made of, but for a mean over time.
        var kept = SeriesColumn(labels: series.labels, values: series.values, coverage: series.coverage)
        (kept.held, kept.knownLevel, kept.isShare) = (series.held, series.knownLevel, series.isShare)
        if means.contains(metric.id) { kept.weighted = series.weighted }
        days[metric.id, default: []].append(kept)
    }

    mutating func add(_ action: ActionRecord) { records.append(action) }

    /// The sum of the charges.
    func charge() throws(BillingError) -> TenantOverview.Charge {
        func columns(_ found: [MetricID: [SeriesColumn]]) -> [MetricColumns] {
            found.keys.sorted().map { id in
                MetricColumns(catalog.metric(id) ?? catalog.defined(.actions), found[id] ?? [])
            }
        }
        let wholes = columns(whole)
        let usage =
            try sums.usage(days: wholes, whole: wholes, records: records)
            + daily.usage(days: columns(days), whole: wholes)
        var quantities: [Identifier<Charge>: Decimal] = [:]
        for part in usage { quantities[part.charge.id] = part.quantity }
        let rated = try plan.rated(quantities)
        let nothing = try Completeness(phase: .settled, coverage: 1, samples: 0, origin: .filled)
        return TenantOverview.Charge(
            plan: plan.id, amount: rated.lines.isEmpty && !rated.unrated.isEmpty ? nil : rated.total,
            unrated: rated.unrated,
            completeness: try Completeness.weakest(of: usage.map(\.completeness)) ?? nothing)
    }
}
