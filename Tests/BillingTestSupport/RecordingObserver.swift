package import BillingStore
import BillingTime

/// Keeps what a repository tells, in the order in which it was told.
package final class RecordingObserver: StoreObserver {
    private let asksForTenants: Bool
    private let told = Lock<[StoreEvent]>([])
    private let begun = Lock(0)

    package init(namesTenants: Bool = false) { asksForTenants = namesTenants }

    package var namesTenants: Bool {
        begun.withLock { $0 += 1 }
        return asksForTenants
    }

    /// How many calls have begun.
    package var calls: Int { begun.withLock { $0 } }

    package func observe(_ event: StoreEvent) { told.withLock { $0.append(event) } }

    /// What was told so far.
    package var events: [StoreEvent] { told.withLock { $0 } }

    /// What was told since this was last asked for.
    package func take() -> [StoreEvent] {
        told.withLock { told in
            defer { told = [] }
            return told
        }
    }
}

extension StoreEvent {
    /// What does not depend on the machine, in one line: operation, outcome and records.
    package var line: String { "\(operation) \(outcome) \(records)" }
}
