import BillingModel
import BillingStore
import BillingTestKit
import Testing

@Suite("A repository over tables writes lookups, and keeps every promise")
struct TableTests {
    @Test("No seed finds anything", arguments: [1, 2])
    func passes(_ seed: UInt64) async {
        let findings = await RepositoryConformance(seed: seed, sequences: 3) { clock in
            TableRepository(clock: clock)
        }.run()
        #expect(findings.isEmpty, "\(findings)")
    }
}
