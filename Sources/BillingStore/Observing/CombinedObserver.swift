/// Tells several observers, in their order, such as one for logs and one for metrics.
public struct CombinedObserver: StoreObserver {
    private let observers: [any StoreObserver]

    /// Makes an observer of several.
    public init(_ observers: any StoreObserver...) { self.observers = observers }

    /// Whether any of them asks for tenants; only those that do are told.
    public var namesTenants: Bool { observers.contains { $0.namesTenants } }

    /// Hands an event on.
    public func observe(_ event: StoreEvent) {
        var nameless = event
        nameless.tenants = nil
        for observer in observers { observer.observe(observer.namesTenants ? event : nameless) }
    }
}
