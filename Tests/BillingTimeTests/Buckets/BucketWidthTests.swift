import BillingModel
import BillingTestSupport
import Foundation
import Testing

@testable import BillingTime

@Suite("A width has one stable text")
struct BucketWidthTests {
    @Test("The text of each width is read back as it, and so is its JSON")
    func texts() throws {
        let texts: [(BucketWidth, String)] = [
            (try .minutes(1), "minute"), (try .minutes(15), "15 minutes"), (try .minutes(60), "hour"),
            (.hour, "hour"), (try .hours(1), "hour"), (try .hours(2), "2 hours"),
            (try .hours(12), "12 hours"),
            (try .hours(24), "day"), (.day, "day"), (.week, "week"), (.week(startingOn: .monday), "week"),
            (.week(startingOn: .sunday), "week from sunday"), (.month, "month"), (.quarter, "quarter"),
            (.year, "year"), (try .year(startingIn: 1), "year"), (try .year(startingIn: 7), "year from july"),
            (try .billingCycle(anchorDay: 31), "cycle from day 31"),
            (try .billingCycle(anchorDay: 1), "cycle from day 1"),
        ]
        for (width, text) in texts {
            #expect(width.description == text)
            #expect(try BucketWidth(text) == width)
            #expect(String(decoding: try JSONEncoder().encode(width), as: UTF8.self) == "\"\(text)\"")
            #expect(try JSONDecoder().decode(BucketWidth.self, from: Data("\"\(text)\"".utf8)) == width)
        }
    }

    @Test("Whole dates are told from parts of a date")
    func dayOrWider() throws {
        let parts: [BucketWidth] = [try .minutes(30), .hour, try .hours(12)]
        let whole: [BucketWidth] = [.day, try .hours(24), .week, .month, .quarter, .year]
        #expect(parts.allSatisfy { !$0.isDayOrWider })
        #expect(whole.allSatisfy { $0.isDayOrWider })
        #expect(try BucketWidth.billingCycle(anchorDay: 15).isDayOrWider)
    }

    @Test(
        "Other texts are refused",
        arguments: [
            "", "Day", "days", "1 minutes", "60 minutes", "7 minutes", "24 hours", "5 hours", "1 hours",
            " hour",
            "week from monday", "week from Sunday", "year from january", "cycle from day 0",
            "cycle from day 32",
            "cycle", "month ", "15  minutes", "cycle from day 031", "-1 minutes",
        ])
    func otherTexts(text: String) {
        #expect(refusal { _ = try BucketWidth(text) } == .malformed)
    }

    @Test(
        "What does not divide, or is no month or day, is refused",
        arguments: [-1, 0, 7, 32, 61, Int.min, .max])
    func refused(number: Int) {
        #expect(refusal { _ = try BucketWidth.minutes(number) } == .invalidValue)
        #expect(refusal { _ = try BucketWidth.hours(number) } == .invalidValue)
        let isDay = number == 7
        #expect((refusal { _ = try BucketWidth.billingCycle(anchorDay: number) } == .invalidValue) != isDay)
        #expect((refusal { _ = try BucketWidth.year(startingIn: number) } == .invalidValue) != isDay)
    }
}
