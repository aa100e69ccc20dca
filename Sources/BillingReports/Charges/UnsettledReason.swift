import BillingTime

/// Why the quantity of a charge may still change by itself, or cannot be relied on.
///
/// The first that applies is told; the completeness beside it has the share that is known. A later release may add
/// reasons.
public struct UnsettledReason: Hashable, Sendable {
    private enum Name: String, Codable {
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
        self.init(try Name(from: decoder))
    }

    /// Writes the text of the reason, one word.
    public func encode(to encoder: any Encoder) throws {
        try name.encode(to: encoder)
    }
}
