import BillingInterchange
import BillingModel
import BillingTestSupport
import Foundation

/// A plan with a price of each kind, and an invoice of March that was rated by it.
enum FocusWorld {
    static let now = Date(timeIntervalSince1970: 1_777_000_000)  // 2026-04-24

    static func terms(publishesPrices: Bool = false) throws -> FocusTerms {
        try FocusTerms(
            provider: "Inauro", service: "Asset tracking", subcategory: "IoT Platforms",
            publishesPrices: publishesPrices, units: ["device": "Devices"])
    }

    static func plan() throws -> PricePlan {
        try PricePlan(
            id: "std", name: "Standard", currency: .usd,
            charges: [
                Charge(id: "base", name: "Base fee", usage: .period, price: .flat(49)),
                Charge(
                    id: "actions", name: "Actions", usage: .actions(ActionSelection(categories: ["alert"])),
                    included: 100,
                    price: .graduated([
                        PriceTier(upTo: 1000, unitPrice: 0.02), PriceTier(upTo: nil, unitPrice: 0.0125),
                    ])),
                Charge(
                    id: "devices", name: "Active devices",
                    usage: .metric(Metric.monthlyActiveDevices.id, .monthEnd), price: .perUnit(2)),
                Charge(
                    id: "messages", name: "Messages", usage: .metric(messages.id, .sum),
                    price: .package(size: 1000, price: 5)),
            ])
    }

    static func line(
        _ id: String, _ quantity: Decimal? = nil, _ unit: String? = nil, _ price: Decimal? = nil,
        _ amount: String
    ) throws -> Invoice.Line {
        try Invoice.Line(
            id: EntityID(id), description: "Line of \(id)", quantity: quantity, unit: unit, unitPrice: price,
            amount: Money(amount, .usd))
    }

    /// 49 + 70.775 rounded + 106 + 3 × 5 = 240.78, and a tenth of it, 24.078 rounded, as tax.
    static func invoice(
        _ number: String = "2026-03", lines: [Invoice.Line]? = nil, tax: String? = "24.08",
        payable: String? = nil, rated: Bool = true
    ) throws -> Invoice {
        let lines =
            try lines ?? [
                line("base", 1, nil, nil, "49.00"), line("actions", 5162, "actions", nil, "70.78"),
                line("devices", 53, "device", 2, "106.00"), line("messages", 2500, "messages", nil, "15.00"),
            ]
        return try Invoice(
            tenant: acme, number: InvoiceNumber(number), issuedAt: instant("2026-04-01T10:00:00Z"),
            currency: .usd, period: instant("2026-03-01T00:00:00Z")..<instant("2026-04-01T00:00:00Z"),
            lines: lines, subtotal: lines.isEmpty ? nil : Money.sum(of: lines.map(\.amount), in: .usd),
            tax: tax.map { text in try Money(text, .usd) },
            payable: payable.map { text in try Money(text, .usd) },
            rating: rated ? Invoice.Rating(plan: EntityID("std"), revision: 7) : nil)
    }

    static func entry(
        _ id: String, _ kind: InvoiceEntry.Kind, _ amount: String? = nil, at: String = "2026-04-10T09:30:00Z"
    ) throws -> InvoiceEntry {
        try InvoiceEntry(
            id: EntityID(id), tenant: acme, invoice: InvoiceNumber("2026-03"), kind: kind,
            instant: instant(at), amount: amount.map { text in try Money(text, .usd) })
    }

    /// The rows of one invoice.
    static func dataset(
        _ invoice: Invoice? = nil, _ entries: [InvoiceEntry] = [], plans: [PricePlan]? = nil,
        publishesPrices: Bool = false
    ) throws -> FocusDataset {
        var dataset = FocusDataset(try terms(publishesPrices: publishesPrices))
        try dataset.add(
            invoice ?? Self.invoice(), entries: entries, of: makeTenant(acme, name: "Acme"),
            plans: plans ?? [plan()], now: now)
        return dataset
    }
}

extension FocusDataset {
    /// Some columns of each row, with a dot for null.
    func shown(_ columns: FocusColumn...) -> [String] {
        rows.map { row in columns.map { row[$0] ?? "·" }.joined(separator: " ") }
    }

    /// The exact sum of what is billed.
    func billed() throws -> String {
        "\(try rows.reduce(Decimal.zero) { try $0 + ($1.decimal(.billedCost) ?? 0) })"
    }
}
