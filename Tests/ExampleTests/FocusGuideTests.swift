import BillingStore
import Foundation
import InauroBilling
import Testing

@Suite("The guide to FOCUS is true")
final class FocusGuideTests: ExamplePage {
    /// A tenant with a plan, and its invoice of February with a credit note.
    private func filled() async throws -> InMemoryRepository {
        let repository = InMemoryRepository(clock: { Date(timeIntervalSince1970: 1_773_000_000) })
        let acme = try Tenant(id: "acme", name: "Acme", zone: "UTC", currency: .aud)
        let plan = try PricePlan(
            id: "standard", name: "Standard", currency: .aud,
            charges: [
                Charge(id: "base", name: "Base fee", usage: .period, price: .flat(49)),
                Charge(
                    id: "alerts", name: "Alerts", usage: .actions(ActionSelection(categories: ["alert"])),
                    included: 100,
                    price: .graduated([.init(upTo: 20, unitPrice: 0.25), .init(upTo: nil, unitPrice: 0.125)])),
            ])
        var changes = try ChangeSet(id: "first")
        changes.add(acme)
        changes.add(try PlanTerm(tenant: acme.id, plan: plan, from: LocalDate("2026-01-01")))
        for metric in ["cloud-hours", "cloud-cost"] {
            changes.add(try Metric(id: MetricID(metric), unit: "units", kind: .count), for: acme.id)
        }
        let february = try Date("2026-02-01T00:00:00Z", strategy: .iso8601)
        let march = try Date("2026-03-01T00:00:00Z", strategy: .iso8601)
        changes.add(
            try Invoice(
                tenant: acme.id, number: InvoiceNumber("2026-02"), issuedAt: march + 3_600, currency: .aud,
                period: february..<march,
                lines: [
                    Invoice.Line(
                        id: EntityID("base"), description: "Base fee", quantity: 1,
                        amount: Money("49.00", .aud)),
                    // 20 at 0.25 and 21 at 0.125.
                    Invoice.Line(
                        id: EntityID("alerts"), description: "Alerts", quantity: 141, unit: "actions",
                        amount: Money("7.63", .aud)),
                ],
                subtotal: Money("56.63", .aud), tax: Money("5.66", .aud),
                rating: Invoice.Rating(plan: plan.id, revision: 1)))
        changes.add(
            try InvoiceEntry(
                id: EntityID("cn-1"), tenant: acme.id, invoice: InvoiceNumber("2026-02"), kind: .creditNote,
                instant: march + 7_200, amount: Money("10.00", .aud)))
        try await repository.commit(changes)
        return repository
    }

    @Test("Invoices leave as rows of FOCUS, and those of another provider come in")
    func focus() async throws {
        let repository = try await filled()
        let file = FileManager.default.temporaryDirectory.appending(path: UUID().uuidString)
        defer { try? FileManager.default.removeItem(at: file) }
        let now = try Date("2026-03-05T00:00:00Z", strategy: .iso8601)
        // Documentation/Guides/focus.md begins here.
        let terms = try FocusTerms(provider: "Inauro", service: "Asset tracking")
        let acme = try TenantID("acme")
        let scope = repository.scope(of: acme)
        var dataset = try await scope.focusDataset(terms, now: now)
        for row in dataset.rows {
            print(row[.billedCost] ?? "")  // 49.00, then 0.00, then 5.00, then 2.63, then 5.66, then -10.00
        }
        for (invoice, payable) in dataset.payable {
            print(invoice.account, invoice.invoice, payable)  // acme 2026-02 52.29 AUD
        }
        try dataset.add(await scope.chargeToDate(now: now))
        print(dataset.rows.last?[.invoiceId] ?? "null")  // null
        try Data(dataset.csv().utf8).write(to: file)
        print(dataset.violations().count)  // 0
        print(FocusRules.ofRows.count { $0.column == .skuId })  // 3
        let group = FocusBillingAccount(id: try OrganisationID("group"), name: "The Group")
        let whole = try await repository.fleet.focusDataset(terms, account: group, now: now)
        for column in [FocusColumn.billingAccountId, .subAccountId, .invoiceId] {
            print(whole.rows[0][column] ?? "")  // group, then acme, then acme/2026-02
        }
        let odd = FocusRow([.chargeCategory: "Tax", .skuId: "vm-1"])
        for violation in FocusRules.violations(in: [odd], columns: [.chargeCategory, .skuId])
        where violation.row != nil {
            print(violation)  // row 0, column 'SkuId', when ChargeCategory is Tax: it is null
        }
        let cloud = """
            ChargeCategory,ChargePeriodStart,ConsumedQuantity,ConsumedUnit,ServiceName,BilledCost,BillingCurrency
            Usage,2026-03-01T00:00:00Z,1.5,Hours,Machines,3,USD
            Usage,2026-03-01T00:00:00Z,0.5,Hours,Machines,1,USD
            Usage,2026-03-01T01:00:00Z,1 1/2,Hours,Machines,3,USD
            Tax,2026-03-01T00:00:00Z,,,Machines,0.4,USD
            Credit,2026-03-01T00:00:00Z,,,Machines,-2.25,USD

            """
        let hours = try FocusSeries(of: "cloud-hours", quantityIn: "Hours", where: [.serviceName: "Machines"])
        let cost = try FocusSeries(
            of: "cloud-cost", .billedCost, in: .usd, categories: [.usage, .credit],
            labels: ["service": .serviceName])
        var mapping = FocusMapping(tenant: acme, [hours, cost])
        mapping.checks = .read
        let report = try await Importer(into: repository).run(.text(cloud), as: mapping)
        print(report.accepted, report.inserted)  // 3 2
        print(report.rejections[0].line, report.rejections[0].column ?? "")  // 4 ConsumedQuantity
        print(report.passedOver[0].type, report.passedOver[0].count)  // Tax 1
        print(report.notices[0].detail)  // -2.25 USD, Credit
        var reader = try FocusReader(cloud)
        var totals = FocusTotals()
        while let line = try reader.next() {
            if let row = line.row, line.rejections.isEmpty { try totals.add(row) }
        }
        print(totals.all[0])  // Credit: 1 row, -2.25 USD, of it -2.25 below zero
        // Documentation/Guides/focus.md ends here.
        try expectPrinted("Documentation/Guides/focus.md")
        let hourly = try await repository.allSeries(SeriesRequest(of: .one(acme))).flatMap { $0.map(\.value) }
        // 3 + 1 - 2.25 of cost, and 1.5 + 0.5 hours.
        #expect(hourly == [1.75, 2])
    }

    @Test("Rows are made, judged and read")
    func comments() async throws {
        let repository = try await filled()
        let (acme, path) = (try TenantID("acme"), "")
        let now = try Date("2026-03-05T00:00:00Z", strategy: .iso8601)
        let known = try await repository.scope(of: acme).focusDataset(
            FocusTerms(provider: "Inauro", service: "Asset tracking"), now: now)
        do {
            let scope = repository.scope(of: acme)
            let revision = try await repository.revision(.latest)
            let acme = try await scope.allTenants()[0]
            let invoice = try await repository.invoices(of: .one(acme.id), at: revision)[0]
            let entries: [InvoiceEntry] = []
            let plan = try #require(try await scope.planBooks()[acme.id]?.plans.first)
            var dataset = FocusDataset(try FocusTerms(provider: "Inauro", service: "Asset tracking"))
            try dataset.add(invoice, entries: entries, of: acme, plans: [plan], now: now)
            _ =
                try dataset.csv()
            #expect(dataset.rows.count == known.rows.count - 1)
        }
        let rows = known.rows
        for violation in FocusRules.violations(in: rows) { print(violation) }
        #expect(printed.isEmpty)
        let text = try known.csv()
        var reader = try FocusReader(text)
        var totals = FocusTotals()
        while let line = try reader.next() {
            for rejection in line.rejections { print(rejection) }
            if let row = line.row, line.rejections.isEmpty { try totals.add(row) }
        }
        #expect(totals.all.count == 4 && printed.isEmpty)
        let hours = try FocusSeries(of: "vm-hours", quantityIn: "Hours", where: [.serviceName: "Machines"])
        let cost = try FocusSeries(
            of: "cloud-cost", .effectiveCost, in: .usd, labels: ["service": .serviceName])
        let mapping = FocusMapping(tenant: acme, [hours, cost])
        do {
            let bolt = try TenantID("bolt")
            let accounts = try FocusMapping(
                tenantsBy: .subAccountId, ["123456789012": acme, "210987654321": bolt], [cost])
            #expect(accounts.identity != mapping.identity)
        }
        await #expect(throws: BillingError.self) {
            let report = try await Importer(into: repository).run(.file(path), as: mapping)
            _ = report
        }
    }
}
