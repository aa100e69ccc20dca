/// Is told what a repository does, for logs, metrics and traces of a host.
///
/// Each call of a repository is told once, at its end, and so is what a repository does between calls. Without an
/// observer nothing is measured for one, and no clock is read.
///
/// ```swift
/// struct SlowCalls: StoreObserver {
///     let limit: Duration
///
///     func observe(_ event: StoreEvent) {
///         guard event.duration > limit else { return }
///         print("\(event.operation) took \(event.duration): \(event.outcome)")
///     }
/// }
/// let repository = InMemoryRepository(clock: { Date() }, observer: SlowCalls(limit: .seconds(1)))
/// ```
public protocol StoreObserver: Sendable {
    /// Whether events name the tenants that a call was about; by default they do not.
    ///
    /// Asked at the beginning of each call. A commit of many records has more to do for it.
    var namesTenants: Bool { get }

    /// Takes an event.
    ///
    /// A call is told in the task that made it, so that task-local values are there, and gets its answer once this returns. What
    /// the repository does by itself is told on a thread of its own. Calls that end at the same time are told at the same time.
    func observe(_ event: StoreEvent)
}

extension StoreObserver {
    /// False.
    public var namesTenants: Bool { false }
}
