import BillingInsights
import BillingReports
import BillingTime

/// What is expected of one bucket of a screen of actions: of the one that is the period of its outlook.
struct ActionOutlook {
    let place: Int
    let value: Double
    /// Where the value will lie in four of five cases.
    let low: Double
    let high: Double

    /// Nil unless the screen has an outlook of all actions whose period is one of its buckets.
    init?(_ screen: ConsumptionActions) {
        guard let outlook = screen.outlook, let end = outlook.total?.estimate, end.value.isFinite,
            end.interval80.upperBound.isFinite, end.interval80.lowerBound.isFinite,
            let place = screen.buckets.firstIndex(where: { $0.bucket.interval == outlook.period.interval })
        else { return nil }
        self.place = place
        value = end.value
        (low, high) = (end.interval80.lowerBound, end.interval80.upperBound)
    }

    /// How many actions are expected: a whole number.
    static func text(_ expected: Double) -> String { NumberText.number(expected, decimals: 0) }

    /// What is expected of the period of an outlook, which need be no bucket of the screen; nil without one.
    static func sentence(_ screen: ConsumptionActions) -> String? {
        guard let outlook = screen.outlook, let end = outlook.total?.estimate else { return nil }
        return "Expected in all of \(outlook.label): \(text(end.value)), in four of five cases "
            + "from \(text(end.interval80.lowerBound)) to \(text(end.interval80.upperBound))."
    }
}
