import BillingModel

/// The rule for instants after the last transition of a zone file: a POSIX TZ string as RFC 9636 extends it.
///
/// Read are names of letters or in angle brackets, offsets to 24:59:59, the day forms `Jn`, `n` and `Mm.w.d`, and
/// times of day from -167 to 167 hours. Offsets are in seconds east of UTC, so their sign is that of the
/// text reversed. Seconds are enough: no rule has fractions.
struct FooterRule: Sendable {
    /// The offset outside of daylight saving time.
    let standard: Int64
    /// The other half of the year, if there is one.
    let daylight: Daylight?

    struct Daylight: Sendable {
        let offset: Int64
        let start: YearlyDay
        let end: YearlyDay
    }

    /// A reading of the clock that comes back every year.
    struct YearlyDay: Sendable {
        enum Form: Sendable {
            /// 1 to 365; 29 February is never counted.
            case julian(Int)
            /// 0 to 365; 29 February is counted.
            case ordinal(Int)
            /// The nth such weekday (Sunday is 0) of a month, where the 5th is the last.
            case weekday(month: Int, week: Int, day: Int)
        }

        let form: Form
        let time: Int64

        /// The reading in seconds since 1970-01-01T00:00 on the same clock.
        func reading(in year: Int) -> Int64 {
            Int64(dayNumber(in: year)) * 86_400 + time
        }

        private func dayNumber(in year: Int) -> Int {
            switch form {
            case .julian(let day):
                let isShifted = day > 59 && CivilCalendar.isLeap(year)
                return CivilCalendar.dayNumber(year: year, month: 1, day: 1) + day - (isShifted ? 0 : 1)
            case .ordinal(let day):
                return CivilCalendar.dayNumber(year: year, month: 1, day: 1) + day
            case .weekday(let month, let week, let day):
                let first = CivilCalendar.dayNumber(year: year, month: month, day: 1)
                let ahead = (day - CivilCalendar.weekday(first).rawValue % 7 + 7) % 7
                let days = ahead + (week - 1) * 7
                return first + (days < CivilCalendar.length(ofMonth: month, year: year) ? days : days - 7)
            }
        }
    }

    /// The transitions of some years in ascending order, one at most for each instant.
    ///
    /// Daylight saving time all year round ends at the very instant at which it begins again; then the beginning
    /// counts.
    func transitions(inYears years: ClosedRange<Int>) -> [OffsetTransition] {
        guard let daylight else { return [] }
        var all: [OffsetTransition] = []
        for year in years {
            let start = daylight.start.reading(in: year) - standard
            let end = daylight.end.reading(in: year) - daylight.offset
            let pair = [
                OffsetTransition(second: start, offset: daylight.offset),
                OffsetTransition(second: end, offset: standard),
            ]
            all += start <= end ? pair : pair.reversed()
        }
        let order = all.indices.sorted { (all[$0].at, $0) < (all[$1].at, $1) }
        var result: [OffsetTransition] = []
        for index in order {
            if result.last?.at == all[index].at { result.removeLast() }
            result.append(all[index])
        }
        return result
    }
}

extension FooterRule {
    /// Reads a rule, or nothing if the text is not one.
    init?(_ text: ArraySlice<UInt8>) {
        var reader = FooterReader(rest: text)
        guard reader.takeName(), let west = reader.takeTime(hours: 24) else { return nil }
        standard = -west
        if reader.rest.isEmpty {
            daylight = nil
            return
        }
        guard reader.takeName() else { return nil }
        var offset = standard + 3_600
        if reader.rest.first != UInt8(ascii: ",") {
            guard let west = reader.takeTime(hours: 24) else { return nil }
            offset = -west
        }
        guard reader.take(","), let start = reader.takeDay(), reader.take(","), let end = reader.takeDay(),
            reader.rest.isEmpty
        else { return nil }
        daylight = Daylight(offset: offset, start: start, end: end)
    }
}

/// Takes the parts of a POSIX TZ string from its front.
private struct FooterReader {
    var rest: ArraySlice<UInt8>

    mutating func take(_ character: Unicode.Scalar) -> Bool {
        guard let byte = rest.first, UInt32(byte) == character.value else { return false }
        rest.removeFirst()
        return true
    }

    mutating func takeName() -> Bool {
        if take("<") {
            let name = rest.prefix { $0 != UInt8(ascii: ">") }
            rest = rest.dropFirst(name.count)
            return name.count >= 3 && take(">")
        }
        let name = rest.prefix { byte in
            (UInt8(ascii: "a")...UInt8(ascii: "z")).contains(byte | 0x20)
        }
        rest = rest.dropFirst(name.count)
        return name.count >= 3
    }

    /// A number of one to three digits.
    mutating func takeNumber(_ range: ClosedRange<Int>) -> Int? {
        let digits = rest.prefix(3).prefix { (UInt8(ascii: "0")...UInt8(ascii: "9")).contains($0) }
        guard !digits.isEmpty else { return nil }
        rest = rest.dropFirst(digits.count)
        let number = digits.reduce(0) { $0 * 10 + Int($1 - UInt8(ascii: "0")) }
        return range.contains(number) ? number : nil
    }

    /// Hours, minutes and seconds with an optional sign, as seconds.
    mutating func takeTime(hours limit: Int) -> Int64? {
        let sign: Int64 = take("-") ? -1 : 1
        if sign > 0 { _ = take("+") }
        guard let hours = takeNumber(0...limit) else { return nil }
        var seconds = hours * 3_600
        for unit in [60, 1] where take(":") {
            guard let number = takeNumber(0...59) else { return nil }
            seconds += number * unit
        }
        return sign * Int64(seconds)
    }

    mutating func takeDay() -> FooterRule.YearlyDay? {
        let form: FooterRule.YearlyDay.Form
        if take("J") {
            guard let day = takeNumber(1...365) else { return nil }
            form = .julian(day)
        } else if take("M") {
            guard let month = takeNumber(1...12), take("."), let week = takeNumber(1...5), take("."),
                let day = takeNumber(0...6)
            else { return nil }
            form = .weekday(month: month, week: week, day: day)
        } else {
            guard let day = takeNumber(0...365) else { return nil }
            form = .ordinal(day)
        }
        guard take("/") else { return FooterRule.YearlyDay(form: form, time: 7_200) }
        guard let time = takeTime(hours: 167) else { return nil }
        return FooterRule.YearlyDay(form: form, time: time)
    }
}
