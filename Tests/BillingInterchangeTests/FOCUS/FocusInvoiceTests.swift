import BillingInterchange
import BillingModel
import BillingTestSupport
import Foundation
import Testing

@Suite("Invoices as rows of FOCUS")
struct FocusInvoiceTests {
    @Test("A line has a row for each price, and the rows add up to what is payable")
    func tiers() throws {
        let dataset = try FocusWorld.dataset()
        #expect(
            dataset.shown(
                .chargeCategory, .chargeFrequency, .skuId, .pricingQuantity, .pricingUnit,
                .contractedUnitPrice, .contractedCost, .billedCost
            ) == [
                "Purchase Recurring base 1 Count 49 49 49.00",
                "Usage Usage-Based actions 100 Actions 0 0 0.00",
                "Usage Usage-Based actions 1000 Actions 0.02 20 20.00",
                "Usage Usage-Based actions 4062 Actions 0.0125 50.775 50.78",
                "Usage Usage-Based devices 53 Devices 2 106 106.00",
                "Usage Usage-Based messages 3 1000 Messages 5 15 15.00",
                "Tax One-Time · · · · 24.08 24.08",
            ])
        #expect(
            dataset.shown(.consumedQuantity, .consumedUnit, .skuPriceId) == [
                "· · std/base", "100 Actions std/actions/included", "1000 Actions std/actions/1",
                "4062 Actions std/actions/2", "53 Devices std/devices", "2500 Messages std/messages", "· · ·",
            ])
        #expect(try dataset.billed() == "264.86")
        #expect(dataset.violations().isEmpty)
        #expect(dataset.leftOut.isEmpty)
        let row = dataset.rows[3]
        #expect(row[.billingPeriodStart] == "2026-03-01T00:00:00Z")
        #expect(row[.chargePeriodEnd] == "2026-04-01T00:00:00Z")
        #expect(row[.invoiceId] == "2026-03" && row[.billingAccountId] == "acme")
        #expect(row[.billingAccountName] == "Acme" && row[.billingCurrency] == "USD")
        #expect(row[.listUnitPrice] == nil && row[.listCost] == "50.775" && row[.effectiveCost] == "50.78")
        #expect(row[.skuMeter] == "Actions" && row[.chargeDescription] == "Line of actions")
        #expect(row[.chargeClass] == nil && row[.pricingCategory] == "Standard")
        #expect(row.custom == ["x_InvoiceLineId": "actions"])
    }

    @Test("A list price is known only if the plan's prices are the published ones")
    func listPrices() throws {
        let dataset = try FocusWorld.dataset(publishesPrices: true)
        #expect(dataset.shown(.listUnitPrice) == ["49", "0", "0.02", "0.0125", "2", "5", "·"])
        #expect(dataset.violations().isEmpty)
        #expect(dataset.columns.contains(.listUnitPrice))
        #expect(try !FocusWorld.dataset().columns.contains(.listUnitPrice))
    }

    @Test("A credit note is a negative row of the invoice, and a correction; a payment is no charge")
    func creditNote() throws {
        let entries = try [
            FocusWorld.entry("pay-1", .payment, "100.00"), FocusWorld.entry("cn-1", .creditNote, "20.00"),
            FocusWorld.entry("cn-2", .creditNote, "0.01", at: "2026-04-11T00:00:00.5Z"),
            FocusWorld.entry("later", .creditNote, "1.00", at: "2026-05-01T00:00:00Z"),
        ]
        let dataset = try FocusWorld.dataset(nil, entries)
        #expect(
            dataset.shown(.chargeCategory, .chargeClass, .billedCost, .listCost, .invoiceId).suffix(2) == [
                "Credit Correction -20.00 -20.00 2026-03", "Credit Correction -0.01 -0.01 2026-03",
            ])
        #expect(
            dataset.rows.last?.custom == ["x_EntryId": "cn-2", "x_EntryDate": "2026-04-11T00:00:00Z"])
        #expect(try dataset.billed() == "244.85")
        #expect(
            dataset.payable.values.map(\.description) == ["244.85 USD"] && dataset.violations().isEmpty)
    }

    @Test("A void takes back what is left, in whatever order entries come")
    func void() throws {
        let entries = try [
            FocusWorld.entry("after", .creditNote, "7.00", at: "2026-04-12T00:00:00Z"),
            FocusWorld.entry("a-void", .void, at: "2026-04-11T00:00:00Z"),
            FocusWorld.entry("same", .creditNote, "3.00", at: "2026-04-11T00:00:00Z"),
            FocusWorld.entry("cn", .creditNote, "20.00"),
        ]
        let dataset = try FocusWorld.dataset(nil, entries)
        #expect(
            dataset.shown(.chargeCategory, .chargeClass, .billedCost, .chargeDescription).suffix(3) == [
                "Credit Correction -20.00 Credit note", "Credit Correction -3.00 Credit note",
                "Adjustment Correction -241.86 Void of the invoice",
            ])
        #expect(try dataset.billed() == "0")
        #expect(dataset.violations().isEmpty)
    }

    @Test("Without its plan a line has the price that it states; columns that it cannot fill are left out")
    func withoutPlan() throws {
        let dataset = try FocusWorld.dataset(plans: [])
        #expect(
            dataset.shown(
                .chargeCategory, .consumedQuantity, .pricingQuantity, .contractedUnitPrice, .contractedCost,
                .skuPriceId, .chargeFrequency
            ) == [
                "Purchase · 1 49 49 std/base ·", "Usage 5162 5162 · 70.78 · Usage-Based",
                "Usage 53 53 2 106 std/devices Usage-Based", "Usage 2500 2500 · 15 · Usage-Based",
                "Tax · · · 24.08 · One-Time",
            ])
        #expect(dataset.leftOut == [.chargeFrequency, .contractedUnitPrice, .skuPriceId])
        #expect(dataset.violations().isEmpty)
        #expect(try dataset.billed() == "264.86")
        // Judged with these columns, each null where FOCUS wants a value is named.
        let all = FocusRules.violations(in: dataset.rows)
        #expect(
            all.map(\.description) == [
                "row 0, column 'ChargeFrequency': it is not null",
                "row 1, column 'ContractedUnitPrice', when ChargeCategory is Usage or Purchase and ChargeClass is not Correction: it is not null",
                "row 1, column 'SkuPriceId', when ChargeCategory is Usage or Purchase and ChargeClass is not Correction: it is not null",
                "row 3, column 'ContractedUnitPrice', when ChargeCategory is Usage or Purchase and ChargeClass is not Correction: it is not null",
                "row 3, column 'SkuPriceId', when ChargeCategory is Usage or Purchase and ChargeClass is not Correction: it is not null",
            ])
        #expect(all.first?.error.debugDescription.contains("row 0, column 'ChargeFrequency'") == true)
    }

    @Test(
        "Discounts, lines without quantities, prices that do not fit, and other amounts than the plan gives")
    func oddLines() throws {
        let lines = try [
            FocusWorld.line("setup", "12.00"), FocusWorld.line("rebate", nil, nil, nil, "-5.00"),
            FocusWorld.line("sms", 3, "segments", 0.333, "1.00"),  // 0.999, rounded
            FocusWorld.line("up", 2, "segments", 0.166, "0.34"),  // 0.332, away from zero
            FocusWorld.line("wrong", 3, "segments", 0.5, "1.00"),  // 1.50 is not 1.00
            FocusWorld.line("back", -2, "segments", 0.5, "-1.00"),
            FocusWorld.line("none", 0, "segments", 0.5, "0.00"),
            FocusWorld.line("devices", 53, "device", nil, "100.00"),  // the plan gives 106
        ]
        let dataset = try FocusWorld.dataset(FocusWorld.invoice(lines: lines, tax: "-0.80"))
        #expect(
            dataset.shown(
                .chargeCategory, .pricingQuantity, .contractedUnitPrice, .contractedCost, .billedCost
            ) == [
                "Adjustment · · 12.00 12.00", "Credit · · -5.00 -5.00", "Usage 3 0.333 0.999 1.00",
                "Usage 2 0.166 0.332 0.34",
                "Usage 3 · 1 1.00", "Credit · · -1.00 -1.00", "Usage 53 · 100 100.00", "Tax · · -0.80 -0.80",
            ])
        #expect(try dataset.billed() == "107.54")
        #expect(dataset.violations().isEmpty)
    }

    @Test("What no line tells is an adjustment; nothing payable is no row")
    func withoutLines() throws {
        let payable = try FocusWorld.dataset(FocusWorld.invoice(lines: [], tax: nil, payable: "10.00"))
        #expect(payable.shown(.chargeCategory, .billedCost) == ["Adjustment 10.00"])
        #expect(payable.violations().isEmpty)
        let less = try FocusWorld.dataset(
            FocusWorld.invoice(lines: [FocusWorld.line("x", "12.00")], tax: nil, payable: "10.00"))
        #expect(less.shown(.chargeCategory, .billedCost) == ["Adjustment 12.00", "Adjustment -2.00"])
        #expect(less.violations().isEmpty)
        let nothing = try FocusWorld.dataset(FocusWorld.invoice(lines: [], tax: "0.00", payable: "0.00"))
        #expect(nothing.rows.isEmpty && nothing.violations().isEmpty)
        // What is payable of an invoice that does not tell it is what was paid and credited.
        let paid = try FocusWorld.dataset(
            FocusWorld.invoice(lines: [FocusWorld.line("x", "8.00")], tax: nil),
            [FocusWorld.entry("p", .payment, "8.50"), FocusWorld.entry("c", .creditNote, "0.25")])
        #expect(
            paid.shown(.chargeCategory, .billedCost) == [
                "Adjustment 8.00", "Adjustment 0.75", "Credit -0.25",
            ])
        #expect(paid.payable.values.map(\.description) == ["8.50 USD"] && paid.violations().isEmpty)
    }

    @Test("An invoice needs a period of whole seconds, its own tenant and entries, and is added once")
    func refusals() throws {
        var dataset = FocusDataset(try FocusWorld.terms())
        let tenant = try makeTenant(acme)
        let now = FocusWorld.now
        func invoice(_ period: Range<Date>?) throws -> Invoice {
            try Invoice(
                tenant: acme, number: InvoiceNumber("1"), issuedAt: instant("2026-04-01T10:00:00Z"),
                currency: .usd, period: period, payable: Money("1.00", .usd))
        }
        let march = try instant("2026-03-01T00:00:00Z")..<instant("2026-04-01T00:00:00Z")
        let odd = try instant("2026-03-01T00:00:00.5Z")..<instant("2026-04-01T00:00:00Z")
        #expect(refusal { try dataset.add(invoice(nil), of: tenant, now: now) } == .unsupported)
        #expect(refusal { try dataset.add(invoice(odd), of: tenant, now: now) } == .unsupported)
        #expect(refusal { try dataset.add(invoice(march), of: makeTenant(bolt), now: now) } == .invalidValue)
        #expect(
            refusal {
                try dataset.add(
                    invoice(march), entries: [FocusWorld.entry("c", .creditNote, "1.00")], of: tenant,
                    now: now)
            } == .invalidValue)
        #expect(dataset.rows.isEmpty && dataset.payable.isEmpty)
        try dataset.add(invoice(nil), of: tenant, period: march, now: now)
        #expect(refusal { try dataset.add(invoice(march), of: tenant, now: now) } == .conflict)
        #expect(dataset.rows.count == 1 && dataset.violations().isEmpty)
    }
}

extension FocusWorld {
    /// A line that tells its amount only.
    static func line(_ id: String, _ amount: String) throws -> Invoice.Line {
        try line(id, nil, nil, nil, amount)
    }
}
