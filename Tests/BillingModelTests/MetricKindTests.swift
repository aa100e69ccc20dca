import BillingModel
import BillingTestSupport
import Testing

@Suite("The kinds of metric are closed and have pinned names")
struct MetricKindTests {
    @Test("The names in JSON are pinned")
    func names() throws {
        try expectForm(MetricKind.allCases, #"["gauge","count","cumulative","distinct","to-date"]"#)
        try expectForm(
            [Metric.ActionMeasure.executed, .failed, .suppressed], #"["executed","failed","suppressed"]"#)
        try expectForm([Metric.IdentityScope.tenant, .shared], #"["tenant","shared"]"#)
        #expect(throws: DecodingError.self) { try read(MetricKind.self, #""distinctToDate""#) }
    }
}
