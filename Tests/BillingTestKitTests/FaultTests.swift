import BillingModel
import BillingStore
import BillingTestKit
import BillingTestSupport
import Foundation
import Testing

@Suite("Each broken repository is found, and the finding names what is broken")
struct FaultTests {
    @Test("A fault is found with few calls", arguments: Sweep.cases(Fault.all, every: 32))
    func found(_ fault: Fault) async throws {
        let findings = await RepositoryConformance(seed: 1, sequences: 3) { clock in fault.make(clock) }.run()
        let finding = try #require(
            findings.first { $0.guarantee == fault.guarantee }, "\(fault.name): \(findings)")
        #expect(finding.operations.count <= fault.operations, "\(finding)")
    }
}
