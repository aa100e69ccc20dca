import BillingModel
import BillingReports
import BillingStore
import BillingTestSupport
import BillingTime
import Foundation
import Testing

@Suite("JSON is written straight into bytes, as an encoder with sorted keys writes it")
struct JSONWriterTests {
    private struct Mixed: Encodable {
        var numbers: [Double?] = [
            0, -0.0, 1, -1, 0.1, 0.1 + 0.2, 1e15, 1e16, 9_007_199_254_740_991, 1e-7, 1.5e300, -2.5, nil,
            .leastNonzeroMagnitude, .greatestFiniteMagnitude, 0x1p53, 0x1p54, 123_456_789.125,
        ]
        var texts = [
            "", "plain", "\"\\/", "\u{0}\u{1}\u{8}\u{9}\u{A}\u{B}\u{C}\u{D}\u{1F}\u{7F}", "é株🚚\u{2028}",
        ]
        var zulu = ["b": 2, "a": 1]
        var alpha: Int? = nil
        var empty = Empty()
        var none: [Int] = []
        var bravo = [Nested(), Nested(y: 7)]
        var whole: [UInt8] = [0, 255]
        var minimum = Int64.min
        var flag = true
    }

    private struct Empty: Encodable {}

    private struct Nested: Encodable {
        var y = 1
        var x: [[String]] = [[], ["a", "b"]]

        private enum Key: String, CodingKey { case y, x, deep, list }

        func encode(to encoder: any Encoder) throws {
            var values = encoder.container(keyedBy: Key.self)
            try values.encode(y, forKey: .y)
            var deep = values.nestedContainer(keyedBy: Key.self, forKey: .deep)
            try deep.encodeNil(forKey: .y)
            try deep.encode("x", forKey: .x)
            var list = values.nestedUnkeyedContainer(forKey: .list)
            try list.encode(1)
            try list.encodeNil()
            var inner = list.nestedContainer(keyedBy: Key.self)
            try inner.encode(list.count, forKey: .y)
            try values.encode(x, forKey: .x)
        }
    }

    @Test("Numbers, texts, order of keys and nested values have the same bytes")
    func bytes() throws {
        #expect(try JSONWriter.text(of: Mixed()) == json(Mixed()))
    }

    @Test("A number that is not finite is refused", arguments: [Double.nan, .infinity, -.infinity])
    func notFinite(_ number: Double) {
        #expect(throws: EncodingError.self) { try JSONWriter.text(of: [number]) }
        #expect(throws: EncodingError.self) { try JSONWriter.text(of: [number as Double?]) }
    }

    @Test("The digest of a screen changes with what it says, and not with the time or the revision")
    func digest() async throws {
        var world = try await World(zone: "Australia/Sydney")
        try await world.commit { $0.add(.assets, 7, on: [try day("2026-03-01")]) }
        let scope = world.acme
        func digests(_ now: String) async throws -> [String] {
            let now = try instant(now)
            let range = try instant("2026-02-28T13:00:00Z")..<instant("2026-03-31T13:00:00Z")
            return [
                try await scope.consumptionTable(now: now).digest(),
                try await scope.consumptionGraph(range: range, width: .month, now: now).digest(),
                try await scope.dailyUsage(
                    dates: day("2026-03-01")...day("2026-03-02"), now: now
                ).digest(),
                try await scope.inventory(now: now).digest(),
            ]
        }
        let first = try await digests("2026-03-02T00:00:30Z")
        #expect(try await digests("2026-03-02T06:00:00Z") == first)
        try await world.commit { changes in
            changes.add(try Tenant(id: "bolt", name: "Bolt", zone: "UTC", currency: .usd))
        }
        #expect(try await digests("2026-03-02T00:00:30Z") == first)
        try await world.commit { $0.add(.assets, 8, on: [try day("2026-03-01")]) }
        let other = try await digests("2026-03-02T00:00:30Z")
        #expect(zip(first, other).allSatisfy { $0 != $1 })
        #expect(first.allSatisfy { $0.utf8.count == 64 })
    }
}
