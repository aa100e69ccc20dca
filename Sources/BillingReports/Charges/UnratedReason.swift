/// Why a charge of a screen has no amount.
///
/// Missing usage is not zero, so such a charge is shown without one, and its total is marked as not whole. A later
/// release may add reasons.
public struct UnratedReason: Hashable, Sendable {
    private enum Name: String, Codable {
        case missing, end, metric, reset, labels, units, negative
    }

    private let name: Name

    private init(_ name: Name) { self.name = name }

    /// Nothing is known of the usage in the period.
    public static let missing = Self(.missing)
    /// Something is known of the period, but not the level at its end, or now, which the rule of the charge takes.
    public static let unknownAtEnd = Self(.end)
    /// The tenant has no such metric.
    public static let unknownMetric = Self(.metric)
    /// The metric counts to date and begins anew inside the period, or began before it, so that no figure of it is one
    /// of the period: a calendar month's figure in a cycle from day 15.
    public static let reset = Self(.reset)
    /// The different subjects of several labels cannot be added up.
    public static let labels = Self(.labels)
    /// The actions are billed in several units, which do not add up.
    public static let units = Self(.units)
    /// The quantity is below zero, which no price is for.
    public static let negative = Self(.negative)

    /// The reason in few words.
    var title: String {
        switch name {
        case .missing: "usage is missing"
        case .end: "a level at the end is not known"
        case .metric: "a metric is unknown"
        case .reset: "a metric counts over other periods"
        case .labels: "distinct counts do not add up"
        case .units: "units do not add up"
        case .negative: "a quantity is negative"
        }
    }

    /// The reason as a sentence.
    public var statement: String {
        switch name {
        case .missing: "nothing is known of its usage"
        case .end: "its level at the end of the period is not known"
        case .metric: "the tenant has no such metric"
        case .reset: "its metric counts to date over other periods than this one"
        case .labels: "distinct counts of several labels do not add up"
        case .units: "its actions are billed in several units"
        case .negative: "its quantity is below zero"
        }
    }
}

extension UnratedReason: Codable {
    /// Reads a reason from its text.
    public init(from decoder: any Decoder) throws {
        self.init(try Name(from: decoder))
    }

    /// Writes the text of the reason, one word.
    public func encode(to encoder: any Encoder) throws {
        try name.encode(to: encoder)
    }
}
