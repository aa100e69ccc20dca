import Foundation
import InauroBilling

@testable import TenantReport

/// The fixture of usage rows, and what an independent script computes from it.
enum UsageSample {
    static let folder = URL(filePath: #filePath).deletingLastPathComponent().deletingLastPathComponent()
        .appending(path: "Fixtures")
    static let usage = folder.appending(path: "usage.csv").path
    static let invoices = folder.appending(path: "usage-invoices.csv").path

    /// The arguments that read it.
    static let arguments = ["--usage", usage, "--invoices", invoices]

    static let figures: Figures = {
        guard let data = try? Data(contentsOf: folder.appending(path: "expected-usage-figures.json")) else {
            return .null
        }
        return (try? JSONDecoder().decode(Figures.self, from: data)) ?? .null
    }()

    /// The rows in a repository, read once for all tests.
    static let repository = Task { () -> InMemoryRepository in
        let repository = Sample.empty()
        let report = try await Importer(into: repository).run(.file(usage), as: CSVMapping.usage())
        guard report.rejected == 0 else {
            throw BillingError(.malformed, rule: "the rows of the fixture are right", detail: "\(report)")
        }
        return repository
    }
}
