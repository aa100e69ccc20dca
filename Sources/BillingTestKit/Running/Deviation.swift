import BillingModel
import BillingStore

/// What a operation should have given, and what it gave.
struct Deviation: Sendable {
    /// The guarantee broken, as far as the scenario of the sequence tells.
    let guarantee: Guarantee
    /// The guarantee broken, as far as the operation alone tells.
    let general: Guarantee
    let expected: String
    let actual: String
    /// What kinds of answer were expected and came: a smaller sequence must show the same.
    let signature: String
    /// Whether the same rows came in another order.
    let isReordered: Bool

    /// A rule that was broken by itself.
    init(guarantee: Guarantee, expected: String, actual: String) {
        self.guarantee = guarantee
        general = guarantee
        self.expected = expected
        self.actual = actual
        signature = "rule"
        isReordered = false
    }

    /// An answer that is not the one expected.
    init(_ guarantee: Guarantee, general: Guarantee, _ expected: OperationResult, _ actual: OperationResult) {
        self.guarantee = guarantee
        self.general = general
        (self.expected, self.actual) = OperationResult.texts(expected, actual)
        signature = expected.sort + ", not " + actual.sort
        isReordered =
            if case .rows(let wanted, _) = expected, case .rows(let came, _) = actual {
                wanted.count == came.count && Set(wanted) == Set(came)
            } else {
                false
            }
    }
}

extension OperationResult {
    /// What kind of answer it is.
    var sort: String {
        switch self {
        case .commit: "commit"
        case .revision: "revision"
        case .rows: "rows"
        case .found: "found"
        case .refusal(let error): "\(error.code)"
        case .failure: "failure"
        }
    }
}
