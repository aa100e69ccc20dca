import BillingRating
import Foundation
import InauroBilling
import Testing

@Suite("The guide to a billing run is true")
final class BillingRunGuideTests: ExamplePage {
    @Test("A month is billed once, and paid once")
    func billingRun() async throws {
        let repository = InMemoryRepository(clock: { Date(timeIntervalSince1970: 1_772_330_000) })
        // Documentation/Guides/billing-run.md begins here.
        let acme = try Tenant(id: "acme", name: "Acme Logistics", zone: "Australia/Sydney", currency: .aud)
        let standard = try PricePlan(
            id: "standard", name: "Standard", currency: .aud,
            charges: [
                Charge(id: "base", name: "Base fee", usage: .period, price: .flat(49)),
                Charge(
                    id: "alerts", name: "Alerts", usage: .actions(ActionSelection(categories: ["alert"])),
                    included: 100, price: .perUnit(0.25)),
            ])
        var contract = try ChangeSet(id: "contract-acme-1")
        contract.add(acme)
        contract.add(try PlanTerm(tenant: acme.id, plan: standard, from: LocalDate("2026-01-01")))
        try await repository.commit(contract)
        var usage = try ChangeSet(id: "usage-february")
        usage.add(
            try ActionRecord(
                tenant: acme.id, source: SourceID("workflows"), id: ActionID("sum"),
                at: Date("2026-02-10T02:00:00Z", strategy: .iso8601), type: .sendSMS, category: .alert,
                succeeded: 140))
        let covered = try ["2025-12-31T13:00:00Z", "2026-02-28T13:00:00Z"]
            .map { try Date($0, strategy: .iso8601) }
        usage.add(
            try Coverage(
                tenant: acme.id, metric: Metric.actions.id, source: SourceID("workflows"),
                range: covered[0]..<covered[1]))
        try await repository.commit(usage)
        let scope = repository.scope(of: acme.id)
        let now = try Date("2026-03-01T01:00:00Z", strategy: .iso8601)
        let february = try await scope.zone().lastWhole(.month, before: now)
        let charges = try await scope.chargeToDate(holding: february.start, now: now)
        for line in charges.lines {
            guard let rated = line.rated else { continue }
            print(rated.quantity, rated.amount)  // 1 49.00 AUD, then 140 10.00 AUD
        }
        let gst = try TaxRate(percent: 10)
        let draft = try charges.invoice(InvoiceNumber("draft"), issuedAt: now, tax: gst)
        if let subtotal = draft.subtotal, let tax = draft.tax, let payable = draft.payable {
            print(subtotal, tax, payable)  // 59.00 AUD 5.90 AUD 64.90 AUD
        }
        let run = BillingRun(repository) { charges in
            InvoiceDetails(
                number: try InvoiceNumber("\(charges.tenant)-\(charges.first)"), tax: gst,
                document: "invoices/\(charges.tenant)/\(charges.first).pdf",
                paymentLink: "https://pay.example/\(charges.first)")
        }
        if case .issued(let invoice, let commit) = try await run.issueInvoice(of: acme.id, now: now) {
            print(invoice.number, "at revision", commit.revision)  // acme-2026-02-01 at revision 3
        }
        var late = try ChangeSet(id: "late-feed")
        late.add(
            try ActionRecord(
                tenant: acme.id, source: SourceID("workflows"), id: ActionID("late"),
                at: Date("2026-02-11T02:00:00Z", strategy: .iso8601), type: .sendSMS, category: .alert,
                succeeded: 20))
        try await repository.commit(late)
        let tomorrow = now + 86_400
        if case .issuedBefore(let invoice, let commit?, let check) = try await run.issueInvoice(
            of: acme.id, now: tomorrow)
        {
            print(invoice.number, "of revision", commit.revision)  // acme-2026-02-01 of revision 3
            print(check.total.cause, check.total.drift ?? .zero(.aud))  // usage 5.00 AUD
        }
        let outcome = try await run.issueInvoice(of: acme.id, now: tomorrow)
        if let invoice = outcome.invoice {
            for attempt in ["first", "second"] {
                var payment = try ChangeSet(id: "payment-\(invoice.number)-\(attempt)")
                payment.add(
                    try InvoiceEntry(
                        id: EntityID("ch_1"), tenant: acme.id, invoice: invoice.number, kind: .payment,
                        instant: now + 60, amount: invoice.payable))
                let commit = try await repository.commit(payment)
                print(commit.inserted, commit.unchanged)  // 1 0, then 0 1
            }
        }
        for result in try await run.issueInvoices(now: tomorrow) {
            let text =
                switch result.outcome {
                case .issued(let invoice, _): "issued \(invoice.number)"
                case .issuedBefore(let invoice, _, _): "has \(invoice.number)"
                case .unsettled(_, let open): "waits: \(open)"
                case .unplanned: "has no plan"
                case .failed(let error): "failed: \(error)"
                }
            print(result.tenant, text)  // acme has acme-2026-02-01
        }
        // Documentation/Guides/billing-run.md ends here.
        try expectPrinted("Documentation/Guides/billing-run.md")
    }
}
