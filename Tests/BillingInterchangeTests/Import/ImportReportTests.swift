import BillingInterchange
import BillingModel
import BillingStore
import BillingTestSupport
import Foundation
import Testing

@Suite("The report of an import is written as JSON, and tells what a sender has to know")
struct ImportReportTests {

    @Test("The keys are those that are documented, and what is written is read")
    func form() async throws {
        let repository = ImporterTests.makeRepository()
        let importer = Importer(into: repository)
        let text = "=a\nactive,a,d1\nb,assets,2026-01-01,1\na,assets,2026-01-01\n"
        let report = try await importer.run(.text(text), as: LineFormat())
        let commit = try #require(report.commits.first)
        let expected =
            #"{"accepted":2,"batches":1,"columns":[],"commits":["\#(commit)"],"complete":true,"corrected":0,"#
            + #""inserted":2,"lines":4,"noticed":1,"#
            + #""notices":[{"detail":"tenant 'a', subjects of kind 'device'","kind":"activity-not-shown","line":2,"#
            + #""rule":"activity is shown where a metric of the tenant is derived from it; here they are recorded"}],"#
            + #""passed":[],"rejected":2,"rejections":["#
            + #"{"code":"malformed","line":4,"retry":"afterChange","rule":"a line has four parts"},"#
            + #"{"code":"notFound","detail":"tenant 'b'","line":3,"retry":"later","rule":"a record belongs to a known tenant"}"#
            + #"],"resumed":0,"retracted":0,"revision":1,"unchanged":0}"#
        #expect(try json(report) == expected)
        #expect(try JSONDecoder().decode(ImportReport.self, from: Data(expected.utf8)) == report)
        let cut = try await importer.run(.text("=a\n!"), as: LineFormat())
        #expect(try json(cut).contains(#""cut":{"code":"malformed","line":2,"#))
        #expect(try JSONDecoder().decode(ImportReport.self, from: Data(try json(cut).utf8)) == cut)
        for value in [ImportReport(), report, cut] {
            let copy = try JSONDecoder().decode(ImportReport.self, from: Data(try json(value).utf8))
            #expect(copy == value)
        }
        #expect(throws: DecodingError.self) {
            try JSONDecoder().decode(
                ImportRejection.self, from: Data(#"{"line":1,"code":"unheardOf","rule":"r"}"#.utf8))
        }
    }

    @Test(
        "A rejection tells whether the line may come again as it is",
        arguments: [
            (BillingError.Code.notFound, RetryAdvice.later), (.busy, .later), (.unavailable, .later),
            (.noSpace, .later), (.expired, .never), (.conflict, .afterChange), (.malformed, .afterChange),
            (.invalidValue, .afterChange), (.unsupported, .afterChange), (.outOfScope, .afterChange),
            (.overflow, .afterChange), (.limitExceeded, .afterChange),
        ])
    func retry(_ code: BillingError.Code, _ advice: RetryAdvice) {
        #expect(ImportRejection(line: 1, code: code, rule: "").retry == advice)
    }

    @Test("Activity is told if no metric of its tenant is derived from it, once for each kind")
    func activityNotShown() async throws {
        let repository = ImporterTests.makeRepository()
        var changes = ChangeSet(id: try CommitID("derived"))
        for id in ["shown", "recorded"] {
            changes.add(try Tenant(id: id, name: id, zone: "UTC", currency: .eur))
        }
        changes.add(
            try Metric.dailyActiveDevices.derived(from: .activity(of: .device)), for: try TenantID("shown"))
        try await repository.commit(changes)
        let text = "active,shown,d1\nactive,recorded,d1\nactive,recorded,d2\nactive,nobody,d1\n"
        for _ in 0..<2 {
            let report = try await Importer(into: repository).run(.text(text), as: LineFormat())
            #expect(report.noticed == 1 && report.notices.map(\.line) == [2])
            #expect(report.notices.map(\.kind) == [.activityNotShown])
            #expect("\(report.notices[0])".hasPrefix("line 2: activity-not-shown: activity is shown where"))
        }
    }

    @Test("Reports add up")
    func sum() async throws {
        let repository = ImporterTests.makeRepository()
        let first = try await Importer(into: repository).run(.text("=a\n"), as: LineFormat())
        let second = try await Importer(into: repository).run(
            .text("active,a,d\nnobody,assets,2026-01-01,1\n!"), as: LineFormat())
        var sum = first
        sum.add(second)
        #expect((sum.lines, sum.accepted, sum.rejected, sum.noticed) == (3, 1, 0, 0))
        #expect(sum.commits == first.commits + second.commits && sum.cut == second.cut && !sum.isComplete)
    }
}
