#if canImport(FoundationEssentials)
public import FoundationEssentials
#else
public import Foundation
#endif
import BillingInsights
public import BillingModel
public import BillingStore
import BillingTime

extension BillingScope {
    /// What else was unusual on the unusual days of a metric.
    ///
    /// Looked at are the last 400 days of each metric and its parts. Left out is what belongs to the metric by construction:
    /// its whole or its parts, and what is counted from the same records.
    ///
    /// - Parameters:
    ///   - metric: The metric whose unusual days are asked about.
    ///   - labels: The labels of a part; none for the whole.
    ///   - now: The instant of the report; nothing at or after it is read.
    ///   - zone: The zone of the days; nil for the clock of the tenant.
    /// - Returns: The screen, read at one revision. A metric with two unusual days or fewer has no company that is sure.
    /// - Throws: `BillingError` with code `unsupported` if the scope has not exactly one tenant; `notFound` if the metric has no
    ///   such part, or no data; else what the reader or the zone database throws.
    /// - Complexity: As ``insights(metrics:since:annotations:marks:plan:leastCost:now:zone:)``, without links.
    public func coincidences(
        of metric: Metric, labels: Labels = .none, now: Date, zone: ZoneID? = nil
    ) async throws -> MetricCoincidences {
        let context = try await context(now: now, zone: zone)
        let tenant = try context.tenant()
        let days = try InsightDays(now: context.now, zone: try context.zone())
        let reader = try await MetricReader(context)
        let columns = try await reader.columns(
            of: reader.metrics(of: [0]), on: days.plan, with: [.shares])
        var courses: [DayCourse] = []
        for columns in columns where columns.hasData {
            courses += (try? DayCourse.courses(of: columns, over: days)) ?? []
        }
        guard let asked = courses.first(where: { $0.metric.id == metric.id && $0.labels == labels }) else {
            throw BillingError(
                .notFound, rule: "a metric whose unusual days are asked about has data",
                detail: "metric '\(metric.id)' of tenant '\(tenant.id)'")
        }
        let (found, others) = try InsightCourses(days: days, courses: courses).coincidences(of: asked)
        return MetricCoincidences(
            stamp: context.stamp(showing: days.plan.grid.rangeMicroseconds), tenant: tenant.id,
            name: tenant.name, metric: asked.side,
            companions: found.companions.map { one in
                MetricCoincidences.Companion(
                    metric: others[one.series].side, hits: one.hits, judged: one.judged,
                    share: one.usualShare,
                    probability: one.probability)
            },
            days: try found.days.map { day in
                MetricCoincidences.Day(
                    date: try days.date(at: day.day), others: day.others.map { others[$0].side })
            })
    }
}
