import BillingModel

/// Takes dates and times from the front of a text, by the parts of a pattern.
struct DateScanner {
    /// What a pattern has read.
    struct Reading {
        var year = 0
        var month = 0
        var day = 0
        var hour = 0
        var minute = 0
        var second = 0
        var microsecond = 0
        var isAfternoon: Bool?

        /// Microseconds of the day; nil if the clock shows no such time.
        var ofDay: Int64? {
            var hour = hour
            if let isAfternoon {
                guard (1...12).contains(hour) else { return nil }
                hour = hour % 12 + (isAfternoon ? 12 : 0)
            }
            guard hour < 24, minute < 60, second < 60 else { return nil }
            return Int64((hour * 3_600 + minute * 60 + second) * 1_000_000 + microsecond)
        }
    }

    private(set) var rest: Substring.UnicodeScalarView

    init(_ text: String) { rest = Substring(text).unicodeScalars }

    /// Takes parts, or nothing if the text has another form.
    mutating func take(_ parts: [DatePart], _ firstYear: Int?, into reading: inout Reading) -> Bool {
        var scanner = self
        var read = reading
        for part in parts {
            guard scanner.take(part, firstYear, &read) else { return false }
        }
        (self, reading) = (scanner, read)
        return true
    }

    private mutating func take(_ part: DatePart, _ firstYear: Int?, _ reading: inout Reading) -> Bool {
        switch part {
        case .literal(let scalar): return scalar == " " ? takeSpaces() : take(scalar)
        case .year(let digits):
            guard let year = number(digits...digits) else { return false }
            if digits == 2, let firstYear {
                reading.year = firstYear + (year - firstYear % 100 + 100) % 100
            } else {
                reading.year = year
            }
        case .month(let digits):
            guard let month = number(digits...2) else { return false }
            reading.month = month
        case .monthName:
            guard let month = monthName() else { return false }
            reading.month = month
        case .day(let digits):
            guard let day = number(digits...2) else { return false }
            reading.day = day
        case .hour(let digits, _):
            guard let hour = number(digits...2) else { return false }
            reading.hour = hour
        case .minute:
            guard let minute = number(2...2) else { return false }
            reading.minute = minute
        case .second:
            guard let second = number(2...2) else { return false }
            reading.second = second
            return takeFraction(".,", &reading)
        case .halfDay:
            guard let isAfternoon = halfDay() else { return false }
            reading.isAfternoon = isAfternoon
        }
        return true
    }

    /// Takes `T` or spaces, and a time of ISO 8601: `9:30`, `09:30:00.25`.
    mutating func takeTime(into reading: inout Reading) -> Bool {
        var scanner = self
        guard scanner.take("T") || scanner.take("t") || scanner.takeSpaces(),
            let hour = scanner.number(1...2),
            scanner.take(":"), let minute = scanner.number(2...2)
        else { return false }
        var read = reading
        (read.hour, read.minute) = (hour, minute)
        if scanner.take(":") {
            guard let second = scanner.number(2...2), scanner.takeFraction(".", &read) else { return false }
            read.second = second
        }
        (self, reading) = (scanner, read)
        return true
    }

    private mutating func take(_ scalar: Unicode.Scalar) -> Bool {
        guard rest.first == scalar else { return false }
        rest.removeFirst()
        return true
    }

    /// Takes one space or more; false if there is none.
    private mutating func takeSpaces() -> Bool {
        let count = rest.prefix { CSVForms.isSpace($0) }.count
        rest.removeFirst(count)
        return count > 0
    }

    /// Takes as many digits as there are, up to the most; nil if there are fewer than the least.
    private mutating func number(_ digits: ClosedRange<Int>) -> Int? {
        let taken = rest.prefix(digits.upperBound).prefix { (0x30...0x39).contains($0.value) }
        guard taken.count >= digits.lowerBound else { return nil }
        rest.removeFirst(taken.count)
        return taken.reduce(0) { $0 * 10 + Int($1.value - 0x30) }
    }

    /// Takes the digits of a second, and cuts off those beyond the microsecond; false if the sign has no digit behind it.
    private mutating func takeFraction(_ signs: String, _ reading: inout Reading) -> Bool {
        guard let sign = rest.first, signs.unicodeScalars.contains(sign) else { return true }
        rest.removeFirst()
        var unit = 100_000
        var count = 0
        while let digit = number(1...1) {
            reading.microsecond += digit * unit
            unit /= 10
            count += 1
        }
        return count > 0
    }

    private static let months = [
        "january", "february", "march", "april", "may", "june", "july", "august", "september", "october",
        "november", "december",
    ]

    private mutating func monthName() -> Int? {
        let word = String(String.UnicodeScalarView(rest.prefix { isLetter($0) })).lowercased()
        let month = Self.months.firstIndex { name in
            word.utf8.elementsEqual(name.utf8) || word.utf8.elementsEqual(name.prefix(3).utf8)
                || (name == "september" && word.utf8.elementsEqual("sept".utf8))
        }
        guard let month else { return nil }
        rest.removeFirst(word.utf8.count)
        if !word.utf8.elementsEqual(Self.months[month].utf8) { _ = take(".") }
        return month + 1
    }

    private mutating func halfDay() -> Bool? {
        let word = String(String.UnicodeScalarView(rest.prefix(4).prefix { isLetter($0) || $0 == "." }))
            .lowercased()
        for (isAfternoon, names) in [(false, ["a.m.", "am"]), (true, ["p.m.", "pm"])] {
            if let name = names.first(where: { word.utf8.starts(with: $0.utf8) }) {
                rest.removeFirst(name.utf8.count)
                return isAfternoon
            }
        }
        return nil
    }

    private func isLetter(_ scalar: Unicode.Scalar) -> Bool {
        (0x41...0x5A).contains(scalar.value) || (0x61...0x7A).contains(scalar.value)
    }
}
