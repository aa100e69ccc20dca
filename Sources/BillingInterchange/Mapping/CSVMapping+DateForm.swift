public import BillingModel

extension CSVMapping {
    /// How dates are written, and perhaps the time of day behind them: a pattern that is followed to the letter.
    ///
    /// ```swift
    /// mapping.dates = try .init("dd.MM.yyyy")          // 31.12.2013
    /// mapping.dates = try .init("MMM d, yyyy h:mm a")  // Dec 31, 2013 2:05 PM
    /// mapping.dates = try .init("d/M/yy", firstYear: 1970)  // 31/12/69 is 2069, 1/1/70 is 1970
    /// ```
    ///
    /// | letters | what they read |
    /// | --- | --- |
    /// | `yyyy` | a year of four digits |
    /// | `yy` | two digits: the year of them in the hundred years from a first one, which must be given |
    /// | `M`, `MM` | a month of one or two digits, of exactly two |
    /// | `MMM`, `MMMM` | an English name of a month, short or in full, in any case; a point may follow a short one |
    /// | `d`, `dd` | a day |
    /// | `H`, `HH` | an hour from 0 to 23 |
    /// | `h`, `hh` | an hour from 1 to 12, with `a` for AM or PM |
    /// | `mm`, `ss` | minute and second; digits of a second may follow behind a point or a comma |
    ///
    /// Other letters are refused; what stands between is read as it is, a space also as several and as one that does not
    /// break. Where a pattern has no time, an instant has one of ISO 8601 behind its date.
    public struct DateForm: Hashable, Sendable {
        /// The pattern, such as `dd.MM.yyyy`.
        public let pattern: String
        /// The first of the hundred years that two digits mean; nil if years have four.
        public let firstYear: Int?
        let date: [DatePart]
        let time: [DatePart]

        /// Year, month and day: `2025-03-30`.
        public static let iso = DateForm(
            "yyyy-MM-dd", [.year(4), .literal("-"), .month(2), .literal("-"), .day(2)])
        /// Day, month and year: `30/3/2025` or `30/03/2025`.
        public static let dayMonthYear = DateForm(
            "d/M/yyyy", [.day(1), .literal("/"), .month(1), .literal("/"), .year(4)])
        /// Month, day and year: `3/30/2025` or `03/30/2025`.
        public static let monthDayYear = DateForm(
            "M/d/yyyy", [.month(1), .literal("/"), .day(1), .literal("/"), .year(4)])

        private init(_ pattern: String, _ date: [DatePart]) {
            (self.pattern, self.date, time, firstYear) = (pattern, date, [], nil)
        }

        /// Reads a pattern.
        ///
        /// - Parameters:
        ///   - pattern: The date, and behind it perhaps the time.
        ///   - firstYear: The first of the hundred years that two digits mean, 1 to 9900; given with `yy`, and only then.
        /// - Throws: `BillingError` with code `malformed` if the pattern has other letters, lacks a year, a month or a day, has one
        ///   twice, or has numbers of changing length side by side.
        public init(_ pattern: String, firstYear: Int? = nil) throws(BillingError) {
            let parts = try DatePart.parts(of: pattern)
            let start = parts.firstIndex { $0.isTime } ?? parts.count
            var date = Array(parts[..<start])
            var time = Array(parts[start...])
            // What divides the two belongs to the time, which may be missing in a date.
            while start < parts.count, case .literal? = date.last { time.insert(date.removeLast(), at: 0) }
            if let problem = DatePatternFault.problem(of: date, time, firstYear) {
                throw DatePatternFault.error(
                    "a pattern of dates has a year, a month and a day, perhaps a time behind them, and for two digits"
                        + " of a year the first of the hundred years that they mean", pattern, problem)
            }
            (self.pattern, self.firstYear, self.date, self.time) = (pattern, firstYear, date, time)
        }

        /// What tells the form from others: the two that there were have the names that they had.
        var identity: String {
            switch self {
            case .iso: "iso"
            case .dayMonthYear: "dayMonthYear"
            default: firstYear.map { "\(pattern) from \($0)" } ?? pattern
            }
        }
    }
}

/// One part of a pattern of dates.
enum DatePart: Hashable, Sendable {
    case year(Int)
    case month(Int)
    case monthName
    case day(Int)
    case hour(Int, isTwelve: Bool)
    case minute
    case second
    case halfDay
    case literal(Unicode.Scalar)

    var isMonth: Bool {
        switch self {
        case .month, .monthName: true
        default: false
        }
    }

    var isDate: Bool {
        switch self {
        case .year, .month, .monthName, .day: true
        default: false
        }
    }

    var isTime: Bool {
        switch self {
        case .hour, .minute, .second, .halfDay: true
        default: false
        }
    }

    var isNumber: Bool {
        switch self {
        case .monthName, .halfDay, .literal: false
        default: true
        }
    }

    var hasChangingLength: Bool {
        switch self {
        case .month(1), .day(1), .hour(1, _): true
        default: false
        }
    }

    static func parts(of pattern: String) throws(BillingError) -> [DatePart] {
        var parts: [DatePart] = []
        var rest = Substring(pattern).unicodeScalars
        while let letter = rest.first {
            let count = rest.prefix { $0 == letter }.count
            guard letter.properties.isAlphabetic else {
                let isDigit = (0x30...0x39).contains(letter.value)
                guard !isDigit else { throw DatePatternFault.unknown(letter, count, in: pattern) }
                parts += Array(repeating: .literal(letter), count: count)
                rest.removeFirst(count)
                continue
            }
            switch (letter, count) {
            case ("y", 2), ("y", 4): parts.append(.year(count))
            case ("M", 1), ("M", 2): parts.append(.month(count))
            case ("M", 3), ("M", 4): parts.append(.monthName)
            case ("d", 1), ("d", 2): parts.append(.day(count))
            case ("H", 1), ("H", 2): parts.append(.hour(count, isTwelve: false))
            case ("h", 1), ("h", 2): parts.append(.hour(count, isTwelve: true))
            case ("m", 2): parts.append(.minute)
            case ("s", 2): parts.append(.second)
            case ("a", 1): parts.append(.halfDay)
            default: throw DatePatternFault.unknown(letter, count, in: pattern)
            }
            rest.removeFirst(count)
        }
        return parts
    }
}
