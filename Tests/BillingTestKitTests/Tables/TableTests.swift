import BillingModel
import BillingStore
import BillingTestKit
import BillingTestSupport
import Testing

@Suite("A repository over tables writes lookups, and keeps every promise")
struct TableTests {
    @Test("No seed finds anything", arguments: Sweep.cases([1, 2], every: 2))
    func passes(_ seed: UInt64) async {
        let findings = await RepositoryConformance(seed: seed, sequences: Sweep.count(3, part: 1)) { clock in
            TableRepository(clock: clock)
        }.run()
        #expect(findings.isEmpty, "\(findings)")
    }
}
