public import BillingModel
public import BillingReports
public import BillingStore
import BillingTime

#if canImport(FoundationEssentials)
public import FoundationEssentials
#else
public import Foundation
#endif

extension BillingScope {
    /// A tenant's graph at every width between which a reader can move.
    ///
    /// - Parameters:
    ///   - metrics: The metrics shown; nil for all that have any value in the data.
    ///   - data: The time in which there may be something to see, half-open; nil for the time from the first value to the end of the
    ///     month that holds `now`, where a forecast ends.
    ///   - now: The instant of the report; nothing at or after it is read.
    ///   - zone: The zone of the buckets; nil for the clock of the tenant.
    ///   - annotations: What the host knows to have happened.
    /// - Returns: The explorer, all of it read at one revision.
    /// - Throws: As `scope.consumptionGraph(metrics:range:width:now:zone:annotations:)`.
    /// - Complexity: That of a graph by the day, and of four or six with fewer buckets.
    public func graphExplorer(
        metrics: [Metric]? = nil, data: Range<Date>? = nil, now: Date, zone: ZoneID? = nil,
        annotations: [GraphAnnotation] = []
    ) async throws -> GraphExplorer {
        // Every graph is read at one revision.
        let scope = known(at: .revision(try await reader.revision(knownAt)))
        let stamp = try await scope.consumptionGraph(
            metrics: [], range: now..<now, width: .day, now: now, zone: zone
        ).stamp
        let clock = try scope.zones.zone(stamp.zones)
        let data =
            if let data { data } else { try await scope.dataRange(metrics, now: now, zone: zone, clock) }
        let navigator = try GraphNavigator(zone: clock, data: data, points: GraphExplorer.points)
        var graphs: [ConsumptionGraph] = []
        for width in GraphExplorer.widths where !data.isEmpty {
            let range = try GraphExplorer.range(of: data, in: clock, width)
            graphs.append(
                try await scope.consumptionGraph(
                    metrics: metrics, range: range, width: width, now: now, zone: zone,
                    annotations: annotations))
        }
        let hours = try await scope.hours(metrics, of: data, now: now, zone: zone, annotations, clock)
        return GraphExplorer(
            graphs: graphs, hours: hours, navigator: navigator, first: navigator.opening(now: now))
    }
}

extension BillingScope {
    /// The last 366 days of some data by the hour; nil if no metric comes as often, or if the hours of a day are not whole there.
    private func hours(
        _ metrics: [Metric]?, of data: Range<Date>, now: Date, zone: ZoneID?,
        _ annotations: [GraphAnnotation],
        _ clock: Zone
    ) async throws -> ConsumptionGraph? {
        let last = min(data.upperBound, now)
        guard data.lowerBound < last else { return nil }
        let end = try clock.bucket(holding: last.addingTimeInterval(-1e-6), width: .day).end
        let first = max(data.lowerBound, end.addingTimeInterval(-365 * 86_400))
        let start = try clock.bucket(holding: first, width: .day).start
        let graph = try await consumptionGraph(
            metrics: metrics?.filter { !BucketWidth.hour.isNarrower(than: $0.cadence) }, range: start..<end,
            width: .hour, now: now, zone: zone, annotations: annotations)
        return graph.series.isEmpty ? nil : graph
    }

    /// From the first day with a value to the end of the month that holds an instant; empty without a value.
    private func dataRange(
        _ metrics: [Metric]?, now: Date, zone: ZoneID?, _ clock: Zone
    ) async throws -> Range<Date> {
        var known = clock.start(of: .min)..<now
        for width in [BucketWidth.year, .day] {
            let graph = try await consumptionGraph(
                metrics: metrics, range: known, width: width, now: now, zone: zone)
            guard let found = graph.known else { return now..<now }
            known =
                found.lowerBound..<min(found.upperBound, found.lowerBound.addingTimeInterval(366 * 86_400))
        }
        return known.lowerBound..<max(now, try clock.bucket(holding: now, width: .month).end)
    }
}

extension GraphExplorer {
    /// All that a view of a period can show: whole buckets of a width over whole months and weeks of the data.
    static func range(of data: Range<Date>, in zone: Zone, _ width: BucketWidth) throws -> Range<Date> {
        // Whole numbers, since a microsecond less is no other date where dates are far from those of today.
        let (low, high) = (
            try Instants.microseconds(data.lowerBound), try Instants.microseconds(data.upperBound)
        )
        var (start, end) = (low, high)
        for period in [BucketWidth.week, .month] where width == .day || width == period {
            start = min(start, try zone.bucket(holding: low, width: period).startMicroseconds)
            end = max(end, try zone.bucket(holding: high - 1, width: period).endMicroseconds)
        }
        start = try zone.bucket(holding: start, width: width).startMicroseconds
        end = try zone.bucket(holding: end - 1, width: width).endMicroseconds
        return Instants.date(start)..<Instants.date(end)
    }
}

extension GraphNavigator {
    /// The last 13 weeks of what is known, and what follows.
    fileprivate func opening(now: Date) -> GraphViewport? {
        let last = max(data.lowerBound, min(now, data.upperBound))
        let start = max(data.lowerBound, last - 91 * 86_400)
        let view = zoom(to: start..<max(start, data.upperBound)) ?? everything()
        return view?.anchored(at: last.addingTimeInterval(-1e-6))
    }
}
