import BillingModel
import BillingRating
import BillingTime

#if canImport(FoundationEssentials)
import FoundationEssentials
#else
import Foundation
#endif

/// The quantity that a rule makes of daily values, from the first day to the last one added.
struct RunningQuantity {
    private let rule: QuantityRule
    private var exact: ExactSum?
    private var highest = -Double.infinity
    private var count = 0

    init(_ rule: QuantityRule) { self.rule = rule }

    /// Adds a day, whose value is the exact sum of its members.
    ///
    /// - Returns: The quantity so far; nil if no member has a value on this day.
    mutating func add(_ members: [ExactSum?]) throws(BillingError) -> Decimal? {
        var day: ExactSum?
        for case let member? in members {
            if day == nil { day = member } else { day?.merge(member) }
        }
        guard let day else {
            // A level that is not known at the end is not the one of an earlier day.
            if rule == .last || rule == .monthEnd { exact = nil }
            return nil
        }
        count += 1
        switch rule {
        case .last, .monthEnd: exact = day
        case .sum, .mean, .timeWeightedMean:
            if exact == nil { exact = day } else { exact?.merge(day) }
        case .peak:
            let value = try day.rounded()
            if value > highest { (highest, exact) = (value, day) }
        }
        return try quantity()
    }

    /// The quantity so far; nil if no day had a value.
    func quantity() throws(BillingError) -> Decimal? {
        guard let exact else { return nil }
        return try exact.quantity(dividedBy: rule == .mean ? count : 1)
    }
}
