import BillingTestSupport
import Foundation
import InauroBilling
import Testing

@testable import TenantReport

@Suite("The command tenant-report")
struct ReportCommandTests {
    private static let good = "2013-05-01T10:00Z,C,N1,JFK,LAX,3\n2013-05-02T10:00Z,C,N2,JFK,LAX,\n"
    private static let events = Sample.header + "\n" + good

    @Test("Without arguments all screens of the tenant with most events are printed, at the end of its data")
    func defaults() async throws {
        let result = await Transcript.run([])
        #expect(result.status == .complete && result.errors.isEmpty)
        for figure in [
            "VX-2013-07", "110.86", "5,162", "1,179.31", "VX-2013-12, USD 90.68", "the end of 2013-12-31",
        ] {
            #expect(result.output.contains(figure), "\(figure)")
        }
        #expect(!result.output.contains("\u{1B}"))
    }

    @Test("The help is printed, and nothing else done")
    func help() async {
        let result = await Transcript.run(["--events", "/no/such/file", "--help"])
        #expect(result.status == .complete && result.output == Options.helpText && result.errors.isEmpty)
    }

    @Test(
        "A wrong command line is a usage error that says what is wrong",
        arguments: [
            ["--wrong"], ["--screen", "all"], ["--zone", "Mars/Base"], ["--zone=../x"],
            ["--zone", "zone.tab"],
            ["--all-tenants", "--screen=graph"],
        ])
    func usage(arguments: [String]) async {
        let result = await Transcript.run(arguments, input: Self.events)
        #expect(result.status == .usage && result.output.isEmpty)
        #expect(result.errors.count == 2 && result.errors[0].contains(arguments[0].prefix(6)))
    }

    @Test("Events that cannot be read are named", arguments: ["/no/such/file", "/"])
    func unreadable(path: String) async {
        let result = await Transcript.run(["--events", path])
        #expect(result.status == .noInput && result.output.isEmpty)
        #expect(result.errors.count == 1 && result.errors[0].contains("'\(path)' cannot be read: "))
    }

    @Test("Events come from standard input, and screens of one tenant out of it")
    func standardInput() async {
        let result = await Transcript.run(
            ["--events", "-", "--screen", "invoices", "--on", "2013-12-31"], input: Self.events)
        #expect(result.status == .complete)
        // The report is of a date after the last event.
        #expect(
            result.errors.count == 1 && result.errors[0].contains("no data on 2013-12-31"), "\(result.errors)"
        )
        #expect(result.output.contains("12 periods, USD 2.01"))
        #expect(result.output.contains("C-2013-05"))
    }

    @Test("Rows that break a rule are named with their line, and the others count")
    func lenient() async {
        let input =
            Self.events + "x\n" + "2013-05-01T10:00Z,C,N1,JFK,LAX,99\n"
            + "2013-05-03T10:00Z,C,N1,JFK,LAX,99\n"
        let result = await Transcript.run(["--events=-", "--screen=actions", "--format=json"], input: input)
        #expect(result.status == .findings)
        #expect(
            result.errors == [
                "tenant-report: line 4: a row has the fields scheduled, carrier, tail, origin, dest, delay_minutes",
                "tenant-report: line 5: an earlier row gives the same departure another outcome",
            ])
        #expect(result.output.contains("\"executed\":3"))
    }

    @Test("A strict run prints nothing but the errors")
    func strict() async {
        let result = await Transcript.run(["--events=-", "--strict"], input: Self.events + "x\ny\n")
        #expect(result.status == .failure && result.output.isEmpty)
        #expect(result.errors.count == 3)
        #expect(result.errors.last == "tenant-report: rows that break a rule: 2; nothing was taken")
        let fine = await Transcript.run(["--events=-", "--strict", "--screen=actions"], input: Self.events)
        #expect(fine.status == .complete && fine.errors.isEmpty)
    }

    @Test("Not more than some errors are said one by one")
    func manyErrors() async {
        let input = Self.events + String(repeating: "x\n", count: 25_000)
        let result = await Transcript.run(["--events=-", "--screen=invoices"], input: input)
        #expect(result.status == .findings)
        #expect(result.errors.count == 21)
        #expect(result.errors.first?.contains("line 4:") ?? false)
        #expect(result.errors.last == "tenant-report: and 24980 more rows")
    }

    @Test(
        "Without a header, an event or the tenant there is no report",
        arguments: [
            ("", []), (Sample.header, []), (Sample.header + "\nx", []), ("a,b,c\n", []),
            (Sample.header + "\n" + good, ["--tenant", "c"]),
        ])
    func nothing(input: String, arguments: [String]) async {
        let result = await Transcript.run(["--events", "-"] + arguments, input: input)
        #expect(result.status == .failure && result.output.isEmpty && !result.errors.isEmpty)
    }

    @Test("A file that is no text is told from one with another header")
    func unreadableHeader() async {
        let result = await Transcript.run(["--events=-"], input: "\u{1F}\u{0}\n")
        let rule = "the first line of the events is scheduled,carrier,tail,origin,dest,delay_minutes"
        #expect(result.errors == ["tenant-report: \(rule) (a record holds no NUL)"])
    }

    @Test("A tenant that is not there is named without harm, and no other tenant is")
    func unknownTenant() async {
        let result = await Transcript.run(["--events=-", "--tenant=\u{1B}[31mX\n"], input: Self.events)
        #expect(result.status == .failure)
        #expect(
            result.errors == [#"tenant-report: '\u{1B}[31mX\u{A}' is not among the 1 tenants of the events"#])
    }

    @Test(
        "The tenant with most events is chosen, of two with equally many the first, or the one that is named",
        arguments: [
            (["B,N1", "A,N1"], [], "A-2013-04"), (["B,N1", "A,N1", "B,N2"], [], "B-2013-04"),
            (["B,N1", "A,N1", "B,N2"], ["--tenant=A"], "A-2013-04"),
            // A row that is repeated is one event.
            (["B,N1", "A,N1", "A,N2", "B,N1", "B,N1"], [], "A-2013-04"),
        ])
    func tenant(rows: [String], arguments: [String], invoice: String) async {
        let lines = [Sample.header] + rows.map { "2013-05-01T10:00Z,\($0),JFK,LAX,3" }
        let result = await Transcript.run(
            ["--events=-", "--screen=invoices"] + arguments, input: lines.joined(separator: "\n"))
        #expect(result.output.contains(invoice))
    }

    @Test("JSON is one object with a key for each screen")
    func json() async throws {
        let result = await Transcript.run(["--format", "json"])
        let report = try JSONDecoder().decode(Figures.self, from: Data(result.output.utf8))
        #expect(
            report.keys == [
                "actions", "charges", "graph", "inventory", "invoices", "table", "tenants", "usage",
            ])
        #expect(report["tenants"].list.map(\.text) == ["VX"])
        #expect(report["charges"]["total"]["amount"].text == "1179.31")
        #expect(report["charges"]["pending"]["amount"].text == "90.68")
        #expect(report["actions"]["total"]["executed"].count == 5_162)
    }

    @Test("All tenants at once, on screens that are of several")
    func allTenants() async throws {
        let result = await Transcript.run(["--all-tenants", "--format=json"])
        #expect(result.status == .complete)
        let report = try JSONDecoder().decode(Figures.self, from: Data(result.output.utf8))
        #expect(report.keys == ["actions", "charges", "inventory", "invoices", "tenants"])
        #expect(report["tenants"].list.map(\.text) == ["AS", "F9", "HA", "OO", "VX", "YV"])
        #expect(report["actions"]["total"]["executed"].count == 7_536)
        let invoiced = Figures.all["carriers"].keys.compactMap {
            Figures.of($0)["invoiced"].text.flatMap { Decimal(string: $0) }
        }
        #expect(report["charges"]["total"]["amount"].text == "\(invoiced.reduce(0, +))")
    }

    @Test(
        "Every report says whom it is about, also where its screen does not", arguments: ScreenName.plain)
    func subject(screen: ScreenName) async {
        let arguments = ["--events=-", "--screen", screen.rawValue]
        let row = "2013-05-01T10:00Z,\"A\u{1B}[2J\",N1,JFK,LAX,3\n"
        let one = await Transcript.run(arguments, input: Sample.header + "\n" + row)
        #expect(one.output.hasPrefix("Tenant A\\u{1B}[2J\n\n"))
        guard screen.isForAllTenants else { return }
        let all = await Transcript.run(arguments + ["--all-tenants"], input: Self.events + row)
        #expect(all.output.hasPrefix("All 2 tenants\n\n"))
    }

    @Test("A count of distinct devices of a month is not taken for one of a day")
    func distinctDevices() async {
        let result = await Transcript.run(["--events=-", "--screen=graph"], input: Self.events)
        #expect(result.output.contains("Daily active devices: whoever was active counts once per month\n"))
    }

    @Test("The report is as of the end of the date, in its zone")
    func date() async throws {
        let arguments = ["--events=-", "--screen=invoices", "--format=json", "--on=2013-06-30"]
        for (zone, now) in [("America/New_York", "2013-07-01T04"), ("Asia/Tokyo", "2013-06-30T15")] {
            let result = await Transcript.run(arguments + ["--zone", zone], input: Self.events)
            let report = try JSONDecoder().decode(Figures.self, from: Data(result.output.utf8))
            #expect(report["invoices"]["stamp"]["now"].text == "\(now):00:00.000000Z")
            #expect(report["invoices"]["stamp"]["zone"].text == zone)
        }
        // The clock of New York shows year 0 at the start of year 1 in UTC.
        for date in ["0001-01-01", "0002-02-15", "9999-12-31"] {
            for zone in ["America/New_York", "Asia/Tokyo"] {
                let result = await Transcript.run(
                    ["--events=-", "--on", date, "--zone", zone], input: Self.events)
                #expect(result.status == .complete, "\(date) in \(zone): \(result.errors)")
            }
        }
    }

    @Test("Progress is shown only to somebody who watches, and leaves no trace")
    func progress() async {
        let quiet = await Transcript.run(["--events=-", "--screen=actions"], input: Self.events)
        #expect(quiet.errors.isEmpty)
        let shown = await Transcript.run(
            ["--events=-", "--screen=actions"], input: Self.events, showsProgress: true)
        // At the end of the one batch, and at that of the file.
        let read = "\rtenant-report: 2 rows read"
        #expect(shown.errors == ["\(read)\(read)\r\u{1B}[K"])
        #expect(shown.output == quiet.output)
    }

    @Test("A report that cannot be written is no success")
    func brokenOutput() async {
        let console = Console(
            write: { _ in throw UsageError.unknownOption("") }, writeError: { _ in }, showsProgress: false,
            readInput: { [] })
        #expect(await ReportCommand.run(["--help"], on: console) == .noOutput)
    }

    @Test(
        "The built program finds its sample from any folder, and its exit status tells",
        .enabled(if: BuiltProgram.isThere))
    func program() throws {
        let sample = try BuiltProgram.shell(#""$TENANT_REPORT" --screen actions"#)
        #expect(sample.status == 0 && sample.output.contains("5,162") && sample.errors.isEmpty)
        #expect(try BuiltProgram.shell(#""$TENANT_REPORT" --wrong"#).status == 64)
        #expect(try BuiltProgram.shell(#""$TENANT_REPORT" --events no/such/file"#).status == 66)
        #expect(try BuiltProgram.shell(#"echo nonsense | "$TENANT_REPORT" --events -"#).status == 2)
        let row = "2013-05-01T10:00Z,C,N1,JFK,LAX,3"
        let piped =
            #"printf '%s\n' \#(Sample.header) \#(row) x | "$TENANT_REPORT" --events - --screen invoices"#
        #expect(try BuiltProgram.shell(piped).status == 1)
        #expect(try BuiltProgram.shell(piped + " --strict").status == 2)
    }

    @Test(
        "A signal that ends the command leaves no folder, and has the exit status that it always has",
        .enabled(if: BuiltProgram.isThere))
    func signals() throws {
        // A shell lets what it starts behind itself ignore INT, so that is set back.
        let result = try BuiltProgram.shell(
            #"""
            folder=$(mktemp -d); mkdir "$folder/tmp"
            for name in INT TERM HUP; do
                mkfifo "$folder/events"
                TMPDIR="$folder/tmp" env --default-signal=INT "$TENANT_REPORT" --events=- <"$folder/events" &
                process=$!
                exec 3>"$folder/events"
                while ! ls "$folder"/tmp/*/report.sqlite >/dev/null 2>&1; do sleep 0.05; done
                kill -s $name $process; wait $process; echo $?
                exec 3>&-; rm "$folder/events"; ls -A "$folder/tmp"
            done
            rm -r "$folder"
            """#)
        #expect(result.output == "130\n143\n129\n")
    }

    @Test(
        "Help, the version and wrong options need no rules of time zones",
        .enabled(if: BuiltProgram.isThere))
    func withoutZones() throws {
        // Only where a test may hide the rules from a process.
        guard try BuiltProgram.shell("unshare -rm mount -t tmpfs none /usr/share/zoneinfo").status == 0 else {
            return
        }
        func run(_ arguments: String) throws -> Int32 {
            try BuiltProgram.shell(
                "unshare -rm sh -c 'mount -t tmpfs none /usr/share/zoneinfo; \"$TENANT_REPORT\" \(arguments)'"
            ).status
        }
        #expect(try run("--help") == 0)
        #expect(try run("--version") == 0)
        #expect(try run("--wrong") == 64)
        #expect(try run("--on=2013-02-30") == 64)
        #expect(try run("--events=no/such/file") == 66)
        #expect(try run("") == 2)
    }

    @Test(
        "Lines are as wide as COLUMNS says",
        .enabled(if: BuiltProgram.isThere))
    func width() throws {
        for columns in Sweep.cases([80, 60, 132], every: 3) {
            let result = try BuiltProgram.shell("COLUMNS=\(columns) \"$TENANT_REPORT\" --screen graph")
            let widest =
                result.output.split(separator: "\n").filter { $0.contains("──") }.map(\.count).max() ?? 0
            #expect(widest <= columns && widest > columns / 2, "\(columns)")
        }
    }

    @Test(
        "A file of another kind is told as what it is",
        arguments: [
            ([UInt8]("SQLite format 3\0 and more".utf8), "an SQLite database", "--store"),
            ([0x1F, 0x8B, 8, 0], "compressed by gzip", "unpack"),
            ([0x50, 0x4B, 3, 4, 0], "a zip archive", "save it as CSV"),
            ([UInt8](" \n{\"a\": 1}".utf8), "JSON", "and not CSV"),
        ])
    func kinds(bytes: [UInt8], kind: String, advice: String) async throws {
        let path = FileManager.default.temporaryDirectory.appending(path: UUID().uuidString).path
        defer { try? FileManager.default.removeItem(atPath: path) }
        try Data(bytes).write(to: URL(filePath: path))
        for option in ["--events", "--usage"] {
            let result = await Transcript.run([option, path])
            #expect(result.status == .noInput && result.output.isEmpty)
            #expect(result.errors.count == 1)
            #expect(result.errors.allSatisfy { $0.contains("is \(kind)") && $0.contains(advice) })
        }
        guard kind != "an SQLite database" else { return }
        let result = await Transcript.run(["--store", path])
        #expect(result.status == .failure)
        #expect(result.errors.contains { $0.contains("is \(kind)") && $0.contains("--usage") })
        #expect(try Data(contentsOf: URL(filePath: path)) == Data(bytes))
    }

    @Test("CSV is told as no store and as no plan")
    func rowsElsewhere() async throws {
        let path = FileManager.default.temporaryDirectory.appending(path: UUID().uuidString).path
        defer { try? FileManager.default.removeItem(atPath: path) }
        try Data("Date,Assets\n2026-01-01,7\n".utf8).write(to: URL(filePath: path))
        for option in ["--store", "--verify"] {
            let store = await Transcript.run([option, path])
            #expect(store.status == .failure && store.errors.contains { $0.contains("such as CSV") })
        }
        let plan = await Transcript.run(["--screen=charges", "--plan", path])
        #expect(plan.status == .noInput && plan.errors.contains { $0.contains("and not JSON") })
    }

    @Test("A date without data is told, with the dates that have some")
    func noData() async {
        let row = "2013-05-01T10:00Z,C,N1,JFK,LAX,3\n2013-06-02T10:00Z,C,N1,JFK,LAX,3\n"
        for (date, isTold) in [("2013-04-30", true), ("2013-05-15", false), ("2013-06-03", true)] {
            let result = await Transcript.run(
                ["--events=-", "--screen=invoices", "--on", date], input: Sample.header + "\n" + row)
            #expect(result.status == .complete)
            #expect(
                result.errors
                    == (isTold
                        ? [
                            "tenant-report: there are no data on \(date); data are from 2013-05-01 to 2013-06-02"
                        ]
                        : []))
        }
    }

    @Test(
        "Without a store nothing is left on the disk, and with one a second program goes on from it",
        .enabled(if: BuiltProgram.isThere))
    func traces() throws {
        let kept = try BuiltProgram.shell(
            #"""
            folder=$(mktemp -d) && export TMPDIR="$folder"
            "$TENANT_REPORT" --screen actions >/dev/null && ls -A "$folder"
            "$TENANT_REPORT" --store "$folder/store" --screen actions >"$folder/first"
            "$TENANT_REPORT" --store "$folder/store" --screen actions | cmp - "$folder/first"
            ls -A "$folder"
            "$TENANT_REPORT" --verify "$folder/store"; rm -r "$folder"
            """#)
        #expect(kept.status == 0 && kept.output == "first\nstore\nNothing is wrong with the store\n")
        #expect(kept.errors.split(separator: "\n").count == 2)
    }

    @Test(
        "Whoever stops reading the report causes no noise, and a full disk some",
        .enabled(if: BuiltProgram.isThere))
    func closedPipe() throws {
        let result = try BuiltProgram.shell(#""$TENANT_REPORT" --screen actions --format json | head -c 1"#)
        #expect(result.status == 0 && result.output == "{" && result.errors.isEmpty)
        let full = try BuiltProgram.shell(#""$TENANT_REPORT" --help > /dev/full"#)
        #expect(full.status == 74 && full.errors.hasPrefix("tenant-report: the report cannot be written: "))
    }
}
