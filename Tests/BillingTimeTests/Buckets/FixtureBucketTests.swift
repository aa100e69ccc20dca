import BillingModel
import Foundation
import Testing

@testable import BillingTime

@Suite("Buckets agree with the wall clock of Python's zoneinfo, on committed zones")
struct FixtureBucketTests {
    @Test("Before and after each change of the offset, 1970 to 2037", arguments: ZoneFixture.shared.zones)
    func edges(_ expected: ZoneFixture.Zone) throws {
        let zone = try fixtureZone(expected.name)
        let found = zone.transitions(in: 0..<2_145_916_800_000_000).map { $0.instant / 1_000_000 }
        #expect(found == expected.changes)
        for (text, edges) in expected.widths {
            let width = try BucketWidth(text)
            #expect(edges.order.count == expected.changes.count)
            for (change, pattern) in zip(expected.changes, edges.order) {
                let before = try zone.bucket(holding: change * 1_000_000 - 1, width: width)
                let after = try zone.bucket(holding: change * 1_000_000, width: width)
                let instants = [
                    before.startMicroseconds, before.endMicroseconds, after.startMicroseconds,
                    after.endMicroseconds,
                ]
                let result = instants.map { $0 / 1_000_000 - change }
                #expect(result == edges.patterns[pattern], "\(expected.name), \(text), change at \(change)")
            }
        }
    }

    @Test("Every width that the generator knows is in the fixture")
    func widths() {
        let widths: Set = [
            "15 minutes", "30 minutes", "hour", "2 hours", "3 hours", "6 hours", "12 hours", "day", "week",
            "month", "quarter", "year", "cycle from day 31",
        ]
        #expect(ZoneFixture.shared.zones.allSatisfy { Set($0.widths.keys) == widths })
        #expect(ZoneFixture.shared.zones.count == 31)
        #expect(ZoneFixture.shared.zones.map(\.changes.count).reduce(0, +) > 2_000)
    }
}

extension ZoneFixture.Zone: CustomTestStringConvertible {
    var testDescription: String { name }
}
