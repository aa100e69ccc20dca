import BillingInterchange
import Foundation
import InauroBilling
import Testing

@testable import TenantReport

@Suite("The command over usage rows")
struct UsageCommandTests {
    private static let rows = "Date,Assets,DAU\n2026-02-26,118,7\n2026-02-27,120,8\n2026-02-28,121,9\n"
    private static let home = ["--home-zone=Australia/Sydney", "--currency=AUD", "--tenant=acme"]

    private static func run(_ arguments: [String], _ input: String = rows) async -> Transcript.Run {
        await Transcript.run(["--usage=-"] + arguments, input: input)
    }

    private static func folder() throws -> URL {
        let folder = FileManager.default.temporaryDirectory.appending(path: "usage-\(UUID().uuidString)")
        try FileManager.default.createDirectory(at: folder, withIntermediateDirectories: true)
        return folder
    }

    @Test("All screens come from rows alone, and say what is not known")
    func screens() async {
        let run = await Self.run(Self.home)
        #expect(run.status == .complete && run.errors == [])
        #expect(run.output.hasPrefix("Tenant acme\n\nInventory of acme\n"))
        #expect(run.output.contains("As of the end of 2026-02-28, zone Australia/Sydney"))
        for text in [
            "No invoices", "Consumption graph", "12 months, 2025-03 to 2026-02", "No actions known",
            "2026-02-27  ",
        ] {
            #expect(run.output.contains(text), "\(text)")
        }
        // There is no plan, so that there are no charges.
        #expect(!run.output.contains("Charges"))
    }

    @Test(
        "Every screen of a plain report has a form as text, JSON and CSV, of rows and of events",
        arguments: ScreenName.plain
    )
    func forms(screen: ScreenName) async {
        let inputs = [Self.home + ["--usage=-"], ["--tenant=HA", "--events=-"]]
        let events = ([Sample.header] + Sample.rows(of: ["HA"]).prefix(40)).joined(separator: "\n") + "\n"
        for (arguments, input) in zip(inputs, [Self.rows, events]) {
            let asked = arguments + ["--screen", screen.rawValue]
            let text = await Transcript.run(asked, input: input)
            #expect(text.status == .complete && text.output.contains("As of "), "\(screen)")
            let json = await Transcript.run(asked + ["--format=json"], input: input)
            #expect(json.status == .complete && json.output.contains("\"\(screen.rawValue)\""), "\(screen)")
            let csv = await Transcript.run(asked + ["--format=csv"], input: input)
            #expect(csv.status == .complete && csv.errors == [], "\(screen)")
            var reader = CSVReader(csv.output)
            var widths: Set<Int> = []
            while let record = try? reader.next() { widths.insert(record.fault == nil ? record.count : -1) }
            #expect(widths.count == 1 && !widths.contains(-1), "\(screen)")
        }
    }

    @Test("What the usage screen writes as CSV is read back to the same rows")
    func roundTrip() async throws {
        for tenant in UsageFiguresTests.tenants {
            let asked = ["--screen=usage", "--format=csv", "--tenant", tenant]
            let first = await Transcript.run(UsageSample.arguments.prefix(2) + asked)
            #expect(first.status == .complete)
            let home = ["--home-zone=UTC", "--currency=EUR"]
            let second = await Self.run(asked + home, first.output)
            #expect(second.status == .complete && second.errors == [])
            func rows(_ text: String) -> [String] {
                text.split(separator: "\r\n").map { line in
                    line.split(separator: ",", omittingEmptySubsequences: false).prefix(14).joined(
                        separator: ",")
                }
            }
            #expect(rows(first.output) == rows(second.output))
            #expect(rows(first.output).count == 32)
        }
    }

    @Test("Rows that break a rule are named with line and column, columns that are not read by name")
    func wrongRows() async {
        let rows = Self.rows + "2026-02-30,1,1\n2026-03-01,1,1.5\n2026-03-02,-4,1\n"
        let input = rows.replacing("DAU\n", with: "DAU\n")
        let run = await Self.run(Self.home + ["--screen=usage"], input)
        #expect(run.status == .findings)
        #expect(
            run.errors == [
                "tenant-report: usage: line 5, column 'Date': "
                    + "a date has a year from 1 to 9999, a month and a day of that month (year 2026, month 2, day 30)",
                "tenant-report: usage: line 6, column 'DAU': a count is a whole number, 0 or more (text '1.5')",
                "tenant-report: usage: line 7, column 'Assets': "
                    + "a count is a whole number, 0 or more (text '-4')",
            ])
        let strict = await Self.run(Self.home + ["--strict"], input)
        #expect(strict.status == .failure && strict.output.isEmpty)
        #expect(
            strict.errors.last == "tenant-report: usage: rows that break a rule: 3; nothing was taken")
        let mood = await Self.run(Self.home, "Date,Assets,Mood\n2026-02-26,1,good\n")
        #expect(mood.status == .complete)
        #expect(mood.errors == ["tenant-report: warning: usage: columns that are not read: 'Mood'"])
    }

    @Test("A row that says another number of a date than an earlier one is told with that one")
    func repeats() async {
        let run = await Self.run(Self.home + ["--screen=usage"], Self.rows + "2026-02-27,119,8\n")
        #expect(run.status == .findings)
        #expect(
            run.errors == [
                "tenant-report: usage: line 5: a file states a metric of a date once, or its mapping says what repeats"
                    + " come to (assets of 'acme' at 2026-02-27: 120.0 on line 3, 119.0 here)"
            ])
    }

    @Test("An amount or a date in another form is told with its text and the form that is declared")
    func declaredForms() async {
        let run = await Self.run(
            Self.home + ["--dates=dd.MM.yyyy", "--decimal=comma"],
            "Date,Assets\n28.02.2026,N/A\n2026-02-28,1\n")
        #expect(run.status == .failure)
        #expect(
            run.errors.prefix(2) == [
                """
                tenant-report: usage: line 2, column 'Assets': a text that says that nothing is known is declared: \
                CSVMapping.missing (text 'N/A')
                """,
                """
                tenant-report: usage: line 3, column 'Date': a date is written as its mapping declares \
                (text '2026-02-28', declared 'dd.MM.yyyy')
                """,
            ])
    }

    @Test("Invoices are on the clock of their tenant, and may have a date alone")
    func invoiceClocks() async throws {
        let folder = try Self.folder()
        defer { try? FileManager.default.removeItem(at: folder) }
        let file = folder.appending(path: "invoices.csv")
        try Data("Number,Tenant,Issued,Total Paid\nI-1,a1,2026-02-01 09:30,5\nI-2,a1,2026-02-02,5\n".utf8)
            .write(to: file)
        let rows = "Tenant,Date,Assets,Time Zone,Currency\na1,2026-02-27,3,Europe/Berlin,EUR\n"
        let arguments = ["--invoices", file.path, "--screen=invoices", "--currency=EUR"]
        // The zone of an option is only that of tenants which no file tells.
        for more in [[], ["--home-zone=Australia/Sydney"]] {
            let run = await Self.run(arguments + more, rows)
            #expect(run.status == .complete && run.errors == [], "\(run.errors)")
            #expect(run.output.contains("2026-02-01 09:30:00  I-1"))
            #expect(run.output.contains("2026-02-02 00:00:00  I-2"))
        }
    }

    @Test("JSON on standard input is told as what it is", arguments: ["--usage", "--events"])
    func json(_ option: String) async {
        let run = await Transcript.run([option, "-"], input: #"{"specversion":"1.0"}"#)
        #expect(run.status == .noInput && run.output.isEmpty)
        #expect(run.errors == ["tenant-report: standard input is JSON, and not CSV"])
    }

    @Test("An invoice that is not there, and a file that holds no plan, are told as that")
    func missing() async throws {
        let folder = try Self.folder()
        defer { try? FileManager.default.removeItem(at: folder) }
        let run = await Transcript.run(["--screen=verification", "--invoice=X1"])
        #expect(run.status == .failure)
        #expect(
            run.errors.last?.hasPrefix(
                "tenant-report: there is no invoice 'X1' that was issued by the end of 2013-")
                == true)
        let plan = folder.appending(path: "plan.json")
        try Data("\u{FEFF}{\"id\": \"a\", \"nome\": \"b\"}".utf8).write(to: plan)
        let wrong = await Transcript.run(["--screen=charges", "--plan", plan.path])
        #expect(wrong.status == .failure)
        #expect(wrong.errors.last?.contains("'\(plan.path)' holds no valid plan: ") == true)
        try Data([0xFF, 0xFE, 0x7B, 0]).write(to: plan)
        let other = await Transcript.run(["--screen=charges", "--plan", plan.path])
        #expect(other.status == .noInput)
        #expect(
            other.errors == [
                "tenant-report: '\(plan.path)' is a text in UTF-16, and not JSON; save it in UTF-8"
            ])
    }

    @Test("A kept store takes a file once, and knows what it said before")
    func store() async throws {
        let folder = try Self.folder()
        defer { try? FileManager.default.removeItem(at: folder) }
        let store = ["--store", folder.appending(path: "report.sqlite").path, "--screen=usage"]
        let first = await Self.run(Self.home + store)
        #expect(
            first.errors == [
                "tenant-report: imported: 7 new, 0 corrected, 0 known before; the store is at revision 2"
            ])
        let second = await Self.run(Self.home + store)
        #expect(second.output == first.output)
        #expect(
            second.errors == [
                "tenant-report: imported: 0 new, 0 corrected, 7 known before; the store is at revision 2"
            ])
        let corrected = await Self.run(Self.home + store, "Date,DAU\n2026-02-27,5\n")
        #expect(corrected.output.contains("2026-02-27"))
        let without = await Transcript.run(store)
        #expect(without.output == corrected.output)
        let then = await Transcript.run(store + ["--known-at=2"])
        #expect(then.output == first.output)
        let changes = await Transcript.run(store + ["--changes=2"])
        #expect(changes.output.contains("corrected"))
        let csv = await Transcript.run(store + ["--changes=2", "--format=csv"])
        #expect(csv.status == .complete && csv.output.contains(",corrected"))
    }

    @Test("Invoices, tenants and actions come from files beside the rows")
    func companions() async throws {
        let folder = try Self.folder()
        defer { try? FileManager.default.removeItem(at: folder) }
        func file(_ name: String, _ text: String) throws -> String {
            let file = folder.appending(path: name)
            try Data(text.utf8).write(to: file)
            return file.path
        }
        let tenants = try file(
            "tenants.csv", "Tenant,Name,Time Zone,Currency\nacme,Acme Haulage,Australia/Sydney,AUD\n")
        let invoices = try file(
            "invoices.csv", "Number,Date and Time,Total Paid\nINV-1,1/2/2026 10:00,\"1.249,50\"\n")
        let actions = try file(
            "actions.csv",
            "ID,At,Type,Category\n1,26/02/2026 10:00,send-email,alert\n2,27/02/2026 11:00,send-email,alert\n")
        let arguments = [
            "--tenant=acme", "--tenants", tenants, "--invoices", invoices, "--actions", actions,
            "--dates=dmy",
            "--decimal=comma", "--thousands=point", "--currency=AUD", "--home-zone=Australia/Sydney",
        ]
        let rows = Self.rows.replacing("2026-02-26", with: "26/02/2026")
            .replacing("2026-02-27", with: "27/2/2026").replacing("2026-02-28", with: "28/02/2026")
        let run = await Self.run(arguments, rows)
        #expect(run.status == .complete && run.errors == [])
        #expect(run.output.contains("Inventory of Acme Haulage"))
        #expect(run.output.contains("2026-02-01 10:00:00  INV-1"))
        #expect(run.output.contains("1,249.50"))
        #expect(run.output.contains("send-email"))
    }

    @Test(
        "Columns stand between semicolons or tabs if that is declared",
        arguments: [("semicolon", ";"), ("tab", "\t")])
    func separator(name: String, mark: String) async {
        let rows = Self.rows.replacing(",", with: mark)
        let run = await Self.run(Self.home + ["--separator", name], rows)
        #expect(run.status == .complete && run.errors == [])
        #expect(run.output == (await Self.run(Self.home)).output)
        #expect(await Self.run(Self.home, rows).status == .failure)
    }

    @Test("All tenants at once, of several zones in UTC")
    func allTenants() async {
        let run = await Transcript.run(UsageSample.arguments + ["--all-tenants", "--screen=inventory"])
        #expect(run.status == .complete)
        #expect(run.output.hasPrefix("All 2 tenants\n\nInventory\nAs of the end of 2026-02-28, zone UTC"))
    }

    @Test(
        "What cannot be read is told in words",
        arguments: [
            ("", "the first line names the columns (there is no line)"),
            (
                "Assets\n1\n",
                "each field that is needed has a column or a constant "
                    + "(line 1: no column 'date')"
            ),
            ("Date,Assets\n", "there are no rows to report on"),
        ])
    func unreadable(input: String, error: String) async {
        let run = await Self.run(Self.home, input)
        #expect(run.status == .failure && run.output.isEmpty)
        #expect(run.errors == ["tenant-report: \(error)"])
        let missing = await Transcript.run(["--usage=/nowhere/usage.csv"])
        #expect(missing.status == .noInput)
        #expect(missing.errors.first?.contains("'/nowhere/usage.csv' cannot be read") == true)
    }

    @Test(
        "Options that make no sense together are refused",
        arguments: [
            ["--usage=a", "--events=b"], ["--invoices=a"], ["--dates=dmy"], ["--usage=a", "--dates=ymd"],
            ["--usage=-", "--invoices=-"], ["--usage=a", "--format=csv"], ["--usage=a", "--thousands=x"],
            ["--usage=a", "--currency=XXX"], ["--usage=a", "--decimal=none"], ["--usage=a", "--separator=,"],
            ["--usage="],
        ])
    func options(arguments: [String]) {
        #expect(throws: UsageError.self) { try Options(arguments) }
    }
}
