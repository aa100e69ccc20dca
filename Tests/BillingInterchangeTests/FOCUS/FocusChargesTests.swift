import BillingInterchange
import BillingModel
import BillingReports
import BillingStore
import BillingTestSupport
import Foundation
import Testing

@Suite("Charges in progress as rows of FOCUS, and their files")
struct FocusChargesTests {
    /// Seven assets at the peak of July so far, and no users.
    private func charges(now: String = "2013-07-03T00:00:00.25Z") async throws -> ChargeToDate {
        let repository = emptyRepository()
        try await repository.commit("usage") { changes in
            changes.add(try makeTenant(acme, name: "=Acme"))
            try changes.add(.assets, of: acme, [("2013-07-01", 5), ("2013-07-02", 7)])
        }
        let plan = try PricePlan(
            id: "p/1", name: "Plan", currency: .usd,
            charges: [
                Charge(
                    id: "assets", name: "Assets", usage: .metric(Metric.assets.id, .peak), included: 1,
                    price: .graduated([
                        PriceTier(upTo: 4, unitPrice: 1.5), PriceTier(upTo: nil, unitPrice: 1),
                    ])),
                Charge(
                    id: "users", name: "Users", usage: .metric(Metric.users.id, .last), price: .perUnit(1)),
                Charge(id: "base", name: "Fee \"A\", \n", usage: .period, price: .flat(9.5)),
            ])
        return try await repository.scope(of: acme).chargeToDate(plan: plan, now: instant(now))
    }

    private func dataset() async throws -> FocusDataset {
        var dataset = FocusDataset(try FocusWorld.terms())
        try dataset.add(await charges())
        return dataset
    }

    @Test("Usage is charged up to now, a fee for the period; there is no invoice yet")
    func inProgress() async throws {
        let dataset = try await dataset()
        #expect(
            dataset.shown(
                .chargeCategory, .chargePeriodStart, .chargePeriodEnd, .consumedQuantity, .billedCost,
                .skuPriceId
            ) == [
                "Usage 2013-07-01T00:00:00Z 2013-07-03T00:00:01Z 1 0.00 p%2F1/assets/included",
                "Usage 2013-07-01T00:00:00Z 2013-07-03T00:00:01Z 4 6.00 p%2F1/assets/1",
                "Usage 2013-07-01T00:00:00Z 2013-07-03T00:00:01Z 2 2.00 p%2F1/assets/2",
                "Purchase 2013-07-01T00:00:00Z 2013-08-01T00:00:00Z · 9.50 p%2F1/base",
            ])
        #expect(
            dataset.rows.allSatisfy {
                $0[.invoiceId] == nil && $0[.billingPeriodEnd] == "2013-08-01T00:00:00Z"
            })
        #expect(try await dataset.billed() == "\(charges().total.decimal)")
        #expect(dataset.violations().isEmpty && dataset.payable.isEmpty)
        #expect(!dataset.columns.contains(.invoiceId))
        let again = await billingError {
            var dataset = dataset
            try dataset.add(await charges(now: "2013-07-04T00:00:00Z"))
        }
        #expect(again?.code == .conflict)
    }

    @Test(
        "The file has FOCUS columns in order and then those of the provider; nulls are empty, texts are guarded"
    )
    func file() async throws {
        var dataset = try await dataset()
        try dataset.add(
            FocusWorld.invoice(lines: [FocusWorld.line("@a", nil, nil, nil, "-1.00")], tax: "1.00"),
            of: makeTenant(acme, name: "=Acme"), now: FocusWorld.now)
        let table = try dataset.table()
        #expect(table.columns.prefix(3) == ["BilledCost", "BillingAccountId", "BillingAccountName"])
        #expect(table.columns.suffix(2) == ["SkuPriceId", "x_InvoiceLineId"])
        #expect(table.columns.dropLast() == table.columns.dropLast().sorted()[...])
        var reader = CSVReader(try dataset.csv())
        let header = try reader.next()?.texts ?? []
        var read: [FocusRow] = []
        while let record = try reader.next() {
            var (cells, custom): ([FocusColumn: String], [String: String]) = ([:], [:])
            for (index, name) in header.enumerated() {
                guard let text = record.unguarded(index), !text.isEmpty else { continue }
                if let column = FocusColumn(rawValue: name) {
                    cells[column] = text
                } else {
                    custom[name] = text
                }
            }
            read.append(FocusRow(cells, custom: custom))
        }
        #expect(read == dataset.rows)
        let csv = try dataset.csv()
        #expect(csv.contains(",'=Acme,") && csv.contains("\r\n-1.00,acme,"))
        #expect(csv.contains("\"Fee \"\"A\"\", \n\""))
    }

    @Test("JSON has numbers digit for digit, and null for what is null")
    func json() async throws {
        let dataset = try await dataset()
        let json = dataset.json()
        #expect(json.hasPrefix("[\n{\"BilledCost\":0.00,\"BillingAccountId\":\"acme\","))
        #expect(json.contains("\"ConsumedQuantity\":null,\"ConsumedUnit\":null,"))
        #expect(json.contains("\"Fee \\\"A\\\", \\n\""))
        let objects = try JSONSerialization.jsonObject(with: Data(json.utf8)) as? [[String: Any]]
        #expect(objects?.count == 4 && objects?.first?.count == dataset.columns.count)
        #expect(FocusDataset(dataset.terms).json() == "[]\n")
        #expect(FocusDataset(dataset.terms).violations().isEmpty)
    }
}
