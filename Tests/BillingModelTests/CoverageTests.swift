import BillingModel
import BillingTestSupport
import Foundation
import Testing

@Suite("Coverage states a range that is complete")
struct CoverageTests {
    private func coverage(_ start: Date, _ end: Date) throws -> Coverage {
        try Coverage(
            tenant: TenantID("acme"), metric: Metric.users.id, source: SourceID("crm"), range: start..<end)
    }

    @Test("A range of one microsecond is the shortest")
    func empty() throws {
        let start = instant(1_361_966_400)
        let rule = "a covered range is not empty"
        #expect(brokenRule { try coverage(start, start) } == rule)
        #expect(brokenRule { try coverage(start, start.addingTimeInterval(2e-7)) } == rule)
        #expect(try coverage(start, instant(1_361_966_400, micro: 1)).range.lowerBound == start)
    }

    @Test("All of years 1 to 9999 can be covered, and no more")
    func limits() throws {
        let first = Date(timeIntervalSince1970: -62_135_596_800)
        let all = try coverage(first, endOfTime)
        #expect(all.range == first..<endOfTime)
        try expectForm(
            all,
            #"{"end":"10000-01-01T00:00:00.000000Z","metric":"users","source":"crm","#
                + #""start":"0001-01-01T00:00:00.000000Z","tenant":"acme"}"#)
        #expect(refusal { try coverage(first.addingTimeInterval(-1), endOfTime) } == .invalidValue)
        #expect(refusal { try coverage(first, endOfTime.addingTimeInterval(1)) } == .invalidValue)
        #expect(refusal { try coverage(first, Date(timeIntervalSince1970: .infinity)) } == .invalidValue)
        #expect(refusal { try coverage(endOfTime, endOfTime.addingTimeInterval(1)) } == .invalidValue)
    }

    @Test("Bounds are kept to the microsecond, so that JSON gives the same statement")
    func nearest() throws {
        let coverage = try coverage(
            instant(0).addingTimeInterval(2e-7), instant(9, micro: 1).addingTimeInterval(-2e-7))
        #expect(coverage.range == instant(0)..<instant(9, micro: 1))
        try expectForm(
            coverage,
            #"{"end":"1970-01-01T00:00:09.000001Z","metric":"users","source":"crm","#
                + #""start":"1970-01-01T00:00:00.000000Z","tenant":"acme"}"#)
    }

    @Test("JSON with a range that is empty, reversed or incomplete is refused")
    func malformed() {
        func form(_ start: String, _ end: String) -> String {
            #"{"end":"\#(end)","metric":"users","source":"crm","start":"\#(start)","tenant":"acme"}"#
        }
        let (noon, one) = ("2013-02-27T12:00:00Z", "2013-02-27T13:00:00Z")
        #expect(throws: Never.self) { try read(Coverage.self, form(noon, one)) }
        #expect(refusal { try read(Coverage.self, form(noon, noon)) } == .invalidValue)
        #expect(refusal { try read(Coverage.self, form(one, noon)) } == .invalidValue)
        #expect(refusal { try read(Coverage.self, form("noon", one)) } == .malformed)
        // Further from 2001 than a `Date` can tell microseconds apart.
        let far = "9999-12-31T23:59:00.00000"
        #expect(refusal { try read(Coverage.self, form(far + "1Z", far + "2Z")) } == .invalidValue)
        #expect(throws: DecodingError.self) {
            try read(Coverage.self, #"{"metric":"users","source":"crm","start":"\#(noon)","tenant":"acme"}"#)
        }
    }
}
