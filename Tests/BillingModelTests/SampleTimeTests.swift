import BillingModel
import BillingTestSupport
import Foundation
import Testing

@Suite("A sample is true at an instant or for a date")
struct SampleTimeTests {
    @Test("Its JSON form is the text of either")
    func codable() throws {
        try expectForm(
            [
                SampleTime.instant(instant(1_362_898_800, micro: 1)), .date(LocalDate("2013-03-10")),
                .instant(Instants.date(Instants.first)), .date(.max),
            ],
            #"["2013-03-10T07:00:00.000001Z","2013-03-10","0001-01-01T00:00:00.000000Z","9999-12-31"]"#)
        #expect(
            try read(SampleTime.self, #""2013-03-10T02:00-05:00""#) == .instant(instant(1_362_898_800)))
    }

    @Test("It describes itself by the same text, even where there is none")
    func description() throws {
        #expect(SampleTime.instant(instant(0)).description == "1970-01-01T00:00:00.000000Z")
        #expect(try SampleTime.date(LocalDate("2024-02-29")).description == "2024-02-29")
        for date in impossibleDates { #expect(!SampleTime.instant(date).description.isEmpty) }
    }

    @Test("An instant without a text is not written")
    func beyond() {
        for date in impossibleDates where date != endOfTime {
            #expect(refusal { try json(SampleTime.instant(date)) } == .invalidValue)
        }
    }

    @Test(
        "Malformed JSON is refused",
        arguments: [
            #""""#, #""2013-02-30""#, #""2013-03-10T07""#, #""yesterday!""#, "1362898800", "null", "{}",
        ])
    func malformed(_ form: String) {
        #expect(throws: (any Error).self) { try read(SampleTime.self, form) }
    }
}
