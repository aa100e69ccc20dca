import Foundation
import InauroBilling
import Testing

@testable import TenantReport

/// What the command keeps from run to run.
@Suite("A store that is kept")
final class StoreTests {
    private let folder: URL
    private var store: String { folder.appending(path: "report.store").path }

    init() throws {
        folder = FileManager.default.temporaryDirectory.appending(path: "store-tests-\(UUID().uuidString)")
        try FileManager.default.createDirectory(at: folder, withIntermediateDirectories: true)
    }

    deinit { try? FileManager.default.removeItem(at: folder) }

    private static func events(_ rows: [String]) -> String {
        ([Sample.header] + rows).joined(separator: "\n") + "\n"
    }

    private static let row = "2013-05-01T10:00Z,C,N1,JFK,LAX,3"
    private static let ha = Sample.rows(of: ["HA"])

    private func run(
        _ arguments: [String], events rows: [String]? = nil
    ) async -> Transcript.Run {
        await Transcript.run(
            ["--store", store] + (rows == nil ? [] : ["--events=-"]) + arguments,
            input: rows.map(Self.events) ?? "")
    }

    private func json(_ arguments: [String], events rows: [String]? = nil) async throws -> Figures {
        let result = await run(arguments + ["--format=json"], events: rows)
        #expect(result.status == .complete, "\(result.errors)")
        return try JSONDecoder().decode(Figures.self, from: Data(result.output.utf8))
    }

    private func cell(_ screen: Figures, _ row: String, _ column: String) -> [Figures] {
        guard
            let cell = screen["cells"].list.first(where: {
                $0["row"].text == row && $0["column"].text == column
            })
        else { return [] }
        return [cell["old"]["text"], cell["new"]["text"], .list(cell["causes"].list)]
    }

    // MARK: Runs on one store

    @Test("A second run imports nothing new and prints the same, with the sample or without any events")
    func again() async {
        let first = await run([])
        #expect(first.status == .complete)
        #expect(
            first.errors.count == 1
                && first.errors[0].contains(" 0 known before; the store is at revision 14"))
        let second = await run([])
        #expect(second.status == .complete && second.output == first.output)
        #expect(second.errors == ["tenant-report: nothing was imported; the store is at revision 14"])
        let third = await run([], events: Sample.lines)
        #expect(third.status == .complete && third.output == first.output)
        // Invoices that are issued are not sent again.
        #expect(
            third.errors.count == 1
                && third.errors[0].hasPrefix("tenant-report: imported: 0 new, 0 corrected, "))
        #expect(third.errors[0].hasSuffix(" known before; the store is at revision 14"))
        // As much as a run that keeps nothing says, but for the line about the store.
        let other = await Transcript.run([])
        #expect(other.output == first.output && other.errors.isEmpty)
    }

    @Test("The sample is not added to a store that holds other events")
    func otherEvents() async throws {
        _ = await run([], events: [Self.row])
        let report = try await json(["--all-tenants"])
        #expect(report["tenants"].list.map(\.text) == ["C"])
    }

    @Test("Files add up in a store, and the report is about all of it")
    func addingUp() async throws {
        _ = await run([], events: [Self.row])
        let late = "2013-05-02T10:00Z,D,N2,JFK,LAX,3"
        let report = try await json(["--all-tenants"], events: [late])
        #expect(report["tenants"].list.map(\.text) == ["C", "D"])
        #expect(report["actions"]["total"]["executed"].count == 2)
        // The last event of any tenant decides the date.
        #expect(report["invoices"]["stamp"]["local"].text == "2013-05-03T00:00:00-04:00")
        let one = await run(["--tenant=C", "--screen=actions"])
        #expect(one.status == .complete && one.output.hasPrefix("Tenant C\n"))
        let none = await run(["--tenant=X"])
        #expect(none.status == .failure)
        #expect(none.errors.last == "tenant-report: 'X' is not among the 2 tenants of the events")
    }

    @Test("What a strict run refuses leaves the store as it was")
    func strict() async {
        _ = await run([], events: [Self.row])
        let refused = await run(["--strict"], events: ["2013-06-01T10:00Z,C,N1,JFK,LAX,3", "x"])
        #expect(refused.status == .failure && refused.output.isEmpty)
        let after = await run(["--screen=actions"])
        #expect(after.errors == ["tenant-report: nothing was imported; the store is at revision 4"])
    }

    @Test("A new store takes no events that cannot be read")
    func unreadable() async {
        let missing = await run(["--events", folder.appending(path: "none.csv").path])
        #expect(missing.status == .noInput)
        let sample = await run(["--screen=actions"])
        #expect(sample.status == .complete && sample.output.contains("5,162"))
    }

    // MARK: As it was known

    @Test("As known at a revision the report is the one that was printed then, whatever came later")
    func knownAt() async throws {
        let part = Self.ha.filter { !$0.hasPrefix("2013-03-1") }
        let first = await run([], events: part)
        let second = await run([], events: Self.ha)
        #expect(first.output != second.output)
        #expect(first.errors[0].hasSuffix("the store is at revision 4"))
        let then = await run(["--known-at", "4"])
        #expect(then.status == .complete && then.output == first.output)
        let now = await run(["--known-at=9999-12-31T23:59:59Z"])
        #expect(now.output == second.output)
        // Only the events were known at the first revision, and their coverage at the second.
        let events = try await json(["--known-at=1", "--screen=invoices"])
        #expect(events["invoices"]["rows"].list.isEmpty && events["charges"]["periods"].list.isEmpty)
        let coverage = try await json(["--known-at=2", "--screen=invoices"])
        #expect(coverage["charges"]["periods"].list.count == 12)
        for nothing in ["0", "2000-01-01T00:00Z"] {
            let result = await run(["--known-at", nothing])
            #expect(result.status == .failure)
            #expect(result.errors.last == "tenant-report: there are no events to report on")
        }
        let unmade = await run(["--known-at", "99"])
        #expect(unmade.status == .failure && unmade.output.isEmpty)
        let stamp = try await json(["--screen=invoices"])["invoices"]["stamp"]["revision"].count
        #expect(
            unmade.errors.last
                == "tenant-report: a revision is read only once it is made (revision 99, the latest is \(stamp ?? 0))"
        )
    }

    @Test("Without a store revisions are the same on each run")
    func revisions() async {
        let events = Self.events(Self.ha)
        var outputs: Set<String> = []
        for _ in 0..<2 {
            let result = await Transcript.run(["--events=-", "--known-at=3"], input: events)
            #expect(result.status == .complete && result.errors.isEmpty)
            outputs.insert(result.output)
        }
        #expect(outputs.count == 1)
    }

    // MARK: What changed

    @Test("Rows that come late change the month that they belong to, and say so")
    func late() async throws {
        // Three departures of March, of tails that flew before and flew again in March.
        let missing = Self.ha.filter { $0.hasPrefix("2013-03-2") }.prefix(3)
        #expect(missing.count == 3)
        let first = await run([], events: Self.ha.filter { !missing.contains($0) })
        #expect(first.errors.last?.hasSuffix("the store is at revision 4") == true)
        let none = await run(["--changes", "4"])
        #expect(none.status == .complete)
        #expect(none.output.components(separatedBy: "No cell differs").count == 8)

        _ = await run([], events: Self.ha)
        let report = try await json(["--changes=4"])
        #expect(
            report.keys == [
                "actions", "charges", "graph", "inventory", "invoices", "table", "tenants", "usage",
            ])
        let months = Figures.of("HA")["months"]["actions"].counts
        let (march, year) = (try #require(months[2]), months.compactMap(\.self).reduce(0, +))
        func texts(_ old: Int, _ new: Int) -> [Figures] {
            [.text("\(old)"), .text("\(new)"), .list([.text("late")])]
        }
        #expect(cell(report["graph"], "March 2013", "Actions") == texts(march - 3, march))
        #expect(cell(report["actions"], "March 2013", "Total") == texts(march - 3, march))
        #expect(cell(report["actions"], "Total", "executed") == texts(year - 3, year))
        #expect(cell(report["table"], "Actions", "last 12 months, value") == texts(year - 3, year))
        // March is in no later window, and in no daily row of December.
        #expect(cell(report["table"], "Actions", "last 3 months, value").isEmpty)
        #expect(report["usage"]["cells"].list.isEmpty)
        #expect(report["graph"]["cells"].list.allSatisfy { $0["row"].text == "March 2013" })
        // The invoice stays as it was issued; by usage March costs more.
        #expect(report["invoices"]["cells"].list.isEmpty)
        #expect(report["charges"]["cells"].list.map { $0["row"].text } == ["HA-2013-03", "Total"])
        #expect(report["charges"]["cells"].list.allSatisfy { $0["causes"].list == [.text("late")] })
    }

    @Test("A device that is heard of late corrects the gauges that follow from it")
    func corrected() async throws {
        let rows = [Self.row, "2013-05-03T10:00Z,C,N1,JFK,LAX,3"]
        _ = await run([], events: rows)
        let late = ["2013-05-02T10:00Z,C,N2,JFK,LAX,3"]
        let report = try await json(["--changes=4", "--screen=usage"], events: late)
        func change(_ old: String, _ new: String, _ cause: String) -> [Figures] {
            [.text(old), .text(new), .list([.text(cause)])]
        }
        #expect(cell(report["usage"], "2013-05-01", "Assets").isEmpty)
        #expect(cell(report["usage"], "2013-05-02", "Assets") == change("1", "2", "corrected"))
        #expect(cell(report["usage"], "2013-05-03", "Assets") == change("1", "2", "corrected"))
        #expect(cell(report["usage"], "2013-05-02", "DAD") == change("0", "1", "late"))
        #expect(cell(report["usage"], "2013-05-03", "DAD").isEmpty)
        #expect(cell(report["usage"], "2013-05-03", "MAD") == change("1", "2", "late"))
    }

    @Test("Changes are told up to what is known, as text, of all tenants, and not backwards")
    func changes() async {
        _ = await run([], events: [Self.row])
        _ = await run([], events: ["2013-05-02T10:00Z,D,N2,JFK,LAX,3"])
        let text = await run(["--changes=4", "--all-tenants"])
        #expect(text.status == .complete && text.output.hasPrefix("All 2 tenants\n\nChanges: Inventory\n"))
        #expect(text.output.contains("Compared with what was known at revision 4\n"))
        #expect(text.output.contains("\nTotal  Assets"))
        let then = await run(["--changes=4", "--known-at=4"])
        #expect(then.output.components(separatedBy: "No cell differs").count == 8)
        let all = await run(["--changes=0", "--tenant=D", "--screen=invoices"])
        #expect(all.status == .complete && all.output.contains("D-2013-04"))
        for revision in ["99", "8"] {
            let result = await run(["--changes", revision, "--known-at=4"])
            #expect(result.status == .failure && result.output.isEmpty, "\(revision)")
        }
    }

    @Test("The guide shows what is printed")
    func guide() async throws {
        let missing = Self.ha.filter { $0.hasPrefix("2013-03-2") }.prefix(3)
        let early = await run([], events: Sample.lines.filter { !missing.contains($0) })
        #expect(early.errors.last?.hasSuffix(" revision 14") == true)
        let late = await run(
            ["--tenant=HA", "--screen=table", "--changes=14"], events: Array(missing))
        let file = URL(filePath: #filePath).deletingLastPathComponent().deletingLastPathComponent()
            .deletingLastPathComponent().appending(path: "Documentation/Guides/tenant-report.md")
        let guide = try String(contentsOf: file, encoding: .utf8)
        let shown = try #require(
            guide.components(separatedBy: "```text\n").last?.components(separatedBy: "```").first)
        // The release of the time zones is that of the machine.
        func lines(_ text: String) -> [Substring] {
            text.split(separator: "\n").filter { !$0.contains("(tz ") }
        }
        #expect(lines(late.output) == lines(shown))
    }

    // MARK: Checking

    @Test("A store that is checked tells that it is well, and one that is not there is not made")
    func verify() async {
        _ = await run([], events: [Self.row])
        let result = await Transcript.run(["--verify", store])
        #expect(result.status == .complete && result.output == "Nothing is wrong with the store\n")
        let missing = folder.appending(path: "none.store").path
        for _ in 0..<2 {
            let none = await Transcript.run(["--verify", missing])
            #expect(none.status == .failure && none.output.isEmpty && none.errors.count == 1)
        }
        #expect(!FileManager.default.fileExists(atPath: missing))
    }

    @Test("A damaged store is found out with the place, and no figure is made of it")
    func damaged() async throws {
        _ = await run([], events: [Self.row])
        // One letter of the id of the only action, wherever the file has it.
        let file = URL(filePath: store)
        var bytes = try Data(contentsOf: file)
        let (id, other) = (Data("N1|JFK|LAX".utf8), Data("N1|JFK|LAY".utf8))
        var count = 0
        while let place = bytes.range(of: id) {
            bytes.replaceSubrange(place, with: other)
            count += 1
        }
        #expect(count > 0)
        try bytes.write(to: file)
        let result = await Transcript.run(["--verify", store])
        #expect(result.status == .findings && result.errors.isEmpty)
        #expect(result.output.contains("table action"))
        let report = await run(["--screen=inventory"])
        #expect(report.status == .failure && report.output.isEmpty)
        let rules = ["a stored row is as it was written", "no row of a table vanishes"]
        #expect(rules.contains { report.errors.last?.contains($0) == true })
    }

    @Test("A store that cannot be made, or is the file of something else, is named")
    func unusable() async throws {
        let path = folder.appending(path: "none/report.store").path
        let missing = await Transcript.run(["--store", path])
        #expect(missing.status == .failure && missing.output.isEmpty && missing.errors.count == 1)
        try Data("not a database, but longer than the heading of one. ".utf8 + Data(count: 200))
            .write(to: URL(filePath: store))
        for option in ["--store", "--verify"] {
            let result = await Transcript.run([option, store])
            #expect(result.status == .failure && result.output.isEmpty && result.errors.count == 1)
        }
    }
}
