import BillingModel
import BillingTime

/// Reads numbers, dates and instants in the forms that a mapping states.
struct CSVForms {
    private let mapping: CSVMapping

    init(_ mapping: CSVMapping) { self.mapping = mapping }

    /// A text without the spaces around it.
    static func trimmed(_ text: String) -> String {
        let space = UInt8(ascii: " ")
        guard text.utf8.first == space || text.utf8.last == space else { return text }
        let bytes = text.utf8.drop { $0 == space }
        return String(Substring(bytes.prefix(bytes.count - bytes.reversed().prefix { $0 == space }.count)))
    }

    // MARK: Numbers

    /// A number with a point before its decimals and nothing between its thousands.
    func plain(_ text: String) throws(BillingError) -> String {
        var text = Self.trimmed(text)
        let separator = mapping.thousands.rawValue
        if mapping.thousands == .space {
            text = String(text.map { $0 == "\u{A0}" || $0 == "\u{202F}" ? " " : $0 })
        }
        let comma: Character = mapping.hasDecimalComma ? "," : "."
        guard separator != String(comma) else {
            throw BillingError(
                .invalidValue, rule: "thousands and decimals are divided by different characters")
        }
        if let divider = separator.first, text.contains(divider) {
            let parts = text.split(separator: comma, maxSplits: 1, omittingEmptySubsequences: false)
            let groups = parts[0].split(separator: divider, omittingEmptySubsequences: false)
            let first = groups[0].first == "-" ? groups[0].dropFirst() : groups[0]
            guard (1...3).contains(first.count), groups.dropFirst().allSatisfy({ $0.count == 3 }) else {
                throw BillingError(
                    .malformed, rule: "thousands are divided into groups of three digits",
                    detail: "text '\(text.prefix(64))'")
            }
            text = ([groups.joined()] + parts.dropFirst().map(String.init)).joined(separator: String(comma))
        }
        guard mapping.hasDecimalComma else {
            if text.contains(",") {
                throw BillingError(
                    .malformed,
                    rule: "a comma in a number is declared, as decimal comma or between thousands",
                    detail: "text '\(text.prefix(64))'")
            }
            return text
        }
        if text.contains(".") {
            throw BillingError(
                .malformed, rule: "a number with a decimal comma has a point between thousands if declared",
                detail: "text '\(text.prefix(64))'")
        }
        return String(text.map { $0 == "," ? "." : $0 })
    }

    /// A count: a whole number from 0 to 2^53.
    func count(_ text: String) throws(BillingError) -> Int {
        let number = try ExactDecimal(plain(text))
        guard number.coefficient >= 0, number.exponent >= 0 else {
            throw BillingError(
                .invalidValue, rule: "a count is a whole number, 0 or more",
                detail: "text '\(text.prefix(64))'")
        }
        guard let units = number.units(digits: 0, rule: .towardZero), units <= 1 << 53 else {
            throw BillingError(
                .invalidValue, rule: "a count is from 0 to 2^53", detail: "text '\(text.prefix(64))'")
        }
        return Int(units)
    }

    /// A finite number, perhaps with an exponent.
    func number(_ text: String) throws(BillingError) -> Double {
        let text = try plain(text)
        let isNumber = text.utf8.allSatisfy { (0x30...0x39).contains($0) || "+-.eE".utf8.contains($0) }
        guard isNumber, let number = Double(text), number.isFinite else {
            throw BillingError(
                .malformed, rule: "a number is finite and written in digits, such as -12.5 or 1E+21",
                detail: "text '\(text.prefix(64))'")
        }
        return number
    }

    /// A whole number that `Int64` holds.
    func version(_ text: String) throws(BillingError) -> Int64 {
        guard let version = Int64(Self.trimmed(text)) else {
            throw BillingError(
                .malformed, rule: "a version is a whole number", detail: "text '\(text.prefix(64))'")
        }
        return version
    }

    // MARK: Dates and instants

    func date(_ text: String) throws(BillingError) -> LocalDate {
        let text = Self.trimmed(text)
        switch mapping.dates {
        case .iso: return try LocalDate(text)
        case .dayMonthYear: return try Self.dayMonthYear(text)
        }
    }

    private static func dayMonthYear(_ text: some StringProtocol) throws(BillingError) -> LocalDate {
        let parts = text.split(separator: "/", omittingEmptySubsequences: false)
        func digits(_ place: Int, _ lengths: ClosedRange<Int>) -> Int? {
            guard parts.indices.contains(place), lengths.contains(parts[place].utf8.count),
                parts[place].utf8.allSatisfy({ (0x30...0x39).contains($0) })
            else { return nil }
            return Int(parts[place])
        }
        guard parts.count == 3, let day = digits(0, 1...2), let month = digits(1, 1...2),
            let year = digits(2, 4...4)
        else {
            throw BillingError(
                .malformed, rule: "a date is declared as day/month/year, such as 29/2/2024",
                detail: "text '\(text.prefix(64))'")
        }
        return try LocalDate(year: year, month: month, day: day)
    }

    /// An instant in microseconds: with an offset, followed by the name of a zone, or on the clock of a zone.
    func instant(_ text: String, _ zone: ZoneID?) throws(BillingError) -> Int64 {
        var text = Self.trimmed(text)
        var zone = zone
        if let named = Self.namedZone(&text) { zone = try ZoneID(named) }
        let divider = text.firstIndex { $0 == "T" || $0 == " " }
        guard let divider else {
            throw BillingError(
                .malformed, rule: "an instant has a date and a time of day",
                detail: "text '\(text.prefix(64))'")
        }
        let date = try date(String(text[..<divider]))
        var time = text[text.index(after: divider)...]
        // Screens for people write hours below ten with one digit.
        if time.dropFirst().first == ":" { time = "0" + time }
        let isLocal = !(time.hasSuffix("Z") || time.contains("+") || time.contains("-"))
        let clock = try Instants.microseconds("\(date)T\(time)\(isLocal ? "Z" : "")")
        guard isLocal else { return clock }
        guard let zone else {
            throw BillingError(
                .malformed, rule: "an instant has an offset from UTC, or a zone is given for its clock",
                detail: "text '\(text.prefix(64))'")
        }
        return try Self.instant(ofReading: clock, in: try mapping.zones.zone(zone))
    }

    /// Takes the name of a zone from the end: `… [Europe/Paris]` or `… Europe/Paris`.
    private static func namedZone(_ text: inout String) -> String? {
        if text.hasSuffix("]"), let open = text.lastIndex(of: "[") {
            let name = String(text[text.index(after: open)...].dropLast())
            text = trimmed(String(text[..<open]))
            return name
        }
        guard let space = text.lastIndex(of: " "), let first = text[text.index(after: space)...].first,
            first.isLetter
        else { return nil }
        let name = String(text[text.index(after: space)...])
        text = trimmed(String(text[..<space]))
        return name
    }

    /// The first instant at which the clock of a zone has a reading.
    private static func instant(ofReading clock: Int64, in zone: Zone) throws(BillingError) -> Int64 {
        let offsets = Set([-Instants.perDay, 0, Instants.perDay].map { zone.offset(at: clock + $0) })
        let instants = offsets.map { clock - Int64($0) * Instants.perSecond }
            .filter { zone.clock(at: $0) == clock && (Instants.first..<Instants.end).contains($0) }
        guard let instant = instants.min() else {
            throw BillingError(
                .invalidValue, rule: "a time of day is one that the clock of its zone shows",
                detail: "\(Instants.text(clock).dropLast()) in \(zone.id)")
        }
        return instant
    }
}
