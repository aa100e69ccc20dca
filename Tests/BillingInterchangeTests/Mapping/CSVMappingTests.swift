import BillingInterchange
import BillingModel
import BillingStore
import BillingTestSupport
import BillingTime
import Foundation
import Testing

@Suite("Columns become records by a mapping")
struct CSVMappingTests {
    /// The lines of a text.
    static func lines(_ text: String, _ mapping: CSVMapping) throws -> [ImportLine] {
        var bytes = Array(text.utf8)
        var lines = try mapping.lines {
            defer { bytes = [] }
            return bytes
        }
        var result: [ImportLine] = []
        while let line = try lines.next() { result.append(line) }
        return result
    }

    /// The records of lines that are all right.
    static func records(_ text: String, _ mapping: CSVMapping) throws -> [ImportRecord] {
        try lines(text, mapping).flatMap { line -> [ImportRecord] in
            switch line.content {
            case .records(let records): return records
            case .rejected(let rejection): throw BillingError(.malformed, rule: "\(rejection)")
            case .passedOver: return []
            }
        }
    }

    static func rejections(_ text: String, _ mapping: CSVMapping) throws -> [ImportRejection] {
        try lines(text, mapping).compactMap { line in
            if case .rejected(let rejection) = line.content { rejection } else { nil }
        }
    }

    static func date(_ text: String) throws -> Date { try Date(text, strategy: .iso8601) }

    @Test("The platform's three-field invoices are read, with constants for what it does not tell")
    func invoices() throws {
        let mapping = CSVMapping(
            .invoices, constants: [.tenant: "acme", .currency: "AUD", .zone: "Australia/Sydney"])
        let text = "Invoice Number,Date and Time,Total Paid\r\nINV-1,2026-03-01T09:30:00,249.00\r\n"
        let expected = try Invoice(
            tenant: acme, number: InvoiceNumber("INV-1"),
            issuedAt: Self.date("2026-02-28T22:30:00Z"), totalPaid: Money("249.00", .aud))
        #expect(try Self.records(text, mapping) == [.invoice(expected)])
    }

    @Test(
        "Days come first only if that is declared",
        arguments: [("1/3/2026 9:30", true), ("01/03/2026 09:30:00", true), ("2026-03-01 09:30", false)])
    func declaredDates(text: String, isDayFirst: Bool) throws {
        var mapping = CSVMapping(
            .invoices, constants: [.tenant: "acme", .currency: "AUD", .zone: "Australia/Sydney"])
        let csv = "number,issued,paid\nINV-1,\(text),249\n"
        for form in [CSVMapping.DateForm.iso, .dayMonthYear] {
            mapping.dates = form
            let lines = try Self.lines(csv, mapping)
            if (form == .dayMonthYear) == isDayFirst {
                let invoice = try #require(try Self.records(csv, mapping).first)
                guard case .invoice(let invoice) = invoice else { continue }
                #expect(try invoice.issuedAt == Self.date("2026-02-28T22:30:00Z"))
            } else {
                guard case .rejected(let rejection)? = lines.first?.content else {
                    Issue.record("\(text) as \(form)")
                    continue
                }
                #expect(rejection.column == "issued" && rejection.line == 2 && rejection.code == .malformed)
            }
        }
    }

    @Test(
        "An instant has an offset, a zone behind it, or the zone of its row",
        arguments: [
            ("2026-03-01T09:30:00+11:00", "2026-02-28T22:30:00Z"),
            ("2026-03-01 09:30:00.25Z", "2026-03-01T09:30:00Z"),
            ("2026-03-01T09:30:00 Europe/Paris", "2026-03-01T08:30:00Z"),
            ("2026-03-01T09:30:00+01:00[Europe/Paris]", "2026-03-01T08:30:00Z"),
            ("2026-03-01 09:30 [Asia/Kathmandu]", "2026-03-01T03:45:00Z"),
            // Of two instants with one reading the first: 01:45 came at +11 before it came at +10:30.
            ("2026-04-05 01:45 Australia/Lord_Howe", "2026-04-04T14:45:00Z"),
            ("2025-03-30 02:30 Europe/Paris", nil), ("2026-03-01 09:30 Mars/Base", nil),
            ("2026-03-01", nil), ("2026-03-01 25:00", nil), ("yesterday", nil),
        ] as [(String, String?)])
    func instants(text: String, expected: String?) throws {
        let csv = "tenant,kind,subject,at\nacme,device,d1,\(text)\n"
        let lines = try Self.lines(csv, CSVMapping(.activity))
        guard let expected else {
            guard case .rejected(let rejection)? = lines.first?.content else {
                Issue.record("\(text) was read")
                return
            }
            #expect(rejection.column == "at")
            return
        }
        let record = ActivityRecord(
            tenant: acme, kind: .device, subject: try SubjectID("d1"),
            quarter: try QuarterHour(holding: Self.date(expected)))
        #expect(try Self.records(csv, CSVMapping(.activity)) == [.activity(record)])
    }

    @Test(
        "Decimal commas and thousands are read as declared, and not otherwise",
        arguments: [
            ("1234.5", false, CSVMapping.Thousands.none, 1234.5), ("1,234.5", false, .comma, 1234.5),
            ("1.234,5", true, .point, 1234.5), ("1 234 567", false, .space, 1_234_567),
            ("-1'234", false, .apostrophe, -1234), ("0,5", true, .none, 0.5), ("1E+21", false, .none, 1e21),
            ("1,234.5", false, .none, nil), ("1.5", true, .none, nil), ("12,34", false, .comma, nil),
            ("1,2345", false, .comma, nil), (",123", false, .comma, nil), ("1,234", false, .point, nil),
            ("nan", false, .none, nil), ("0x10", false, .none, nil), ("1e999", false, .none, nil),
        ] as [(String, Bool, CSVMapping.Thousands, Double?)])
    func numbers(
        text: String, hasComma: Bool, thousands: CSVMapping.Thousands, expected: Double?
    ) throws {
        var mapping = CSVMapping(.samples)
        mapping.hasDecimalComma = hasComma
        mapping.thousands = thousands
        let csv = "tenant,metric,date,value\nacme,m,2026-01-01,\"\(text)\"\n"
        guard let expected else {
            #expect(try Self.rejections(csv, mapping).map(\.column) == ["value"])
            return
        }
        guard case .sample(let write)? = try Self.records(csv, mapping).first else {
            Issue.record("no sample")
            return
        }
        #expect(write.value == expected)
    }

    @Test("Samples have labels, versions and zones")
    func samples() throws {
        let csv = """
            Tenant ID,METRIC,Date,At,value,Version,label.source,Label.Region,Time Zone,colour
            acme,messages,,2026-01-01T00:00:00Z,5,7,gateway,,,red
            acme,assets,2026-01-02,,6,,,,Europe/Paris,blue

            """
        var expected: [SampleWrite] = []
        expected.append(
            SampleWrite(
                SeriesKey(
                    tenant: acme, metric: try MetricID("messages"),
                    labels: try Labels(("source", "gateway"))),
                at: .instant(try Self.date("2026-01-01T00:00:00Z")), value: 5, version: 7))
        expected.append(
            SampleWrite(
                SeriesKey(tenant: acme, metric: try MetricID("assets")),
                at: .date(try LocalDate("2026-01-02")), value: 6, zone: try ZoneID("Europe/Paris")))
        #expect(try Self.records(csv, CSVMapping(.samples)) == expected.map { .sample($0) })
        let header = Array("tenant,metric,date,value,colour\n".utf8)
        #expect(try CSVMapping(.samples).lines { header }.unknownColumns == ["colour"])
    }

    @Test("Actions have counts, or are one execution each")
    func actions() throws {
        let csv = """
            id,at,type,category,failed,quantity,unit
            1,2026-01-01T00:00:00Z,send-email,alert,,3,recipients
            2,2026-01-01T00:00:00Z,send-sms,alert,2,,

            """
        let mapping = CSVMapping(.actions, constants: [.tenant: "acme", .source: "log"])
        let records = try Self.records(csv, mapping)
        var actions: [ActionRecord] = []
        for case .action(.record(let action)) in records { actions.append(action) }
        #expect(actions.map(\.succeeded) == [1, 0])
        #expect(actions.map(\.failed) == [0, 2])
        #expect(actions.map(\.quantity) == [3, nil])
        #expect(actions.map(\.unit) == ["recipients", nil])
        #expect(actions.map(\.source.text) == ["log", "log"])
    }

    @Test("Entries and coverage")
    func entries() throws {
        let csv = """
            Invoice,Entry ID,Kind,At,Amount,Currency
            N1,p1,Payment,2026-01-01T00:00:00Z,5.00,EUR
            N1,c1,Credit Note,2026-01-02T00:00:00Z,1.00,EUR
            N1,v1,VOID,2026-01-03T00:00:00Z,,EUR

            """
        var kinds: [InvoiceEntry.Kind] = []
        for case .entry(let entry) in try Self.records(csv, CSVMapping(.entries, constants: [.tenant: "a"])) {
            kinds.append(entry.kind)
        }
        #expect(kinds == [.payment, .creditNote, .void])
        let coverage =
            "tenant,metric,source,start,end\na,assets,s,2026-01-01T00:00:00Z,2026-01-02T00:00:00Z\n"
            + "a,assets,s,2026-01-02T00:00:00Z,2026-01-02T00:00:00Z\n"
        #expect(try Self.rejections(coverage, CSVMapping(.coverage)).map(\.line) == [3])
    }

    @Test(
        "A header that cannot be used is refused as a whole",
        arguments: [
            "", "Date,Assets\n", "Tenant,Date\n", "Tenant,Assets\n", "Tenant,Date,Rules,Workflows\n",
            "Tenant,Date,Assets,ASSETS\n", "Tenant,Date,\"Assets\n",
        ])
    func headers(text: String) {
        let error = #expect(throws: BillingError.self) { try Self.lines(text, .usage()) }
        #expect(error?.code == .malformed)
    }

    @Test("A column that a mapping names is used, and must be there")
    func namedColumns() throws {
        let mapping = CSVMapping(.usage, columns: [.tenant: "Customer No."], constants: [:])
        #expect(try Self.records("customer-no,date,assets\na,2026-01-01,1\n", mapping).count == 1)
        #expect(throws: BillingError.self) {
            try Self.lines("tenant,date,assets\na,2026-01-01,1\n", mapping)
        }
    }

    @Test("What changes the meaning of a file changes the identity of its format")
    func identity() {
        var mappings = [CSVMapping.usage(), CSVMapping(.samples)]
        mappings.append(CSVMapping.usage(zone: .utc))
        mappings.append(CSVMapping(.usage, columns: [.tenant: "x"]))
        mappings.append(CSVMapping(.usage, columns: [.tenant: "y"]))
        var other = CSVMapping.usage()
        other.dates = .dayMonthYear
        mappings.append(other)
        other.hasDecimalComma = true
        mappings.append(other)
        other.thousands = .point
        mappings.append(other)
        other.isGuarded = false
        mappings.append(other)
        other.dialect = .semicolons
        mappings.append(other)
        #expect(Set(mappings.map(\.identity)).count == mappings.count)
    }
}
