public import BillingModel

extension BucketWidth: TextCodable {
    /// The stable text of the width, such as `15 minutes`, `week from sunday` or `cycle from day 31`.
    public var description: String {
        switch kind {
        case .minutes(1): "minute"
        case .minutes(let count): "\(count) minutes"
        case .hours(1): "hour"
        case .hours(let count): "\(count) hours"
        case .day: "day"
        case .week(.monday): "week"
        case .week(let weekday): "week from \(weekday)"
        case .months(1, _): "month"
        case .months(3, _): "quarter"
        case .months(_, from: 1): "year"
        case .months(_, from: let month): "year from \(Self.monthNames[month - 1])"
        case .cycle(let day): "cycle from day \(day)"
        }
    }

    private static let monthNames = [
        "january", "february", "march", "april", "may", "june", "july", "august", "september", "october",
        "november", "december",
    ]

    /// Every width there is, by its text.
    private static let byText: [String: BucketWidth] = {
        var all: [BucketWidth] = [.hour, .day, .month, .quarter]
        all += (1..<60).compactMap { try? .minutes($0) }
        all += (2..<24).compactMap { try? .hours($0) }
        all += Weekday.allCases.map { .week(startingOn: $0) }
        all += (1...12).compactMap { try? .year(startingIn: $0) }
        all += (1...31).compactMap { try? .billingCycle(anchorDay: $0) }
        return Dictionary(all.map { ($0.description, $0) }) { first, _ in first }
    }()

    /// The text of a width that may be meant by one that no width has.
    package static func nearest(to text: String) -> String? {
        NearestText.of(text, among: byText.keys.sorted { ($0.utf8.count, $0) < ($1.utf8.count, $1) })
    }

    /// Reads a width from its stable text.
    ///
    /// - Parameter text: Exactly what ``description`` gives: lower case, single spaces.
    /// - Throws: `BillingError` with code `malformed` if no width has this text.
    public init(_ text: String) throws(BillingError) {
        guard let width = Self.byText[text] else {
            throw BillingError(
                .malformed,
                rule:
                    "a width is written as 15 minutes, hour, 2 hours, day, week, week from sunday, month, quarter,"
                    + " year, year from july or cycle from day 31",
                detail: "text '\(text.prefix(64))'"
                    + (Self.nearest(to: text).map { "; the nearest is '\($0)'" } ?? ""))
        }
        self = width
    }
}
