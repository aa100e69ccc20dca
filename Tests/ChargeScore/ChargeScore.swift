import BillingModel
import BillingReports
import BillingStore
import BillingTime
import Foundation

/// Prints how near forecasts of a month's charge come to what made-up tenants pay in the end, from four of its days, beside
/// the straight line by the time that has passed.
@main
struct ChargeScore {
    /// Forecasts of one day of the month.
    private struct Tally {
        var (errors, straight) = (0.0, 0.0)
        var (inside80, inside95, count) = (0, 0, 0)

        mutating func add(_ report: BudgetReport, truth: Double) {
            guard let amount = report.forecast?.amount, let projected = report.projected else { return }
            func units(_ money: Money) -> Double { Double(money.minorUnits) }
            errors += abs(units(amount.value) / truth - 1)
            straight += abs(units(projected) / truth - 1)
            if (units(amount.interval80.lower)...units(amount.interval80.upper)).contains(truth) {
                inside80 += 1
            }
            if (units(amount.interval95.lower)...units(amount.interval95.upper)).contains(truth) {
                inside95 += 1
            }
            count += 1
        }

        var cells: String {
            func share(_ value: Double) -> String {
                String(format: "%.1f", 100 * value / Double(max(count, 1)))
            }
            return "\(share(errors)) | \(share(straight)) | \(share(Double(inside80))) | "
                + share(Double(inside95))
        }
    }

    private static let tenants = 200
    private static let starts = [2, 8, 16, 25]

    static func main() async throws {
        print("| price | start of day | error, % | straight line, % | 80 % covers | 95 % covers |")
        print("| --- | --- | --- | --- | --- | --- |")
        for isTiered in [false, true] {
            var tallies = Array(repeating: Tally(), count: starts.count)
            for number in 0..<tenants {
                let kind = MadeUpDeliveries.Kind.allCases[number % 4]
                // A year and a month, to the end of March 2026.
                let deliveries = MadeUpDeliveries(kind, days: 396, seed: UInt64(number + 1))
                try await add(deliveries.values, isTiered: isTiered, to: &tallies)
            }
            for (start, tally) in zip(starts, tallies) {
                print("| \(isTiered ? "tiers" : "one") | \(start) | \(tally.cells) |")
            }
        }
    }

    private static func add(_ values: [Double], isTiered: Bool, to tallies: inout [Tally]) async throws {
        let repository = InMemoryRepository { Date() }
        let tenant = try Tenant(id: "made-up", name: "Made up", zone: "UTC", currency: .usd)
        let metric = try Metric(
            id: MetricID("deliveries"), unit: "deliveries", kind: .count, cadence: .daily)
        let first = try LocalDate("2025-03-01")
        var changes = ChangeSet(id: try CommitID("days"))
        changes.add(tenant)
        changes.add(metric, for: tenant.id)
        try changes.add(
            series: SeriesKey(tenant: tenant.id, metric: metric.id),
            dates: values.indices.map { try first.adding(days: $0) }, values: values)
        try await repository.commit(changes)
        let march = values.suffix(31).reduce(0, +)
        // The price triples after half of what a usual month brings.
        let edge = (values.prefix(365).reduce(0, +) / 24).rounded()
        let price: PriceModel =
            isTiered
            ? try .graduated([
                PriceTier(upTo: Decimal(edge), unitPrice: 1), PriceTier(upTo: nil, unitPrice: 3),
            ]) : try .perUnit(1)
        let plan = try PricePlan(
            id: EntityID("plan"), name: "Plan", currency: .usd,
            charges: [
                Charge(
                    id: EntityID("deliveries"), name: "Deliveries", usage: .metric(metric.id, .sum),
                    price: price)
            ])
        let truth = 100 * (isTiered ? min(march, edge) + 3 * max(march - edge, 0) : march)
        let budget = try Budget(
            tenant: tenant.id, amount: Money("1.00", .usd), period: .month, basis: .chargeToDate)
        for (place, day) in starts.enumerated() {
            let now = Date(timeIntervalSince1970: 1_772_323_200 + Double(day - 1) * 86_400)
            let report = try await repository.scope(of: tenant.id).budget(budget, plan: plan, now: now)
            tallies[place].add(report, truth: truth)
        }
    }
}
