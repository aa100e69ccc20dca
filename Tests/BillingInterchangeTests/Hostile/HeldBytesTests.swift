import BillingInterchange
import BillingModel
import BillingStore
import BillingTime
import Testing

@Suite("However long a line is, no more of it is held than a stated limit")
struct HeldBytesTests {
    private static let piece = 1 << 18

    /// Gives a header, a line of so many pieces without an end, and two lines more.
    private static func chunks(_ header: String, _ pieces: Int, _ rest: String) -> () -> [UInt8] {
        let long = [UInt8](repeating: UInt8(ascii: "7"), count: piece)
        var next = -1
        return {
            next += 1
            if next == 0 { return Array(header.utf8) }
            if next <= pieces { return long }
            return next == pieces + 1 ? Array(("\n" + rest).utf8) : []
        }
    }

    @Test("A reader of CSV holds its longest record and one piece")
    func reader() throws {
        var reader = CSVReader(chunks: Self.chunks("Date,Assets\n", 40, "2026-01-01,1\n"))
        var held = 0
        var lines: [(Int, BillingError.Code?)] = []
        while let record = try reader.next() {
            held = max(held, reader.heldBytes)
            lines.append((record.line, record.fault?.code))
        }
        #expect(lines.map(\.0) == [1, 2, 3])
        #expect(lines.map(\.1) == [nil, .limitExceeded, nil])
        #expect(held <= CSVReader.recordLimit + 2 * Self.piece)
    }

    @Test(
        "A copy of bytes that come once is read as they came, twice, and a line beyond the limit is told with its number"
    )
    func copy() async throws {
        let repository = ImporterTests.makeRepository()
        let source = try ImportSource.copy(of: Self.chunks("Date,Assets\n", 12, "2026-01-01,1\n"))
        let mapping = CSVMapping.usage(tenant: try TenantID("a"), zone: .utc, currency: .eur)
        for inserted in [2, 0] {
            let report = try await Importer(into: repository).run(source, as: mapping)
            #expect((report.accepted, report.inserted) == (1, inserted))
            #expect(report.rejections.map(\.line) == [2])
            #expect(report.rejections.map(\.code) == [.limitExceeded])
        }
        let empty = try ImportSource.copy(of: { [] })
        #expect(try await Importer(into: repository).run(empty, as: CloudEventFormat(.lines)).lines == 0)
    }
}
