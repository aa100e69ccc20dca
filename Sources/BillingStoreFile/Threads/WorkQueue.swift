import BillingModel
import BillingTime
import Dispatch

/// One thread at a time for work that blocks, and the state that this work shares.
///
/// A serial queue of one's own runs on a thread that Dispatch keeps for such queues. The threads of the cooperative
/// pool, of which there are as many as cores, are never among them, so that no task of a host waits for a disk.
package final class WorkQueue<State>: Sendable {
    private let queue: DispatchQueue
    private let box: Box

    /// What work on the queue shares.
    ///
    /// Safe to share, though the compiler cannot see it: it is touched on the queue alone, which is serial, so by one piece of work
    /// after the other.
    private final class Box: @unchecked Sendable {
        var state: State?
        var isClosed = false
        let open: @Sendable () throws -> State

        init(open: @escaping @Sendable () throws -> State) { self.open = open }

        func run<Value>(_ work: (inout State) throws -> Value) throws -> Value {
            guard !isClosed else {
                throw BillingError(.closed, rule: "a repository that was closed is opened again")
            }
            if state == nil { state = try open() }
            guard var current = state.take() else {
                throw BillingError(.closed, rule: "a repository that was closed is opened again")
            }
            defer { state = current }
            return try work(&current)
        }

        func close(_ finish: (inout State) -> Void) {
            isClosed = true
            guard var last = state.take() else { return }
            finish(&last)
        }
    }

    /// Makes a queue.
    ///
    /// - Parameters:
    ///   - label: The name that a debugger shows.
    ///   - open: Makes the state, on the queue, when work first needs it; called again if it throws.
    package init(label: String, open: @escaping @Sendable () throws -> State) {
        queue = DispatchQueue(label: label)
        box = Box(open: open)
    }

    /// Runs `work` after all that was given to the queue before.
    ///
    /// - Parameter work: Takes the state, and a cancellation that it may look at between steps. Work that must not stop
    ///   half way, such as a commit, leaves it alone.
    /// - Returns: What the work returns.
    /// - Throws: `CancellationError` if the task was cancelled before the work began, `closed`, and what the work throws.
    package func run<Value: Sendable>(
        _ work: @escaping @Sendable (inout State, Cancellation) throws -> Value
    ) async throws -> Value {
        let cancellation = Cancellation()
        return try await withTaskCancellationHandler {
            try await withCheckedThrowingContinuation { continuation in
                queue.async { [box] in
                    continuation.resume(
                        with: Result {
                            try cancellation.check()
                            return try box.run { try work(&$0, cancellation) }
                        })
                }
            }
        } onCancel: {
            cancellation.cancel()
        }
    }

    /// Runs `work` after all that was given to the queue before, if there is a state; nobody waits for it.
    package func enqueue(_ work: @escaping @Sendable (inout State) -> Void) {
        queue.async { [box] in
            guard var current = box.state.take() else { return }
            work(&current)
            box.state = current
        }
    }

    /// Ends the queue once the work given to it is done; whatever comes later throws `closed`.
    ///
    /// - Parameter finish: Takes the state a last time, if there is one.
    package func close(_ finish: @escaping @Sendable (inout State) -> Void) async {
        await withCheckedContinuation { continuation in
            queue.async { [box] in
                box.close(finish)
                continuation.resume()
            }
        }
    }
}
