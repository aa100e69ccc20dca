#if canImport(FoundationEssentials)
public import FoundationEssentials
#else
public import Foundation
#endif
public import BillingModel
public import BillingStore
import BillingTime

extension BillingScope {
    /// What is worth a look in the usage of a tenant.
    ///
    /// ```swift
    /// let insights = try await acme.insights(now: now)
    /// for finding in insights.open { print(finding.statement) }
    /// ```
    ///
    /// Each day is held against those before it alone, of 400 days at most. Of a thousand ordinary days of a metric, one is
    /// told. Trends are those of the last half year; of what is said to move together, one in twenty is expected to be chance.
    ///
    /// - Parameters:
    ///   - metrics: The metrics looked at; nil for all that have any value in the days looked back on.
    ///   - since: The first day of what is told; nil for 30 days before the one in progress.
    ///   - annotations: What the host knows to have happened, as for a graph; near findings they are told with them.
    ///   - marks: What people have said of findings.
    ///   - plan: The price plan of the tenant, by which findings are worth something; nil for none.
    ///   - leastCost: What a finding has to be worth, to either side, to be told; nil to tell all. One without a price in this
    ///     currency is told.
    ///   - now: The instant of the report; nothing at or after it is read.
    ///   - zone: The zone of the days; nil for the clock of the tenant.
    /// - Returns: The screen, read at one revision.
    /// - Throws: `BillingError` with code `unsupported` if the scope has not exactly one tenant; `invalidValue` if two
    ///   annotations have one id; else what the reader or the zone database throws.
    /// - Complexity: O(*n*) for *n* samples of the days looked back on, and O(*m*²) for *m* series, each held against each.
    public func insights(
        metrics: [Metric]? = nil, since: LocalDate? = nil, annotations: [GraphAnnotation] = [],
        marks: [FindingMark] = [], plan: PricePlan? = nil, leastCost: Money? = nil, now: Date,
        zone: ZoneID? = nil
    ) async throws -> UsageInsights {
        let context = try await context(now: now, zone: zone)
        let tenant = try context.tenant()
        let days = try InsightDays(now: context.now, zone: try context.zone())
        let reader = try await MetricReader(context)
        let columns = try await reader.columns(
            of: (metrics ?? reader.catalogs[0].metrics).uniqued(on: \.id), on: days.plan, with: [.shares])
        let first = try since ?? days.date(at: max(0, days.count - 31))
        let search = FindingSearch(
            days: days, since: first, annotations: try annotations.about([tenant]), marks: marks,
            prices: plan.map(FindingPrices.init), leastCost: leastCost)
        var findings: [Finding] = []
        var judged = 0
        var unjudged: [UsageInsights.Unjudged] = []
        var courses: [DayCourse] = []
        for metric in columns where metrics != nil || metric.hasData {
            do {
                let own = try DayCourse.courses(of: metric, over: days)
                let found = try search.look(at: own)
                findings += found.findings
                if found.isJudged { judged += 1 }
                courses += own
            } catch {
                unjudged.append(
                    .init(metric: metric.metric.id, name: metric.metric.name, rule: error.refusal))
            }
        }
        let all = InsightCourses(days: days, courses: courses)
        let (trends, changes) = try all.trends()
        return UsageInsights(
            stamp: context.stamp(showing: days.plan.grid.rangeMicroseconds), tenant: tenant.id,
            name: tenant.name, since: first, findings: findings.sorted(by: Finding.isTold), trends: trends,
            changes: changes.filter { $0.likely.upperBound >= first }, links: try all.links(),
            judged: judged, unjudged: unjudged)
    }
}

extension Finding {
    /// What nobody has said anything of first, then the latest; of one day the rarest.
    fileprivate static func isTold(_ left: Finding, before right: Finding) -> Bool {
        if (left.mark == nil) != (right.mark == nil) { return left.mark == nil }
        if left.last != right.last { return left.last > right.last }
        let (one, other) = (left.peak?.probability ?? 0, right.peak?.probability ?? 0)
        if one != other { return one < other }
        return (left.metric, left.labels) < (right.metric, right.labels)
    }
}
