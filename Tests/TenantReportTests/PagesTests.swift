import BillingCharts
import BillingTestSupport
import Foundation
import InauroBilling
import Testing

@testable import TenantReport

@Suite("Pages of HTML")
struct PagesTests {
    /// An empty folder that is removed with the value.
    private final class Folder {
        let url: URL

        init() throws {
            url = FileManager.default.temporaryDirectory.appending(path: "pages-\(UUID().uuidString)")
            try FileManager.default.createDirectory(at: url, withIntermediateDirectories: false)
        }

        deinit { try? FileManager.default.removeItem(at: url) }

        func path(_ name: String) -> String { url.appending(path: name).path }
        func read(_ name: String) throws -> String {
            try String(contentsOf: url.appending(path: name), encoding: .utf8)
        }
        func names(_ name: String = "") throws -> [String] {
            try FileManager.default.contentsOfDirectory(atPath: path(name)).sorted()
        }
    }

    @Test("The page of a tenant is written, and a line says so")
    func one() async throws {
        let folder = try Folder()
        let result = await Transcript.run(["--tenant=VX", "--html", folder.path("vx.html")])
        #expect(result.status == .complete && result.errors.isEmpty)
        #expect(
            result.output
                == "Wrote the page of VX as of the end of 2013-12-31 to \(folder.path("vx.html"))\n")
        let page = try folder.read("vx.html")
        for figure in ["<bdi>VX</bdi>", "VX-2013-07", "110.86", "5,162", "90.68", "the end of 2013-12-31"] {
            #expect(page.contains(figure), "\(figure)")
        }
        #expect(!page.contains("All tenants") && !page.contains("Overdue"))
        // A page that is there is written anew, and nothing is left beside it.
        let again = await Transcript.run(["--tenant=VX", "--html", folder.path("vx.html")])
        #expect(again.status == .complete)
        #expect(try folder.read("vx.html") == page && folder.names() == ["vx.html"])
    }

    @Test("The pages of all tenants say what the overview says, and are linked both ways")
    func all() async throws {
        let folder = try Folder()
        let result = await Transcript.run(["--all-tenants", "--html", folder.path("fleet")])
        #expect(result.status == .complete && result.errors.isEmpty)
        let index = folder.path("fleet/index.html")
        #expect(result.output == "Wrote the pages of 6 tenants as of the end of 2013-12-31 to \(index)\n")
        let overview = try folder.read("fleet/index.html")
        let paths = try ["AS", "F9", "HA", "OO", "VX", "YV"].map { FleetPage.path(of: try TenantID($0)) }
        #expect(try folder.names("fleet") == ["index.html", "tenants"])
        #expect(try folder.names("fleet/tenants") == paths.map { String($0.dropFirst(8)) }.sorted())
        for path in paths {
            #expect(overview.contains("href=\"\(path)\""))
            #expect(try folder.read("fleet/\(path)").contains("href=\"../index.html\""))
        }
        #expect(overview.contains("240.55"))
        // The page of a tenant alone differs in the link alone.
        let one = await Transcript.run(["--tenant=VX", "--html", folder.path("vx.html")])
        #expect(one.status == .complete)
        let link = "<p class=\"back\"><a href=\"../index.html\">All tenants</a></p>"
        let linked = try folder.read("fleet/" + FleetPage.path(of: TenantID("VX")))
        #expect(linked.contains(link))
        #expect(try linked.replacing(link, with: "") == folder.read("vx.html"))
    }

    @Test("Usage rows make pages too, each tenant on its own clock, for one instant")
    func usage() async throws {
        let folder = try Folder()
        let result = await Transcript.run(
            UsageSample.arguments + ["--all-tenants", "--html", folder.path("fleet")])
        #expect(result.status == .complete, "\(result.errors)")
        let pages = try ["acme", "borealis"].map { id in
            try folder.read("fleet/" + FleetPage.path(of: TenantID(id)))
        }
        #expect(pages[0].contains("As of 2026-02-28 20:00:00-04:00") && pages[0].contains("America/Halifax"))
        #expect(
            pages[1].contains("As of 2026-03-01 11:00:00+11:00") && pages[1].contains("Australia/Lord_Howe"))
        let overview = try folder.read("fleet/index.html")
        #expect(overview.contains("As of the end of 2026-02-28") && overview.contains("Borealis “North”"))
    }

    @Test("A plan, a budget and days until an invoice is overdue go with pages")
    func choices() async throws {
        let folder = try Folder()
        let budget =
            #"{"amount": {"amount": "100.00", "currency": "USD"}, "period": "month", "basis": "charge-to-date"}"#
        try Data(budget.utf8).write(to: folder.url.appending(path: "budget.json"))
        let result = await Transcript.run([
            "--on=2013-07-18", "--html", folder.path("p.html"), "--budget", folder.path("budget.json"),
            "--due-after=0",
        ])
        #expect(result.status == .complete, "\(result.errors)")
        let page = try folder.read("p.html")
        #expect(page.contains("Budget used") && page.contains("overspent"))
    }

    @Test("What cannot be written is named, with the exit status of output")
    func unwritable() async throws {
        let folder = try Folder()
        try Data("x".utf8).write(to: folder.url.appending(path: "file"))
        for (arguments, place) in [
            ([], "none/p.html"), (["--all-tenants"], "none/fleet"), (["--all-tenants"], "file"), ([], ""),
            ([], "file/"),
        ] {
            let path = place.isEmpty ? folder.path("") : folder.url.path + "/" + place
            let result = await Transcript.run(arguments + ["--html", path])
            #expect(result.status == .noOutput && result.output.isEmpty, "\(place)")
            let words = "the report cannot be written to '\(path)': "
            #expect(result.errors.count == 1 && result.errors[0].contains(words), "\(result.errors)")
        }
        #expect(try folder.names() == ["file"])
    }

    @Test(
        "What pages do not go with is refused by name",
        arguments: [
            (["--html=x", "--screen=graph"], UsageError.excluded("--html", by: "--screen")),
            (["--format=json", "--html=x"], .excluded("--html", by: "--format")),
            (["--html=x", "--changes=1"], .excluded("--html", by: "--changes")),
            (["--html=x", "--table=totals"], .excluded("--html", by: "--table")),
            (
                ["--html=x", "--all-tenants", "--budget=b.json"],
                .excluded("--all-tenants", by: "--budget")
            ),
            (["--due-after=14"], .lacking("--html", for: "--due-after")),
            (["--html="], .missingValue(option: "--html")),
            (
                ["--html=-"],
                .wrongValue(option: "--html", rule: "it is a file or a folder, not standard output")
            ),
            (
                ["--html=x", "--due-after=-1"],
                .wrongValue(option: "--due-after", rule: "it is a whole number from 0 to 36500")
            ),
            (
                ["--html=x", "--from=2013-01-01"],
                .lacking(
                    "--screen graph, actions, usage, statement, comparison, breakdown or insights",
                    for: "--from")
            ),
            (["--verify=a", "--html=x"], .excluded("--verify", by: "--html")),
        ])
    func refusals(arguments: [String], error: UsageError) {
        #expect(throws: error) { try Options(arguments) }
    }

    @Test("A plan and a cycle are read for pages")
    func read() throws {
        let options = try Options(["--html=x", "--plan=p.json", "--cycle=quarter", "--due-after", "30"])
        #expect(options.html == "x" && options.dueAfter == 30 && options.choices.plan == "p.json")
    }
}
