import BillingStore
import BillingTestSupport
import Foundation
import InauroBilling
import Testing

@testable import TenantReport

/// The sample of events, and what an import makes of events.
enum Sample {
    static let header = "scheduled,carrier,tail,origin,dest,delay_minutes"

    static let lines: [String] = {
        let file = URL(filePath: #filePath).deletingLastPathComponent().deletingLastPathComponent()
            .deletingLastPathComponent().deletingLastPathComponent()
            .appending(path: "Sources/TenantReport/Resources/flights-2013-sample.csv")
        let text = (try? String(contentsOf: file, encoding: .utf8)) ?? ""
        return text.split(separator: "\n").dropFirst().map(String.init)
    }()

    /// The rows of some carriers, with the header.
    static func rows(of carriers: Set<String>) -> [String] {
        lines.filter { carriers.contains(String($0.split(separator: ",")[1])) }
    }

    /// The whole sample in a repository, read once for all tests.
    static let repository = Task { () -> InMemoryRepository in
        let repository = empty()
        _ = try await importing(lines, into: repository)
        return repository
    }

    static func empty() -> InMemoryRepository { emptyRepository(at: 1_400_000_000) }

    struct Import {
        var report: ImportReport
        var warnings: [String] = []
    }

    /// Imports rows as the command does.
    static func importing(
        _ rows: [String], into repository: InMemoryRepository, strict: Bool = false
    ) async throws -> Import {
        let text = ([header] + rows).joined(separator: "\n")
        let home = try ZoneDatabase.system.zone(try ZoneID(ReportCommand.home))
        let format = DepartureFormat(home: home.id)
        let importer = Importer(
            into: repository, options: .init(isStrict: strict, batchLines: 10_000, rejectionLimit: 2_000))
        var result = Import(report: try await importer.run(.text(text), as: format))
        if let span = format.extent.span, result.report.isComplete {
            try await ImportStatements(
                repository: repository, home: home, plan: try SamplePlan(),
                warn: { result.warnings.append($0) }
            ).make(for: format.extent.carriers.sorted(), span: span)
        }
        return result
    }
}

/// All that a repository holds, without the revisions at which it came and at which invoices were rated.
struct Content: Hashable {
    private var records: [BillingRecord] = []
    private var samples: [String] = []
    private var activity: [String] = []

    init(of repository: InMemoryRepository) async throws {
        for kind in RecordKind.allCases where kind != .commit {
            records += try await repository.allRecords(kind, of: .all, knownAt: .latest)
                .map(Self.withoutRating)
        }
        var request = SeriesRequest(of: .all)
        repeat {
            let page = try await repository.series(request)
            for series in page.series {
                samples += series.map { "\(series.key) \($0.time) \($0.value)" }
            }
            request.cursor = page.next
        } while request.cursor != nil
        var devices = ActivityRequest(of: .all, kind: .device)
        repeat {
            let page = try await repository.activity(devices)
            for block in page.blocks {
                for (quarter, subject) in zip(block.activity.quarterHours, block.activity.subjects) {
                    activity.append("\(block.tenant) \(quarter) \(block.subjects[Int(subject)])")
                }
            }
            devices.cursor = page.next
        } while devices.cursor != nil
        activity.sort()
    }

    private static func withoutRating(_ record: BillingRecord) throws -> BillingRecord {
        guard case .invoice(let invoice) = record else { return record }
        #expect(invoice.rating?.plan.text == "sample")
        return .invoice(
            try Invoice(
                tenant: invoice.tenant, number: invoice.number, issuedAt: invoice.issuedAt,
                currency: invoice.currency, period: invoice.period, lines: invoice.lines,
                subtotal: invoice.subtotal, payable: invoice.payable))
    }

    var counts: [Int] { [records.count, samples.count, activity.count] }
}
