import BillingModel
import BillingTestSupport
import Testing

@Suite("An activity record says who was active in which quarter hour")
struct ActivityRecordTests {
    private func record(
        _ subject: String, _ seconds: Int64, kind: SubjectKind = .device
    ) throws -> ActivityRecord {
        ActivityRecord(
            tenant: try TenantID("acme"), kind: kind, subject: try SubjectID(subject),
            quarter: try QuarterHour(holding: instant(seconds)))
    }

    @Test("Two events of a quarter hour are one record")
    func identity() throws {
        let records: Set = [
            try record("d-1", 1_361_966_400), try record("d-1", 1_361_967_299),
            try record("d-1", 1_361_967_300),
            try record("d-2", 1_361_966_400), try record("d-1", 1_361_966_400, kind: .user),
            try record("D-1", 1_361_966_400), try record("caf\u{E9}", 1_361_966_400),
            try record("cafe\u{301}", 1_361_966_400),
        ]
        #expect(records.count == 7)
    }

    @Test("The JSON form is pinned")
    func codable() throws {
        try expectForm(
            record("d-1", 1_361_966_401),
            #"{"kind":"device","quarter":"2013-02-27T12:00:00.000000Z","subject":"d-1","tenant":"acme"}"#)
        for form in [
            #"{"kind":"device","quarter":"1979-10-01T10:00:00Z","subject":"d","tenant":"t"}"#,
            #"{"kind":"","quarter":"2013-02-27T12:00:00Z","subject":"d","tenant":"t"}"#,
            #"{"kind":"device","quarter":"2013-02-27T12:00:00Z","subject":"","tenant":"t"}"#,
            #"{"kind":"device","subject":"d","tenant":"t"}"#,
        ] {
            #expect(throws: (any Error).self) { try read(ActivityRecord.self, form) }
        }
    }
}
