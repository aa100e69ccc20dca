#if canImport(Dispatch)
import Dispatch
#endif

/// Work in pieces that threads take up as they are free.
package enum Pieces {
    /// The results of all pieces, in their order.
    ///
    /// - Throws: What the first piece in their order throws that does; all others are worked on nevertheless.
    package static func map<Result: Sendable, Failure>(
        _ count: Int, _ work: @Sendable (Int) throws(Failure) -> Result
    ) throws(Failure) -> [Result] {
        var ordered: [Result] = []
        ordered.reserveCapacity(count)
        guard count > 1 else {
            for piece in 0..<count { ordered.append(try work(piece)) }
            return ordered
        }
        #if canImport(Dispatch)
        let results = Lock([Swift.Result<Result, Failure>?](repeating: nil, count: count))
        DispatchQueue.concurrentPerform(iterations: count) { piece in
            let result: Swift.Result<Result, Failure>
            do throws(Failure) { result = .success(try work(piece)) } catch { result = .failure(error) }
            results.withLock { $0[piece] = result }
        }
        for result in results.withLock({ $0 }) {
            if let result { ordered.append(try result.get()) }
        }
        #else
        for piece in 0..<count { ordered.append(try work(piece)) }
        #endif
        return ordered
    }

    /// So many places divided evenly into at most 16 pieces of at least `fewest`.
    package static func even(_ count: Int, fewest: Int) -> [Range<Int>] {
        let pieces = max(1, min(16, count / max(1, fewest)))
        return (0..<pieces).map { count * $0 / pieces..<count * ($0 + 1) / pieces }
    }
}
