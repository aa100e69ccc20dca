import BillingInterchange
import BillingModel

/// A small file in the form of the exports of large providers: usage, a tax, a credit, a refund and a correction.
enum FocusFile {
    static let columns =
        "BilledCost,BillingAccountId,BillingAccountName,BillingCurrency,BillingPeriodEnd,BillingPeriodStart,"
        + "ChargeCategory,ChargeClass,ChargeDescription,ChargePeriodEnd,ChargePeriodStart,ConsumedQuantity,"
        + "ConsumedUnit,ContractedCost,EffectiveCost,InvoiceIssuerName,ListCost,PricingQuantity,PricingUnit,"
        + "ProviderName,PublisherName,ServiceCategory,ServiceName,SkuId,SubAccountId,SubAccountName,x_Team"

    /// One row: what differs from row to row.
    static func row(
        _ billed: String, _ category: String, class correction: String = "", at start: String,
        to end: String, _ quantity: String = "", _ unit: String = "", sku: String = "",
        service: String = "Machines", account: String = "acme", currency: String = "USD"
    ) -> String {
        let serviceCategory = service == "Machines" ? "Compute" : service == "Buckets" ? "Storage" : "Other"
        return [
            billed, "1000", "", currency, "2026-04-01T00:00:00Z", "2026-03-01T00:00:00Z", category,
            correction,
            "\"What, and why\"", end, start, quantity, unit, billed, billed, "Cloud", billed, quantity, unit,
            "Cloud", "Cloud", serviceCategory, service, sku, account, account.isEmpty ? "" : "Name", "web",
        ].joined(separator: ",")
    }

    static let hour = ("2026-03-01T00:00:00Z", "2026-03-01T01:00:00Z")

    static let rows = [
        row("1.5", "Usage", at: hour.0, to: hour.1, "1", "Hours", sku: "vm-1"),  // line 2
        row("0.75", "Usage", at: hour.0, to: hour.1, "5E-1", "Hours", sku: "vm-1"),
        row("3", "Usage", at: "2026-03-01T01:00:00Z", to: "2026-03-01T02:00:00Z", "2", "Hours", sku: "vm-1"),
        row(
            "0.02", "Usage", at: hour.0, to: hour.1, "40", "GB", sku: "gb", service: "Buckets",
            account: "bolt"),
        row("0.53", "Tax", at: hour.0, to: "2026-04-01T00:00:00Z", account: ""),
        row("-2.25", "Credit", at: hour.0, to: "2026-04-01T00:00:00Z"),  // line 7
        row("-0.75", "Usage", at: hour.0, to: hour.1, "-0.5", "Hours", sku: "vm-1"),
        row("-0.10", "Usage", class: "Correction", at: "2026-02-01T00:00:00Z", to: "2026-02-01T01:00:00Z"),
        row("10", "Purchase", at: hour.0, to: "2026-04-01T00:00:00Z", sku: "plan").replacing(
            ",10,,,Cloud", with: ",10,1,Count,Cloud"),
    ]

    static func text(_ rows: [String] = rows) -> String { ([columns] + rows).joined(separator: "\n") + "\n" }
}
