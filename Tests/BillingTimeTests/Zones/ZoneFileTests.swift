import BillingModel
import BillingTestSupport
import Foundation
import Testing

@testable import BillingTime

@Suite("A zone file is read by RFC 9636 or refused")
struct ZoneFileTests {
    @Test("A well-formed file gives its offsets, and its rule afterwards")
    func wellFormed() throws {
        let file = ZoneBytes(
            times: [-1_000, 0, 5_000], kinds: [1, 2, 1], offsets: [100, 3_600, -7_200], footer: "<+01>-1")
        let zone = try file.zone()
        let instants: [Int64] = [.min / 10_000_000, -1_001, -1_000, -1, 0, 4_999, 5_000, 9_000_000_000]
        #expect(
            instants.map { zone.offset(at: $0 * 1_000_000) } == [
                100, 100, 3_600, 3_600, -7_200, -7_200, 3_600, 3_600,
            ])
    }

    @Test("Without a transition the rule holds always, without a rule the last transition does")
    func partsMissing() throws {
        let ruled = try ZoneBytes(offsets: [77], footer: "EST5EDT,M3.2.0,M11.1.0").zone()
        #expect(try ruled.offset(at: Instants.microseconds("0500-01-10T00:00Z")) == -18_000)
        #expect(try ruled.offset(at: Instants.microseconds("0500-07-10T00:00Z")) == -14_400)
        #expect(try ruled.offset(at: Instants.microseconds("9999-07-10T00:00Z")) == -14_400)
        let bare = try ZoneBytes(times: [0], kinds: [1], offsets: [60, 120], footer: "").zone()
        #expect(bare.offset(at: -1) == 60)
        #expect(bare.offset(at: Instants.end) == 120)
        let fixed = try ZoneBytes(footer: "<-02>2").zone()
        #expect(fixed.offset(at: 0) == -7_200)
        #expect(fixed.offset(at: Instants.first) == -7_200)
    }

    @Test("A transition at the Big Bang or at the end of Int64 is no trap")
    func farTransitions() throws {
        let file = ZoneBytes(
            times: [.min, -(1 << 59), 1 << 59, .max], kinds: [1, 0, 1, 0], offsets: [0, 3_600], footer: "UTC0"
        )
        let zone = try file.zone()
        #expect(zone.offset(at: Instants.first) == 0)
        #expect(zone.offset(at: Instants.end) == 0)
        #expect(try BucketGrid(0..<86_400_000_000, width: .hour, zone: zone).count == 24)
    }

    @Test(
        "Rules of every form",
        arguments: [
            // Daylight saving time all year round: it ends when it begins.
            ("XXX3EDT4,0/0,J365/23", "2025-01-01T03:30Z", -14_400),
            ("XXX3EDT4,0/0,J365/23", "2025-07-01T00:00Z", -14_400),
            ("XXX3EDT4,0/0,J365/23", "2026-01-01T02:59:59Z", -14_400),
            ("XXX3EDT4,0/0,J365/23", "2026-01-01T03:00:00Z", -14_400),
            // Negative daylight saving time, as in Dublin's winter.
            ("IST-1GMT0,M10.5.0,M3.5.0/1", "2025-03-30T00:59:59Z", 0),
            ("IST-1GMT0,M10.5.0,M3.5.0/1", "2025-03-30T01:00:00Z", 3_600),
            ("IST-1GMT0,M10.5.0,M3.5.0/1", "2025-10-26T01:00:00Z", 0),
            // Times beyond a day: Greenland's Saturday evening, Gaza's 50 hours.
            ("<-02>2<-01>,M3.5.0/-1,M10.5.0/0", "2025-03-30T00:59:59Z", -7_200),
            ("<-02>2<-01>,M3.5.0/-1,M10.5.0/0", "2025-03-30T01:00:00Z", -3_600),
            ("EET-2EEST,M3.4.4/50,M10.4.4/50", "2025-03-28T23:59:59Z", 7_200),
            ("EET-2EEST,M3.4.4/50,M10.4.4/50", "2025-03-29T00:00:00Z", 10_800),
            // The 60th day is 1 March in every year for J60, 29 February in leap years for 59.
            ("AAA0BBB,J60/0,J365/0", "2024-02-29T23:59:59Z", 0),
            ("AAA0BBB,J60/0,J365/0", "2024-03-01T00:00:00Z", 3_600),
            ("AAA0BBB,J60/0,J365/0", "2023-03-01T00:00:00Z", 3_600),
            ("AAA0BBB,59/0,364/0", "2024-02-29T00:00:00Z", 3_600),
            ("AAA0BBB,59/0,364/0", "2023-02-28T23:59:59Z", 0),
            // Weekdays: the 5th is the last, whether there are four or five.
            ("AAA0BBB,M2.5.6/0,M12.1.0/0", "2025-02-22T00:00:00Z", 3_600),
            ("AAA0BBB,M2.5.6/0,M12.1.0/0", "2025-02-21T23:59:59Z", 0),
            ("AAA0BBB,M8.5.0/0,M12.1.0/0", "2025-08-31T00:00:00Z", 3_600),
            ("AAA0BBB,M8.5.0/0,M12.1.0/0", "2025-08-30T23:59:59Z", 0),
            // A rule whose transitions leave their year.
            ("AAA0BBB,J365/167,J10/-167", "2026-01-06T22:59:59Z", 0),
            ("AAA0BBB,J365/24,J10/-24", "2026-01-01T00:00:00Z", 3_600),
            ("AAA0BBB,J365/24,J10/-24", "2026-01-08T23:00:00Z", 0),
            // Seconds in offsets; a name of daylight time with its own offset.
            ("LMT0:44:30", "2025-01-01T00:00Z", -2_670), ("<ABC>-24:59:59", "2025-01-01T00:00Z", 89_999),
            ("LHST-10:30LHDT-11,M10.1.0,M4.1.0", "2025-01-01T00:00Z", 39_600),
        ])
    func rules(footer: String, moment: String, offset: Int) throws {
        let always = try ZoneBytes(footer: footer).zone()
        #expect(try always.offset(at: Instants.microseconds(moment)) == offset)
        // The same after a transition, by the part that is spelled out.
        let ahead = ZoneBytes(times: [0], kinds: [0], offsets: [Int32(offset)], footer: footer)
        #expect(try ahead.zone().offset(at: Instants.microseconds(moment)) == offset)
    }

    @Test(
        "A rule that is none",
        arguments: [
            "EST", "5", "E5", "EST5EDT", "EST25", "EST5EDT,M3.2.0", "EST5EDT,M3.2.0,",
            "EST5EDT,M0.2.0,M11.1.0",
            "EST5EDT,M13.2.0,M11.1.0", "EST5EDT,M3.6.0,M11.1.0", "EST5EDT,M3.0.0,M11.1.0",
            "EST5EDT,M3.2.7,M11.1.0",
            "EST5EDT,J0,J365", "EST5EDT,J1,J366", "EST5EDT,0,366", "EST5EDT,M3.2.0/168,M11.1.0", "<+03-3",
            "<a>3",
            "EST5:60", "EST5EDT,M3.2.0,M11.1.0 ", " EST5", "EST5EDT,M3.2.0/,M11.1.0", "<>-3",
            "EST9999999999999999999",
            "EST5:", "EST5EDT,M3.2,M11.1.0", "Ünïcode5",
        ])
    func refusedRule(footer: String) throws {
        let id = try ZoneID("Test/Zone")
        #expect(refusal { _ = try Zone(id, tzif: ZoneBytes(footer: footer).bytes) } == .corruptData)
    }

    @Test("A file with leap seconds or of version 1 is refused as such")
    func unsupported() throws {
        let id = try ZoneID("Test/Zone")
        let leap = ZoneBytes(leaps: [(78_796_800, 1)]).bytes
        #expect(refusal { _ = try Zone(id, tzif: leap) } == .unsupported)
        #expect(refusal { _ = try Zone(id, tzif: ZoneBytes(version: "1").bytes) } == .unsupported)
        #expect(throws: Never.self) { try Zone(id, tzif: ZoneBytes(version: "4").bytes) }
    }

    @Test("A damaged file is refused")
    func damaged() throws {
        let id = try ZoneID("Test/Zone")
        let good = ZoneBytes(times: [0, 9], kinds: [0, 1], offsets: [0, 60])
        let empty: [UInt8] = []
        var broken: [[UInt8]] = [empty, Array("TZif".utf8), Array("not a zone".utf8), good.bytes.dropLast()]
        for change in [
            { $0.kinds = [0, 2] }, { $0.times = [9, 9] }, { $0.times = [9, 0] },
            { $0.offsets = [0, 93_600] },
            { $0.offsets = [0, -90_000] }, { $0.offsets = [0, .min] }, { $0.utcMarks = 1 },
            { $0.standardMarks = 3 }, { $0.claimedTypes = 0 }, { $0.claimedTypes = .max },
            { $0.claimedTypes = 1_000 },
        ] as [(inout ZoneBytes) -> Void] {
            var file = good
            change(&file)
            broken.append(file.bytes)
        }
        #expect(throws: Never.self) { try Zone(id, tzif: good.bytes) }
        for bytes in broken {
            #expect(refusal { _ = try Zone(id, tzif: bytes) } == .corruptData, "\(bytes)")
        }
    }

    @Test("Every truncation of a real file is refused")
    func truncations() throws {
        let id = try ZoneID("Europe/Berlin")
        let bytes = try #require(ZoneFixture.database.bytes(of: id))
        for count in bytes.indices {
            #expect(
                refusal { _ = try Zone(id, tzif: Array(bytes.prefix(count))) } == .corruptData,
                "first \(count) bytes")
        }
    }

    @Test("Whatever is flipped in a real file, it is refused or makes buckets that tile", arguments: 1...6)
    func flips(seed: UInt64) throws {
        var generator = SplitMix64(seed: seed)
        let names = ["Europe/Berlin", "Pacific/Apia", "Australia/Lord_Howe", "Africa/Monrovia"]
        let widths: [BucketWidth] = [.hour, .day, .week, .month, try .hours(6), try .minutes(30)]
        var accepted = 0
        for round in 0..<120 {
            let id = try ZoneID(names.randomElement(using: &generator)!)
            var bytes = try #require(ZoneFixture.database.bytes(of: id))
            for _ in 0..<Int.random(in: 1...4, using: &generator) {
                let place = Int.random(in: 0..<bytes.count, using: &generator)
                bytes[place] = UInt8.random(in: 0...255, using: &generator)
            }
            let zone: Zone
            do {
                zone = try Zone(id, tzif: bytes)
            } catch {
                #expect([.corruptData, .unsupported].contains(error.code), "seed \(seed), round \(round)")
                continue
            }
            accepted += 1
            let width = try #require(widths.randomElement(using: &generator))
            let start = Int64.random(in: Instants.first + 1...Instants.end - 1, using: &generator)
            let end = min(start + Int64.random(in: 1...20, using: &generator) * Instants.perDay, Instants.end)
            guard let grid = try? BucketGrid(start..<end, width: width, zone: zone) else { continue }
            let tiles = zip(grid.boundaries, grid.boundaries.dropFirst()).allSatisfy { $0 < $1 }
            #expect(tiles && grid.boundaries[0] <= start, "seed \(seed), round \(round)")
            #expect(grid.boundaries.last! >= end, "seed \(seed), round \(round)")
        }
        #expect(accepted > 10)
    }

    @Test(
        "A file without the transitions that its rule gives tells the same time",
        arguments: ZoneFixture.shared.zones)
    func slim(_ expected: ZoneFixture.Zone) throws {
        guard let slim = expected.slim else { return }
        let full = try fixtureZone(expected.name)
        let zone = try Zone(full.id, tzif: Array(slim))
        #expect(zone.digest != full.digest)
        let range = Int64(0)..<Instants.end
        let (left, right) = (zone.transitions(in: range), full.transitions(in: range))
        let isEqual = left.elementsEqual(right) { $0 == $1 }
        #expect(isEqual)
        #expect(left.count > 15_000)
    }

    @Test("Two zones are equal if name and bytes are")
    func equality() throws {
        let bytes = ZoneBytes(footer: "<+03>-3").bytes
        let zone = try Zone(ZoneID("A"), tzif: bytes, release: "2025b")
        #expect(try zone == Zone(ZoneID("A"), tzif: bytes))
        #expect(try zone.hashValue == Zone(ZoneID("A"), tzif: bytes).hashValue)
        #expect(try zone != Zone(ZoneID("B"), tzif: bytes))
        #expect(try zone != Zone(ZoneID("A"), tzif: ZoneBytes(footer: "<+04>-4").bytes))
        #expect(zone.description == "A (tzdata 2025b)")
        #expect(Zone.utc.description == "UTC")
    }
}

@Suite("The digest is SHA-256")
struct SHA256Tests {
    @Test(
        "Published and computed examples",
        arguments: [
            // FIPS 180-4 examples, and Python's hashlib for the others.
            ("", 1, "e3b0c44298fc1c149afbf4c8996fb92427ae41e4649b934ca495991b7852b855"),
            ("abc", 1, "ba7816bf8f01cfea414140de5dae2223b00361a396177a9cb410ff61f20015ad"),
            (
                "abcdbcdecdefdefgefghfghighijhijkijkljklmklmnlmnomnopnopq", 1,
                "248d6a61d20638b8e5c026930c3e6039a33ce45964ff2167f6ecedd419db06c1"
            ),
            ("a", 55, "9f4390f8d30c2dd92ec9f095b65e2b9ae9b0a925a5258e241c9f1e910f734318"),
            ("a", 56, "b35439a4ac6f0948b6d6f9e3c6af0f5f590ce20f1bde7090ef7970686ec6738a"),
            ("a", 64, "ffe054fe7ae0cb6dc65c3af9b61d5209f439851db43d0ba5997337df154668eb"),
            ("a", 1_000, "41edece42d63e8d9bf515a9ba6932e1c20cbc9f5a5d134645adb5db1b9737ea3"),
        ])
    func examples(text: String, times: Int, digest: String) {
        #expect(SHA256.hexadecimal(Array(String(repeating: text, count: times).utf8)) == digest)
    }

    @Test("UTC without a database has the digest of the file that zic writes")
    func instant() throws {
        #expect(Zone.utc.digest == "8b85846791ab2c8a5463c83a5be3c043e2570d7448434d41398969ed47e3e6f2")
        #expect(try fixtureZone("UTC") == Zone.utc)
    }
}
