import BillingInterchange
import BillingModel
import BillingTestSupport
import Foundation
import Testing

@Suite("Rules of FOCUS")
struct FocusRulesTests {
    /// A row of usage that keeps every rule.
    private func row(_ changes: [FocusColumn: String?] = [:]) throws -> FocusRow {
        var cells: [FocusColumn: String] = [
            .availabilityZone: "eu-1a", .billedCost: "1.5", .billingAccountId: "1",
            .billingAccountName: "One",
            .billingAccountType: "Account", .billingCurrency: "EUR",
            .billingPeriodStart: "2026-03-01T00:00:00Z",
            .billingPeriodEnd: "2026-04-01T00:00:00Z", .chargeCategory: "Usage",
            .chargeDescription: "Hours",
            .chargeFrequency: "Usage-Based", .chargePeriodStart: "2026-03-01T00:00:00Z",
            .chargePeriodEnd: "2026-03-01T01:00:00Z", .consumedQuantity: "3", .consumedUnit: "GB-Hours",
            .contractedCost: "1.5", .contractedUnitPrice: "0.5", .effectiveCost: "1.5", .invoiceId: "I-1",
            .invoiceIssuerName: "Cloud", .listCost: "1.8", .listUnitPrice: "6E-1",
            .pricingCategory: "Standard", .pricingQuantity: "3", .pricingUnit: "GB-Hours",
            .providerName: "Cloud", .publisherName: "Cloud", .regionId: "eu-1", .regionName: "Europe 1",
            .resourceId: "r/1", .resourceName: "vm", .resourceType: "VM", .serviceCategory: "Compute",
            .serviceName: "Machines", .serviceSubcategory: "Virtual Machines", .skuId: "S",
            .skuMeter: "Hours",
            .skuPriceDetails: #"{"x_Cores":4}"#, .skuPriceId: "S/1", .subAccountId: "sub",
            .subAccountName: "Sub", .subAccountType: "Project", .tags: #"{"env":"prod","on":true,"n":null}"#,
        ]
        for (column, text) in changes { cells[column] = text }
        return FocusRow(cells)
    }

    private func broken(_ changes: [FocusColumn: String?], advice: Bool = false) throws -> [String] {
        FocusRules.violations(
            in: [try row(changes)], columns: Set(FocusColumn.allCases).subtracting(Self.ofPricingCurrency),
            includesAdvice: advice
        ).map(\.column)
    }

    private static let ofPricingCurrency: Set<FocusColumn> = [
        .pricingCurrency, .pricingCurrencyEffectiveCost, .pricingCurrencyListUnitPrice,
        .pricingCurrencyContractedUnitPrice,
    ]

    @Test("There are the 57 columns of FOCUS 1.2, and rules about each of them")
    func columns() {
        #expect(FocusColumn.allCases.count == 57)
        #expect(FocusColumn.allCases == FocusColumn.allCases.sorted())
        #expect(FocusColumn.allCases.count { $0.level == .mandatory } == 21)
        #expect(FocusColumn.allCases.count { $0.level == .recommended } == 4)
        #expect(FocusColumn.allCases.count { !$0.allowsNull } == 21)
        #expect(Set(FocusRules.ofRows.map(\.column)) == Set(FocusColumn.allCases))
        #expect(FocusRules.ofRows.map(\.column) == FocusRules.ofRows.map(\.column).sorted())
    }

    @Test("A row that keeps all of them breaks none")
    func kept() throws {
        #expect(try broken([:], advice: true) == [])
        #expect(
            try broken([.billedCost: "-100.2", .effectiveCost: "35.2E-7", .chargeClass: "Correction"]) == [])
    }

    @Test(
        "A number is digits, a point and an exponent without plus, and nothing else",
        arguments: [
            "1 1/2", "35.2E+7", "35.24 x 10^7", "[3,5,8]", "[4:5]", "5i + 4", "sqrt(2)", "2.3^3", "32 GiB",
            "$32", "3,432,342", "+333", "1.2.3", "1e5", "NaN", "E5", "1E", "1E--2", " 1", "٣",
        ])
    func malformedNumbers(text: String) throws {
        #expect(try broken([.effectiveCost: text]) == ["EffectiveCost"])
    }

    @Test("Of other forms each is named by its column")
    func forms() throws {
        for (column, text) in [
            (FocusColumn.billingCurrency, "eur"), (.billingCurrency, "EURO"), (.billingCurrency, "XYZ"),
            (.billingPeriodStart, "2026-03-01"), (.billingPeriodStart, "2026-03-01T00:00:00.000Z"),
            (.billingPeriodStart, "2026-03-01T00:00:00+00:00"), (.billingPeriodStart, "2026-02-29T00:00:00Z"),
            (.chargePeriodEnd, "2026-03-01 01:00:00Z"), (.chargeCategory, "usage"), (.chargeClass, "Refund"),
            (.chargeFrequency, "Monthly"), (.pricingCategory, "On-Demand"), (.serviceCategory, "IoT"),
            (.serviceSubcategory, "Machines"), (.tags, "env=prod"), (.tags, #"{"a":{"b":1}}"#),
            (.tags, #"{"a":1,"a":2}"#), (.skuPriceDetails, "[]"), (.skuPriceDetails, #"{"Cores":4}"#),
        ] {
            #expect(try broken([column: text]).contains(column.rawValue), "\(column): \(text)")
        }
        #expect(try broken([.listUnitPrice: "-0.6", .listCost: "-1.8"]) == ["ListUnitPrice"])
        #expect(try broken([.consumedUnit: "gigabyte-hours"]) == [])
        #expect(try broken([.consumedUnit: "gigabyte-hours"], advice: true) == ["ConsumedUnit"])
    }

    @Test("An empty text or one of blanks is no null, and no value")
    func blanks() throws {
        for column in FocusColumn.allCases where !Self.ofPricingCurrency.contains(column) {
            for text in ["", " ", "\t"] {
                #expect(try broken([column: text]).contains(column.rawValue), "\(column)")
            }
        }
    }

    @Test("A column that is never null is not")
    func nulls() throws {
        for column in FocusColumn.allCases
        where !column.allowsNull && !Self.ofPricingCurrency.contains(column) {
            #expect(try broken([column: nil]).contains(column.rawValue), "\(column)")
        }
        #expect(try broken([.billingAccountName: nil, .chargeDescription: nil, .tags: nil]) == [])
    }

    @Test("What a category has, and what it has not")
    func categories() throws {
        let priced: [FocusColumn] = [
            .contractedUnitPrice, .listUnitPrice, .pricingCategory, .pricingQuantity, .skuId, .skuPriceId,
        ]
        for column in priced {
            #expect(try broken([column: nil]).contains(column.rawValue), "\(column)")
        }
        let correction = try row([
            .chargeClass: "Correction", .contractedUnitPrice: nil, .pricingQuantity: nil, .pricingUnit: nil,
            .consumedQuantity: nil, .consumedUnit: nil,
        ])
        #expect(FocusRules.violations(in: [correction]).isEmpty)
        #expect(
            try broken([.chargeCategory: "Tax"]) == ["ConsumedQuantity"] + priced.map(\.rawValue))
        let tax: [FocusColumn: String?] = [
            .chargeCategory: "Tax", .consumedQuantity: nil, .consumedUnit: nil, .contractedUnitPrice: nil,
            .listUnitPrice: nil, .pricingCategory: nil, .pricingQuantity: nil, .pricingUnit: nil, .skuId: nil,
            .skuMeter: nil, .skuPriceDetails: nil, .skuPriceId: nil,
        ]
        #expect(try broken(tax) == [])
        var credit = tax
        credit[.chargeCategory] = "Credit"
        #expect(try broken(credit) == ["ListCost"])
        credit[.listCost] = "1.50"
        #expect(try broken(credit) == [])
        #expect(
            try broken([.chargeCategory: "Purchase", .consumedQuantity: nil, .consumedUnit: nil])
                == ["ChargeFrequency"])
    }

    @Test("Columns that go together, products and periods")
    func pairs() throws {
        #expect(try broken([.consumedUnit: nil]) == ["ConsumedUnit"])
        #expect(try broken([.pricingUnit: nil]) == ["PricingUnit"])
        #expect(try broken([.subAccountId: nil]) == ["SubAccountName", "SubAccountType"])
        #expect(try broken([.resourceId: nil]) == ["ResourceName", "ResourceType"])
        #expect(try broken([.regionName: nil]) == ["RegionName"])
        #expect(try broken([.capacityReservationStatus: "Used"]) == ["CapacityReservationStatus"])
        #expect(try broken([.contractedCost: "1.49"]) == ["ContractedCost"])
        #expect(try broken([.contractedCost: "1.500", .listCost: "18E-1"]) == [])
        #expect(try broken([.listCost: "1.79", .chargeClass: "Correction"]) == [])
        // 3 × 0.3333 is 0.9999: 1.00, 1 and 1.000 are that rounded, 1.0000 and 0.99 are not.
        for (cost, isKept) in [
            ("1.00", true), ("1", true), ("0.9999", true), ("1.000", true), ("1.0000", false),
            ("0.99", false), ("0.98", false), ("1.1", false), ("1E0", true),
        ] {
            #expect(
                try broken([.contractedUnitPrice: "0.3333", .contractedCost: cost])
                    == (isKept ? [] : ["ContractedCost"]), "\(cost)")
        }
        #expect(try broken([.chargePeriodEnd: "2026-03-01T00:00:00Z"]) == ["ChargePeriodEnd"])
        #expect(try broken([.serviceSubcategory: "IoT Platforms"]) == ["ServiceSubcategory"])
    }

    @Test("What commitments ask of what they pay for")
    func commitments() throws {
        #expect(
            try broken([.commitmentDiscountId: "c"]) == [
                "CommitmentDiscountCategory", "CommitmentDiscountQuantity", "CommitmentDiscountStatus",
                "CommitmentDiscountType",
            ])
        #expect(try broken([.skuPriceDetails: #"{"CoreCount":4,"x_Cores":4}"#]) == [])
        let used: [FocusColumn: String?] = [
            .commitmentDiscountId: "c", .commitmentDiscountCategory: "Spend", .commitmentDiscountType: "Plan",
            .commitmentDiscountStatus: "Used", .commitmentDiscountQuantity: "3",
            .commitmentDiscountUnit: "Hours", .pricingCategory: "Committed",
        ]
        #expect(try broken(used) == [])
        #expect(try broken(used.merging([.pricingCategory: "Standard"]) { $1 }) == ["PricingCategory"])
        #expect(
            try broken(used.merging([.commitmentDiscountUnit: nil]) { $1 }) == ["CommitmentDiscountUnit"])
        let unused = used.merging([
            .commitmentDiscountStatus: "Unused", .consumedQuantity: nil, .consumedUnit: nil,
            .resourceId: "c",
        ]) { $1 }
        #expect(try broken(unused) == [])
        #expect(try broken(unused.merging([.resourceId: "r/1"]) { $1 }) == ["ResourceId"])
        #expect(
            try broken(unused.merging([.consumedQuantity: "1", .consumedUnit: "Hours"]) { $1 })
                == ["ConsumedQuantity"])
        let bought = unused.merging([
            .chargeCategory: "Purchase", .chargeFrequency: "Recurring", .commitmentDiscountStatus: nil,
            .pricingCategory: "Standard", .effectiveCost: "0",
        ]) { $1 }
        #expect(try broken(bought) == [])
        #expect(try broken(bought.merging([.effectiveCost: "1.5"]) { $1 }) == ["EffectiveCost"])
        #expect(
            try broken([.commitmentDiscountQuantity: "3", .commitmentDiscountUnit: "Hours"])
                == ["CommitmentDiscountQuantity"])
    }

    @Test("What rows have to do with each other: parents, currencies, sums, and columns of a file")
    func files() throws {
        let rows = [
            try row(), try row([.skuId: "T", .billingCurrency: "USD", .serviceCategory: "Other"]),
            try row([.billingAccountId: "2", .billingCurrency: "USD"]),
        ]
        let columns = Set(FocusColumn.allCases).subtracting([.billedCost, .serviceSubcategory])
        let found = FocusRules.violations(in: rows, columns: columns).filter {
            $0.column != "PricingCurrency"
        }
        #expect(
            found.filter { !$0.column.hasPrefix("PricingCurrency") }.map(\.description) == [
                "column 'BilledCost': a file has the column",
                "row 1, column 'SkuPriceId': a price belongs to one SkuId",
                "row 1, column 'ServiceName': a service has one ServiceCategory",
                "row 1, column 'BillingCurrency': an invoice has one currency",
            ])
        let id = FocusInvoiceID(account: "1", invoice: "I-1")
        func sums(_ payable: String) throws -> [String] {
            FocusRules.violations(
                in: [try row(), try row([.billedCost: "-0.25"])], payable: [id: try Money(payable, .eur)]
            ).map(\.detail)
        }
        #expect(try sums("1.25") == [])
        #expect(try sums("1.26") == ["invoice 'I-1' of '1': 1.25, payable 1.26 EUR"])
        #expect(try sums("1.24") == ["invoice 'I-1' of '1': 1.25, payable 1.24 EUR"])
        var named = try row()
        named = FocusRow(
            Dictionary(uniqueKeysWithValues: named.columns.map { ($0, named[$0] ?? "") }),
            custom: ["x_Team": "a", "Team": "b"])
        #expect(
            FocusRules.violations(in: [named]).map(\.description) == [
                "row 0, column 'Team': a column is one of FOCUS 1.2, or its name begins with x_"
            ])
    }

    @Test("Terms name a provider and a service of a known class")
    func terms() throws {
        #expect(refusal { try FocusTerms(provider: " ", service: "s") } == .invalidValue)
        #expect(refusal { try FocusTerms(provider: "p", service: "s", category: "IoT") } == .invalidValue)
        #expect(
            refusal { try FocusTerms(provider: "p", service: "s", subcategory: "Virtual Machines") }
                == .invalidValue)
        let terms = try FocusTerms(
            provider: "p", service: "s", category: "Compute", subcategory: "Virtual Machines")
        #expect(terms.issuer == "p" && terms.publisher == "p")
    }
}
