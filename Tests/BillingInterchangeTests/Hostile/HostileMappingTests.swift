import BillingInterchange
import BillingModel
import BillingStore
import BillingTime
import Foundation
import Testing

@Suite("Columns, numbers and dates that look alike stay apart")
struct HostileMappingTests {
    private static let composed = "\u{E9}"
    private static let decomposed = "e\u{301}"

    @Test("Labels and columns are told apart byte by byte")
    func bytes() throws {
        let csv =
            "tenant,metric,date,value,label.\(Self.composed),label.\(Self.decomposed),label.\u{301}x\n"
            + "acme,m,2026-01-01,1,a,b,c\n"
        let records = try CSVMappingTests.records(csv, CSVMapping(.samples))
        guard case .sample(let write)? = records.first else {
            Issue.record("no sample")
            return
        }
        #expect(
            write.series.labels
                == (try Labels((Self.composed, "a"), (Self.decomposed, "b"), ("\u{301}x", "c"))))
        let mapping = CSVMapping(
            .activity, columns: [.subject: Self.composed, .kind: Self.decomposed],
            constants: [.tenant: "acme"])
        let activity = try CSVMappingTests.records(
            "\(Self.decomposed),\(Self.composed),at\ndevice,d1,2026-01-01T00:00:00Z\n", mapping)
        guard case .activity(let record)? = activity.first else {
            Issue.record("no activity")
            return
        }
        #expect(record.kind == .device && record.subject.text == "d1")
    }

    @Test("A column named by signs alone is that column, and no other one without letters")
    func signs() throws {
        let mapping = CSVMapping(
            .invoices, columns: [.number: "#"],
            constants: [.tenant: "acme", .currency: "EUR", .zone: "UTC"])
        let csv = "%,#,issued,paid,\n50,N1,2026-01-01 00:00,1.00,\n"
        guard case .invoice(let invoice)? = try CSVMappingTests.records(csv, mapping).first else {
            Issue.record("no invoice")
            return
        }
        #expect(invoice.number.text == "N1")
    }

    @Test(
        "A count is a whole number in ASCII digits",
        arguments: [
            ("0", 0), ("-0", 0), ("1.0", 1), ("7.000", 7), ("9007199254740992", 9_007_199_254_740_992),
            (" 5 ", 5), ("9007199254740993", nil), ("1e3", nil), ("1,000", nil), ("+5", 5),
            ("\u{663}", nil),
            ("\u{FF15}", nil), ("5.", nil), (".5", nil), ("05", nil), ("-1", nil), ("--1", nil), ("\t5", nil),
            ("5\u{A0}", 5), ("\u{2212}5", nil), (" ", nil), ("0x5", nil),
            ("1.0000000000000000000000000000000000000000001", nil),
            ("99999999999999999999999999999999999999999", nil), ("NaN", nil), ("inf", nil), ("-", nil),
        ] as [(String, Int?)])
    func counts(text: String, count: Int?) throws {
        let csv = "Tenant,Date,Assets,Users\na,2026-01-01,\"\(text)\",1\n"
        guard let count else {
            #expect(try CSVMappingTests.rejections(csv, .usage()).map(\.column) == ["Assets"])
            return
        }
        guard case .sample(let write)? = try CSVMappingTests.records(csv, .usage()).first else {
            Issue.record("no sample")
            return
        }
        #expect(write.value == Double(count) && write.value?.sign == .plus)
    }

    @Test(
        "A date is one that there is, in the form that is declared",
        arguments: [
            ("0001-01-01", false, "0001-01-01"), ("9999-12-31", false, "9999-12-31"),
            ("0000-01-01", false, nil),
            ("10000-01-01", false, nil), ("2026-1-1", false, nil), ("20260101", false, nil),
            ("2026-01-01T00:00:00Z", false, nil), ("-001-01-01", false, nil), ("2025-02-29", false, nil),
            ("31/12/2024", true, "2024-12-31"), ("12/31/2024", true, nil), ("1/2/2024", true, "2024-02-01"),
            ("29/02/2025", true, nil), ("1/1/24", true, nil), ("001/1/2024", true, nil),
            ("1//2024", true, nil),
            ("1/1/2024/", true, nil), ("\u{661}/1/2024", true, nil), ("2024-12-31", true, nil),
            ("31/12/2024", false, nil), ("1/1/0000", true, nil),
        ] as [(String, Bool, String?)])
    func dates(text: String, isDayFirst: Bool, date: String?) throws {
        var mapping = CSVMapping.usage()
        if isDayFirst { mapping.dates = .dayMonthYear }
        let csv = "Tenant,Date,Assets\na,\(text),1\n"
        guard let date else {
            #expect(try CSVMappingTests.rejections(csv, mapping).map(\.column) == ["Date"])
            return
        }
        guard case .sample(let write)? = try CSVMappingTests.records(csv, mapping).first else {
            Issue.record("no sample")
            return
        }
        #expect(write.time.description == date)
    }

    @Test(
        "The first and the last day are taken in every zone",
        arguments: ["Pacific/Kiritimati", "Etc/GMT+12", "UTC"])
    func ends(zone: String) async throws {
        let repository = ImporterTests.makeRepository()
        let csv =
            "Tenant,Date,Assets,Zone,Currency\na,9999-12-31,2,\(zone),EUR\na,0001-01-01,1,\(zone),EUR\n"
            + "a,2026-01-01,3,Europe/Paris,EUR\n"
        let report = try await Importer(into: repository).run(.text(csv), as: CSVMapping.usage())
        #expect((report.accepted, report.rejected) == (3, 0))
        #expect(try await ImporterTests.values(repository) == [1, 3, 2])
    }

    @Test("Coverage up to the end of time is written and read back")
    func endOfTime() async throws {
        let repository = ImporterTests.makeRepository()
        var changes = ChangeSet(id: try CommitID("c"))
        changes.add(try Tenant(id: "a", name: "a", zone: "UTC", currency: .eur))
        changes.add(
            try Coverage(
                tenant: TenantID("a"), metric: Metric.assets.id, source: SourceID("s"),
                range: Instants.date(Instants.first)..<Instants.date(Instants.end)))
        try await repository.commit(changes)
        let csv = try await repository.fleet.csv(of: .coverage)
        guard case .coverage(let read)? = try CSVMappingTests.records(csv, CSVMapping(.coverage)).first else {
            Issue.record("no coverage in \(csv)")
            return
        }
        #expect(changes.coverage == [read])
    }
}
