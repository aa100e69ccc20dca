// Which columns are null, or are not, depending on what another one says.
extension FocusRules {
    private static let null = "it is null"
    private static let notNull = "it is not null"

    /// Whether a row is for something used or bought, and no correction, of which more may be left open.
    private static func isPriced(_ row: FocusRow) -> Bool {
        (row.category == .usage || row.category == .purchase) && !row.isCorrection
    }

    static let ofNulls: [FocusRule] = ofPrices + ofConsumption

    /// What a tax does not have, and what is used or bought has.
    private static let ofPrices: [FocusRule] = [
        FocusColumn.skuId, .skuPriceId, .listUnitPrice, .contractedUnitPrice, .pricingQuantity,
        .pricingCategory, .pricingCurrencyListUnitPrice, .pricingCurrencyContractedUnitPrice,
    ].flatMap { column in
        [
            FocusRule(column, when: "ChargeCategory is Tax", null, with: [.chargeCategory]) { row in
                row.category != .tax || row[column] == nil
            },
            FocusRule(
                column, when: "ChargeCategory is Usage or Purchase and ChargeClass is not Correction",
                notNull,
                with: [.chargeCategory]
            ) { row in
                !isPriced(row) || row[column] != nil
            },
        ]
    }

    private static let ofConsumption: [FocusRule] = [
        FocusRule(
            .consumedQuantity, when: "ChargeCategory is not Usage", null, with: [.chargeCategory]
        ) { row in
            row.category == .usage || row.category == nil || row[.consumedQuantity] == nil
        },
        FocusRule(
            .consumedQuantity, when: "CommitmentDiscountStatus is Unused", null,
            with: [.commitmentDiscountStatus]
        ) { row in
            row[.commitmentDiscountStatus] != "Unused" || row[.consumedQuantity] == nil
        },
        FocusRule(
            .consumedQuantity,
            when: "ChargeCategory is Usage, ChargeClass is not Correction and no commitment is unused",
            notNull, with: [.chargeCategory]
        ) { row in
            row.category != .usage || row.isCorrection || row[.commitmentDiscountStatus] == "Unused"
                || row[.consumedQuantity] != nil
        },
    ]

    /// A column that is null with another one, and not null with it.
    private static func both(_ column: FocusColumn, with other: FocusColumn) -> FocusRule {
        FocusRule(column, "it is null if and only if \(other.rawValue) is", with: [other]) { row in
            (row[column] == nil) == (row[other] == nil)
        }
    }

    /// A column that is null if another one is.
    private static func only(_ column: FocusColumn, with other: FocusColumn) -> FocusRule {
        FocusRule(column, when: "\(other.rawValue) is null", null, with: [other]) { row in
            row[other] != nil || row[column] == nil
        }
    }

    /// A column that a row of usage has if it has another one.
    private static func ofUsage(_ column: FocusColumn, with other: FocusColumn) -> FocusRule {
        FocusRule(
            column, when: "\(other.rawValue) is not null and ChargeCategory is Usage", notNull, with: [other]
        ) { row in
            row.category != .usage || row[other] == nil || row[column] != nil
        }
    }

    static let ofPairs: [FocusRule] = [
        both(.consumedUnit, with: .consumedQuantity), both(.pricingUnit, with: .pricingQuantity),
        both(.billingAccountType, with: .billingAccountId), both(.subAccountName, with: .subAccountId),
        both(.subAccountType, with: .subAccountId), both(.regionName, with: .regionId),
        only(.resourceName, with: .resourceId), both(.resourceType, with: .resourceId),
        only(.skuMeter, with: .skuId), only(.skuPriceDetails, with: .skuPriceId),
        only(.commitmentDiscountName, with: .commitmentDiscountId),
        both(.commitmentDiscountCategory, with: .commitmentDiscountId),
        both(.commitmentDiscountType, with: .commitmentDiscountId),
        only(.commitmentDiscountStatus, with: .commitmentDiscountId),
        ofUsage(.commitmentDiscountStatus, with: .commitmentDiscountId),
        both(.commitmentDiscountUnit, with: .commitmentDiscountQuantity),
        only(.capacityReservationStatus, with: .capacityReservationId),
        ofUsage(.capacityReservationStatus, with: .capacityReservationId),
    ]
}
