import BillingModel
import BillingStore
import BillingTime

#if canImport(FoundationEssentials)
import FoundationEssentials
#else
import Foundation
#endif

extension ChargeMeter {
    /// Reads the usage of each charge for one tenant.
    ///
    /// Where parts of the period are shown, distinct counts are read for its days too, which takes the activity itself.
    ///
    /// - Parameter engine: The tenant.
    /// - Returns: One per charge, in the order of the plan.
    /// - Throws: `BillingError` with code `unsupported` if the rule of a charge makes no sense for its metric; else what
    ///   the reader throws.
    package func read(_ engine: UsageEngine) async throws -> [ChargeUsage] {
        let needs = try needs(engine.catalog)
        let days = needs.days.isEmpty ? [] : try await engine.columns(needs.days, on: period.days)
        let whole = needs.whole.isEmpty ? [] : try await engine.columns(needs.whole, on: period.whole)
        let end = max(period.range.lowerBound, min(period.range.upperBound, period.now))
        let past = period.range.lowerBound..<end
        let time = Instants.date(past.lowerBound)..<Instants.date(past.upperBound)
        var records: [ActionRecord] = []
        if needs.records, !past.isEmpty {
            records = try await engine.context.reader.actions(
                of: .one(engine.tenant.id), in: time, at: engine.context.revision)
        }
        var distinct: [MetricID: [Int?]] = [:]
        for metric in needs.whole where !period.buckets.isEmpty && !past.isEmpty {
            guard case .activity(let kind) = metric.source else { continue }
            let blocks = try await engine.context.reader.allPresence(
                PresenceRequest(
                    of: .one(engine.tenant.id), kind: kind, in: time, knownAt: engine.context.knownAt))
            let bounds = period.days.instants.prefix(period.begun + 1).map { min($0, period.now) }
            let covered = engine.catalog.covered(metric, labels: .none)
            let counts =
                try blocks.first?.presence.distinctToDate(
                    boundaries: bounds, resets: [period.range.lowerBound]
                )
                .map { $0?.count } ?? Array(repeating: 0, count: max(0, bounds.count - 1))
            var toEnds: [Int?] = []
            var before = 0
            for (day, count) in counts.enumerated() {
                let count = count ?? 0
                let isCovered = covered.coveredLength(in: bounds[day]..<bounds[day + 1]) > 0
                // Silence means nobody only where the feed says so.
                toEnds.append(isCovered || count > before ? count : nil)
                before = count
            }
            distinct[metric.id] = toEnds
        }
        return try usage(days: days, whole: whole, records: records, distinct: distinct)
    }
}
