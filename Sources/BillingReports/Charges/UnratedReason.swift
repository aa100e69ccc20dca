import BillingTime

/// Why a charge of a screen has no amount.
///
/// Missing usage is not zero, so such a charge is shown without one, and its total is marked as not whole. A later
/// release may add reasons.
public struct UnratedReason: Hashable, Sendable {
    private enum Name: String, CaseIterable {
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
        let container = try decoder.singleValueContainer()
        guard let name = Name(rawValue: try container.decode(String.self)) else {
            throw DecodingError.dataCorruptedError(in: container, debugDescription: "a reason is known")
        }
        self.init(name)
    }

    /// Writes the text of the reason, one word.
    public func encode(to encoder: any Encoder) throws {
        var container = encoder.singleValueContainer()
        try container.encode(name.rawValue)
    }
}

/// Why the quantity of a charge may still change by itself, or cannot be relied on.
///
/// The first that applies is told; the completeness beside it has the share that is known. A later release may add
/// reasons.
public struct UnsettledReason: Hashable, Sendable {
    private enum Name: String, CaseIterable {
        case coverage, partly, future, progress, lag, cut
    }

    private let name: Name

    private init(_ name: Name) { self.name = name }

    /// No feed has said that it is complete for all of the time that has passed.
    public static let uncovered = Self(.coverage)
    /// The feed is complete, but a level or a daily number is known for a part of the time only.
    public static let partlyKnown = Self(.partly)
    /// The period has not begun.
    public static let notBegun = Self(.future)
    /// The period goes on.
    public static let inProgress = Self(.progress)
    /// The period ended less than the lag of the metric ago, so that late values may still come.
    public static let settling = Self(.lag)
    /// The period begins or ends inside a day, whose number is that of the whole day.
    public static let cut = Self(.cut)

    /// Why a figure is not complete; nil if it is.
    ///
    /// `coverage` is the share that the feeds cover.
    init?(_ completeness: Completeness, feeds coverage: Double) {
        guard !completeness.isComplete else { return nil }
        if completeness.coverage < 1, completeness.phase != .future {
            self = coverage < 1 ? .uncovered : .partlyKnown
            return
        }
        switch completeness.phase {
        case .future: self = .notBegun
        case .inProgress: self = .inProgress
        case .settling: self = .settling
        case .settled: self = .cut
        }
    }

    /// The reason as the end of a sentence, with the share that is known.
    func statement(_ completeness: Completeness) -> String {
        let share = NumberText.share(of: completeness.coverage, in: 1) ?? ""
        return switch name {
        case .coverage: "its feed is complete for \(share) of the time"
        case .partly: "it is known for \(share) of the time"
        case .future: "the period has not begun"
        case .progress: "the period goes on"
        case .lag: "late values may still come"
        case .cut: "the period cuts a day"
        }
    }

    /// Whether the reason lies in what is known, and not in the time.
    var isOfKnowledge: Bool { name == .coverage || name == .partly }
}

extension UnsettledReason: Codable {
    /// Reads a reason from its text.
    public init(from decoder: any Decoder) throws {
        let container = try decoder.singleValueContainer()
        guard let name = Name(rawValue: try container.decode(String.self)) else {
            throw DecodingError.dataCorruptedError(in: container, debugDescription: "a reason is known")
        }
        self.init(name)
    }

    /// Writes the text of the reason, one word.
    public func encode(to encoder: any Encoder) throws {
        var container = encoder.singleValueContainer()
        try container.encode(name.rawValue)
    }
}
