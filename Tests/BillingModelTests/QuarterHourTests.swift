import BillingModel
import BillingTestSupport
import Foundation
import Testing

@Suite("Activity is kept by the quarter hour of UTC, since 1979-10-01T10:40Z")
struct QuarterHourTests {
    @Test("A quarter hour holds its first instant and not its end")
    func bounds() throws {
        let noon = Date(timeIntervalSince1970: 1_361_966_400)  // 2013-02-27T12:00Z
        let quarter = try QuarterHour(holding: noon)
        #expect(quarter.start == noon)
        #expect(try QuarterHour(holding: noon.addingTimeInterval(899.999999)) == quarter)
        #expect(try QuarterHour(holding: noon.addingTimeInterval(900)) > quarter)
        #expect(try QuarterHour(holding: noon.addingTimeInterval(900)).start == noon.addingTimeInterval(900))
        #expect(try QuarterHour(holding: noon.addingTimeInterval(-0.000001)) < quarter)
        #expect(quarter.number == 1_513_296)
    }

    @Test("Every quarter hour of a year starts at its number")
    func number() throws {
        for number in stride(from: Int64(1_577_700), to: 1_612_740, by: 7) {
            let middle = Instants.date(number * 900_000_000 + 450_000_000)
            let quarter = try QuarterHour(holding: middle)
            #expect(Int64(quarter.number) == number)
            #expect(quarter.start.timeIntervalSince1970 == Double(number * 900))
        }
    }

    @Test("The earliest holds 1979-10-01T10:40Z; what lies before is refused")
    func earliest() throws {
        let first = Date(timeIntervalSince1970: 307_622_400)  // 1979-10-01T10:40Z
        #expect(try QuarterHour(holding: first) == .earliest)
        #expect(QuarterHour.earliest.start == Date(timeIntervalSince1970: 307_621_800))  // 10:30Z
        #expect(try QuarterHour(holding: first.addingTimeInterval(299)) == .earliest)
        #expect(try QuarterHour(holding: first.addingTimeInterval(300)) > .earliest)
        for seconds in [-0.000001, -600, -1e9, -4e9] {
            #expect(refusal { try QuarterHour(holding: first.addingTimeInterval(seconds)) } == .invalidValue)
        }
        for date in impossibleDates { #expect(refusal { try QuarterHour(holding: date) } == .invalidValue) }
        #expect(refusal { try QuarterHour(microseconds: .min) } == .invalidValue)
        #expect(refusal { try QuarterHour(microseconds: .max) } == .invalidValue)
        let last = try QuarterHour(holding: Date(timeIntervalSince1970: 253_402_300_799))
        #expect(last.start == Date(timeIntervalSince1970: 253_402_299_900))
    }

    @Test("A number of quarter hours is checked, and the text is the first instant")
    func numbers() throws {
        let quarter = try QuarterHour(number: 1_513_296)
        #expect(quarter.description == "2013-02-27T12:00:00.000000Z")
        #expect(try QuarterHour(number: QuarterHour.earliest.number) == .earliest)
        let last = try QuarterHour(holding: Date(timeIntervalSince1970: 253_402_300_799))
        #expect(try QuarterHour(number: last.number) == last)
        for number in [Int32.min, -1, 0, QuarterHour.earliest.number - 1, last.number + 1, .max] {
            #expect(refusal { try QuarterHour(number: number) } == .invalidValue)
        }
    }

    @Test("Its JSON form is the first instant")
    func codable() throws {
        try expectForm(
            [
                QuarterHour.earliest, QuarterHour(holding: Date(timeIntervalSince1970: 1_361_966_400)),
                QuarterHour(holding: Date(timeIntervalSince1970: 253_402_300_799)),
            ],
            #"["1979-10-01T10:30:00.000000Z","2013-02-27T12:00:00.000000Z","9999-12-31T23:45:00.000000Z"]"#)
        #expect(
            try read(QuarterHour.self, #""2013-02-27T13:00+01:00""#).start
                == Date(timeIntervalSince1970: 1_361_966_400))
    }

    @Test("Texts of no quarter hour are refused")
    func malformed() {
        for text in [
            "1979-10-01T10:15:00Z", "10000-01-01T00:00:00.000000Z", "1970-01-01T00:00:00Z",
            "0001-01-01T00:00Z",
        ] {
            #expect(refusal { try read(QuarterHour.self, "\"\(text)\"") } == .invalidValue)
        }
        for text in [
            "2013-02-27T12:01:00Z", "2013-02-27T12:00:00.000001Z", "1979-10-01T10:40:00Z",
            "1979-10-01T10:29:59.999999Z",
            "2013-02-27T12:00:00+00:10", "2013-02-27", "",
        ] {
            #expect(refusal { try read(QuarterHour.self, "\"\(text)\"") } == .malformed)
        }
        #expect(throws: DecodingError.self) { try read(QuarterHour.self, "1361966400") }
    }
}
