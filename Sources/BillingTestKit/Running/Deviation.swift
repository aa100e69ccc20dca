import BillingModel
import BillingStore

/// What a call should have given, and what it gave.
struct Deviation: Sendable {
    /// The promise broken, as far as the area of the sequence tells.
    let promise: Promise
    /// The promise broken, as far as the call alone tells.
    let general: Promise
    let expected: String
    let actual: String
    /// What kinds of answer were expected and came: a smaller sequence must show the same.
    let signature: String
    /// Whether the same rows came in another order.
    let isReordered: Bool

    /// A rule that was broken by itself.
    init(promise: Promise, expected: String, actual: String) {
        self.promise = promise
        general = promise
        self.expected = expected
        self.actual = actual
        signature = "rule"
        isReordered = false
    }

    /// An answer that is not the one expected.
    init(_ promise: Promise, general: Promise, _ expected: Answer, _ actual: Answer) {
        self.promise = promise
        self.general = general
        (self.expected, self.actual) = Answer.texts(expected, actual)
        signature = expected.sort + ", not " + actual.sort
        isReordered =
            if case .rows(let wanted, _) = expected, case .rows(let came, _) = actual {
                wanted.count == came.count && Set(wanted) == Set(came)
            } else {
                false
            }
    }
}

extension Answer {
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
