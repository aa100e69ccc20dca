import BillingModel
import BillingStore
import BillingTestSupport
import Foundation
import Testing

@Suite("A sample has one visible value, whatever the order of its writes")
struct SampleTests {
    /// Writes of one sample by version and value, and the value that is visible in the end.
    static let versionedSets: [([(version: Int64, value: Double?)], Double?)] = [
        ([(1, 5), (2, 6), (3, 7)], 7),
        ([(1, 5), (3, nil), (2, 6)], nil),
        ([(2, nil), (1, 5), (4, 8), (3, 5)], 8),
        ([(1, nil), (2, nil), (-5, 3)], nil),
        ([(.min, 1), (.max, 2), (0, 3)], 2),
        ([(1, 5), (1, 5), (2, 5)], 5),
    ]

    static func permutations<Element>(_ elements: [Element]) -> [[Element]] {
        guard elements.count > 1 else { return [elements] }
        return elements.indices.flatMap { index in
            var rest = elements
            let first = rest.remove(at: index)
            return permutations(rest).map { [first] + $0 }
        }
    }

    @Test("The highest version wins in any order, in one set or in many", arguments: Backend.allCases)
    func versionsInAnyOrder(_ backend: Backend) async throws {
        // One series for each order, in a repository for each way.
        let (apart, together) = (try await backend.makeEmpty(), try await backend.makeEmpty())
        for repository in [apart, together] { try await repository.addTenants() }
        var expected: [Labels: [Int64: Double]] = [:]
        for (set, (writes, visible)) in Self.versionedSets.enumerated() {
            for (place, order) in Self.permutations(writes).enumerated() {
                let name = "\(set) \(place)"
                let labels = try Labels(("order", name))
                let writes = order.map {
                    write(acme, level, at: 1, $0.value, version: $0.version, labels: labels)
                }
                for (index, write) in writes.enumerated() {
                    try await apart.commit("\(name) \(index)") { $0.add(write) }
                }
                try await together.commit(name) { changes in for write in writes { changes.add(write) } }
                expected[labels] = visible.map { [position(1): $0] } ?? [:]
            }
        }
        for (labels, samples) in expected {
            #expect(try await apart.samples(key(acme, level, labels)) == samples, "\(labels)")
            #expect(try await together.samples(key(acme, level, labels)) == samples, "\(labels)")
        }
    }

    @Test("A version stands for one value, also one that lost long ago", arguments: Backend.allCases)
    func versionConflicts(_ backend: Backend) async throws {
        let repository = try await backend.makeEmpty()
        try await repository.addTenants()
        try await repository.commit("3") { $0.add(write(acme, level, at: 1, 7, version: 3)) }
        let late = try await repository.commit("1") { $0.add(write(acme, level, at: 1, 5, version: 1)) }
        #expect(late.tally == [0, 1, 0, 0])
        try await repository.commit("retraction") { $0.add(write(acme, level, at: 2, nil, version: 9)) }
        for (id, bad) in [
            ("a", write(acme, level, at: 1, 8, version: 3)), ("b", write(acme, level, at: 1, 6, version: 1)),
            ("c", write(acme, level, at: 1, nil, version: 3)),
            ("d", write(acme, level, at: 2, 4, version: 9)),
            ("e", write(acme, level, at: 1, 8)), ("f", write(acme, level, at: 2, 8)),
        ] {
            let error = await billingError { try await repository.commit(id) { $0.add(bad) } }
            #expect(error?.places == ["sample 0: conflict"], "\(id)")
        }
        for (id, same) in [
            ("g", write(acme, level, at: 1, 7, version: 3)), ("h", write(acme, level, at: 1, 5, version: 1)),
            ("i", write(acme, level, at: 1, 7)), ("j", write(acme, level, at: 2, nil)),
            ("k", write(acme, level, at: 2, 4, version: 8)),
        ] {
            #expect(try await repository.commit(id) { $0.add(same) }.tally == [0, 1, 0, 0], "\(id)")
        }
        #expect(try await repository.samples(key(acme, level)) == [position(1): 7])
    }

    @Test(
        "A version replaces what came without one, and a later commit what came without",
        arguments: Backend.allCases)
    func withoutVersions(_ backend: Backend) async throws {
        let repository = try await backend.makeEmpty()
        try await repository.addTenants()
        try await repository.commit("1") { $0.add(write(acme, level, at: 1, 5)) }
        #expect(
            try await repository.commit("2") { $0.add(write(acme, level, at: 1, 6)) }.tally == [0, 0, 1, 0])
        #expect(
            try await repository.commit("3") { $0.add(write(acme, level, at: 1, 4, version: -3)) }.tally
                == [0, 0, 1, 0])
        #expect(try await repository.samples(key(acme, level)) == [position(1): 4])
        // Taken back without a version, a sample may come again.
        try await repository.commit("4") { $0.add(write(acme, level, at: 2, 1)) }
        try await repository.commit("5") { $0.add(write(acme, level, at: 2, nil)) }
        #expect(
            try await repository.commit("6") { $0.add(write(acme, level, at: 2, 1)) }.tally == [1, 0, 0, 0])
        #expect(try await repository.samples(key(acme, level)) == [position(1): 4, position(2): 1])
    }

    @Test("In one set the order of writes means nothing", arguments: Backend.allCases)
    func oneSet(_ backend: Backend) async throws {
        let repository = try await backend.makeEmpty()
        try await repository.addTenants()
        let same = try await repository.commit("same") { changes in
            for _ in 0..<3 { changes.add(write(acme, level, at: 1, 5)) }
        }
        #expect(same.tally == [1, 2, 0, 0])
        for (id, pair) in [
            ("a", [write(acme, level, at: 2, 5), write(acme, level, at: 2, 6)]),
            ("b", [write(acme, level, at: 2, 5), write(acme, level, at: 2, nil)]),
            ("c", [write(acme, level, at: 2, 5), write(acme, level, at: 2, 6, version: 1)]),
            ("d", [write(acme, level, at: 2, 6, version: 1), write(acme, level, at: 2, 5, version: 1)]),
        ] {
            for (number, order) in [pair, pair.reversed()].enumerated() {
                let error = await billingError {
                    try await repository.commit("\(id)\(number)") { changes in
                        for item in order { changes.add(item) }
                    }
                }
                #expect(error?.code == .refused && error?.violations.count == 1, "\(id)")
            }
        }
        let mixed = try await repository.commit("mixed") { changes in
            changes.add(write(acme, level, at: 3, 6))
            changes.add(write(acme, level, at: 3, 5, version: 1))
            changes.add(write(acme, level, at: 3, 6, version: 2))
        }
        #expect(mixed.tally == [1, 2, 0, 0])
    }

    @Test("0.0 and -0.0 are one value, and neighbours in time are two samples", arguments: Backend.allCases)
    func nearlySame(_ backend: Backend) async throws {
        let repository = try await backend.makeEmpty()
        try await repository.addTenants()
        try await repository.commit("zero") { $0.add(write(acme, level, at: 1, 0)) }
        #expect(
            try await repository.commit("minus") { $0.add(write(acme, level, at: 1, -0.0)) }.tally == [
                0, 1, 0, 0,
            ])
        let next = Instants.date(position(1) + 1)
        try await repository.commit("next") {
            $0.add(SampleWrite(key(acme, level), at: .instant(next), value: 1))
        }
        #expect(try await repository.samples(key(acme, level)) == [position(1): 0, position(1) + 1: 1])
        for (id, instant) in [
            ("a", try instant("10000-01-01T00:00:00.000000Z")), ("b", Date(timeIntervalSince1970: 1e18)),
        ] {
            let error = await billingError {
                try await repository.commit(id) {
                    $0.add(SampleWrite(key(acme, level), at: .instant(instant), value: 1))
                }
            }
            #expect(error?.places == ["sample 0: invalidValue"])
        }
        try await repository.commit("limits") { changes in
            for text in ["0001-01-01T00:00:00Z", "9999-12-31T23:59:59Z", "1969-12-31T23:59:59Z"] {
                changes.add(
                    SampleWrite(
                        key(bolt, level), at: .instant(try instant(text)), value: .greatestFiniteMagnitude))
            }
        }
        #expect(
            try await repository.samples(key(bolt, level)).keys.sorted() == [
                -62_135_596_800_000_000, -1_000_000, 253_402_300_799_000_000,
            ])
    }

    @Test("A date keeps the zone that it was recorded in", arguments: Backend.allCases)
    func zones(_ backend: Backend) async throws {
        let repository = try await backend.makeEmpty()
        // Sydney is ten hours ahead on 1 June, so that the 1st begins there as the change takes effect.
        let moved = try ZoneHistory(ZoneID("America/New_York"))
            .changing(to: ZoneID("Australia/Sydney"), from: instant("2026-05-31T14:00:00Z"))
        try await repository.commit("1") { changes in
            changes.add(try Tenant(id: acme, name: "Acme", zones: moved, currency: .usd))
            for day in ["2026-05-31", "2026-06-01"] { changes.add(try daily(acme, .assets, on: day, 5)) }
            changes.add(try daily(acme, .assets, on: "2026-06-02", 5, zone: "Asia/Tokyo"))
        }
        func zones() async throws -> [String] {
            try await repository.allSeries(SeriesRequest(of: .all)).flatMap(\.zones).map(\.name)
        }
        #expect(try await zones() == ["America/New_York", "Australia/Sydney", "Asia/Tokyo"])
        // Saying the same without a zone says nothing new; with another zone it corrects.
        let same = try await repository.commit("2") { $0.add(try daily(acme, .assets, on: "2026-06-02", 5)) }
        #expect(same.tally == [0, 1, 0, 0])
        let other = try await repository.commit("3") {
            $0.add(try daily(acme, .assets, on: "2026-06-02", 5, zone: "Asia/Seoul"))
        }
        #expect(other.tally == [0, 0, 1, 0])
        #expect(try await zones() == ["America/New_York", "Australia/Sydney", "Asia/Seoul"])
    }

    @Test("Inventories and usage rows write samples of the tenant's date", arguments: Backend.allCases)
    func inventories(_ backend: Backend) async throws {
        let repository = try await backend.makeEmpty()
        let commit = try await repository.commit("1") { changes in
            changes.add(try makeTenant(acme, zone: "Australia/Sydney"))
            changes.add(level, for: acme)
            changes.add(
                try Inventory(
                    tenant: acme, at: instant("2026-03-01T14:30:00Z"), counts: [.assets: 7, level: 9]))
            changes.add(
                try DailyUsage(tenant: acme, date: day("2026-03-02"), counts: [.assets: 7, .users: 3]))
        }
        #expect(commit.tally == [5, 1, 0, 0])
        let date = Int64(try day("2026-03-02").dayNumber)
        #expect(try await repository.samples(key(acme, .assets)) == [date: 7])
        #expect(try await repository.samples(key(acme, .users)) == [date: 3])
        #expect(try await repository.samples(key(acme, level)) == [1_772_375_400_000_000: 9])
    }

    @Test("A zone that cannot be found refuses only the records that need it", arguments: Backend.allCases)
    func unknownZone(_ backend: Backend) async throws {
        let repository = try await backend.makeEmpty()
        try await repository.commit("1") { changes in
            changes.add(try makeTenant(acme, zone: "Nowhere/Land"))
            changes.add(try daily(acme, .assets, on: "2026-03-01", 5))
        }
        let error = await billingError {
            try await repository.commit("2") {
                $0.add(try Inventory(tenant: acme, at: minute(1), counts: [.assets: 1]))
            }
        }
        #expect(error?.places == ["inventory 0: notFound"])
        let moved = try ZoneHistory(.utc).changing(to: ZoneID("Nowhere/Land"), from: minute(0))
        let needed = await billingError {
            try await repository.commit("3") { changes in
                changes.add(try Tenant(id: bolt, name: "Bolt", zones: moved, currency: .usd))
                changes.add(try daily(bolt, .assets, on: "2026-03-01", 5))
            }
        }
        #expect(needed?.places == ["sample 0: notFound"])
    }
}
