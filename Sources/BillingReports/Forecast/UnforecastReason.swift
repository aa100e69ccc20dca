import BillingInsights

/// Why a charge has no forecast.
///
/// A later release may add reasons.
public struct UnforecastReason: Hashable, Sendable {
    private enum Name: String, Codable {
        case history, cycles, distinct, unrated, range, far
    }

    private let name: Name

    private init(_ name: Name) { self.name = name }

    /// Fewer days are known than a forecast needs.
    public static let tooLittleHistory = Self(.history)
    /// Fewer months are known than a forecast of a figure to date needs.
    public static let tooFewMonths = Self(.cycles)
    /// The quantity is a number of different subjects of the period, which no days add up to.
    public static let distinct = Self(.distinct)
    /// The charge has no amount to date, for a reason that lasts.
    public static let unrated = Self(.unrated)
    /// A value, a quantity or an amount is too large.
    public static let beyondRange = Self(.range)
    /// The end of the period lies further ahead than days are forecast.
    public static let tooFar = Self(.far)

    /// The reason as a sentence, with the number of days that are known.
    func statement(days: Int) -> String {
        switch name {
        case .history:
            "a forecast needs \(Forecast.Grid.daily.leastHistory) days with a value, there are \(days)"
        case .cycles: "a figure to date needs 3 earlier months whose last day has a value"
        case .distinct: "a number of different subjects is not forecast"
        case .unrated: "it has no amount to date"
        case .range: "its figures are too large"
        case .far: "the end of the period lies too far ahead"
        }
    }
}

extension UnforecastReason: Codable {
    /// Reads a reason from its text.
    public init(from decoder: any Decoder) throws {
        self.init(try Name(from: decoder))
    }

    /// Writes the text of the reason, one word.
    public func encode(to encoder: any Encoder) throws {
        try name.encode(to: encoder)
    }
}
