import BillingTime
import Dispatch

/// A value that one thread makes while another one works on until it needs it.
final class Handover<Value: Sendable>: Sendable {
    private let value = Lock<Value?>(nil)
    private let isGiven = DispatchSemaphore(value: 0)

    /// Hands the value over; once.
    func give(_ value: Value) {
        self.value.withLock { $0 = value }
        isGiven.signal()
    }

    /// The value, once it is there.
    ///
    /// It blocks, and so belongs on a thread of its own, not on those that tasks run on.
    func take() -> Value {
        while true {
            if let value = value.withLock({ $0 }) { return value }
            isGiven.wait()
        }
    }
}
