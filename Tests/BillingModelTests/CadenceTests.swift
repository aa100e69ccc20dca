import BillingModel
import BillingTestSupport
import Testing

@Suite("A cadence is irregular, daily or a number of minutes")
struct CadenceTests {
    @Test("Minutes go from 1 to 1,440")
    func minutes() throws {
        #expect(try Cadence.minutes(15) == .quarterHourly)
        #expect(try Cadence.minutes(60) == .hourly)
        #expect(try Cadence.minutes(1).minutes == 1)
        #expect(try Cadence.minutes(1_440) != .daily)
        #expect(Cadence.irregular.minutes == 0)
        #expect(Cadence.daily.minutes == nil)
        for count in [0, -1, 1_441, .max, .min] {
            #expect(refusal { try Cadence.minutes(count) } == .invalidValue)
        }
    }

    @Test("Its JSON form is a text")
    func codable() throws {
        try expectForm(
            [Cadence.irregular, .daily, .quarterHourly, .hourly, .minutes(1), .minutes(1_440)],
            #"["irregular","daily","15 minutes","60 minutes","1 minutes","1440 minutes"]"#)
    }

    @Test(
        "Another text is refused",
        arguments: [
            "", "Daily", "hourly", "60", "60 minute", "60  minutes", " 60 minutes", "60 minutes ",
            "+60 minutes", "060 minutes",
            "-1 minutes", "0 minutes", "1441 minutes", "99999999999999999999 minutes", "1e2 minutes",
            "٦٠ minutes", "minutes",
        ])
    func malformed(_ text: String) {
        #expect(throws: BillingError.self) { try read(Cadence.self, "\"\(text)\"") }
    }
}
