package import BillingStore
import BillingTime

/// Keeps what a repository tells, in the order in which it was told.
package final class RecordingObserver: StoreObserver {
    package let namesTenants: Bool
    private let told = Lock<[StoreEvent]>([])

    package init(namesTenants: Bool = false) { self.namesTenants = namesTenants }

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
