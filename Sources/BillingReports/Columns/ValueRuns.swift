import BillingModel

/// A column of which long runs are equal, written as a list of pairs: a value, and how many in a row have it.
struct ValueRuns<Value: Codable & Hashable & Sendable>: Hashable, Sendable {
    private var lengths = RunLengths<Value>()

    init(_ values: some Sequence<Value>) {
        for value in values { lengths.append(value) }
    }

    /// How many values there are.
    var count: Int { lengths.count }

    /// The values one by one.
    ///
    /// - Parameter count: How many there have to be, which is asked before room is taken for them.
    /// - Returns: So many values.
    /// - Throws: `malformed` if there are more or fewer.
    func values(_ count: Int) throws(BillingError) -> [Value] {
        guard lengths.count == count else {
            throw BillingError(.malformed, rule: "the runs of a column are as long as its screen is")
        }
        var values: [Value] = []
        values.reserveCapacity(count)
        let runs = lengths.columns
        for (value, end) in zip(runs.values, runs.ends) {
            values.append(contentsOf: repeatElement(value, count: end - values.count))
        }
        return values
    }
}

extension ValueRuns: Codable {
    /// Reads pairs, each of a value and a count of at least 1.
    init(from decoder: any Decoder) throws {
        var list = try decoder.unkeyedContainer()
        while !list.isAtEnd {
            var pair = try list.nestedUnkeyedContainer()
            let (value, count) = (try pair.decode(Value.self), try pair.decode(Int.self))
            guard pair.isAtEnd, count > 0, !lengths.count.addingReportingOverflow(count).overflow else {
                throw BillingError(.malformed, rule: "a run is a value and a count of at least 1")
            }
            lengths.append(value, count: count)
        }
    }

    /// Writes the pairs.
    func encode(to encoder: any Encoder) throws {
        var list = encoder.unkeyedContainer()
        let runs = lengths.columns
        var start = 0
        for (value, end) in zip(runs.values, runs.ends) {
            var pair = list.nestedUnkeyedContainer()
            try pair.encode(value)
            try pair.encode(end - start)
            start = end
        }
    }
}
