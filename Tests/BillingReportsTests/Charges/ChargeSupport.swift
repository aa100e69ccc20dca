import BillingModel
import BillingRating
import BillingReports
import BillingTestSupport
import Foundation
import Testing

func makeCharge(
    _ id: String, _ usage: Charge.Usage, _ price: PriceModel, included: Decimal = 0
) throws -> Charge {
    try Charge(id: EntityID(id), name: id.capitalized, usage: usage, included: included, price: price)
}

func makePlan(
    _ charges: [Charge], currency: Currency = .usd, rounding: RoundingRule = .halfAwayFromZero
) throws -> PricePlan {
    try PricePlan(
        id: EntityID("standard"), name: "Standard", currency: currency, charges: charges, rounding: rounding
    )
}

/// A base fee of 49; 2 a device beyond 50 at the month's end; 0.015 an action of alerts and automation beyond 100; 5
/// for ten assets.
func standardPlan() throws -> PricePlan {
    try makePlan([
        makeCharge("base", .period, .flat(49)),
        makeCharge(
            "devices", .metric(Metric.monthlyActiveDevices.id, .monthEnd), .perUnit(2), included: 50),
        makeCharge(
            "actions", .actions(ActionSelection(categories: ["alert", "automation"])),
            .perUnit(decimal("0.015")), included: 100),
        makeCharge("assets", .metric(Metric.assets.id, .peak), .package(size: 10, price: 5)),
    ])
}

extension ChargeToDate {
    /// The lines as `id quantity amount`, or `id reason`.
    var summary: [String] {
        lines.map { line in
            line.rated.map { "\(line.id) \($0.quantity) \($0.amount.amountText)" }
                ?? "\(line.id): \(line.reason?.statement ?? "")"
        }
    }
}

/// A month of acme in which 53 devices were active, 150 of its actions count, and its assets peaked at 23.
func july() async throws -> World {
    var world = try await World()
    try await world.commit { changes in
        for day in try days("2013-07-01", "2013-07-31") {
            changes.add(.monthlyActiveDevices, Double(22 + day.day), on: [day])
        }
        changes.add(.assets, 17, on: try days("2013-07-01", "2013-07-09"))
        changes.add(.assets, 23, on: try days("2013-07-10", "2013-07-12"))
        changes.add(.assets, 20, on: try days("2013-07-13", "2013-07-31"))
        try changes.act("1", at: "2013-07-03T10:00:00Z", succeeded: 40, failed: 2)
        try changes.act("2", at: "2013-07-15T10:00:00Z", category: .automation, succeeded: 88, suppressed: 9)
        try changes.act("3", at: "2013-07-15T11:00:00Z", category: .notification, succeeded: 70)
        try changes.act("4", at: "2013-07-30T23:59:59Z", succeeded: 20)
        try changes.cover(.actions, "2013-07-01T00:00:00Z", "2013-08-01T00:00:00Z")
    }
    return world
}
