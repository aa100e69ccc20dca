import BillingInterchange
import BillingModel
import BillingStore
import BillingTestSupport
import BillingTime
import Foundation
import Testing

@Suite("Dates and instants are read by the pattern that a mapping declares")
struct DateFormsTests {
    private static func date(_ text: String, _ form: CSVMapping.DateForm) throws -> String? {
        var mapping = CSVMapping.usage()
        mapping.dates = form
        mapping.dialect = .tabs
        let lines = try CSVMappingTests.lines("Tenant\tDate\tAssets\na\t\(text)\t1\n", mapping)
        guard case .records(let records)? = lines.first?.content, case .sample(let write)? = records.first
        else { return nil }
        return write.time.description
    }

    private static func issued(_ text: String, _ change: (inout CSVMapping) throws -> Void) throws -> String?
    {
        var mapping = CSVMapping(.invoices, constants: [.tenant: "acme", .currency: "AUD"])
        mapping.dialect = .tabs
        try change(&mapping)
        let lines = try CSVMappingTests.lines("number\tissued\tpaid\nN\t\(text)\t1\n", mapping)
        guard case .records(let records)? = lines.first?.content, case .invoice(let invoice)? = records.first
        else { return nil }
        return Instants.text(try Instants.microseconds(invoice.issuedAt))
    }

    @Test(
        "A date has the form of its pattern, or is refused",
        arguments: [
            ("dd.MM.yyyy", "31.12.2013", "2013-12-31"), ("dd-MM-yyyy", "31-12-2013", "2013-12-31"),
            ("M/d/yyyy", "12/31/2013", "2013-12-31"), ("M/d/yyyy", "31/12/2013", nil),
            ("d/M/yyyy", "12/31/2013", nil), ("yyyyMMdd", "20131231", "2013-12-31"),
            ("yyyyMMdd", "2013123", nil),
            ("d MMM yyyy", "31 Dec 2013", "2013-12-31"), ("d MMM yyyy", "1 sept. 2013", "2013-09-01"),
            ("d MMM yyyy", "31 DECEMBER 2013", "2013-12-31"), ("d MMM yyyy", "31 Dez 2013", nil),
            ("MMMM d, yyyy", "December 31, 2013", "2013-12-31"), ("MMM d, yyyy", "May 1, 2013", "2013-05-01"),
            ("dd.MM.yyyy", "1.12.2013", nil), ("d.M.yyyy", "1.2.2013", "2013-02-01"),
            ("dd.MM.yyyy", "31.12.13", nil), ("dd.MM.yyyy", "31.11.2013", nil),
            ("dd.MM.yyyy", "31/12/2013", nil),
            ("dd.MM.yyyy", "31.12.2013 10:00", nil), ("dd.MM.yyyy HH:mm", "31.12.2013 10:00", "2013-12-31"),
            ("dd.MM.yyyy HH:mm", "31.12.2013", "2013-12-31"), ("dd.MM.yyyy HH:mm", "31.12.2013 25:00", nil),
            ("dd.MM.yyyy HH:mm", "31.12.2013 10:00 x", nil),
            ("yyyy-MM-dd HH:mm:ss", "2013-12-31 00:00:00", "2013-12-31"),
            ("d MMM yyyy", "31\u{A0}Dec  2013", "2013-12-31"), ("dd.MM.yyyy", "٣1.12.2013", nil),
        ] as [(String, String, String?)])
    func dates(_ pattern: String, _ text: String, _ date: String?) throws {
        #expect(try Self.date(text, .init(pattern)) == date)
    }

    @Test(
        "Two digits of a year are one of the hundred years from a stated one",
        arguments: [
            ("31.12.69", 1970, "2069-12-31"), ("01.01.70", 1970, "1970-01-01"),
            ("01.01.00", 1970, "2000-01-01"),
            ("01.01.00", 2000, "2000-01-01"), ("01.01.99", 2000, "2099-01-01"),
            ("01.01.49", 1950, "2049-01-01"),
            ("01.01.2013", 1970, nil),
        ] as [(String, Int, String?)])
    func pivots(_ text: String, _ first: Int, _ date: String?) throws {
        #expect(try Self.date(text, .init("dd.MM.yy", firstYear: first)) == date)
    }

    @Test(
        "A pattern that does not say what a date is, is refused",
        arguments: [
            "", "yyyy", "dd.MM", "dd.MM.yy", "dd.dd.yyyy", "dd.MM.MMM.yyyy", "ddd.MM.yyyy",
            "dd.MM.yyyy hh:mm",
            "dd.MM.yyyy HH:mm a", "dd.MM.yyyy HH", "HH:mm dd.MM.yyyy", "dMyyyy", "dd.MM.yyyy HH:mm:ss yyyy",
            "tt.mm.jjjj",
            "dd.MM.yyyy 0", "YYYY-MM-DD",
        ])
    func patterns(_ pattern: String) {
        #expect(throws: BillingError.self) { try CSVMapping.DateForm(pattern) }
    }

    @Test("A first year goes with two digits, and only with them")
    func firstYears() {
        #expect(throws: BillingError.self) { try CSVMapping.DateForm("dd.MM.yyyy", firstYear: 1970) }
        #expect(throws: BillingError.self) { try CSVMapping.DateForm("dd.MM.yy", firstYear: 0) }
        #expect(throws: BillingError.self) { try CSVMapping.DateForm("dd.MM.yy", firstYear: .max) }
    }

    @Test(
        "Instants follow the pattern, with any digits of a second and any form of an offset",
        arguments: [
            ("yyyy-MM-dd", "2026-03-01T09:30:00.5Z", "2026-03-01T09:30:00.500000Z"),
            ("yyyy-MM-dd", "2026-03-01T09:30:00.123456789Z", "2026-03-01T09:30:00.123456Z"),
            ("yyyy-MM-dd", "2026-03-01T09:30:00.1234567890123Z", "2026-03-01T09:30:00.123456Z"),
            ("yyyy-MM-dd", "2026-03-01 09:30:00 +01:00", "2026-03-01T08:30:00.000000Z"),
            ("yyyy-MM-dd", "2026-03-01 09:30:00 +0100", "2026-03-01T08:30:00.000000Z"),
            ("yyyy-MM-dd", "2026-03-01 09:30+01", "2026-03-01T08:30:00.000000Z"),
            ("yyyy-MM-dd", "2026-03-01t09:30z", "2026-03-01T09:30:00.000000Z"),
            ("yyyy-MM-dd", "2026-03-01 09:30 UTC", "2026-03-01T09:30:00.000000Z"),
            ("yyyy-MM-dd", "2026-03-01 09:30:00.Z", nil), ("yyyy-MM-dd", "2026-03-01 09:30:00 +1", nil),
            ("yyyy-MM-dd", "2026-03-01", nil),
            ("M/d/yyyy h:mm a", "3/1/2026 2:05 PM Europe/Paris", "2026-03-01T13:05:00.000000Z"),
            ("M/d/yyyy h:mm a", "3/1/2026 12:00 am Z", "2026-03-01T00:00:00.000000Z"),
            ("M/d/yyyy h:mm a", "3/1/2026 12:30\u{202F}p.m. +00", "2026-03-01T12:30:00.000000Z"),
            ("M/d/yyyy h:mm a", "3/1/2026 13:05 PM Z", nil), ("M/d/yyyy h:mm a", "3/1/2026 2:05 Z", nil),
            ("dd.MM.yyyy HH:mm:ss", "01.03.2026 09:30:00,25 Z", "2026-03-01T09:30:00.250000Z"),
            ("d MMM yyyy", "1 March 2026 9:30 [Asia/Kathmandu]", "2026-03-01T03:45:00.000000Z"),
        ] as [(String, String, String?)])
    func instants(_ pattern: String, _ text: String, _ instant: String?) throws {
        #expect(try Self.issued(text) { $0.dates = try .init(pattern) } == instant)
    }

    @Test(
        "A date without a time is an instant if that is declared: its start in the zone of the row or tenant")
    func starts() throws {
        let sydney = try ZoneID("Australia/Sydney")
        let perth = try ZoneID("Australia/Perth")
        // 01:00 on 15 March in Sydney, which is 22:00 of the day before in Perth.
        let move = try instant("2026-03-14T14:00:00Z")
        let history = try ZoneHistory(first: sydney, changes: [.init(from: move, zone: perth)])
        #expect(try Self.issued("2026-03-01") { $0.tenantZones = [acme: history] } == nil)
        for (date, start) in [
            ("2026-03-01", "2026-02-28T13:00:00.000000Z"), ("2026-03-14", "2026-03-13T13:00:00.000000Z"),
            // The 15th began in Sydney at 13:00Z, an hour before the move.
            ("2026-03-15", "2026-03-14T13:00:00.000000Z"), ("2026-03-16", "2026-03-15T16:00:00.000000Z"),
        ] {
            let issued = try Self.issued(date) {
                $0.startsDates = true
                $0.tenantZones = [acme: history]
            }
            #expect(issued == start, "\(date)")
        }
        let row = try Self.issued("2026-03-01") {
            $0.startsDates = true
            $0.constants[.zone] = "Europe/Paris"
            $0.tenantZones = [acme: history]
        }
        #expect(row == "2026-02-28T23:00:00.000000Z")
        #expect(try Self.issued("2026-03-01") { $0.startsDates = true } == nil)
        // A time of day is read on the clock of the tenant, too, and may come twice: here first in Sydney.
        let timed = try Self.issued("2026-03-15 00:30") { $0.tenantZones = [acme: history] }
        #expect(timed == "2026-03-14T13:30:00.000000Z")
        #expect(
            try Self.issued("2026-03-15 12:00") { $0.tenantZones = [acme: history] }
                == "2026-03-15T04:00:00.000000Z")
    }

    @Test("Any date that is written by a pattern is read back")
    func randomDates() throws {
        var random = SplitMix64(seed: 14)
        let names = ["Jan", "Feb", "Mar", "Apr", "May", "Jun", "Jul", "Aug", "Sep", "Oct", "Nov", "Dec"]
        for _ in 0..<500 {
            let number = Int(random.next() % 3_000_000) - 700_000
            let date = try LocalDate(dayNumber: min(number, 2_932_896))
            let (year, month, day) = (date.year, date.month, date.day)
            func two(_ number: Int) -> String { number < 10 ? "0\(number)" : "\(number)" }
            let four = String(repeating: "0", count: 4 - "\(year)".count) + "\(year)"
            for (pattern, text) in [
                ("dd.MM.yyyy", "\(two(day)).\(two(month)).\(four)"), ("M/d/yyyy", "\(month)/\(day)/\(four)"),
                ("d-MMM-yyyy", "\(day)-\(names[month - 1])-\(four)"),
                ("yyyyMMdd", four + two(month) + two(day)),
            ] {
                #expect(try Self.date(text, .init(pattern)) == date.description, "\(text)")
            }
        }
    }

    @Test("Declared texts are empty cells, compared byte by byte")
    func missing() throws {
        var mapping = CSVMapping.usage()
        let csv = "Tenant,Date,Assets,Users\na,2026-01-01,N/A,5\na,2026-01-02,-, NULL \na,2026-01-03,n/a,1\n"
        #expect(try CSVMappingTests.rejections(csv, mapping).count == 3)
        mapping.missing = ["N/A", "NULL", "-"]
        #expect(try CSVMappingTests.rejections(csv, mapping).map(\.line) == [4])
        let lines = try CSVMappingTests.lines(csv, mapping)
        guard case .records(let first) = lines[0].content, case .records(let second) = lines[1].content else {
            Issue.record("refused")
            return
        }
        #expect(first.count == 1 && second.isEmpty)
    }
}
