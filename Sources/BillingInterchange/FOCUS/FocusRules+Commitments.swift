import BillingModel

// What commitments, such as hours that were bought in advance, ask of the rows that they pay for.
extension FocusRules {
    /// Whether a row is one for which a commitment has a quantity.
    private static func isCommitted(_ row: FocusRow) -> Bool {
        (row.category == .usage || row.category == .purchase) && row[.commitmentDiscountId] != nil
    }

    static let ofCommitments: [FocusRule] = [
        FocusRule(
            .commitmentDiscountQuantity,
            when: "ChargeCategory is neither Usage nor Purchase, or CommitmentDiscountId is null",
            "it is null", with: [.chargeCategory, .commitmentDiscountId]
        ) { row in
            isCommitted(row) || row[.commitmentDiscountQuantity] == nil
        },
        FocusRule(
            .commitmentDiscountQuantity,
            when:
                "ChargeCategory is Usage or Purchase, CommitmentDiscountId is not null and ChargeClass is not Correction",
            "it is not null", with: [.chargeCategory, .commitmentDiscountId]
        ) { row in
            !isCommitted(row) || row.isCorrection || row[.commitmentDiscountQuantity] != nil
        },
        FocusRule(
            .pricingCategory, when: "ChargeCategory is Usage and CommitmentDiscountStatus is Used",
            "it is Committed", with: [.chargeCategory, .commitmentDiscountStatus]
        ) { row in
            row.category != .usage || row[.commitmentDiscountStatus] != "Used"
                || row[.pricingCategory] == nil || row[.pricingCategory] == "Committed"
        },
        FocusRule(
            .resourceId, when: "a commitment is bought, or a part of it is unused",
            "it is CommitmentDiscountId",
            with: [.chargeCategory, .commitmentDiscountId, .commitmentDiscountStatus]
        ) { row in
            guard let commitment = row[.commitmentDiscountId],
                row.category == .purchase || row[.commitmentDiscountStatus] == "Unused"
            else { return true }
            return row[.resourceId]?.hasSameBytes(as: commitment) == true
        },
    ]
}
