import BillingModel
import BillingTestSupport
import Testing

@Suite("A local date is a day of the Gregorian calendar in years 1 to 9999")
struct LocalDateTests {
    @Test("Every day follows the day before, as a slow walk counts them")
    func walk() {
        var (year, month, day, weekday) = (1, 1, 1, 1)
        var lengths = [31, 28, 31, 30, 31, 30, 31, 31, 30, 31, 30, 31]
        var wrong: [Int] = []
        for number in Int(LocalDate.min.dayNumber)...Int(LocalDate.max.dayNumber) {
            let date = CivilCalendar.date(number)
            if date != (year, month, day)
                || CivilCalendar.dayNumber(year: year, month: month, day: day) != number
                || CivilCalendar.weekday(number).rawValue != weekday
            {
                wrong.append(number)
            }
            weekday = weekday == 7 ? 1 : weekday + 1
            day += 1
            if day > lengths[month - 1] { (month, day) = (month + 1, 1) }
            if month > 12 {
                (year, month) = (year + 1, 1)
                lengths[1] = year % 400 == 0 || (year % 4 == 0 && year % 100 != 0) ? 29 : 28
            }
        }
        #expect(wrong.isEmpty, "\(wrong.prefix(10))")
        #expect(year == 10_000)
    }

    @Test("Numbers, texts and weekdays agree with Python")
    func python() throws {
        for row in try Fixture("dates.csv").rows where row[0] == "day" {
            let date = try LocalDate(row[1])
            let fields = row[1].split(separator: "-").compactMap { Int($0) }
            #expect(date.dayNumber == Int32(row[2]), "\(row)")
            #expect(date.weekday.rawValue == Int(row[3]), "\(row)")
            #expect([date.year, date.month, date.day] == fields, "\(row)")
            #expect(date.description == row[1])
            #expect(try LocalDate(dayNumber: Int(date.dayNumber)) == date)
            #expect(try LocalDate(year: fields[0], month: fields[1], day: fields[2]) == date)
            #expect(try date.firstOfMonth == LocalDate(row[1].dropLast(2) + "01"))
        }
    }

    @Test("Months are added as Python's calendar says, to the last day of a shorter month")
    func months() throws {
        for row in try Fixture("dates.csv").rows where row[0] == "months" {
            let date = try LocalDate(row[1])
            let months = try #require(Int(row[2]))
            if row[3] == "refused" {
                #expect(refusal { try date.adding(months: months) } == .invalidValue, "\(row)")
            } else {
                #expect(try date.adding(months: months).description == row[3], "\(row)")
            }
        }
    }

    @Test("Days are added up to the limits, and beyond them refused")
    func days() throws {
        let date = try LocalDate("2024-02-28")
        #expect(try date.adding(days: 1).description == "2024-02-29")
        #expect(try date.adding(days: 2).description == "2024-03-01")
        #expect(try date.adding(days: -59).description == "2023-12-31")
        #expect(try date.adding(days: 0) == date)
        #expect(try LocalDate.min.adding(days: 3_652_058) == .max)
        #expect(try LocalDate.max.adding(days: -3_652_058) == .min)
        #expect(LocalDate.min.days(to: .max) == 3_652_058)
        #expect(LocalDate.max.days(to: .min) == -3_652_058)
        #expect(date.days(to: date) == 0)
        for far in [3_652_059, .max, .max - 1, -3_652_059, .min, .min + 1] {
            #expect(refusal { try (far > 0 ? LocalDate.min : .max).adding(days: far) } == .invalidValue)
            #expect(refusal { try LocalDate.min.adding(months: far) } == .invalidValue)
            #expect(refusal { try LocalDate.max.adding(months: far) } == .invalidValue)
        }
        #expect(refusal { try LocalDate.max.adding(days: .max) } == .invalidValue)
        #expect(refusal { try LocalDate.min.adding(days: .min) } == .invalidValue)
        #expect(refusal { try LocalDate(dayNumber: .max) } == .invalidValue)
        #expect(refusal { try LocalDate(dayNumber: .min) } == .invalidValue)
        #expect(refusal { try LocalDate(dayNumber: 2_932_897) } == .invalidValue)
        #expect(refusal { try LocalDate(dayNumber: -719_163) } == .invalidValue)
    }

    @Test("The first and last date are those of years 1 and 9999")
    func limits() throws {
        #expect(LocalDate.min.description == "0001-01-01")
        #expect(LocalDate.max.description == "9999-12-31")
        #expect(try LocalDate("0001-01-01") == .min)
        #expect(try LocalDate(year: 9999, month: 12, day: 31) == .max)
        #expect(LocalDate.min < .max)
        #expect(!(LocalDate.min < .min))
        #expect(LocalDate.min.firstOfMonth == .min)
    }

    @Test(
        "What is no date is refused",
        arguments: [
            (2023, 2, 29), (1900, 2, 29), (2024, 2, 30), (2024, 4, 31), (2024, 1, 32), (2024, 1, 0),
            (2024, 0, 1),
            (2024, 13, 1), (0, 1, 1), (10_000, 1, 1), (-1, 1, 1), (2024, 1, -1), (.max, 1, 1), (.min, 1, 1),
            (2024, .max, 1),
            (2024, .min, 1), (2024, 1, .max), (2024, 1, .min),
        ])
    func impossible(_ year: Int, _ month: Int, _ day: Int) {
        #expect(refusal { try LocalDate(year: year, month: month, day: day) } == .invalidValue)
    }

    @Test(
        "Texts of another form are refused",
        arguments: [
            "", "2024", "2024-02", "2024-2-29", "2024-02-9", "24-02-29", "20240229", "2024/02/29",
            "2024-02-29 ",
            " 2024-02-29", "2024-02-29\n", "2024-02-29\u{0}", "2024-02-29T00:00Z", "+2024-02-29",
            "-2024-02-29", "12024-02-29",
            "2024-02--9", "２０２４-02-29", "٢٠٢٤-02-29", "2024-02-29\u{301}", "2024\u{2010}02\u{2010}29",
            "29-02-2024", "2024-W09-4",
            "2024-060", "null",
        ])
    func malformed(_ text: String) throws {
        #expect(refusal { try LocalDate(text) } == .malformed)
        #expect(refusal { try read(LocalDate.self, json(text)) } == .malformed)
    }

    @Test("Its JSON form is the text; what is no date is refused")
    func codable() throws {
        try expectForm(LocalDate("2024-02-29"), #""2024-02-29""#)
        try expectForm([LocalDate.min, .max], #"["0001-01-01","9999-12-31"]"#)
        #expect(refusal { try read(LocalDate.self, #""2023-02-29""#) } == .invalidValue)
        #expect(refusal { try read(LocalDate.self, #""0000-01-01""#) } == .invalidValue)
        #expect(throws: DecodingError.self) { try read(LocalDate.self, "20240229") }
    }

    @Test("The detail of an error holds no endless text")
    func detail() {
        do {
            _ = try LocalDate(String(repeating: "9", count: 100_000))
            Issue.record("it was taken")
        } catch {
            #expect(error.detail.utf8.count < 100)
        }
    }
}
