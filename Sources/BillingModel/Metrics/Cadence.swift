/// How often a metric has a value, which is also the narrowest bucket that makes sense for it.
public struct Cadence: Hashable, Sendable {
    private enum Form: Hashable {
        case irregular, daily
        case minutes(Int)
    }

    private let form: Form

    private init(_ form: Form) { self.form = form }

    /// At any instant; every width of bucket is offered.
    public static let irregular = Self(.irregular)
    /// Once a quarter of an hour.
    public static let quarterHourly = Self(.minutes(15))
    /// Once an hour.
    public static let hourly = Self(.minutes(60))
    /// One value for each date, which belongs to the date and not to an instant.
    public static let daily = Self(.daily)

    /// Every so many minutes; 1,440 of them are not ``daily``, whose days have the length the zone gives them.
    ///
    /// - Throws: ``BillingError`` with code ``BillingError/Code/invalidValue`` unless it is 1 to 1,440 minutes.
    public static func minutes(_ count: Int) throws(BillingError) -> Cadence {
        guard (1...1_440).contains(count) else {
            throw BillingError(
                .invalidValue, rule: "a cadence in minutes is from 1 to 1,440", detail: "\(count) minutes")
        }
        return Self(.minutes(count))
    }

    /// The narrowest bucket that makes sense, in minutes; nil for dates, whose length varies.
    package var minutes: Int? {
        switch form {
        case .irregular: 0
        case .minutes(let count): count
        case .daily: nil
        }
    }
}

extension Cadence: TextCodable {
    /// The cadence as a text, which is also its JSON form: `irregular`, `daily`, `60 minutes`.
    public var description: String {
        switch form {
        case .irregular: "irregular"
        case .daily: "daily"
        case .minutes(let count): "\(count) minutes"
        }
    }

    /// Reads a cadence from its text.
    ///
    /// - Throws: ``BillingError`` with code ``BillingError/Code/malformed`` if it is the text of none, or what ``minutes(_:)`` throws.
    public init(_ text: String) throws(BillingError) {
        switch text {
        case "irregular": self = .irregular
        case "daily": self = .daily
        default:
            let words = text.split(separator: " ", omittingEmptySubsequences: false)
            guard words.count == 2, words[1] == "minutes", let count = Int(words[0]), "\(count)" == words[0]
            else {
                throw BillingError(
                    .malformed, rule: "a cadence is 'irregular', 'daily' or a number of minutes",
                    detail: "text '\(text.prefix(64))'")
            }
            self = try .minutes(count)
        }
    }
}
