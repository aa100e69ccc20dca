import BillingInterchange
import BillingModel
import BillingTestSupport
import Foundation
import InauroBilling
import Testing

@testable import TenantReport

@Suite("Importing events")
struct EventImportTests {
    private let small = Sample.rows(of: ["HA", "OO", "YV"])

    @Test("Every row of the sample counts once")
    func sample() async throws {
        let repository = Sample.empty()
        let result = try await Sample.importing(Sample.lines, into: repository)
        #expect(result.report.accepted == 7_536)
        #expect(result.report.rejected == 0 && result.report.rejections.isEmpty && result.warnings.isEmpty)
        let actions = try await repository.allRecords(.action, of: .all, knownAt: .latest)
        #expect(actions.count == 7_536)
    }

    @Test("A file that is read again changes nothing and makes no revision")
    func again() async throws {
        let repository = Sample.empty()
        _ = try await Sample.importing(small, into: repository)
        let before = try await Content(of: repository)
        let revision = try await repository.revision(.latest)
        let result = try await Sample.importing(small, into: repository)
        #expect(result.warnings.isEmpty)
        #expect(try await Content(of: repository) == before)
        #expect(try await repository.revision(.latest) == revision)
    }

    @Test(
        "Files of whole carriers give the same in any order, and together what one file gives",
        arguments: [
            [["HA", "OO"], ["HA", "OO", "YV"]], [["HA", "OO", "YV"], ["HA"]], [["YV"], ["OO"], ["HA"]],
            [["OO"], ["HA", "OO", "YV"], ["OO"]],
        ] as [[Set<String>]])
    func partsOfWholeCarriers(parts: [Set<String>]) async throws {
        let once = Sample.empty()
        _ = try await Sample.importing(small, into: once)
        let repository = Sample.empty()
        for part in parts {
            let result = try await Sample.importing(Sample.rows(of: part), into: repository)
            #expect(result.warnings.isEmpty)
        }
        let (left, right) = (try await Content(of: repository), try await Content(of: once))
        #expect(left.counts == right.counts)
        #expect(left == right)
    }

    @Test("The order of the rows changes nothing", arguments: [1, 2] as [UInt64])
    func disorder(seed: UInt64) async throws {
        let once = Sample.empty()
        _ = try await Sample.importing(small, into: once)
        var generator = SplitMix64(seed: seed)
        let repository = Sample.empty()
        _ = try await Sample.importing(small.shuffled(using: &generator), into: repository)
        #expect(try await Content(of: repository) == Content(of: once), "seed \(seed)")
    }

    @Test("A part of a carrier's rows gives way to all of them, but for the invoices that were issued")
    func partOfACarrier() async throws {
        let rows = Sample.rows(of: ["HA"])
        let repository = Sample.empty()
        _ = try await Sample.importing(rows.filter { $0 < "2013-04-15" }, into: repository)
        let result = try await Sample.importing(rows, into: repository)
        let home = try ZoneDatabase.system.zone(try ZoneID(ReportCommand.home))
        let once = Sample.empty()
        _ = try await Sample.importing(rows, into: once)
        let scopes = [repository, once].map { $0.scope(of: EntityID(constant: "HA")) }
        let now = home.start(of: try LocalDate("2014-02-01"))
        let first = try LocalDate("2013-01-01")
        let usage = try await scopes[0].dailyUsage(dates: first...LocalDate("2013-12-31"), now: now)
        #expect(
            usage.rows
                == (try await scopes[1].dailyUsage(dates: first...LocalDate("2013-12-31"), now: now).rows))
        // From January to March nothing changed, in the nine months since then everything did.
        #expect(result.warnings.count == 9)
        #expect(result.warnings.allSatisfy { $0.hasPrefix("invoice HA-2013-") })
        let (kept, whole) = (try await scopes[0].invoices(now: now), try await scopes[1].invoices(now: now))
        #expect(kept.rows.suffix(3) == whole.rows.suffix(3))
        #expect(kept.rows.prefix(9).allSatisfy { row in !whole.rows.contains { $0.balance == row.balance } })
    }

    @Test("Of two contents of one event the later row is left out, the rest goes in, in one batch or in two")
    func conflicts() async throws {
        let first = "2013-05-01T10:00Z,C,N1,JFK,LAX,3"
        let same = "2013-05-01T10:00Z,C,N1,JFK,LAX,4"
        let late = "2013-05-01T10:00Z,C,N1,JFK,LAX,16"
        let other = "2013-05-02T10:00Z,C,N2,JFK,LAX,"
        let repository = Sample.empty()
        let result = try await Sample.importing([first, same, late, other], into: repository)
        #expect(result.report.rejections.map(\.line) == [4])
        #expect(result.report.rejections.first?.code == .conflict)
        #expect(result.report.accepted == 3 && result.report.rejected == 1)
        let again = try await Sample.importing([late, other], into: repository)
        #expect(again.report.rejections.map(\.line) == [2])
        let actions = try await repository.allRecords(.action, of: .all, knownAt: .latest)
        #expect(actions.count == 2)
    }

    @Test("More conflicts than one refusal lists are all found")
    func manyConflicts() async throws {
        let rows = (0..<1_500).map { "2013-05-01T10:00Z,C,N\($0),JFK,LAX,3" }
        let late = rows.map { $0.dropLast() + "30" }.map(String.init)
        let repository = Sample.empty()
        let result = try await Sample.importing(rows + late, into: repository)
        #expect(result.report.rejections.map(\.line) == Array(1_502...3_001))
        #expect(result.report.accepted == 1_500)
    }

    @Test(
        "A strict import takes all rows or none",
        arguments: ["nonsense", "2013-05-01T10:00Z,C,N1,JFK,LAX,16"])
    func strict(row: String) async throws {
        let good = ["2013-05-01T10:00Z,C,N1,JFK,LAX,3", "2013-05-02T10:00Z,C,N2,JFK,LAX,"]
        let repository = Sample.empty()
        let refused = try await Sample.importing(good + [row], into: repository, strict: true)
        #expect(refused.report.rejections.map(\.line) == [4] && refused.report.rejected == 1)
        #expect(try await repository.revision(.latest) == .zero)
        let taken = try await Sample.importing(good, into: repository, strict: true)
        #expect(taken.report.accepted == 2 && taken.report.rejections.isEmpty)
    }

    @Test(
        "A row that breaks a rule is left out with its line",
        arguments: [
            "", "x", "2013-05-01T10:00Z,C,N1,JFK,LAX", "2013-05-01T10:00Z,C,N1,JFK,LAX,3,",
            "2013-05-01T10:00Z,,N1,JFK,LAX,3", "2013-05-01T10:00Z,C,N1,,LAX,3",
            "2013-05-01T10:00Z,C,N1,JFK,,3",
            "2013-05-01T10:00Z,C,,JFK,LAX,3", "2013-05-01T10:00Z,C|D,N1,JFK,LAX,3",
            "2013-02-29T10:00Z,C,N1,JFK,LAX,3", "2013-05-01T24:00Z,C,N1,JFK,LAX,3",
            "2013-05-01 10:00Z,C,N1,JFK,LAX,3", "2013-05-01T10:00:00Z,C,N1,JFK,LAX,3",
            "2013-05-01T10:00+00:00,C,N1,JFK,LAX,3", "1979-10-01T10:39Z,C,N1,JFK,LAX,3",
            "2200-01-01T00:00Z,C,N1,JFK,LAX,3", "0001-01-01T00:00Z,C,N1,JFK,LAX,",
            "2013-05-01T10:00Z,C,N1,JFK,LAX,3.5", "2013-05-01T10:00Z,C,N1,JFK,LAX,+3",
            "2013-05-01T10:00Z,C,N1,JFK,LAX, 3", "2013-05-01T10:00Z,C,N1,JFK,LAX,-",
            "2013-05-01T10:00Z,C,N1,JFK,LAX,1000000", "2013-05-01T10:00Z,C,N1,JFK,LAX,NaN",
            "2013-05-01T10:00Z,C,N1,JFK,LAX,3\u{0}", "2013-05-01T10:00Z,C,\"N1,JFK,LAX,3",
            "2013-05-01T10:00Z,\(String(repeating: "C", count: 250)),N1,JFK,LAX,3",
        ])
    func malformed(row: String) async throws {
        let good = "2013-05-01T10:00Z,D,N1,JFK,LAX,3"
        // An empty line is no row; what stands between two others must not take one of them with it.
        let result = try await Sample.importing([good, row, good], into: Sample.empty())
        #expect(result.report.rejections.map(\.line) == (row.isEmpty ? [] : [3]))
        #expect(result.report.accepted == 2)
    }

    @Test(
        "The fields that make the id of an event have 255 bytes together, and a longer one is named as such")
    func idOfAnEvent() async throws {
        // 17 bytes of the instant, four bars, C, JFK and LAX.
        let rows = [255, 256].map {
            "2013-05-01T10:00Z,C,\(String(repeating: "N", count: $0 - 28)),JFK,LAX,3"
        }
        let result = try await Sample.importing(rows, into: Sample.empty())
        #expect(result.report.accepted == 1)
        #expect(
            result.report.rejections == [
                ImportRejection(
                    line: 3, code: .invalidValue,
                    rule: "scheduled|carrier|tail|origin|dest, the id of an event, has at most 255 bytes")
            ])
    }

    @Test("The earliest and the latest instant, the largest delays and quoted fields are taken")
    func limits() async throws {
        let rows = [
            "2013-05-01T10:00Z,C,N1,JFK,LAX,-999999",
            "\"2013-05-01T10:00Z\",\"C, \"\"Inc\"\"\",N1,JFK,LAX,999999",
            "2013-05-01T10:00Z,C,N2,JFK,LAX,15", "2013-05-01T10:00Z,C,N3,JFK,LAX,-0",
        ]
        let repository = Sample.empty()
        let result = try await Sample.importing(rows, into: repository)
        #expect(result.report.rejections.isEmpty)
        var categories: [ActionCategory: Int] = [:]
        for case .action(let action) in try await repository.allRecords(.action, of: .all, knownAt: .latest) {
            categories[action.category, default: 0] += 1
        }
        #expect(categories == [.automation: 3, .alert: 1])
        let early = try await Sample.importing(["1979-10-01T10:40Z,C,N1,JFK,LAX,1"], into: Sample.empty())
        #expect(early.report.accepted == 1)
    }

    @Test(
        "A file without the right header is refused",
        arguments: [
            "", "\n", "scheduled,carrier", "a,b,c,d,e,f", "\"scheduled", "2013-05-01T10:00Z,D,N1,JFK,LAX,3",
        ])
    func header(text: String) async {
        let importer = Importer(into: Sample.empty())
        await #expect(throws: BillingError.self) {
            try await importer.run(.text(text), as: DepartureFormat(home: .utc))
        }
    }

    @Test("Wrong years do not fill the memory")
    func wrongYears() async throws {
        let rows =
            (0..<100).map { "1980-01-01T10:00Z,C\($0),N1,JFK,LAX,3" } + ["2199-01-01T10:00Z,C,N1,JFK,LAX,3"]
        await #expect(throws: BillingError.self) { try await Sample.importing(rows, into: Sample.empty()) }
    }
}
