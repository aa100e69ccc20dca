import BillingInterchange
import Foundation
import InauroBilling
import Testing

@testable import TenantReport

@Suite("Every screen, in every form, of both inputs")
struct ScreensTests {
    /// A screen and what is asked of it.
    private static let requests: [[String]] =
        ScreenName.allCases.map { ["--screen", $0.rawValue] } + [
            ["--screen=graph", "--view=month"], ["--screen=graph", "--view=week"],
            ["--screen=graph", "--view=day"], ["--screen=graph", "--width=quarter"],
            ["--screen=actions", "--width=week"], ["--screen=charges", "--width=day"],
            ["--screen=charges", "--width=week"],
            ["--screen=charges", "--cycle=cycle from day 15"], ["--screen=statement", "--width=quarter"],
            ["--screen=breakdown", "--by=type,category,workflow,outcome", "--top=2"],
            ["--screen=breakdown", "--by=workflow", "--width=week"], ["--screen=breakdown", "--by="],
            ["--screen=overview", "--cycle=quarter"], ["--screen=budget", "--cycle=cycle from day 15"],
            ["--screen=forecast", "--width=month", "--cycle=quarter"], ["--screen=forecast", "--width=week"],
            ["--screen=insights", "--from=2013-01-01"],
        ] + ComparisonMode.all.map { ["--screen=comparison", "--mode", "\($0)"] }
    private static let fleet = ScreenName.allCases.filter(\.isForAllTenants).map {
        ["--screen", $0.rawValue, "--all-tenants"]
    }

    /// A folder with a store, a plan and a budget.
    private struct Scene {
        let folder: URL

        init() throws {
            folder = FileManager.default.temporaryDirectory.appending(path: "screens-\(UUID().uuidString)")
            try FileManager.default.createDirectory(at: folder, withIntermediateDirectories: true)
        }

        func write(_ name: String, _ text: String) throws -> String {
            let file = folder.appending(path: name)
            try Data(text.utf8).write(to: file)
            return file.path
        }

        func plan(_ currency: String) throws -> String {
            try write(
                "plan.json",
                #"""
                {"id": "fleet", "name": "Fleet", "currency": "\#(currency)", "charges": [
                  {"id": "base", "name": "Base fee", "included": "0", "usage": {"kind": "period"},
                   "price": {"model": "flat", "price": "49"}},
                  {"id": "assets", "name": "Assets", "included": "0",
                   "usage": {"kind": "metric", "metric": "assets", "rule": "peak"},
                   "price": {"model": "unit", "price": "0.75"}}]}
                """#)
        }

        func budget(_ currency: String, _ basis: String, _ period: String = "month") throws -> String {
            try write(
                "\(basis).json",
                #"""
                {"amount": {"amount": "150.00", "currency": "\#(currency)"}, "period": "\#(period)", "basis": "\#(basis)"}
                """#)
        }
    }

    /// A report of one screen as its JSON holds it.
    private struct Decoded: Decodable {
        let tenants: [TenantID]
        let screen: any BillingScreen

        init(from decoder: any Decoder) throws {
            let values = try decoder.container(keyedBy: ReportKey.self)
            func screen<Screen: BillingScreen>(_ name: ScreenName, _: Screen.Type) throws -> Screen {
                try values.decode(Screen.self, forKey: ReportKey(name))
            }
            tenants = try values.decode([TenantID].self, forKey: .tenants)
            let keys = ScreenName.allCases.filter { values.contains(ReportKey($0)) }
            let name = try #require(keys.first)
            self.screen =
                switch name {
                case .inventory: try screen(name, TenantInventory.self)
                case .invoices: try screen(name, InvoiceList.self)
                case .graph: try screen(name, ConsumptionGraph.self)
                case .table: try screen(name, ConsumptionTable.self)
                case .actions: try screen(name, ConsumptionActions.self)
                case .usage: try screen(name, DailyUsageReport.self)
                case .overview: try screen(name, TenantOverview.self)
                case .statement: try screen(name, InvoiceStatement.self)
                case .charges: try screen(name, ChargeToDate.self)
                case .verification: try screen(name, InvoiceVerification.self)
                case .budget: try screen(name, BudgetReport.self)
                case .comparison: try screen(name, PeriodComparison.self)
                case .breakdown: try screen(name, ActionBreakdown.self)
                case .forecast: try screen(name, UsageForecast.self)
                case .insights: try screen(name, UsageInsights.self)
                case .attention: try screen(name, TenantAttention.self)
                }
        }
    }

    /// Runs one request in all forms, which have to tell the same, and notes their bytes.
    ///
    /// Where only what is asked of the screen is another, its JSON is enough, and gives the other forms.
    private static func check(
        _ arguments: [String], as name: String, isWhole: Bool = false, in pins: inout Pins
    ) async throws {
        let json = await Transcript.run(arguments + ["--format=json"])
        #expect(json.status == .complete, "\(arguments): \(json.errors)")
        let report = try JSONDecoder().decode(Decoded.self, from: Data(json.output.utf8))
        let text = report.screen.text()
        pins.add("\(name).json", json.output)
        pins.add("\(name).txt", text)
        let lines = text.split(separator: "\n", omittingEmptySubsequences: false)
        for line in lines where line.count > 100 || line.last == " " {
            Issue.record("\(arguments): '\(line)'")
        }

        let encoder = JSONEncoder()
        encoder.outputFormatting = [.sortedKeys]
        let members = try JSONDecoder().decode([String: Figures].self, from: Data(json.output.utf8))
        let again = try JSONDecoder().decode(Figures.self, from: try encoder.encode(report.screen))
        #expect(members.values.contains(again), "\(arguments): decoded and encoded again")
        let csv = try report.screen.csv()
        pins.add(
            "\(name).csv", try report.screen.tables.map { try check($0, arguments) }.joined(separator: "\r\n")
        )
        guard isWhole else { return }
        let printed = await Transcript.run(arguments)
        #expect(printed.status == .complete, "\(arguments)")
        #expect(printed.output.hasPrefix(Report.subject(report.tenants) + "\n" + text), "\(arguments)")
        for table in report.screen.tables.prefix(2).compactMap(\.name) {
            let other = await Transcript.run(arguments + ["--format=csv", "--table", table])
            #expect(
                try other.status == .complete && other.output == report.screen.csv(table: table),
                "\(arguments)")
        }
        let none = await Transcript.run(arguments + ["--format=csv", "--table=none"])
        #expect(
            none.status == .failure && none.errors.last?.contains("a table is one of ") == true,
            "\(none.errors)")
        let written = await Transcript.run(arguments + ["--format=csv"])
        #expect(written.status == .complete && written.output == csv, "\(arguments)")
    }

    /// Checks a table and its CSV, which is returned.
    private static func check(_ table: ReportTable, _ arguments: [String]) throws -> String {
        let values = try CSVTable(table)
        let csv = values.text()
        #expect(csv.hasSuffix("\r\n"), "\(arguments)")
        var reader = CSVReader(csv)
        var rows: [[String]] = []
        while let record = try reader.next() {
            let fault = record.fault
            #expect(fault == nil, "\(arguments)")
            rows.append(record.texts)
        }
        #expect(rows.count == values.rows.count + 1 && rows.first == values.columns, "\(arguments)")
        #expect(rows.allSatisfy { $0.count == values.columns.count }, "\(arguments)")
        let names = table.columns.compactMap(\.name)
        #expect(Set(names).count == names.count, "\(arguments): \(names)")
        let keys = table.columns.indices.filter { [.key, .columnKey].contains(table.columns[$0].role) }
        let told = Set(table.rows.map { row in keys.map { Array("\(row[$0].value)".utf8) } })
        #expect(told.count == table.rows.count, "\(arguments): rows of \(table.name ?? "") have one key")
        return csv
    }

    /// What a request is called among the pinned outputs.
    private static func name(_ request: [String]) -> String {
        request.joined(separator: " ").replacing("--", with: "")
    }

    /// The archive of a kept file, without when its commits were made and the digest that stands on that.
    private static func archive(_ path: String) async throws -> String {
        let repository = try await FileRepository(at: path, access: .readOnly) { .distantPast }
        var archive: [UInt8] = []
        _ = try await repository.writeArchive { archive += $0 }
        await repository.close()
        let lines = String(decoding: archive, as: UTF8.self).split(separator: "\n")
        return lines.dropLast().map { $0.replacing(/"recorded":"[^"]*"/, with: "") }.joined(separator: "\n")
    }

    @Test("Of events, text, JSON and CSV tell the same, and the text is for 100 columns")
    func events() async throws {
        let scene = try Scene()
        defer { try? FileManager.default.removeItem(at: scene.folder) }
        let events = try scene.write(
            "events.csv", ([Sample.header] + Sample.rows(of: ["HA", "OO"])).joined(separator: "\n"))
        let store = ["--store", scene.folder.appending(path: "store").path]
        let first = await Transcript.run(store + ["--events", events, "--screen=overview", "--all-tenants"])
        #expect(first.status == .complete)
        let budget = try scene.budget("USD", "charge-to-date")
        var pins = Pins(fixture: "events")
        pins.add("archive.jsonl", try await Self.archive(store[1]))
        for request in Self.requests + Self.fleet {
            var arguments = store + request + ["--on=2013-08-20"]
            if !request.contains("--all-tenants") { arguments.append("--tenant=HA") }
            if request[0].hasSuffix("budget") || request[1] == "budget" { arguments += ["--budget", budget] }
            try await Self.check(
                arguments, as: Self.name(request), isWhole: request[0] == "--screen", in: &pins)
        }
        for basis in Budget.Basis.allCases {
            let file = try scene.budget("USD", basis.rawValue, "quarter")
            try await Self.check(
                store + ["--screen=budget", "--budget", file], as: "budget \(basis.rawValue)", in: &pins)
        }
        for screen in ScreenName.allCases {
            var asked = ["--screen", screen.rawValue, "--changes=2"]
            if screen == .budget { asked += ["--budget", budget] }
            for format in ["text", "json", "csv"] {
                let run = await Transcript.run(store + asked + ["--tenant=HA", "--format", format])
                #expect(run.status == .complete, "\(asked): \(run.errors)")
                pins.add("changes of \(screen).\(format)", run.output)
            }
        }
        try pins.check()
    }

    @Test("Of usage rows, text, JSON and CSV tell the same, and the text is for 100 columns")
    func usage() async throws {
        let scene = try Scene()
        defer { try? FileManager.default.removeItem(at: scene.folder) }
        let store = ["--store", scene.folder.appending(path: "store").path]
        let first = await Transcript.run(store + UsageSample.arguments + ["--screen=overview"])
        #expect(first.status == .complete)
        let (plan, budget) = (try scene.plan("CAD"), try scene.budget("CAD", "paid"))
        var pins = Pins(fixture: "usage")
        pins.add("archive.jsonl", try await Self.archive(store[1]))
        for request in Self.requests + Self.fleet {
            let name = request[0] == "--screen" ? request[1] : String(request[0].dropFirst(9))
            var arguments = store + request
            let isPriced = ["overview", "charges", "verification", "budget", "breakdown"].contains(name)
            // Actions of tenants of several currencies have no common price, which is refused by name.
            let hasPrice = isPriced && !(name == "breakdown" && request.contains("--all-tenants"))
            if hasPrice { arguments += ["--plan", plan] }
            if name == "budget" { arguments += ["--budget", budget] }
            try await Self.check(
                arguments, as: Self.name(request), isWhole: request[0] == "--screen", in: &pins)
        }
        for request in [
            ["--screen=graph", "--from=2025-09-01", "--to=2025-10-15"],
            ["--screen=statement", "--from=2025-09-01", "--numbering=A-{counter}"],
            ["--screen=usage", "--from=2025-09-01", "--to=2025-09-30"],
        ] {
            try await Self.check(store + request, as: Self.name(request), in: &pins)
        }
        let rated = try scene.budget("CAD", "charge-to-date", "year from july")
        try await Self.check(
            store + ["--screen=budget", "--budget", rated, "--plan", plan], as: "budget of a year", in: &pins)
        try pins.check()
    }
}

@Suite("What is asked of one screen")
struct ScreenChoicesTests {
    private static let rows = "Date,Assets,DAU\n2026-02-26,118,7\n2026-02-27,120,8\n2026-02-28,121,9\n"
    private static let home = [
        "--usage=-", "--home-zone=Australia/Sydney", "--currency=AUD", "--tenant=acme", "--format=json",
    ]

    private static func figures(_ arguments: [String], _ screen: String) async throws -> Figures {
        let run = await Transcript.run(arguments, input: rows)
        #expect(run.status == .complete, "\(run.errors)")
        return try JSONDecoder().decode(Figures.self, from: Data(run.output.utf8))[screen]
    }

    private static func file(_ text: String) throws -> String {
        let file = FileManager.default.temporaryDirectory.appending(path: "choice-\(UUID().uuidString).json")
        try Data(text.utf8).write(to: file)
        return file.path
    }

    private static let plan = #"""
        {"id": "p", "name": "Plan", "currency": "AUD", "charges": [{"id": "assets", "name": "Assets",
         "included": "100", "usage": {"kind": "metric", "metric": "assets", "rule": "peak"},
         "price": {"model": "unit", "price": "2"}}]}
        """#

    @Test("A plan of a file rates rows, in the period that ends with the report, and a budget goes by it")
    func plans() async throws {
        let plan = try Self.file(Self.plan)
        let budget = try Self.file(
            #"{"amount": {"amount": "50.00", "currency": "AUD"}, "period": "month", "basis": "charge-to-date"}"#
        )
        defer { for path in [plan, budget] { try? FileManager.default.removeItem(atPath: path) } }
        // The peak is 121, of which 100 are included, at 2.00.
        let charges = try await Self.figures(Self.home + ["--screen=charges", "--plan", plan], "charges")
        #expect(charges["total"]["amount"].text == "42.00")
        let spent = try await Self.figures(
            Self.home + ["--screen=budget", "--plan", plan, "--budget", budget], "budget")
        #expect(spent["spent"]["amount"].text == "42.00" && spent["left"]["amount"].text == "8.00")
        let row = try await Self.figures(Self.home + ["--screen=overview", "--plan", plan], "overview")[
            "rows"
        ]
        .list.first
        #expect(row?["charge"]["amount"]["amount"].text == "42.00")
    }

    @Test("Events are charged by the plan that their invoices follow, and a verified invoice is equal")
    func sample() async throws {
        let invoices = Figures.of("HA")["invoices"].list
        #expect(invoices.count == 12)
        let input = ([Sample.header] + Sample.rows(of: ["HA"])).joined(separator: "\n")
        let folder = FileManager.default.temporaryDirectory.appending(path: "sample-\(UUID().uuidString)")
        try FileManager.default.createDirectory(at: folder, withIntermediateDirectories: true)
        defer { try? FileManager.default.removeItem(at: folder) }
        let store = ["--store", folder.appending(path: "store").path]
        let first = await Transcript.run(store + ["--events=-", "--screen=inventory"], input: input)
        #expect(first.status == .complete)
        for (month, last) in [(2, "2013-02-28"), (7, "2013-07-31"), (12, "2013-12-31")] {
            let total = invoices[month - 1]["total"].text
            let asked = store + ["--format=json", "--on", last]
            let charges = try await Self.figures(asked + ["--screen=charges"], "charges")
            #expect(charges["total"]["amount"].text == total, "\(last)")
            let row = try await Self.figures(asked + ["--screen=overview"], "overview")["rows"].list.first
            #expect(row?["charge"]["amount"]["amount"].text == total, "\(last)")
            #expect(row?["actions"]["executed"].count != nil)
        }
        // At the end of a month its invoice is not issued yet, so the newest is that of the month before.
        let newest = try await Self.figures(
            store + ["--format=json", "--screen=verification"], "verification")
        #expect(newest["number"].text == "HA-2013-11")
        #expect(newest["total"]["rated"]["amount"].text == invoices[10]["total"].text)
        #expect(newest["total"]["cause"].text == "equal" && newest["basis"].text == "complete")
        let march = try await Self.figures(
            store + ["--format=json", "--screen=verification", "--invoice=HA-2013-03"], "verification")
        #expect(march["total"]["current"]["amount"].text == invoices[2]["total"].text)
    }

    @Test("A view holds the date of the report, and its points are days")
    func view() async throws {
        let graph = try await Self.figures(
            Self.home + ["--screen=graph", "--view=week", "--on=2026-02-27"], "graph")
        #expect(graph["width"].text == "day")
        // From Monday the 23rd, 00:00 in Sydney, which is 13:00 of the day before in UTC.
        #expect(graph["buckets"]["start"].text == "2026-02-22T13:00:00.000000Z")
        #expect(graph["series"].list.first?["value"].list.count == 7)
    }

    @Test(
        "What makes no sense for a screen is a usage error that names the option",
        arguments: [
            (
                ["--plan=p"],
                "--plan needs --screen overview, charges, verification, budget, breakdown, insights or attention"
            ),
            (["--top=3", "--screen=actions"], "--top needs --screen breakdown"),
            (["--view=week", "--screen=table"], "--view needs --screen graph"),
            (["--screen=budget"], "--screen budget needs --budget"),
            (["--screen=invoices", "--table=totals"], "--table needs --format csv"),
            (["--usage=-", "--screen=charges"], "--screen charges of usage rows needs --plan"),
            (["--screen=usage", "--to=2026-01-01"], "--to needs --from"),
            (
                ["--screen=usage", "--from=2026-01-02", "--to=2026-01-01"],
                "the value of --from is wrong: it is not after the last date shown"
            ),
            (
                ["--screen=graph", "--view=week", "--from=2026-01-01"],
                "--view and --from do not go together"
            ),
            (["--screen=charges", "--all-tenants"], "--all-tenants and --screen charges do not go together"),
            (
                ["--screen=charges", "--width=hour"],
                "the value of --width is wrong: what is charged to date is shown by the day or wider"
            ),
            (
                ["--screen=breakdown", "--by=kind"],
                "the value of --by is wrong: it is some of category, type, workflow, outcome, each once, with "
                    + "commas between"
            ),
            (
                ["--screen=breakdown", "--top=0"],
                "the value of --top is wrong: it is a whole number above zero"
            ),
        ])
    func refusals(arguments: [String], error: String) async {
        let run = await Transcript.run(arguments, input: Self.rows)
        #expect(run.status == .usage && run.output.isEmpty)
        #expect(run.errors.first == "tenant-report: " + error)
    }

    @Test(
        "A value that breaks its own rule is a wrong value",
        arguments: [
            ["--width=fortnight", "--screen=graph"], ["--mode=yesterday", "--screen=comparison"],
            ["--numbering=INV", "--screen=statement"], ["--from=yesterday", "--screen=usage"],
            ["--cycle=cycle from day 32", "--screen=charges"], ["--view=", "--screen=graph"],
            ["--invoice=", "--screen=verification"], ["--by=type,type", "--screen=breakdown"],
        ])
    func values(arguments: [String]) {
        let error = #expect(throws: UsageError.self) { try Options(arguments) }
        let option = String(arguments[0].prefix { $0 != "=" })
        guard case .wrongValue(option, _) = error else {
            Issue.record("\(arguments): \(String(describing: error))")
            return
        }
    }

    @Test(
        "A file that holds no plan or budget is told in words, and nothing else is done",
        arguments: [
            ("", "JSON is written as RFC 8259 defines it"), ("{}", "the form: there is no 'id'"),
            ("[]", "the form: an object is asked for, and a list is there"),
            (
                plan.replacing("\"included\"", with: "\"includes\""),
                "charges[0].includes: the nearest key is 'included'"
            ),
            (plan.replacing("\"2\"", with: "\"two\""), "charges[0].price.price: text 'two'"),
        ])
    func brokenFiles(content: String, reason: String) async throws {
        let path = try Self.file(content)
        defer { try? FileManager.default.removeItem(atPath: path) }
        let run = await Transcript.run(Self.home + ["--screen=charges", "--plan", path], input: Self.rows)
        #expect(run.status == .failure && run.output.isEmpty)
        #expect(run.errors.count == 1 && run.errors.first?.contains(reason) == true, "\(run.errors)")
        let missing = await Transcript.run(Self.home + ["--screen=charges", "--plan=/nowhere/plan.json"])
        #expect(missing.status == .noInput)
        let foreign = try Self.file(
            #"{"tenant": "bolt", "amount": {"amount": "1.00", "currency": "AUD"}, "period": "month", "basis": "paid"}"#
        )
        defer { try? FileManager.default.removeItem(atPath: foreign) }
        let other = await Transcript.run(
            Self.home + ["--screen=budget", "--budget", foreign], input: Self.rows)
        #expect(other.status == .failure)
        #expect(other.errors.first?.hasSuffix("is one of the report's ('bolt', and not 'acme')") == true)
    }

    @Test("Without an invoice there is none to verify, and without a plan an invoice shows its total")
    func verification() async throws {
        let none = await Transcript.run(Self.home + ["--screen=verification"], input: Self.rows)
        #expect(
            none.status == .failure
                && none.errors == ["tenant-report: there is no invoice to verify"])
        let run = await Transcript.run(UsageSample.arguments + ["--screen=verification"])
        #expect(run.status == .complete)
        #expect(run.output.contains("The invoice names no plan, so nothing is rated again"))
    }
}

@Suite("The guide of the screens")
struct ScreensGuideTests {
    private static func guide() throws -> String {
        let file = URL(filePath: #filePath).deletingLastPathComponent().deletingLastPathComponent()
            .deletingLastPathComponent().appending(path: "Documentation/Guides/tenant-report.md")
        let text = try String(contentsOf: file, encoding: .utf8)
        let section = text.components(separatedBy: "\n## ").first { $0.hasPrefix("Screens\n") }
        return try #require(section)
    }

    private static func blocks(_ language: String, _ guide: String) -> [String] {
        guide.components(separatedBy: "```\(language)\n").dropFirst().map {
            $0.components(separatedBy: "\n```")[0]
        }
    }

    @Test("Its commands run, its files are read, and its output is what is printed")
    func guide() async throws {
        let guide = try Self.guide()
        let files = Self.blocks("json", guide)
        try #require(files.count == 2)
        _ = try JSONDecoder().decode(PricePlan.self, from: Data(files[0].utf8))
        let budget = try JSONDecoder().decode(BudgetFile.self, from: Data(files[1].utf8))
        #expect(budget.basis == .paid && budget.tenant == nil)

        let folder = FileManager.default.temporaryDirectory.appending(path: "guide-\(UUID().uuidString)")
        try FileManager.default.createDirectory(at: folder, withIntermediateDirectories: true)
        defer { try? FileManager.default.removeItem(at: folder) }
        let file = folder.appending(path: "budget.json")
        try Data(files[1].utf8).write(to: file)
        let store = ["--store", folder.appending(path: "store").path]
        let first = await Transcript.run(
            store + ["--events=-", "--screen=inventory"],
            input: ([Sample.header] + Sample.lines).joined(separator: "\n"))
        #expect(first.status == .complete)
        let commands = try #require(Self.blocks("sh", guide).first).split(separator: "\n")
        #expect(commands.count == 8)
        // The release of the time zones is that of the machine.
        func lines(_ text: String) -> [Substring] {
            text.split(separator: "\n").filter { !$0.contains("(tz ") }
        }
        var shown = 0
        for command in commands {
            let words = command.split(separator: " ").map { String($0).replacing("'", with: "") }
            #expect(words.prefix(3) == ["swift", "run", "tenant-report"])
            let arguments = words.dropFirst(3).map { $0 == "budget.json" ? file.path : $0 }
            let run = await Transcript.run(store + arguments)
            #expect(run.status == .complete, "\(command): \(run.errors)")
            for block in Self.blocks("text", guide) where lines(block) == lines(run.output) { shown += 1 }
        }
        #expect(shown == 1 && Self.blocks("text", guide).count == 1)
        for screen in ScreenName.allCases { #expect(guide.contains("| `\(screen.rawValue)` |")) }
    }
}
