import BillingInsights
import BillingModel

/// What is seen of one subject of a watch.
struct AlertSight {
    let subject: AlertSubjectID
    /// What it is, for people.
    let title: String
    /// What was observed, the earliest first.
    var observations: [AlertObservation] = []
    /// Why nothing can be said now.
    var refusal: String?
    /// Whether the subject has a state and a row even if there is nothing to tell of it.
    var isKept = true
}

extension AlertCondition {
    /// A share of what is known as a measure; nil if nothing can be said.
    ///
    /// As long as not all is known, a share is the least that it can be: it counts if it meets a threshold, and nothing can be said
    /// of one below.
    func measure(used share: Double?, isWhole: Bool) throws(BillingError) -> AlertMeasure? {
        guard let share, isWhole || share >= thresholds.first ?? 0 else { return nil }
        return try .used(share)
    }
}
