/// A column of values of which long runs are equal, kept once a run.
public struct RunLengths<Value: Hashable & Sendable>: RandomAccessCollection, Hashable, Sendable {
    /// One run, which most columns are, needs no room of its own.
    @usableFromInline
    enum Storage: Hashable, Sendable {
        case none
        case one(Value, count: Int)
        /// At least two: the value of each run, and where it ends, ascending.
        case many([Value], ends: [Int])
    }

    @usableFromInline var storage = Storage.none

    // Inlined, so that other modules make them for the values that they keep.
    @inlinable
    package init() {}

    /// A column of one run.
    package init(repeating value: Value, count: Int) {
        append(value, count: count)
    }

    /// A column of runs whose ends ascend from above 0, and whose neighbours differ; the caller has checked both.
    package init(distinctNeighbours values: [Value], ends: [Int]) {
        guard values.count > 1 else {
            if let value = values.first, let end = ends.first { storage = .one(value, count: end) }
            return
        }
        storage = .many(values, ends: ends)
    }

    /// The value of each run, and where it ends; without the cost of ``runs`` for a caller of another module.
    package var columns: (values: [Value], ends: [Int]) {
        switch storage {
        case .none: ([], [])
        case .one(let value, let count): ([value], [count])
        case .many(let values, let ends): (values, ends)
        }
    }

    /// Always 0.
    @inlinable public var startIndex: Int { 0 }
    /// How many values there are.
    @inlinable public var endIndex: Int {
        switch storage {
        case .none: 0
        case .one(_, let count): count
        case .many(_, let ends): ends[ends.count - 1]
        }
    }

    /// The value at a place.
    ///
    /// - Parameter position: From ``startIndex`` to before ``endIndex``.
    /// - Returns: The value.
    /// - Complexity: O(log *r*) for *r* runs; ``runs`` is the faster way through all of them.
    @inlinable public subscript(position: Int) -> Value {
        switch storage {
        case .none:
            // Ends as an access out of range of any array does.
            let nothing: [Value] = []
            return nothing[position]
        case .one(let value, _): return value
        case .many(let values, let ends): return values[Self.run(of: position, in: ends)]
        }
    }

    /// The run that holds a place.
    @inlinable
    static func run(of position: Int, in ends: [Int]) -> Int {
        var low = 0
        var high = ends.count - 1
        while low < high {
            let middle = (low + high) / 2
            if ends[middle] > position { high = middle } else { low = middle + 1 }
        }
        return low
    }

    /// The runs in order, each with its value and its places; two neighbours differ in their value.
    public var runs: [(value: Value, range: Range<Int>)] {
        let (values, ends) = columns
        return zip(values, zip([0] + ends, ends)).map { ($0, $1.0..<$1.1) }
    }

    /// Adds equal values at the end; none if the count is not positive.
    @inlinable
    package mutating func append(_ value: Value, count: Int = 1) {
        guard count > 0 else { return }
        switch storage {
        case .none: storage = .one(value, count: count)
        case .one(let last, let end) where last == value: storage = .one(last, count: end + count)
        case .one(let last, let end): storage = .many([last, value], ends: [end, end + count])
        case .many(var values, var ends):
            // Taken out, so that nothing is copied.
            storage = .none
            let end = ends[ends.count - 1] + count
            if values[values.count - 1] == value {
                ends[ends.count - 1] = end
            } else {
                values.append(value)
                ends.append(end)
            }
            storage = .many(values, ends: ends)
        }
    }

    /// The part of the column at these places.
    ///
    /// - Complexity: O(log *r* + *s*) for *r* runs, of which *s* have a part in it.
    @inlinable
    package func slice(_ range: Range<Int>) -> RunLengths {
        var part = RunLengths()
        let range = range.clamped(to: startIndex..<endIndex)
        guard !range.isEmpty else { return part }
        switch storage {
        case .none: break
        case .one(let value, _): part.storage = .one(value, count: range.count)
        case .many(let values, let ends):
            var start = range.lowerBound
            for run in Self.run(of: start, in: ends)..<ends.count {
                let end = Swift.min(ends[run], range.upperBound)
                part.append(values[run], count: end - start)
                start = end
                if start == range.upperBound { break }
            }
        }
        return part
    }
}
