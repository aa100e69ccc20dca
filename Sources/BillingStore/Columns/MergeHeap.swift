/// Sources of sorted elements, of which the one that comes next is at hand: a binary heap.
///
/// - Complexity: O(*n*) to begin with *n* sources, and O(log *n*) for each step.
package struct MergeHeap<Source> {
    /// No source comes before its parent.
    private var sources: [Source]
    private let precedes: (Source, Source) -> Bool

    package init(_ sources: [Source], by precedes: @escaping (Source, Source) -> Bool) {
        self.sources = sources
        self.precedes = precedes
        for parent in (0..<(sources.count / 2)).reversed() { sink(parent) }
    }

    /// Takes something from the first source, which then finds its place again, or leaves if nothing is left in it.
    ///
    /// - Returns: What was taken; nil if there is no source.
    package mutating func take<Taken, Failure: Error>(
        _ body: (inout Source) throws(Failure) -> (taken: Taken, hasMore: Bool)
    ) throws(Failure) -> Taken? {
        guard !sources.isEmpty else { return nil }
        let (taken, hasMore) = try body(&sources[0])
        if !hasMore {
            sources.swapAt(0, sources.count - 1)
            sources.removeLast()
        }
        sink(0)
        return taken
    }

    private mutating func sink(_ start: Int) {
        var parent = start
        while true {
            var least = parent
            for child in [2 * parent + 1, 2 * parent + 2] where child < sources.count {
                if precedes(sources[child], sources[least]) { least = child }
            }
            guard least != parent else { return }
            sources.swapAt(parent, least)
            parent = least
        }
    }
}
