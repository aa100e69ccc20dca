import BillingModel

/// How many calls a repository under trial answered, and what it refused.
struct CallCounts: Sendable {
    private(set) var all = 0
    private(set) var refusals: [BillingError.Code: Int] = [:]

    mutating func note(_ answer: OperationResult) {
        all += 1
        if let code = answer.code { refusals[code, default: 0] += 1 }
    }

    mutating func add(_ other: CallCounts) {
        all += other.all
        refusals.merge(other.refusals, uniquingKeysWith: +)
    }
}
