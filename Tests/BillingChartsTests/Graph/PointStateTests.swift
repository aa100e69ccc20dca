import BillingModel
import BillingTime
import Testing

@testable import BillingCharts

@Suite struct PointStateTests {
    @Test(arguments: [
        (1, "complete"), (0.999_99, "more than 99.9 % known"), (0.999_4, "99.9 % known"),
        (0.5, "50.0 % known"),
    ])
    func `what is not known in full is not said to be`(coverage: Double, text: String) throws {
        let completeness = try Completeness(
            phase: .settled, coverage: coverage, samples: 1, origin: .observed)
        #expect(PointState(completeness, isWhole: true).text == text)
    }
}
