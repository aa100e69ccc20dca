import BillingRating
import Foundation
import InauroBilling
import Testing

@Suite("The guide to rating is true")
final class RatingGuideTests: ExamplePage {
    private let now = Date(timeIntervalSince1970: 1_772_409_600)  // 2026-03-02T00:00:00Z

    /// A February of which all is known, rated wrongly, and the first two days of March.
    private func filled(_ acme: Tenant) async throws -> InMemoryRepository {
        let repository = InMemoryRepository(clock: { Date(timeIntervalSince1970: 1_772_409_600) })
        var changes = ChangeSet(id: try CommitID("usage"))
        changes.add(acme)
        for (id, day, count) in [("1", "2026-02-10", 40), ("2", "2026-03-01", 150)] {
            changes.add(
                try ActionRecord(
                    tenant: acme.id, source: SourceID("workflows"), id: ActionID(id),
                    at: Date(day + "T02:30:00Z", strategy: .iso8601), type: .sendSMS, category: .alert,
                    succeeded: count))
        }
        for day in ["2026-02-28", "2026-03-01"] {
            changes.add(try DailyUsage(tenant: acme.id, date: LocalDate(day), counts: [.assets: 120]))
        }
        let covered = try ["2026-01-31T13:00:00Z", "2026-03-02T13:00:00Z"]
            .map { try Date($0, strategy: .iso8601) }
        changes.add(
            try Coverage(
                tenant: acme.id, metric: Metric.actions.id, source: SourceID("workflows"),
                range: covered[0]..<covered[1]))
        try await repository.commit(changes)
        var invoice = ChangeSet(id: try CommitID("invoice"))
        let month = try ["2026-01-31T13:00:00Z", "2026-02-28T13:00:00Z"]
            .map { try Date($0, strategy: .iso8601) }
        invoice.add(
            try Invoice(
                tenant: acme.id, number: InvoiceNumber("2026-02"),
                issuedAt: Date("2026-03-01T01:00:00Z", strategy: .iso8601), currency: .aud,
                period: month[0]..<month[1],
                lines: [
                    Invoice.Line(id: .init("base"), description: "Base fee", amount: Money("49.00", .aud)),
                    Invoice.Line(id: .init("actions"), description: "Actions", amount: Money("2.00", .aud)),
                ], subtotal: Money("51.00", .aud), tax: Money("5.10", .aud),
                rating: Invoice.Rating(plan: EntityID("standard"), revision: 1)))
        try await repository.commit(invoice)
        return repository
    }

    @Test("Rating")
    func rating() async throws {
        let acme = try Tenant(id: "acme", name: "Acme Logistics", zone: "Australia/Sydney", currency: .aud)
        let repository = try await filled(acme)
        // Documentation/Guides/rating.md begins here.
        let plan = try PricePlan(
            id: EntityID("standard"), name: "Standard", currency: .aud,
            charges: [
                Charge(id: EntityID("base"), name: "Base fee", usage: .period, price: .flat(49)),
                Charge(
                    id: EntityID("assets"), name: "Assets", usage: .metric(Metric.assets.id, .peak),
                    price: .package(size: 50, price: 20)),
                Charge(
                    id: EntityID("actions"), name: "Alerts and automations",
                    usage: .actions(ActionSelection(categories: ["alert", "automation"])), included: 100,
                    price: .perUnit(0.25)),
            ])
        let tiers = [PriceTier(upTo: 1_000, unitPrice: 0.25), PriceTier(upTo: nil, unitPrice: 0.125)]
        let models: [PriceModel] = try [
            .perUnit(0.25), .graduated(tiers), .volume(tiers), .package(size: 500, price: 96),
        ]
        for model in models {
            let charge = try Charge(
                id: EntityID("messages"), name: "Messages", usage: .period, included: 100, price: model)
            let line = try charge.rated(1_250, currency: .aud)
            print(line.amount)  // 287.50 AUD, then 268.75 AUD, then 143.75 AUD, then 288.00 AUD
        }
        let europe = try LabelSelection(("region", ["eu", "uk"]))
        let regional = try PricePlan(
            id: EntityID("regional"), name: "Regional", currency: .aud,
            charges: [
                Charge(
                    id: EntityID("europe"), name: "Assets in Europe",
                    usage: .metric(Metric.assets.id, .peak, labels: europe), price: .perUnit(3)),
                Charge(
                    id: EntityID("elsewhere"), name: "Assets elsewhere",
                    usage: .metric(Metric.assets.id, .peak, labels: .rest), price: .perUnit(2)),
            ])
        let counts: [EntityID<Charge>: Decimal] = [
            try EntityID("europe"): 10, try EntityID("elsewhere"): 4,
        ]
        print(try regional.rated(counts).total)  // 38.00 AUD
        let written = """
            {"id": "basic", "name": "Basic", "currency": "AUD", "charges": [
              {"id": "assets", "name": "Assets", "includes": "100", "price": {"model": "unit", "price": "1"},
               "usage": {"kind": "metric", "metric": "assets", "rule": "peak"}}]}
            """
        do {
            _ = try FormReader.read(PricePlan.self, from: written.utf8)
        } catch {
            print(error.detail)  // charges[0].includes: the nearest key is 'included'
        }
        let scope = repository.scope(of: acme.id)
        let charges = try await scope.chargeToDate(plan: plan, now: now, by: .day)
        for line in charges.lines {
            guard let rated = line.rated else { continue }
            print(rated.quantity, rated.amount)  // 1 49.00 AUD, then 120 60.00 AUD, then 150 12.50 AUD
        }
        print(charges.total, charges.isSettled)  // 121.50 AUD false
        let days = charges.lines[2].parts.compactMap { $0.amount }
        print(days.filter { $0.minorUnits != 0 })  // [12.50 AUD]
        let check = try await scope.verification(of: InvoiceNumber("2026-02"), plans: [plan], now: now)
        for line in check.lines {
            print(line.id, line.comparison.cause)  // base equal, then actions arithmetic, then assets omitted
        }
        print(check.total.difference ?? .zero(.aud))  // -58.00 AUD
        let rated = try plan.rated([EntityID("assets"): 120, EntityID("actions"): 99])
        print(rated.total, rated.unrated)  // 109.00 AUD []
        // Documentation/Guides/rating.md ends here.
        try expectPrinted("Documentation/Guides/rating.md")
    }

    @Test("The screens of doc comments")
    func docComments() async throws {
        let tenant = try Tenant(id: "acme", name: "Acme Logistics", zone: "Australia/Sydney", currency: .aud)
        let repository = try await filled(tenant)
        let (acme, number) = (tenant.id, try InvoiceNumber("2026-02"))
        let plan = try PricePlan(
            id: EntityID("standard"), name: "Standard", currency: .aud,
            charges: [Charge(id: EntityID("base"), name: "Base fee", usage: .period, price: .flat(49))])
        let charges = try await repository.scope(of: acme).chargeToDate(plan: plan, now: now)
        #expect(try charges.total == Money("49.00", .aud))
        let forecast = try await repository.scope(of: acme).chargeForecast(plan: plan, now: now)
        #expect(forecast.total?.interval80.lower == charges.total)
        let check = try await repository.scope(of: acme).verification(of: number, plans: [plan], now: now)
        #expect(check.total.cause == .arithmetic)
        #expect(
            charges.total.minorUnits == 4900 && !charges.isSettled)
    }
}
