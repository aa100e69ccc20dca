#if canImport(FoundationEssentials)
public import FoundationEssentials
#else
public import Foundation
#endif

import BillingModel

extension AlertTransition {
    /// The transition as one sentence for people, in plain English.
    ///
    /// Numbers have a decimal point and at most one decimal, towards zero, so that what is below a threshold never
    /// reads as the threshold. The subject is not named; it may be the id of a customer.
    ///
    /// ```swift
    /// transition.sentence()  // "80 % of the budget is used since 2026-03-14: 93.1 %."
    /// ```
    ///
    /// - Parameter date: How to write the date of an instant, such as on the tenant's clock; the date in UTC if it is
    ///   not given.
    /// - Returns: The sentence, with a full stop.
    public func sentence(date: (Date) -> String = Self.dateInUTC) -> String {
        let day = date(at)
        switch cause {
        case .periodEnd: return "The period ended on \(day); before, \(holding)."
        case .ruleChange: return "The rule no longer asks whether \(holding), since \(day)."
        default: break
        }
        switch to {
        case .pending: return "\(opened(since: day, asOf: day)); people are told if it lasts."
        case .firing: return "\(opened(since: date(since), asOf: day))."
        case .ok, .resolved: return "\(closed(day))."
        }
    }

    /// The date of an instant in UTC: `2026-03-14`.
    public static func dateInUTC(_ instant: Date) -> String {
        Instants.nearest(instant).map { String(Instants.text($0).prefix(10)) } ?? "an unknown date"
    }

    private var whole: String { condition.whole?.rawValue ?? "" }

    /// What holds, within a sentence.
    private var holding: String {
        switch condition.kind {
        case .used: "\(PlainNumber.percent(threshold)) of the \(whole) was used"
        case .forecast:
            "it was forecast to end above \(PlainNumber.percent(condition.share ?? 1)) of the \(whole)"
        case .unusual: "a value was unusual"
        case .silent: "no data came for \(PlainNumber.days(threshold))"
        case .overdue: "the invoice was \(PlainNumber.days(threshold)) overdue"
        }
    }

    private func opened(since day: String, asOf now: String) -> String {
        let value = value ?? threshold
        switch condition.kind {
        case .used:
            let reached = PlainNumber.percent(threshold)
            let used = PlainNumber.percent(value)
            return "\(reached) of the \(whole) is used since \(day)" + (used == reached ? "" : ": \(used)")
        case .forecast:
            return "Since \(day) the period is forecast to end above "
                + "\(PlainNumber.percent(condition.share ?? 1)) of the \(whole): \(outlook)"
        case .unusual:
            let rarity = "one value in \(PlainNumber.whole(value)) is so rare"
            switch measure?.finding {
            case .spike: return "Unusually high since \(day): \(rarity)"
            case .dip: return "Unusually low since \(day): \(rarity)"
            default: return "At a new level since \(day): \(rarity)"
            }
        case .silent: return "No data for \(PlainNumber.days(value)), as of \(now)"
        case .overdue: return "The invoice is \(PlainNumber.days(value)) overdue, as of \(now)"
        }
    }

    private func closed(_ day: String) -> String {
        let value = value ?? threshold
        switch condition.kind {
        case .used:
            return "Less than \(PlainNumber.percent(threshold)) of the \(whole) is used since \(day): "
                + PlainNumber.percent(value)
        case .forecast:
            return "Since \(day) the period is no longer forecast to end above "
                + "\(PlainNumber.percent(condition.share ?? 1)) of the \(whole): \(outlook)"
        case .unusual: return "Nothing unusual since \(day)"
        case .silent: return "Data came again, as of \(day)"
        case .overdue: return "The invoice is no longer \(PlainNumber.days(threshold)) overdue, as of \(day)"
        }
    }

    private var outlook: String {
        let probability = "a probability of \(PlainNumber.percent(value ?? 0))"
        guard let projected = measure?.projected else { return probability }
        return "\(PlainNumber.percent(projected)) is expected, with \(probability)"
    }
}
