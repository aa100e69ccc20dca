import BillingStore

struct SlowCalls: StoreObserver {
    let limit: Duration

    func observe(_ event: StoreEvent) {
        guard event.duration > limit else { return }
        print("\(event.operation) took \(event.duration): \(event.outcome)")
    }
}
