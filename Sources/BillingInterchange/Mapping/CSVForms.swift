import BillingModel
import BillingTime

/// Reads dates and instants in the forms that a mapping states; numbers have a file of their own.
struct CSVForms {
    let mapping: CSVMapping

    init(_ mapping: CSVMapping) { self.mapping = mapping }

    /// Whether a scalar is a space, also one that does not break or is narrow.
    static func isSpace(_ scalar: Unicode.Scalar) -> Bool {
        switch scalar.value {
        case 0x20, 0xA0, 0x2007, 0x2009, 0x202F: true
        default: false
        }
    }

    /// A text without the spaces around it.
    static func trimmed(_ text: String) -> String {
        let scalars = Substring(text).unicodeScalars
        guard let first = scalars.first, let last = scalars.last, isSpace(first) || isSpace(last) else {
            return text
        }
        let rest = scalars.drop(while: isSpace)
        return String(Substring(rest.prefix(rest.count - rest.reversed().prefix(while: isSpace).count)))
    }

    /// A date, perhaps with a time of day that the pattern declares.
    func date(_ text: String) throws(BillingError) -> LocalDate {
        var scanner = DateScanner(Self.trimmed(text))
        var reading = DateScanner.Reading()
        guard scanner.take(mapping.dates.date, mapping.dates.firstYear, into: &reading) else {
            throw wrongDate(text)
        }
        if !scanner.rest.isEmpty {
            guard !mapping.dates.time.isEmpty,
                scanner.take(mapping.dates.time, nil, into: &reading), scanner.rest.isEmpty,
                reading.ofDay != nil
            else { throw wrongDate(text) }
        }
        return try LocalDate(year: reading.year, month: reading.month, day: reading.day)
    }

    private func wrongDate(_ text: String) -> BillingError {
        // The bare form of a date has a rule of its own.
        if mapping.dates == .iso,
            case .failure(let error) = Result(catching: { () throws(BillingError) in
                try LocalDate(Self.trimmed(text))
            })
        {
            return error
        }
        return BillingError(
            .malformed, rule: "a date is written as its mapping declares",
            detail: "text '\(text.prefix(64))', declared '\(mapping.dates.pattern)'")
    }

    /// An instant in microseconds: with an offset, followed by the name of a zone, or on the clock of the row, if it has one.
    func instant(
        _ text: String, _ clock: () throws(BillingError) -> RowClock?
    ) throws(BillingError) -> Int64 {
        var scanner = DateScanner(Self.trimmed(text))
        var reading = DateScanner.Reading()
        guard scanner.take(mapping.dates.date, mapping.dates.firstYear, into: &reading) else {
            throw wrongDate(text)
        }
        let hasTime =
            mapping.dates.time.isEmpty
            ? scanner.takeTime(into: &reading) : scanner.take(mapping.dates.time, nil, into: &reading)
        let date = try LocalDate(year: reading.year, month: reading.month, day: reading.day)
        var rest = Self.trimmed(String(Substring(scanner.rest)))
        let named = Self.namedZone(&rest)
        guard hasTime || mapping.startsDates, hasTime || rest.isEmpty, let ofDay = reading.ofDay else {
            throw BillingError(
                .malformed, rule: "an instant has a date and a time of day",
                detail: "text '\(text.prefix(64))'")
        }
        let local = Int64(date.dayNumber) * Instants.perDay + ofDay
        if !rest.isEmpty {
            // An offset is read by the rules of any instant.
            return try Instants.microseconds(String(Instants.text(local).dropLast()) + rest)
        }
        var zones = try clock()
        if let named { zones = RowClock(try mapping.zones.zone(try ZoneID(named))) }
        guard let zones else {
            throw BillingError(
                .malformed, rule: "an instant has an offset from UTC, or a zone is given for its clock",
                detail: "text '\(text.prefix(64))'")
        }
        return hasTime ? try zones.instant(ofReading: local) : try zones.start(of: date)
    }

    /// Takes the name of a zone from the end: `… [Europe/Paris]` or `… Europe/Paris`; `Z` is an offset.
    private static func namedZone(_ text: inout String) -> String? {
        if text.hasSuffix("]"), let open = text.lastIndex(of: "[") {
            let name = String(text[text.index(after: open)...].dropLast())
            text = trimmed(String(text[..<open]))
            return name
        }
        let start = text.lastIndex(of: " ").map { text.index(after: $0) } ?? text.startIndex
        let name = String(text[start...])
        guard let first = name.first, first.isLetter, name.uppercased() != "Z" else { return nil }
        text = trimmed(String(text[..<start]))
        return name
    }
}
