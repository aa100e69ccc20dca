#if canImport(FoundationEssentials)
package import FoundationEssentials
#else
package import Foundation
#endif

/// Instants as whole microseconds since 1970, the form that all arithmetic inside the package uses.
package enum Instants {
    /// 0001-01-01T00:00Z.
    package static let first: Int64 = -62_135_596_800_000_000
    /// 10000-01-01T00:00Z, which is allowed as the end of an interval only.
    package static let end: Int64 = 253_402_300_800_000_000

    package static let perSecond: Int64 = 1_000_000
    package static let perDay: Int64 = 86_400_000_000
    /// 2001-01-01T00:00Z, from which `Date` counts its seconds.
    private static let reference: Int64 = 978_307_200_000_000

    private static func outOfRange(_ detail: String) -> BillingError {
        BillingError(.invalidValue, rule: "an instant lies in the years 1 to 9999", detail: detail)
    }

    /// The nearest microsecond of a date from the start of year 1 to the end of year 9999; nil elsewhere.
    ///
    /// The whole seconds and their fraction are exact in `Double`, so only the fraction is rounded. Commits ask this of each
    /// sample, so it calls no function of the mathematical library.
    package static func nearest(_ date: Date) -> Int64? {
        let seconds = date.timeIntervalSinceReferenceDate
        guard seconds > -1e11, seconds < 1e12 else { return nil }
        var whole = Int64(seconds)
        if Double(whole) > seconds { whole &-= 1 }
        let fraction = (seconds - Double(whole)) * 1e6
        var rest = Int64(fraction)
        if fraction - Double(rest) >= 0.5 { rest &+= 1 }
        let microseconds = whole &* perSecond &+ rest &+ reference
        return (first...end).contains(microseconds) ? microseconds : nil
    }

    /// The nearest microsecond of a bound of an interval: in years 1 to 9999, or the end of year 9999.
    package static func microseconds(_ date: Date) throws(BillingError) -> Int64 {
        guard let microseconds = nearest(date) else {
            throw outOfRange("\(date.timeIntervalSinceReferenceDate) s from 2001")
        }
        return microseconds
    }

    /// The nearest microseconds of an interval; everything if there is none.
    package static func microseconds(_ interval: Range<Date>?) throws(BillingError) -> Range<Int64> {
        guard let interval else { return .min ..< .max }
        let start = try microseconds(interval.lowerBound)
        // An interval made without checks may be reversed.
        return start..<max(start, try microseconds(interval.upperBound))
    }

    /// The nearest microsecond of an instant at which something is or happens, so in years 1 to 9999.
    package static func occurrence(_ date: Date) throws(BillingError) -> Int64 {
        let microseconds = try microseconds(date)
        guard microseconds < end else { throw outOfRange("the end of year 9999") }
        return microseconds
    }

    /// Refuses an instant at which nothing happens: outside years 1 to 9999.
    package static func checkOccurrence(_ microseconds: Int64) throws(BillingError) {
        guard (first..<end).contains(microseconds) else { throw outOfRange("\(microseconds) µs from 1970") }
    }

    /// The date nearest to an instant from `first` to `end`.
    ///
    /// Its nearest microsecond is the instant again for 272 years around 2001. Further off a `Date` is coarser than
    /// that, but every date that this makes comes back the same from its nearest microsecond. What lies further off than
    /// 2^62 microseconds, far outside all years, is taken as that.
    package static func date(_ microseconds: Int64) -> Date {
        let distance = min(max(microseconds, -1 << 62), 1 << 62) - reference
        guard distance.magnitude > 1 << 53 else {
            return Date(timeIntervalSinceReferenceDate: Double(distance) / 1e6)
        }
        // Double would round so large a number before the division, and so twice.
        let seconds = floorDivide(distance, perSecond)
        let rest = distance - seconds * perSecond
        return Date(timeIntervalSinceReferenceDate: Double(seconds) + Double(rest) / 1e6)
    }

    /// The instant, from `first` to `end`, in UTC as ISO 8601 with six decimals: `2025-03-30T01:00:00.000000Z`.
    package static func text(_ microseconds: Int64) -> String {
        let day = floorDivide(microseconds, perDay)
        let ofDay = Int(microseconds - day * perDay)
        let date = CivilCalendar.date(Int(day))
        let second = ofDay / 1_000_000
        return "\(padded(date.year, to: 4))-\(padded(date.month, to: 2))-\(padded(date.day, to: 2))T"
            + "\(padded(second / 3_600, to: 2)):\(padded(second / 60 % 60, to: 2)):"
            + "\(padded(second % 60, to: 2)).\(padded(ofDay % 1_000_000, to: 6))Z"
    }

    /// Reads an instant written as in RFC 3339: date, `T`, time, and `Z` or an offset.
    ///
    /// Seconds may be left out, and have any number of decimals, of which those beyond the microsecond are cut off: an
    /// instant is the start of the microsecond that holds it. `t` and `z` may be small. An offset is `+01:00`, `+0100` or `+01`,
    /// perhaps behind a space. There are no leap seconds and no hour 24. The end of year 9999 has the one form that `text`
    /// gives it, `10000-01-01T00:00:00.000000Z`.
    package static func microseconds(_ text: String) throws(BillingError) -> Int64 {
        if text.utf8.elementsEqual(endText.utf8) { return end }
        guard let instant = parse(text) else {
            throw BillingError(
                .malformed, rule: "an instant is written as 2025-03-30T01:00:00.000000Z, or with an offset",
                detail: "text '\(text.prefix(64))'")
        }
        guard (first..<end).contains(instant) else { throw outOfRange("text '\(text)'") }
        return instant
    }

    private static let endText = text(end)

    private static func parse(_ text: String) -> Int64? {
        var fields = DigitReader(text)
        guard let year = fields.number(digits: 4), fields.take("-"), let month = fields.number(digits: 2),
            fields.take("-"), let day = fields.number(digits: 2), fields.take("T") || fields.take("t"),
            let hour = fields.number(digits: 2), fields.take(":"), let minute = fields.number(digits: 2),
            let date = try? LocalDate(year: year, month: month, day: day), hour < 24, minute < 60
        else { return nil }
        var ofDay = (hour * 3_600 + minute * 60) * 1_000_000
        if fields.take(":") {
            guard let second = fields.number(digits: 2), second < 60 else { return nil }
            ofDay += second * 1_000_000
            if fields.take(".") {
                guard let tenths = fields.number(digits: 1) else { return nil }
                ofDay += tenths * 100_000
                var unit = 10_000
                while let digit = fields.number(digits: 1) {
                    ofDay += digit * unit
                    unit /= 10
                }
            }
        }
        guard let offset = offset(&fields), fields.isAtEnd else { return nil }
        return Int64(date.dayNumber) * perDay + Int64(ofDay) - offset
    }

    private static func offset(_ fields: inout DigitReader) -> Int64? {
        if fields.take("Z") || fields.take("z") { return 0 }
        _ = fields.take(" ")
        let sign: Int64 = fields.take("+") ? 1 : fields.take("-") ? -1 : 0
        guard sign != 0, let hours = fields.number(digits: 2), hours < 24 else { return nil }
        if fields.isAtEnd { return sign * Int64(hours * 3_600) * perSecond }
        _ = fields.take(":")
        guard let minutes = fields.number(digits: 2), minutes < 60 else { return nil }
        return sign * Int64(hours * 3_600 + minutes * 60) * perSecond
    }
}
