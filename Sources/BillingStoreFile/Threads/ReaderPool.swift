import BillingTime

/// A few queues of one kind, each with a state of its own, that share the work between them.
package final class ReaderPool<State>: Sendable {
    private let queues: [WorkQueue<State>]
    private let waiting: Lock<[Int]>

    /// Makes a pool.
    ///
    /// - Parameters:
    ///   - count: How many queues there are, at least 1.
    ///   - label: The name that a debugger shows.
    ///   - open: Makes the state of one queue when work first needs it.
    package init(count: Int, label: String, open: @escaping @Sendable () throws -> State) {
        let count = max(count, 1)
        queues = (0..<count).map { WorkQueue(label: "\(label) \($0)", open: open) }
        waiting = Lock(Array(repeating: 0, count: count))
    }

    /// Runs `work` on the queue that has the least to do; among equals on the first, so that few are opened.
    ///
    /// - Throws: As ``WorkQueue/run(_:)``.
    package func run<Value: Sendable>(
        _ work: @escaping @Sendable (inout State, Cancellation) throws -> Value
    ) async throws -> Value {
        let chosen = waiting.withLock { waiting in
            let chosen = waiting.indices.min { waiting[$0] < waiting[$1] } ?? 0
            waiting[chosen] += 1
            return chosen
        }
        defer { waiting.withLock { $0[chosen] -= 1 } }
        return try await queues[chosen].run(work)
    }

    /// Ends all queues once the work given to them is done.
    package func close(_ finish: @escaping @Sendable (inout State) -> Void) async {
        for queue in queues { await queue.close(finish) }
    }
}
