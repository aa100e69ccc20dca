import BillingModel

extension BillingError {
    /// Why a figure is not told: `a forecast needs 14 days with a value: there are 5`.
    var refusal: String { detail.isEmpty ? rule : "\(rule): \(detail)" }
}
