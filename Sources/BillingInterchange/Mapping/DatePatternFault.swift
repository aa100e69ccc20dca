import BillingModel

/// Says what is wrong in a pattern of dates, and what may be meant.
enum DatePatternFault {
    static func error(_ rule: String, _ pattern: String, _ problem: String) -> BillingError {
        BillingError(.malformed, rule: rule, detail: "pattern '\(pattern.prefix(64))': \(problem)")
    }

    /// The error of a letter that is none of a pattern, or stands there too often or not often enough.
    static func unknown(_ letter: Unicode.Scalar, _ count: Int, in pattern: String) -> BillingError {
        let letters = String(String.UnicodeScalarView(repeatElement(letter, count: min(count, 16))))
        let meant =
            switch letter {
            case "y", "Y", "u": "a year is 'yyyy'"
            case "M", "L": "a month is 'M' or 'MM', its name 'MMM' or 'MMMM'"
            case "d", "D": "a day is 'd' or 'dd'"
            case "E", "e", "c": "names of weekdays are not read"
            case "H", "h", "k", "K": "an hour is 'H' or 'HH', from 1 to 12 'h' or 'hh'"
            case "m": "minutes are 'mm', a month is 'M' or 'MM'"
            case "s", "S": "seconds are 'ss', and digits behind their point need no letters"
            case "a", "A", "p", "P": "AM or PM is 'a'"
            case "z", "Z", "X", "x", "V": "an offset or a zone behind a time needs no letters"
            case "0"..."9": "a pattern has no digits"
            default: "a pattern has no such letters"
            }
        return error(
            "a pattern of dates has the letters yyyy, yy, M, MM, MMM, d, dd, H, HH, h, hh, mm, ss and a",
            pattern, "'\(letters)': \(meant)")
    }

    /// What is wrong with the parts of a pattern; nil if they make a date, and perhaps a time behind it.
    static func problem(of date: [DatePart], _ time: [DatePart], _ firstYear: Int?) -> String? {
        let parts = date + time
        let years = parts.count { if case .year = $0 { true } else { false } }
        let months = parts.count { $0.isMonth }
        let days = parts.count { if case .day = $0 { true } else { false } }
        let hours = parts.count { if case .hour = $0 { true } else { false } }
        let minutes = parts.count { $0 == .minute }
        if months == 0, minutes > 0, hours == 0 { return "'mm' are minutes, a month is 'MM'" }
        if months > 1, minutes == 0, hours > 0 { return "'MM' is a month, minutes are 'mm'" }
        for (count, name, letters) in [(years, "year", "yyyy"), (months, "month", "MM"), (days, "day", "dd")]
        where count != 1 {
            return count == 0 ? "there is no \(name), '\(letters)'" : "there is more than one \(name)"
        }
        if time.contains(where: \.isDate) { return "the time stands behind the whole date" }
        if time.contains(where: \.isTime) {
            guard hours == 1, minutes == 1, parts.count(where: { $0 == .second }) <= 1 else {
                return "a time has an hour, 'HH', and minutes, 'mm', each once"
            }
            let isTwelve = time.contains { if case .hour(_, true) = $0 { true } else { false } }
            guard parts.count(where: { $0 == .halfDay }) == (isTwelve ? 1 : 0) else {
                return "'h' is an hour from 1 to 12 and goes with 'a', 'H' is one from 0 to 23 and does not"
            }
        }
        guard zip(parts, parts.dropFirst()).allSatisfy({ !($0.hasChangingLength && $1.isNumber) }) else {
            return "a number of one or two digits has something between it and the next number"
        }
        return problem(ofYear: date.contains(.year(2)), firstYear)
    }

    private static func problem(ofYear hasTwoDigits: Bool, _ firstYear: Int?) -> String? {
        guard let firstYear else {
            return hasTwoDigits
                ? "'yy' are two digits of a year, which is known only if the first of a hundred years is given; one of"
                    + " four digits is 'yyyy'" : nil
        }
        guard hasTwoDigits else { return "a first year is given, and there is no 'yy'" }
        return (1...9900).contains(firstYear) ? nil : "the first of a hundred years is from 1 to 9900"
    }
}
