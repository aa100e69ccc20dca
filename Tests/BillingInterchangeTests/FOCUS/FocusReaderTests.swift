import BillingInterchange
import BillingModel
import BillingStore
import BillingTestSupport
import Foundation
import Testing

@Suite("FOCUS rows of other providers")
struct FocusReaderTests {
    @Test("Rows are read as they are written, and their totals keep credits")
    func rows() throws {
        var reader = try FocusReader(FocusFile.text())
        var totals = FocusTotals()
        var rows: [FocusRow] = []
        while let line = try reader.next() {
            #expect(line.rejections.isEmpty, "\(line)")
            let row = try #require(line.row)
            #expect(line.line == rows.count + 2)
            rows.append(row)
            try totals.add(row)
        }
        #expect(rows.count == 9 && reader.unknownColumns.isEmpty && reader.columns.count == 26)
        #expect(rows[0].custom == ["x_Team": "web"] && rows[0][.billingAccountName] == nil)
        #expect(rows[0][.chargeDescription] == "What, and why")
        #expect(try rows[1].decimal(.consumedQuantity) == 0.5)
        #expect(try rows[0].instant(.chargePeriodStart) == instant("2026-03-01T00:00:00Z"))
        #expect(
            totals.all.map(\.description) == [
                "Credit: 1 row, -2.25 USD, of it -2.25 below zero", "Purchase: 1 row, 10 USD",
                "Tax: 1 row, 0.53 USD", "Usage: 6 rows, 4.42 USD, of it -0.85 below zero",
            ])
    }

    @Test("A header names columns of FOCUS, each once; others are told; CSV that is broken is one line")
    func headers() throws {
        for text in ["", "a,b\n1,2\n", "BilledCost,BilledCost\n1,2\n", "x_A,BilledCost,x_A\n1,2,3\n"] {
            #expect(refusal { try FocusReader(text) } == .malformed, "\(text)")
        }
        var reader = try FocusReader("Team,BilledCost,Team\nt,1,u\n,,\nt,\"1,2\nt,=2,\n")
        #expect(reader.unknownColumns == ["Team", "Team"])
        #expect(try reader.next()?.row == FocusRow([.billedCost: "1"]))
        let broken = try #require(try reader.next())
        #expect(broken.line == 4 && broken.row == nil && broken.rejections.first?.code == .malformed)
        let formula = try #require(try reader.next())
        #expect(
            formula.rejections.map(\.description) == [
                "line 5, column 'BilledCost': invalidValue: a number is digits, perhaps with '-' in front, a point and an exponent as in 35.2E-7, and nothing else"
            ])
    }

    @Test("Texts that stand for null are told to the reader, and are texts otherwise")
    func nulls() throws {
        let text = "ChargeCategory,ConsumedQuantity,ConsumedUnit\nTax,null,NULL\n"
        var reader = try FocusReader(text, nulls: ["null", "NULL"])
        let line = try #require(try reader.next())
        #expect(line.row == FocusRow([.chargeCategory: "Tax"]) && line.rejections.isEmpty)
        var literal = try FocusReader(text, nulls: ["NULL"])
        #expect(try literal.next()?.rejections.count == 3)
        var mapping = try FocusMapping(tenant: acme, Self.series())
        let before = mapping.identity
        mapping.nulls = ["null"]
        #expect(mapping.identity != before)
    }

    private static func series() throws -> [FocusSeries] {
        [
            try FocusSeries(of: "vm-hours", quantityIn: "Hours", where: [.serviceName: "Machines"]),
            try FocusSeries(
                of: "cost", .billedCost, in: .usd, labels: ["service": .serviceName], isDaily: true),
        ]
    }

    private func filled() async throws -> InMemoryRepository {
        let repository = emptyRepository()
        try await repository.commit("tenants") { changes in
            for tenant in [acme, bolt] {
                changes.add(try makeTenant(tenant))
                changes.add(try Metric(id: MetricID("vm-hours"), unit: "hours", kind: .count), for: tenant)
                changes.add(
                    try Metric(id: MetricID("cost"), unit: "USD", kind: .count, cadence: .daily), for: tenant)
            }
        }
        return repository
    }

    private func samples(_ repository: InMemoryRepository) async throws -> [String] {
        try await repository.allSeries(SeriesRequest(of: .all)).flatMap { series in
            series.indices.map { index in
                "\(series.key.tenant) \(series.key.metric)\(series.key.labels)"
                    + " \(MetricSeries.time(series.positions[index], series.timing)) \(series.values[index])"
            }
        }
    }

    @Test("Quantities and costs become samples that add up, refunds and credits with their sign")
    func importing() async throws {
        let repository = try await filled()
        let mapping = try FocusMapping(tenant: acme, Self.series())
        let report = try await Importer(into: repository).run(.text(FocusFile.text()), as: mapping)
        #expect(report.lines == 9 && report.accepted == 9 && report.rejected == 0 && report.noticed == 3)
        // 1.5 + 0.75 + 3 + 0.53 - 2.25 - 0.75 + 10 of machines; 1 + 0.5 - 0.5 hours.
        #expect(
            try await samples(repository) == [
                "acme cost{service=Buckets} 2026-03-01 0.02",
                "acme cost{service=Machines} 2026-02-01 -0.1",
                "acme cost{service=Machines} 2026-03-01 12.78",
                "acme vm-hours{} 2026-03-01T00:00:00.000000Z 1.0",
                "acme vm-hours{} 2026-03-01T01:00:00.000000Z 2.0",
            ])
        #expect(
            report.notices.map { "\($0): \($0.detail)" } == [
                "line 7, column 'BilledCost': negative-amount: an amount below zero counts with its sign: -2.25 USD, Credit",
                "line 8, column 'BilledCost': negative-amount: an amount below zero counts with its sign: -0.75 USD, Usage",
                "line 9, column 'BilledCost': negative-amount: an amount below zero counts with its sign: -0.1 USD, Usage",
            ])
        let again = try await Importer(into: repository).run(.text(FocusFile.text()), as: mapping)
        #expect(again.inserted == 0 && again.resumed == 1)
    }

    @Test("What no series takes is passed over by category, and an amount below zero is told all the same")
    func passedOver() async throws {
        let repository = try await filled()
        let mapping = try FocusMapping(tenantsIn: .subAccountId, [Self.series()[0]])
        let report = try await Importer(into: repository).run(.text(FocusFile.text()), as: mapping)
        #expect(
            report.passedOver.map { "\($0.type) \($0.count)" } == [
                "Usage 2", "Tax 1", "Credit 1", "Purchase 1",
            ])
        #expect(report.accepted == 4 && report.noticed == 3)
        // Rows that add up come when all are read.
        #expect(
            report.notices.map { "\($0.line ?? 0) \($0.rule)" } == [
                "7 an amount below zero is in no series of the mapping",
                "9 an amount below zero is in no series of the mapping",
                "8 an amount below zero counts with its sign",
            ])
    }

    @Test("Sub accounts are tenants by name, and a row of one that is not named is refused")
    func namedTenants() async throws {
        let repository = try await filled()
        let mapping = try FocusMapping(
            tenantsBy: .subAccountId, ["acme": bolt], [Self.series()[1]])
        let report = try await Importer(into: repository).run(.text(FocusFile.text()), as: mapping)
        // Line 5 is of another account; the tax of line 6 is of none.
        #expect(
            report.rejections.map { "\($0.line) \($0.column ?? "-") \($0.code)" } == [
                "5 SubAccountId notFound", "6 SubAccountId malformed",
            ])
        #expect(report.accepted == 7)
        #expect(
            try await samples(repository) == [
                "bolt cost{service=Machines} 2026-02-01 -0.1",
                "bolt cost{service=Machines} 2026-03-01 12.25",
            ])
        let other = try FocusMapping(tenantsBy: .subAccountId, ["acme": acme], [Self.series()[1]])
        let plain = try FocusMapping(tenantsIn: .subAccountId, [Self.series()[1]])
        #expect(Set([mapping, other, plain].map(\.identity)).count == 3)
        #expect(
            refusal { try FocusMapping(tenantsBy: .subAccountId, ["": acme], [Self.series()[1]]) }
                == .invalidValue)
    }

    @Test("A row that breaks a rule is refused with line, column and rule, as is another unit or currency")
    func rejections() async throws {
        let hour = FocusFile.hour
        let rows = [
            FocusFile.row("1,5", "Usage", at: hour.0, to: hour.1, "1", "Hours", sku: "v"),  // a cell too many
            FocusFile.row("$1", "Usage", at: hour.0, to: hour.1, "1", "Hours", sku: "v"),
            FocusFile.row("1", "Refund", at: hour.0, to: hour.1),
            FocusFile.row("1", "Usage", at: hour.0, to: hour.0, "1", "Hours", sku: "v"),
            FocusFile.row("1", "Tax", at: hour.0, to: hour.1, "1", "Hours"),
            FocusFile.row("1", "Usage", at: hour.0, to: hour.1, "", "Hours", sku: "v"),
            FocusFile.row("1", "Usage", at: hour.0, to: hour.1, "1", "Minutes", sku: "v"),
            FocusFile.row("1", "Credit", at: hour.0, to: hour.1, currency: "EUR"),
            FocusFile.row("1", "Credit", at: hour.0, to: hour.1, currency: "eur"),
            FocusFile.row("1E300", "Usage", at: hour.0, to: hour.1, "1E999", "Hours", sku: "v"),
            FocusFile.row("2", "Usage", at: hour.0, to: hour.1, "1", "Hours", sku: "v"),
        ]
        let repository = try await filled()
        let report = try await Importer(into: repository).run(
            .text(FocusFile.text(rows)), as: FocusMapping(tenant: acme, Self.series()))
        #expect(report.accepted == 1 && report.rejected == 10)
        #expect(
            report.rejections.map { "\($0.line) \($0.column ?? "-") \($0.code)" } == [
                "2 - malformed", "3 BilledCost invalidValue", "4 ChargeCategory invalidValue",
                "5 ChargePeriodEnd invalidValue", "6 ConsumedQuantity invalidValue",
                "7 ConsumedQuantity invalidValue", "8 ConsumedUnit invalidValue",
                "9 BillingCurrency invalidValue", "10 BillingCurrency invalidValue",
                "11 ConsumedQuantity overflow",
            ])
        #expect(
            report.rejections[4].description
                == "line 6, column 'ConsumedQuantity': invalidValue: it is null, when ChargeCategory is not Usage"
        )
        #expect(report.rejections[6].detail == "'Minutes', and not 'Hours'")
        #expect(
            try await samples(repository) == [
                "acme cost{service=Machines} 2026-03-01 2.0",
                "acme vm-hours{} 2026-03-01T00:00:00.000000Z 1.0",
            ])
    }

    @Test("A file lacks no column that is mandatory or read; rules of other columns may be left aside")
    func checks() async throws {
        let repository = try await filled()
        let text = """
            ChargeCategory,ChargePeriodStart,ConsumedQuantity,ConsumedUnit,ServiceName,ListCost
            Usage,2026-03-01T00:00:00Z,2,Hours,Machines,about 3
            """
        var mapping = try FocusMapping(tenant: acme, [Self.series()[0]])
        let error = await billingError {
            try await Importer(into: repository).run(.text(text), as: mapping)
        }
        #expect(error?.code == .malformed && error?.detail.hasPrefix("line 1: BilledCost, ") == true)
        mapping.checks = .read
        let report = try await Importer(into: repository).run(.text(text), as: mapping)
        #expect(report.accepted == 1 && report.inserted == 1)
        let other = try FocusMapping(tenant: acme, Self.series())
        #expect(mapping.identity != other.identity)
        let lacking = await billingError {
            var mapping = other
            mapping.checks = .read
            return try await Importer(into: repository).run(.text(text), as: mapping)
        }
        #expect(lacking?.detail == "line 1: BilledCost, BillingCurrency")
        #expect(refusal { try FocusSeries(of: "m", .consumedQuantity, in: .usd) } == .invalidValue)
        #expect(refusal { try FocusSeries(of: "", quantityIn: "Hours") } == .invalidValue)
    }

    @Test("What this package writes as FOCUS it reads as FOCUS, without a rule that is broken")
    func roundTrip() throws {
        let dataset = try FocusWorld.dataset(nil, [FocusWorld.entry("cn", .creditNote, "20.00")])
        var reader = try FocusReader(dataset.csv())
        var totals = FocusTotals()
        var rows: [FocusRow] = []
        while let line = try reader.next() {
            #expect(line.rejections.isEmpty)
            if let row = line.row {
                rows.append(row)
                try totals.add(row)
            }
        }
        #expect(rows == dataset.rows)
        #expect(
            totals.all.map(\.description) == [
                "Credit: 1 row, -20 USD, of it -20 below zero", "Purchase: 1 row, 49 USD",
                "Tax: 1 row, 24.08 USD", "Usage: 5 rows, 191.78 USD",
            ])
    }
}
