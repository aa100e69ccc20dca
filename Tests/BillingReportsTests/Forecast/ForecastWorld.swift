import BillingModel
import BillingReports
import BillingStore
import BillingTestSupport
import Foundation

/// A count that a feed tells once for each date.
let deliveries = constant {
    try Metric(id: MetricID("deliveries"), unit: "deliveries", kind: .count, cadence: .daily)
}

/// What was delivered on each of some dates: a week with a weekend, and noise of about a tenth.
func deliveriesByDate(_ first: String, _ last: String, seed: UInt64 = 7) throws -> [(LocalDate, Double)] {
    var random = SplitMix64(seed: seed)
    return try days(first, last).enumerated().map { place, date in
        let week = [50.0, 54, 52, 50, 46, 20, 14][place % 7]
        let noise = random.unit() + random.unit() + random.unit() + random.unit() - 2
        return (date, (week * (1 + 0.17 * noise)).rounded())
    }
}

/// A world of acme with these deliveries.
func delivered(
    _ dates: [(LocalDate, Double)], zone: String = "UTC", without missing: [LocalDate] = []
) async throws -> World {
    var world = try await World(zone: zone)
    try await world.commit { changes in
        changes.add(deliveries, for: acme)
        for (date, value) in dates where !missing.contains(date) {
            changes.add(deliveries, value, on: [date])
        }
    }
    return world
}

/// A base fee of 31, and what is delivered at a price.
func deliveryPlan(
    _ price: PriceModel, fee: Decimal = 31, rule: QuantityRule = .sum, id: String = "standard"
) throws -> PricePlan {
    try PricePlan(
        id: EntityID(id), name: "Standard", currency: .usd,
        charges: [
            makeCharge("base", .period, .flat(fee)),
            makeCharge("deliveries", .metric(deliveries.id, rule), price),
        ])
}

extension ForecastFigure where Value == Money {
    /// The limits and what is expected, in order, in minor units.
    var units: [Int64] {
        [interval95.lower, interval80.lower, value, interval80.upper, interval95.upper].map(\.minorUnits)
    }

    /// How far apart the limits at 80 % are, in minor units.
    var width: Int64 { interval80.upper.minorUnits - interval80.lower.minorUnits }
}
