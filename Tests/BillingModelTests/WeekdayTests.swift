import BillingModel
import BillingTestSupport
import Testing

@Suite("A weekday is numbered as in ISO 8601")
struct WeekdayTests {
    @Test("Monday is 1 and Sunday is 7, also in JSON")
    func numbers() throws {
        #expect(
            Weekday.allCases == [.monday, .tuesday, .wednesday, .thursday, .friday, .saturday, .sunday])
        try expectForm(Weekday.allCases, "[1,2,3,4,5,6,7]")
        for form in ["0", "8", "-1", "1.5", #""monday""#, "null"] {
            #expect(throws: DecodingError.self) { try read(Weekday.self, form) }
        }
    }

    @Test(
        "Known days",
        arguments: [
            ("1970-01-01", Weekday.thursday), ("2000-01-01", .saturday), ("0001-01-01", .monday),
            ("1969-12-31", .wednesday),
        ])
    func known(_ date: String, _ weekday: Weekday) throws {
        #expect(try LocalDate(date).weekday == weekday)
    }
}
