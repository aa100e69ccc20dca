#if canImport(Dispatch)
import Dispatch
#endif

/// Work in pieces that threads take up as they are free.
package enum Pieces {
    /// The results of all pieces, in their order.
    package static func map<Result: Sendable>(_ count: Int, _ work: @Sendable (Int) -> Result) -> [Result] {
        guard count > 1 else { return (0..<count).map(work) }
        #if canImport(Dispatch)
        let results = Lock([Result?](repeating: nil, count: count))
        DispatchQueue.concurrentPerform(iterations: count) { piece in
            let result = work(piece)
            results.withLock { $0[piece] = result }
        }
        return results.withLock { $0 }.compactMap(\.self)
        #else
        return (0..<count).map(work)
        #endif
    }
}
