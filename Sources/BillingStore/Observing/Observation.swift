import BillingTime

/// One call of a repository, while an observer wants to know of it.
package final class Observation: Sendable {
    private let observer: any StoreObserver
    private let began = ContinuousClock.now
    private let event: Lock<StoreEvent>

    private init(_ observer: any StoreObserver, _ event: StoreEvent) {
        self.observer = observer
        self.event = Lock(event)
    }

    /// Begins to watch a call; nil, and nothing is made or looked at, without an observer.
    package static func start(
        _ observer: (any StoreObserver)?, _ operation: @autoclosure () -> StoreEvent.Operation,
        of tenants: @autoclosure () -> TenantSelection? = nil
    ) -> Observation? {
        guard let observer else { return nil }
        return Observation(
            observer, StoreEvent(operation(), tenants: observer.namesTenants ? tenants() : nil))
    }

    /// The instant of now.
    package var now: ContinuousClock.Instant { .now }

    /// Takes note that the wait for a thread and for other calls is over, which began with the call or at an instant.
    package func begin(since: ContinuousClock.Instant? = nil) {
        let queued = ContinuousClock.now - (since ?? began)
        event.withLock { $0.queued = queued }
    }

    /// Takes note of what was measured.
    package func note(_ change: (inout StoreEvent) -> Void) { event.withLock { change(&$0) } }

    /// Tells of a call that did what it was asked for.
    package func end(records: Int = 0) {
        note { $0.records = records }
        tell(.succeeded)
    }

    /// Tells of a call that throws.
    package func end(_ error: any Error) { tell(StoreEvent.Outcome(error)) }

    private func tell(_ outcome: StoreEvent.Outcome) {
        let duration = ContinuousClock.now - began
        let told = event.withLock { event in
            event.outcome = outcome
            event.duration = duration
            return event
        }
        // The observer is a host's, and no host is called under a lock.
        observer.observe(told)
    }
}

extension Observation {
    /// Runs a call and tells how it ended.
    ///
    /// - Parameters:
    ///   - observation: What watches the call, if anything does.
    ///   - count: How many records the answer counts as.
    ///   - work: The call, which gets the observation.
    /// - Returns: The answer.
    package static func run<Value>(
        _ observation: Observation?, _ count: (Value) -> Int = { _ in 0 },
        _ work: (Observation?) throws -> Value
    ) rethrows -> Value {
        guard let observation else { return try work(nil) }
        do {
            let value = try work(observation)
            observation.end(records: count(value))
            return value
        } catch {
            observation.end(error)
            throw error
        }
    }

    /// Runs a call that waits, and tells how it ended.
    package static func run<Value>(
        _ observation: Observation?, _ count: (Value) -> Int = { _ in 0 },
        _ work: (Observation?) async throws -> Value
    ) async rethrows -> Value {
        guard let observation else { return try await work(nil) }
        do {
            let value = try await work(observation)
            observation.end(records: count(value))
            return value
        } catch {
            observation.end(error)
            throw error
        }
    }
}
