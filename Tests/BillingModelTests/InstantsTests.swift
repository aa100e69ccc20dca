import BillingModel
import BillingTestSupport
import Foundation
import Testing

@Suite("An instant is a whole number of microseconds in years 1 to 9999")
struct InstantsTests {
    @Test("Every microsecond from 1970 to 2200 passes through Date")
    func exact() {
        let seed: UInt64 = 1970
        var chance = SplitMix64(seed: seed)
        let end2200: Int64 = 7_289_654_400_000_000
        var samples = (0..<50_000).map { _ in Int64.random(in: 0..<end2200, using: &chance) }
        samples += (0..<2_000).map { end2200 - 1 - $0 }
        samples += (0..<2_000).map { 978_307_200_000_000 - 1_000 + $0 }
        samples += [0, 1, 999_999, 1_000_000, end2200]
        let wrong = samples.filter { (try? Instants.microseconds(Instants.date($0))) != $0 }
        #expect(wrong.isEmpty, "seed \(seed): \(wrong.prefix(5))")
    }

    @Test("Far from 2001, a date made of microseconds comes back the same")
    func stable() throws {
        let seed: UInt64 = 9999
        var chance = SplitMix64(seed: seed)
        var samples = (0..<20_000).map { _ in Int64.random(in: Instants.first...Instants.end, using: &chance)
        }
        // Where two ways of making a date meet, 2^53 microseconds from 2001.
        for edge in [978_307_200_000_000 + (1 << 53), 978_307_200_000_000 - (1 << 53)] as [Int64] {
            samples += (-2_000...2_000).map { edge + $0 }
        }
        var wrong: [Int64] = []
        for sample in samples {
            let date = Instants.date(sample)
            let again = Instants.date(try Instants.microseconds(date))
            let distance = abs(try Instants.microseconds(date) - sample)
            // Half the step of a `Date` in year 9999 is 15.3 microseconds.
            if again != date || distance > 16 { wrong.append(sample) }
        }
        #expect(wrong.isEmpty, "seed \(seed): \(wrong.prefix(5))")
        for (earlier, later) in zip(samples.suffix(4_001), samples.suffix(4_000)) {
            #expect(Instants.date(earlier) <= Instants.date(later))
        }
    }

    @Test("A date is taken to the nearest microsecond, a half to the later one, as fractions say")
    func nearest() throws {
        for row in try Fixture("instants.csv").rows where row[0] == "nearest" {
            let bits = try #require(UInt64(row[2], radix: 16))
            let date = Date(timeIntervalSinceReferenceDate: Double(bitPattern: bits))
            #expect(try Instants.microseconds(date) == Int64(row[1]), "\(row)")
        }
    }

    @Test("The text is that of Python's datetime, and is read back")
    func text() throws {
        for row in try Fixture("instants.csv").rows where row[0] == "text" {
            let microseconds = try #require(Int64(row[1]))
            #expect(Instants.text(microseconds) == row[2])
            #expect(try Instants.microseconds(row[2]) == microseconds)
        }
    }

    @Test("Offsets, short fractions and missing seconds are read as Python does")
    func parse() throws {
        for row in try Fixture("instants.csv").rows where row[0] == "parse" {
            #expect(try Instants.microseconds(row[2]) == Int64(row[1]), "\(row)")
        }
    }

    @Test("Year 1 begins the range, and the end of year 9999 is an end only")
    func limits() throws {
        #expect(Instants.text(Instants.first) == "0001-01-01T00:00:00.000000Z")
        #expect(Instants.text(Instants.end) == "10000-01-01T00:00:00.000000Z")
        #expect(try Instants.microseconds("0001-01-01T00:00:00.000000Z") == Instants.first)
        #expect(try Instants.microseconds("10000-01-01T00:00:00.000000Z") == Instants.end)
        #expect(try Instants.microseconds("9999-12-31T23:59:59.999999Z") == Instants.end - 1)
        #expect(try Instants.microseconds(endOfTime) == Instants.end)
        #expect(try Instants.microseconds(Date(timeIntervalSince1970: -62_135_596_800)) == Instants.first)
        #expect(refusal { try Instants.occurrence(endOfTime) } == .invalidValue)
        #expect(try Instants.occurrence(endOfTime.addingTimeInterval(-1)) == Instants.end - 1_000_000)
        #expect(try Instants.occurrence(Date(timeIntervalSince1970: 0.25)) == 250_000)
        for date in impossibleDates {
            #expect(refusal { try Instants.occurrence(date) } == .invalidValue)
            if date != endOfTime { #expect(refusal { try Instants.microseconds(date) } == .invalidValue) }
        }
    }

    @Test(
        "Offsets that lead out of years 1 to 9999 are refused",
        arguments: [
            "0001-01-01T00:00:00+00:01", "0001-01-01T23:58:00+23:59", "9999-12-31T23:59:59-00:01",
            "9999-12-31T23:00:00-01:00", "9999-12-31T00:01:00-23:59",
        ])
    func beyond(_ text: String) {
        #expect(refusal { try Instants.microseconds(text) } == .invalidValue)
    }

    @Test(
        "Digits beyond the microsecond are cut off, small letters and the short forms of an offset are read",
        arguments: [
            ("2025-03-30T01:00:00.1234567Z", "2025-03-30T01:00:00.123456Z"),
            ("2025-03-30T01:00:00.999999999Z", "2025-03-30T01:00:00.999999Z"),
            ("2025-03-30T01:00:00.00000000000000000000001Z", "2025-03-30T01:00:00.000000Z"),
            ("1969-12-31T23:59:59.9999999Z", "1969-12-31T23:59:59.999999Z"),
            ("2025-03-30T01:00:00.1Z", "2025-03-30T01:00:00.100000Z"),
            ("2025-03-30T01:00:00.123456789+02:00", "2025-03-29T23:00:00.123456Z"),
            ("2025-03-30t01:00:00z", "2025-03-30T01:00:00.000000Z"),
            ("2025-03-30T01:00:00+0200", "2025-03-29T23:00:00.000000Z"),
            ("2025-03-30T01:00:00+02", "2025-03-29T23:00:00.000000Z"),
            ("2025-03-30T01:00:00 +02:00", "2025-03-29T23:00:00.000000Z"),
            ("2025-03-30T01:00:00 -0930", "2025-03-30T10:30:00.000000Z"),
        ])
    func forms(_ text: String, _ plain: String) throws {
        #expect(try Instants.text(Instants.microseconds(text)) == plain)
    }

    @Test(
        "Texts of another form are refused",
        arguments: [
            "", "2025-03-30", "2025-03-30T", "2025-03-30T01:00:00", "2025-03-30 01:00:00Z",
            "2025-03-30T1:00:00Z", "2025-03-30T01:00:0Z", "2025-03-30T01Z",
            "2025-03-30T01:Z",
            "2025-03-30T01:00:Z", "2025-03-30T24:00:00Z", "2025-03-30T23:60:00Z", "2016-12-31T23:59:60Z",
            "2025-02-29T00:00:00Z",
            "2025-13-01T00:00:00Z", "0000-01-01T00:00:00Z", "2025-03-30T01:00:00.Z",
            "2025-03-30T01:00:00,5Z", "2025-03-30T01:00:00.5", "2025-03-30T01:00:00+020",
            "2025-03-30T01:00:00+2", "2025-03-30T01:00:00  +02:00", "2025-03-30T01:00:00 Z",
            "2025-03-30T01:00:00+02:", "2025-03-30T01:00:00.+02:00",
            "2025-03-30T01:00:00+24:00", "2025-03-30T01:00:00+02:60", "2025-03-30T01:00:00+2:00",
            "2025-03-30T01:00:00+02:00Z",
            "2025-03-30T01:00:00ZZ", "2025-03-30T01:00:00Z ", " 2025-03-30T01:00:00Z",
            "2025-03-30T01:00:00Z\u{0}",
            "2025-03-30T01:00:00\u{2212}02:00", "+2025-03-30T01:00:00Z", "12025-03-30T01:00:00Z",
            "10000-01-01T00:00:00Z",
            "10000-01-01T00:00:00.000001Z", "２025-03-30T01:00:00Z", "2025-03-30T01:00:00Z\u{301}",
            "20250330T010000Z",
            "1743296400", "2025-W13-7T01:00:00Z", "2025-03-30T01:00.5Z",
        ])
    func malformed(_ text: String) {
        #expect(refusal { try Instants.microseconds(text) } == .malformed)
    }

    @Test("Division rounds towards minus infinity")
    func floor() {
        for (number, divisor, quotient) in [
            (7, 2, 3), (-7, 2, -4), (-8, 2, -4), (0, 5, 0), (-1, 5, -1), (4, 5, 0),
        ] {
            #expect(floorDivide(number, divisor) == quotient)
        }
        #expect(floorDivide(Int64.min, 86_400_000_000) == -106_751_992)
        #expect(floorDivide(Int64.min, 1) == .min)
    }
}
