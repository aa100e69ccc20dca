import BillingModel
import BillingStore

/// Which guarantee an answer breaks that is not the one expected.
struct Diagnosis {
    /// What the sequence is about; nil if it is about everything.
    let scenario: Guarantee?
    let latest: Revision
    /// Whether a commit was acknowledged under the same id before.
    let isRetry: Bool

    func guarantee(
        _ operation: RepositoryOperation, _ expected: OperationResult, _ actual: OperationResult
    ) -> Guarantee {
        if case .failure = actual { return .errorCodes }
        switch operation {
        case .commit, .erase, .together: return write(expected, actual)
        case .revision(let knownAt): return expected.code == nil ? time(knownAt) : .futureRevisions
        case .read(let read), .begin(let read, _): return self.read(read, expected, actual)
        case .proceed, .misuse: return .cursors
        case .find: return scenario ?? .finders
        }
    }

    private func time(_ knownAt: KnownAt) -> Guarantee {
        if case .instant = knownAt { .instants } else { scenario ?? .repliedRevision }
    }

    private func write(_ expected: OperationResult, _ actual: OperationResult) -> Guarantee {
        switch (expected, actual) {
        case (.commit(let wanted), .commit(let came)): return write(wanted, came)
        case (.refusal(let error), _) where error.code == .outdated: return .basis
        case (.refusal(let wanted), .refusal(let came)) where wanted.code != came.code:
            // It looked at the content, not at the id.
            let isUnseen = isRetry && came.code != .invalidValue
            return isUnseen ? .commitIDs : .errorCodes
        case (.refusal(let error), _):
            if let scenario { return scenario }
            if error.code == .conflict { return .commitIDs }
            guard error.violations.count == 1, let violation = error.violations.first else {
                return .refusals
            }
            return violation.code == .expired ? .expiry : rule(ofKind: violation.kind)
        case (.commit, _): return isRetry ? .commitIDs : scenario ?? .refusals
        default: return scenario ?? .refusals
        }
    }

    private func write(_ wanted: CommitRecord, _ came: CommitRecord) -> Guarantee {
        if isRetry { return .commitIDs }
        if wanted.revision == came.revision, wanted.recordedAt != came.recordedAt { return .clock }
        let isNothing = [wanted, came].allSatisfy { $0.inserted + $0.corrected + $0.retracted == 0 }
        if isNothing, wanted.revision != came.revision { return .nothingNew }
        if let scenario { return scenario }
        return wanted.revision == came.revision ? .counts : .nothingNew
    }

    private func rule(ofKind kind: String) -> Guarantee {
        switch kind {
        case "metric": .metrics
        case "sample": .versions
        case "inventory", "usage": .inventories
        case "action": .actions
        case "invoice", "entry": .invoices
        case "plan", "budget": .plans
        default: .refusals
        }
    }

    private func read(
        _ read: RepositoryOperation.Read, _ expected: OperationResult, _ actual: OperationResult
    ) -> Guarantee {
        if read.limit < 1 { return .limits }
        if expected.code == .notFound {
            if case .revision(let revision) = read.knownAt, revision > latest { return .futureRevisions }
            return scenario ?? .unknownTenants
        }
        if case .rows(_, let wanted) = expected, case .rows(_, let came) = actual, wanted != came {
            if case .instant = read.knownAt { return .instants }
            return scenario ?? .repliedRevision
        }
        return scenario ?? general(read, expected, actual)
    }

    private func general(
        _ read: RepositoryOperation.Read, _ expected: OperationResult, _ actual: OperationResult
    ) -> Guarantee {
        if case .summaries = read {
            return expected.withoutPrevious == actual.withoutPrevious ? .summaryPrevious : .summaries
        }
        if read.knownAt != .latest { return .knownAt }
        switch read {
        case .summaries: return .summaries
        case .activity: return .activityOrder
        case .series: return .versions
        case .records(let request):
            switch request.kind {
            case .action: return .actions
            case .invoice, .entry: return .invoices
            case .coverage: return .coverage
            case .metric: return .metrics
            case .floor: return .retention
            case .commit: return .commitRecords
            case .tenant: return .atomicity
            case .plan, .budget: return .plans
            }
        }
    }
}

extension OperationResult {
    /// The rows of a summary without the readings before them.
    fileprivate var withoutPrevious: [ResultRow]? {
        guard case .rows(let rows, _) = self else { return nil }
        return rows.map { row in
            guard case .summary(var summary) = row else { return row }
            summary.previous = nil
            return .summary(summary)
        }
    }

    /// Whether two backends agree: on rows, revisions and codes, but not on the words of an error.
    func agrees(with other: OperationResult, isCounted: Bool) -> Bool {
        switch (self, other) {
        case (.commit(let left), .commit(let right)):
            left == (isCounted ? right : right.counted(as: left))
        case (.revision(let left), .revision(let right)): left == right
        case (.rows(let left, let revision), .rows(let right, let other)):
            revision == other && left == right
        case (.found(let left), .found(let right)): left == right
        case (.refusal(let left), .refusal(let right)):
            left.code == right.code && left.places == right.places
        default: false
        }
    }
}
