import BillingInterchange
import BillingModel
import BillingStore
import BillingTestSupport
import Foundation
import Testing

@testable import BillingTestKit

@Suite("A small archive is refused whatever bit of it is altered, and wherever it is cut")
struct HostileFileTests {
    private static func archive() async throws -> [UInt8] {
        let repository = InMemoryRepository(clock: { ValuePool.start })
        let acme = try Tenant(id: "a", name: "A", zone: "UTC", currency: .eur)
        var changes = ChangeSet(id: try CommitID("c"))
        changes.add(acme)
        changes.add(
            SampleWrite(
                SeriesKey(tenant: acme.id, metric: Metric.assets.id), at: .date(try LocalDate("2026-01-01")),
                value: 5, version: 1))
        changes.add(
            try Invoice(
                tenant: acme.id, number: InvoiceNumber("N"), issuedAt: ValuePool.start,
                totalPaid: Money("1.50", .eur)))
        try await repository.commit(changes)
        return Array(try await repository.archive().joined())
    }

    private static func isRead(_ bytes: [UInt8]) -> Bool {
        var reader = ArchiveReader()
        return (try? reader.read(bytes)) != nil && (try? reader.finish()) != nil
    }

    @Test("Cut at any byte")
    func cut() async throws {
        let bytes = try await Self.archive()
        #expect(Self.isRead(bytes))
        for count in 0..<bytes.count { #expect(!Self.isRead(Array(bytes[..<count])), "\(count) bytes") }
    }

    @Test("One bit altered", arguments: Sweep.cases(Array(0..<8), every: 4))
    func flipped(bit: Int) async throws {
        let bytes = try await Self.archive()
        for place in bytes.indices {
            var altered = bytes
            altered[place] ^= 1 << UInt8(bit)
            #expect(!Self.isRead(altered), "bit \(bit) of byte \(place)")
        }
    }

    @Test("As another system would end its lines, with a line more, or with a mark in front")
    func lines() async throws {
        let bytes = try await Self.archive()
        let text = String(decoding: bytes, as: UTF8.self)
        for altered in [
            text.replacing("\n", with: "\r\n"), text + "\n", "\n" + text, text + " ", "\u{FEFF}" + text,
            text.replacing("\n", with: "\n\n"), text.replacing("{\"end\"", with: "\n{\"end\""),
            text.replacing("{\"end\"", with: " {\"end\""), text + text,
        ] {
            let isSame = altered == text
            #expect(isSame || !Self.isRead(Array(altered.utf8)) || altered.contains(" {\"end\""))
        }
    }
}
