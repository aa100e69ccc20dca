import BillingInterchange
import BillingModel
import BillingStore
import BillingTestSupport
import Foundation
import Testing

@Suite("The header of an exported table is found, or what is wrong with it is named")
struct HeaderTests {
    private static func error(_ text: String, _ mapping: CSVMapping = .usage()) -> BillingError? {
        syncBillingError { try CSVMappingTests.lines(text, mapping) }
    }

    private static func tenants(_ text: String, _ mapping: CSVMapping = .usage()) throws -> [String] {
        try CSVMappingTests.records(text, mapping).map(\.tenant.text)
    }

    @Test(
        "Tenant ID and Tenant together are the id and the name, in any order",
        arguments: [
            "Tenant ID,Tenant,Date,Assets\nt-1,Acme,2026-01-01,5\n",
            "Tenant,Date,Tenant Code,Assets\nAcme,2026-01-01,t-1,5\n",
            "tenant,date,TENANT_ID,Assets\nAcme,2026-01-01,t-1,5\n",
        ])
    func idAndName(_ text: String) async throws {
        #expect(try Self.tenants(text) == ["t-1"])
        let repository = ImporterTests.makeRepository()
        let mapping = CSVMapping.usage(zone: .utc, currency: .eur)
        let report = try await Importer(into: repository).run(.text(text), as: mapping)
        #expect(report.accepted == 1 && report.unknownColumns.isEmpty)
        let revision = try await repository.revision(.latest)
        let tenant = try await repository.tenant(TenantID("t-1"), at: revision)
        #expect(tenant.name == "Acme")
    }

    @Test("Beside an id, a bare name that is no field is a column that is not known")
    func bareNames() throws {
        var bytes = Array("Tenant ID,Tenant,Number,Issued,Currency,Paid\n".utf8)
        let lines = try CSVMapping(.invoices).lines {
            defer { bytes = [] }
            return bytes
        }
        #expect(lines.unknownColumns == ["Tenant"])
        #expect(Self.error("Tenant,tenant,Date,Assets\n")?.rule == "a field has one column")
    }

    @Test(
        "Titles above the header are passed over, and lines are counted as they stand",
        arguments: [
            "Platform usage report\nTenant,Date,Assets\na,2026-01-01,x\n",
            "Platform usage report,,\nTenant,Date,Assets\na,2026-01-01,x\n",
            "Report,2026-01-01\nTenant,Date,Assets\na,2026-01-01,x\n",
        ])
    func titles(_ text: String) throws {
        let rejections = try CSVMappingTests.rejections(text, .usage())
        #expect(rejections.map(\.line) == [3] && rejections.map(\.column) == ["Assets"])
        #expect(try Self.tenants(text.replacing(",x", with: ",1")) == ["a"])
        #expect(
            try CSVMappingTests.rejections("Title\n\n\nTenant,Date,Assets\na,2026-01-01,x\n", .usage()).map(
                \.line) == [5])
    }

    @Test("A file without a header names what is missing of the line that looks most like one")
    func noHeader() {
        let error = Self.error("Title\nTenant,Date,Wheels\na,2026-01-01,1\n")
        #expect(
            error?.detail == "line 2: no column 'assets' or 'devices' or 'devices reporting' or another count"
        )
        #expect(Self.error("a,b\n1,2\n")?.detail == "line 1: no column 'tenant' or 'tenant name'")
    }

    @Test(
        "Another separator than the declared one is named",
        arguments: [
            (
                "Tenant;Date;Assets\na;2026-01-01;1\n",
                "line 1: semicolons divide 3 columns, and the mapping states commas"
            ),
            (
                "Tenant\tDate\tAssets\na\t2026-01-01\t1\n",
                "line 1: tabulators divide 3 columns, and the mapping states commas"
            ),
            (
                "Title\nTenant;Date;Assets\n",
                "line 2: semicolons divide 3 columns, and the mapping states commas"
            ),
        ])
    func separators(_ text: String, _ detail: String) throws {
        #expect(Self.error(text)?.rule == "what divides the columns of a file is what its mapping states")
        #expect(Self.error(text)?.detail == detail)
        // Where quotes stand around the names, the fault of the line tells what divides columns.
        let quoted = Self.error("\"Tenant\";\"Date\";Assets\n")
        #expect(quoted?.detail.hasSuffix("the mapping states that commas divide columns") == true)
        var mapping = CSVMapping.usage()
        mapping.dialect = .semicolons
        #expect(
            Self.error("Tenant,Date,Assets\n", mapping)?.detail.contains("commas divide 3 columns") == true)
    }

    @Test(
        "A line that states the separator is followed, in any reader and any pieces",
        arguments: [
            "sep=;\nTenant;Date;Assets\na;2026-01-01;1\n",
            "SEP=;\r\nTenant;Date;Assets\r\na;2026-01-01;x\r\n",
        ])
    func stated(_ text: String) throws {
        let lines = try CSVMappingTests.lines(text, .usage())
        #expect(lines.map(\.line) == [3])
        for size in 1...8 {
            var bytes = Array(text.utf8)[...]
            var reader = CSVReader(.standard) {
                defer { bytes = bytes.dropFirst(size) }
                return Array(bytes.prefix(size))
            }
            #expect(try reader.next()?.texts == ["Tenant", "Date", "Assets"])
            #expect(try reader.next()?.line == 3)
        }
    }

    @Test(
        "What only looks like such a line is a record",
        arguments: ["sep=", "sep", "sep=;;", "sep=;x", "separator", "sep=\"\nx", "s", ""])
    func notStated(_ text: String) throws {
        var reader = CSVReader(text)
        let first = try reader.next()
        #expect(first?.line ?? 1 == 1)
        if text.hasPrefix("sep=;") { #expect(first?.texts == [text]) }
    }

    @Test("UTF-16 behind its mark is read in both orders and any pieces, also beyond the first plane")
    func utf16() throws {
        let text = "sep=;\nTenant;Date;Assets\nŽofín 😀 \u{FFFD}é;2026-01-01;1\n"
        for isLittle in [true, false] {
            var bytes: [UInt8] = isLittle ? [0xFF, 0xFE] : [0xFE, 0xFF]
            for unit in text.utf16 {
                let (high, low) = (UInt8(unit >> 8), UInt8(unit & 0xFF))
                bytes += isLittle ? [low, high] : [high, low]
            }
            for size in [1, 2, 3, 5, 1_000] {
                var rest = bytes[...]
                var reader = CSVReader(.standard) {
                    defer { rest = rest.dropFirst(size) }
                    return Array(rest.prefix(size))
                }
                #expect(try reader.next()?.texts == ["Tenant", "Date", "Assets"])
                let record = try #require(try reader.next())
                #expect(
                    record.fault == nil
                        && record.text(0)?.utf8.elementsEqual("Žofín 😀 \u{FFFD}é".utf8) == true)
                #expect(try reader.next() == nil)
            }
            // Half a unit, and half a pair, are told.
            for broken in [bytes + [0x41], bytes + (isLittle ? [0x3D, 0xD8] : [0xD8, 0x3D])] {
                var rest = broken[...]
                var reader = CSVReader(.semicolons) {
                    defer { rest = [] }
                    return Array(rest)
                }
                _ = try reader.next()
                _ = try reader.next()
                #expect(
                    try reader.next()?.fault?.rule
                        == "the data end within a character of UTF-16: they were cut")
            }
        }
    }
}
