import BillingInterchange
import BillingModel
import BillingStore
import BillingTestSupport
import Foundation
import Testing

@Suite("Rows that repeat a metric of a date are refused, added up, or the last of them counts, as declared")
struct RepeatedRowsTests {
    private static let sites = """
        Tenant,Date,Assets,Users
        a,2026-01-01,5,1
        a,2026-01-02,7,
        a,2026-01-01,6,1
        b,2026-01-01,9,2
        a,2026-01-01,,4
        a,2026-01-02,7,

        """

    private static func values(
        _ repeats: CSVMapping.Repeats, _ csv: String = sites
    ) async throws -> (report: ImportReport, values: [Double]) {
        let repository = ImporterTests.makeRepository()
        var mapping = CSVMapping.usage(zone: .utc, currency: .eur)
        mapping.repeats = repeats
        let report = try await Importer(into: repository).run(.text(csv), as: mapping)
        return (report, try await ImporterTests.values(repository))
    }

    @Test("By default a row that says another value is refused, and one that says the same is taken")
    func refused() async throws {
        let (report, _) = try await Self.values(.refuse)
        #expect(report.accepted == 4 && report.corrected == 0)
        #expect(report.rejections.map(\.line) == [4, 6])
        #expect(report.rejections.allSatisfy { $0.code == .conflict })
    }

    @Test("They add up if that is declared, each row once, and nothing is corrected")
    func added() async throws {
        let (report, _) = try await Self.values(.sum)
        #expect(report.accepted == 6 && report.rejected == 0 && report.corrected == 0)
        let repository = ImporterTests.makeRepository()
        var mapping = CSVMapping.usage(zone: .utc, currency: .eur)
        mapping.repeats = .sum
        for _ in 0..<2 { _ = try await Importer(into: repository).run(.text(Self.sites), as: mapping) }
        let page = try await repository.series(
            SeriesRequest(of: .all, metrics: [Metric.assets.id, Metric.users.id]))
        var sums: [String: [Double]] = [:]
        for series in page.series {
            sums["\(series.key.tenant) \(series.key.metric)"] = series.values.map(\.self)
        }
        // By hand: 5 + 6 and 7 + 7; 1 + 1 + 4.
        #expect(sums["a assets"] == [11, 14] && sums["a users"] == [6] && sums["b assets"] == [9])
    }

    @Test("The last of them counts if that is declared, and is told as a correction")
    func last() async throws {
        let (report, _) = try await Self.values(.last)
        #expect(report.accepted == 6 && report.corrected == 2)
    }

    @Test("Versions order what they name, and each version is added up by itself")
    func versions() throws {
        let csv = """
            tenant,metric,date,value,version
            a,m,2026-01-01,1,1
            a,m,2026-01-01,2,2
            a,m,2026-01-01,3,2

            """
        var mapping = CSVMapping(.samples)
        #expect(try CSVMappingTests.rejections(csv, mapping).isEmpty)
        mapping.repeats = .sum
        var values: [Double?] = []
        for case .sample(let write) in try CSVMappingTests.records(csv, mapping) {
            values.append(write.value)
        }
        #expect(values == [1, 5])
    }

    @Test("Sums of random rows are those of a slow count, in any order of the rows")
    func randomRows() throws {
        var random = SplitMix64(seed: 16)
        var mapping = CSVMapping(.samples)
        mapping.repeats = .sum
        for _ in 0..<20 {
            var rows: [String] = []
            var expected: [String: Int] = [:]
            for _ in 0..<(1 + Int(random.next() % 40)) {
                let (tenant, day) = ("t\(random.next() % 3)", 1 + Int(random.next() % 4))
                let value = Int(random.next() % 1_000)
                rows.append("\(tenant),m,2026-01-0\(day),\(value)")
                expected["\(tenant) 2026-01-0\(day)", default: 0] += value
            }
            let csv = "tenant,metric,date,value\n" + rows.joined(separator: "\n") + "\n"
            var sums: [String: Int] = [:]
            for case .sample(let write) in try CSVMappingTests.records(csv, mapping) {
                let key = "\(write.series.tenant) \(write.time)"
                #expect(sums[key] == nil)
                sums[key] = Int(write.value ?? -1)
            }
            #expect(sums == expected)
            #expect(try CSVMappingTests.lines(csv, mapping).map(\.line) == Array(2...(rows.count + 1)))
        }
    }
}
