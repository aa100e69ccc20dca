import Foundation
import InauroBilling
import Testing

@testable import TenantReport

@Suite("Options of the command line")
struct OptionsTests {
    @Test("Without arguments everything is left to its default")
    func defaults() throws {
        let options = try Options([])
        #expect(options == Options())
        #expect(options.format == .text && options.events == nil && !options.strict)
    }

    @Test(
        "A value follows its option as the next argument or after an equals sign",
        arguments: [
            [
                "--events", "a=b.csv", "--tenant", "VX", "--on", "2013-06-30", "--zone", "UTC", "--screen",
                "table",
                "--format", "json", "--strict",
            ],
            [
                "--strict", "--format=json", "--screen=table", "--zone=UTC", "--on=2013-06-30", "--tenant=VX",
                "--events=a=b.csv",
            ],
        ])
    func values(arguments: [String]) throws {
        let options = try Options(arguments)
        #expect(options.events == "a=b.csv")
        #expect(try options.tenant == TenantID("VX"))
        #expect(try options.on == LocalDate("2013-06-30"))
        #expect(options.zone == .utc)
        #expect(options.screen == .table)
        #expect(options.format == .json)
        #expect(options.strict && !options.allTenants && !options.help)
    }

    @Test("What is kept, as of when it is read, and since when changes are told")
    func store() throws {
        let options = try Options(["--store", "a.store", "--known-at", "12", "--changes=7"])
        #expect(try options.store == "a.store" && options.knownAt == .revision(Revision(12)))
        #expect(try options.changes == Revision(7))
        let instant = try Options(["--known-at=2026-03-01T14:00:00+02:00"]).knownAt
        #expect(try instant == .instant(Date("2026-03-01T12:00:00Z", strategy: .iso8601)))
        #expect(try Options(["--verify=a.store"]).verify == "a.store")
    }

    @Test("A lone minus is a value, and a value may look like an option")
    func minus() throws {
        #expect(try Options(["--events", "-"]).events == "-")
        #expect(try Options(["--tenant", "--strict"]).tenant?.text == "--strict")
    }

    @Test("Two minuses end the options, and a version wins over what is behind it")
    func ends() throws {
        #expect(try Options(["--strict", "--"]).strict)
        #expect(throws: UsageError.unexpectedArgument("--strict")) { try Options(["--", "--strict"]) }
        #expect(try Options(["--version", "--wrong"]).version)
    }

    @Test(
        "What makes no sense is refused by name",
        arguments: [
            (["--wrong"], UsageError.unknownOption("--wrong")),
            (["--wrong=1"], .unknownOption("--wrong")),
            (["-x"], .unknownOption("-x")),
            (["--", "x"], .unexpectedArgument("x")),
            (["events.csv"], .unexpectedArgument("events.csv")),
            ([""], .unexpectedArgument("")),
            (["-"], .unexpectedArgument("-")),
            (["--events"], .missingValue(option: "--events")),
            (["--events="], .missingValue(option: "--events")),
            (["--strict=yes"], .unexpectedValue(option: "--strict")),
            (["--strict", "--strict"], .repeatedOption("--strict")),
            (["--on=2013-01-01", "--on", "2013-01-02"], .repeatedOption("--on")),
            (["--all-tenants", "--tenant", "VX"], .excluded("--all-tenants", by: "--tenant")),
            (["--all-tenants", "--screen", "table"], .excluded("--all-tenants", by: "--screen table")),
            (["--screen=usage", "--all-tenants"], .excluded("--all-tenants", by: "--screen usage")),
            (
                ["--screen", "all"],
                .wrongValue(
                    option: "--screen",
                    rule:
                        "it is one of inventory, invoices, graph, table, actions, usage, overview, statement, "
                        + "charges, verification, budget, comparison, breakdown, forecast, insights, attention"
                )
            ),
            (["--store="], .missingValue(option: "--store")),
            (["--verify"], .missingValue(option: "--verify")),
            (["--verify=a", "--store=a"], .excluded("--verify", by: "--store")),
            (["--strict", "--verify=a"], .excluded("--verify", by: "--strict")),
            (["--changes=-1"], .wrongValue(option: "--changes", rule: "it is a revision such as 12")),
            (
                ["--changes=2026-03-01T12:00:00Z"],
                .wrongValue(option: "--changes", rule: "it is a revision such as 12")
            ),
            (
                ["--changes=9223372036854775808"],
                .wrongValue(option: "--changes", rule: "it is a revision such as 12")
            ),
            (
                ["--format", "JSON"],
                .wrongValue(
                    option: "--format", rule: "it is one of text, json, csv; the nearest is 'json'")
            ),
            (["--format", "xml"], .wrongValue(option: "--format", rule: "it is one of text, json, csv")),
        ])
    func refusals(arguments: [String], error: UsageError) {
        #expect(throws: error) { try Options(arguments) }
    }

    @Test(
        "What is nearly an option, a choice or a zone is told with the nearest that there is",
        arguments: [
            (["--scren", "table"], "there is no option '--scren'; the nearest is --screen"),
            (["--screen=tabel"], "the nearest is 'table'"),
            (["--screen=invoice"], "the nearest is 'invoices'"),
            (["--width=monthly", "--screen=graph"], "the nearest is 'month'"),
            (["--mode=sameweekdays", "--screen=comparison"], "the nearest is 'same-weekdays'"),
            (["--zone", "Sydney"], "zone 'Sydney'; the nearest is Australia/Sydney"),
            (["--home-zone", "Europe/Berlni"], "the nearest is Europe/Berlin"),
            (["--zone", "new-york"], "the nearest is America/New_York"),
            (["--mode=last-year", "--screen=comparison"], "the nearest is 'same-last-year'"),
            // An abbreviation is near to one of another continent.
            (["--zone", "AEST"], "zone 'AEST'; a zone is named by its place, such as Australia/Sydney"),
            (["--home-zone", "IST"], "zone 'IST'; a zone is named by its place, such as Australia/Sydney"),
            (["--usage=-", "--dates=dd.mm.yyyy"], "'mm' are minutes, a month is 'MM'"),
            (["--usage=-", "--dates=dd.MM.yy"], "'yy' are two digits of a year"),
            (["--usage=-", "--dates=EEE d MMM yyyy"], "'EEE': names of weekdays are not read"),
            (["--usage=-", "--dates=DMY"], "the nearest is 'dmy'"),
        ])
    func nearest(_ arguments: [String], _ words: String) {
        let error = #expect(throws: UsageError.self) { try Options(arguments) }
        #expect("\(String(describing: error))".contains(words), "\(String(describing: error))")
    }

    @Test("What divides thousands and what stands before decimals are not the same")
    func dividers() {
        #expect(throws: UsageError.lacking("--decimal comma", for: "--thousands point")) {
            try Options(["--usage=-", "--thousands=point"])
        }
        #expect(throws: UsageError.excluded("--thousands comma", by: "--decimal comma")) {
            try Options(["--usage=-", "--thousands=comma", "--decimal=comma"])
        }
    }

    @Test(
        "A date, a zone or an id that breaks its own rule is a wrong value",
        arguments: [
            ["--known-at", "-1"], ["--known-at", "2026-03-01"], ["--known-at", "1.5"], ["--known-at", ""],
            ["--on", "2013-02-29"], ["--on", "yesterday"], ["--zone", "../etc"], ["--zone", ""],
            ["--tenant", ""],
            ["--tenant", String(repeating: "x", count: 256)],
        ])
    func brokenValues(arguments: [String]) {
        let error = #expect(throws: UsageError.self) { try Options(arguments) }
        guard case .wrongValue(arguments[0], _) = error else {
            Issue.record("\(arguments): \(String(describing: error))")
            return
        }
    }

    @Test("Help wins over what follows, and not over what came before")
    func help() throws {
        #expect(try Options(["--help", "--wrong"]).help)
        #expect(try Options(["--strict", "-h"]).help)
        #expect(throws: UsageError.self) { try Options(["--wrong", "--help"]) }
    }

    @Test("The help names every screen and every exit status")
    func helpText() {
        for screen in ScreenName.allCases { #expect(Options.helpText.contains(screen.rawValue)) }
        for status in ExitStatus.allCases {
            #expect(Options.helpText.contains("\n  \(status.rawValue) "), "\(status)")
        }
        #expect(Options.helpText.split(separator: "\n").allSatisfy { $0.count <= 115 })
    }
}
