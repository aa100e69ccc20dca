import BillingModel
import BillingTestSupport
import Testing

@testable import BillingInterchange

@Suite("The zones that rows state of dates")
struct StatedZonesTests {
    @Test("Rows in any order give what a dictionary by date gives")
    func anyOrder() throws {
        let zones = try ["UTC", "Europe/Berlin", "Asia/Tokyo"].map { try ZoneID($0) }
        for seed in UInt64(1)...200 {
            var random = SplitMix64(seed: seed)
            var stated = StatedZones()
            var expected: [LocalDate: (zone: ZoneID, version: Int64)] = [:]
            for row in 0..<random.below(80) {
                let day = seed % 2 == 0 ? 20_000 + row : 20_000 + random.below(30)
                let date = try LocalDate("2024-10-04").adding(days: day - 20_000)
                let zone = zones[random.below(3)]
                let version: Int64? = random.below(3) == 0 ? nil : Int64(random.below(4)) - 2
                stated.state(zone, on: date, version: version)
                // The highest version counts, of equal ones the last, and none is below all.
                if expected[date].map({ $0.version <= version ?? .min }) ?? true {
                    expected[date] = (zone, version ?? .min)
                }
            }
            #expect(stated.dates == expected.keys.sorted(), "seed \(seed)")
            for (place, date) in stated.dates.enumerated() {
                #expect(stated.zone(at: place) == expected[date]?.zone, "seed \(seed), \(date)")
            }
        }
    }
}
