#if canImport(FoundationEssentials)
public import FoundationEssentials
#else
public import Foundation
#endif
public import BillingModel

/// A charge whose amount may still change by itself, and why.
public struct UnsettledCharge: Hashable, Sendable, Identifiable {
    /// Why an amount may still change.
    public enum Cause: Hashable, Sendable {
        /// The period goes on until this instant.
        case inProgress(until: Date)
        /// The metric may lag: its figures are taken for final from this instant on.
        case lag(MetricID, until: Date)
        /// No feed has said that it is complete, and nothing was recorded, in these parts of the time up to now.
        case uncovered(MetricID, [InstantRange])
        /// The charge has no amount.
        case unrated(UnratedReason)
        /// The quantity is known for a part of the period only, such as a level before its first reading.
        case partlyKnown
    }

    /// The id of the charge.
    public let id: EntityID<Charge>
    /// The name of the charge for people.
    public let name: String
    /// The causes, at least one.
    public let causes: [Cause]
}

extension UnsettledCharge: CustomStringConvertible {
    /// The charge and the causes, in the words of an operator.
    public var description: String {
        "\(id): " + causes.map { "\($0)" }.joined(separator: "; ")
    }
}

extension UnsettledCharge.Cause: CustomStringConvertible {
    /// The cause in the words of an operator; instants are in UTC.
    public var description: String {
        func text(_ instant: Date) -> String {
            (try? Instants.microseconds(instant)).map(Instants.text) ?? "\(instant)"
        }
        switch self {
        case .inProgress(let end): return "the period goes on until \(text(end))"
        case .lag(let metric, let end): return "'\(metric)' may lag until \(text(end))"
        case .uncovered(let metric, let ranges):
            let shown = ranges.prefix(3).map { "\(text($0.start)) to \(text($0.end))" }
            let rest = ranges.count > 3 ? " and \(ranges.count - 3) more" : ""
            return "'\(metric)' is not covered in " + shown.joined(separator: ", ") + rest
        case .unrated(let reason): return reason.statement
        case .partlyKnown: return "its quantity is known for a part of the period"
        }
    }
}
