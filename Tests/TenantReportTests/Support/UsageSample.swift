import BillingTestSupport
import Foundation
import InauroBilling

@testable import TenantReport

/// The fixture of usage rows, and what an independent script computes from it.
enum UsageSample {
    static let usage = Fixtures.file("usage.csv").path
    static let invoices = Fixtures.file("usage-invoices.csv").path

    /// The arguments that read it.
    static let arguments = ["--usage", usage, "--invoices", invoices]

    static let figures: Figures = {
        Figures.of(fixture: "expected-usage-figures.json")
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
