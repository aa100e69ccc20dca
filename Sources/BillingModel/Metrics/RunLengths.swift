/// A column of values of which long runs are equal, kept once a run.
public struct RunLengths<Value: Hashable & Sendable>: RandomAccessCollection, Hashable, Sendable {
    /// The end of each run, ascending.
    @usableFromInline var ends: [Int] = []
    @usableFromInline var values: [Value] = []

    // Inlined, so that other modules make them for the values that they keep.
    @inlinable
    package init() {}

    /// A column of one run.
    package init(repeating value: Value, count: Int) {
        append(value, count: count)
    }

    /// A column of runs whose ends ascend from above 0, and whose neighbours differ; the caller has checked both.
    package init(distinctNeighbours values: [Value], ends: [Int]) {
        self.values = values
        self.ends = ends
    }

    /// The value of each run, and where it ends; without the cost of ``runs`` for a caller of another module.
    package var columns: (values: [Value], ends: [Int]) { (values, ends) }

    /// Always 0.
    @inlinable public var startIndex: Int { 0 }
    /// How many values there are.
    @inlinable public var endIndex: Int { ends.last ?? 0 }

    /// The value at a place.
    ///
    /// - Parameter position: From ``startIndex`` to before ``endIndex``.
    /// - Returns: The value.
    /// - Complexity: O(log *r*) for *r* runs; ``runs`` is the faster way through all of them.
    @inlinable public subscript(position: Int) -> Value { values[run(of: position)] }

    /// The run that holds a place.
    @inlinable
    func run(of position: Int) -> Int {
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
        zip(values, zip([0] + ends, ends)).map { ($0, $1.0..<$1.1) }
    }

    /// Adds equal values at the end; none if the count is not positive.
    @inlinable
    package mutating func append(_ value: Value, count: Int = 1) {
        guard count > 0 else { return }
        let end = endIndex + count
        if values.last == value {
            ends[ends.count - 1] = end
        } else {
            values.append(value)
            ends.append(end)
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
        if ends.count == 1 {
            // One run keeps its values where they are.
            part.values = values
            part.ends = [range.count]
            return part
        }
        var start = range.lowerBound
        for run in run(of: start)..<ends.count {
            let end = Swift.min(ends[run], range.upperBound)
            part.append(values[run], count: end - start)
            start = end
            if start == range.upperBound { break }
        }
        return part
    }
}
