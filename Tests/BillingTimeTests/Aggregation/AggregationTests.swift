import BillingModel
import BillingTestSupport
import BillingTime
import Testing

@Suite("States per bucket")
struct AggregationTests {
    @Test("hold each value in the bucket that begins at or before it and ends after it")
    func halfOpen() throws {
        let states = try Aggregation.states(
            positions: [-5, 0, 9, 10, 10, 19, 20, 35], values: [1, 2, 3, 4, 5, 6, 7, 8],
            boundaries: [0, 10, 10, 20, 30])
        #expect(states.map(\.count) == [2, 0, 3, 0 + 1])
        #expect(states.map(\.first) == [2, nil, 4, 7])
        #expect(states.map(\.last) == [3, nil, 6, 7])
        // The value at -5 is the reading before the first bucket; each next bucket knows the one before it.
        #expect(try states.map { try $0.increase() } == [2, nil, 3, 1])
        var total = AggregateState()
        for state in states { try total.merge(state) }
        #expect(try total.increase() == 6)
        #expect(try total.sum() == 27)
    }

    @Test("take the first increase from the reading before the columns")
    func previous() throws {
        let before = try Aggregation.states(positions: [1], values: [9], boundaries: [0, 2, 4], previous: 4)
        #expect(try before.map { try $0.increase() } == [5, nil])
        let nearer = try Aggregation.states(
            positions: [-1, 1], values: [7, 9], boundaries: [0, 2], previous: 4)
        #expect(try nearer.map { try $0.increase() } == [2])
    }

    @Test("are none without two boundaries")
    func noBuckets() throws {
        #expect(try Aggregation.states(positions: [1], values: [2], boundaries: []).isEmpty)
        #expect(try Aggregation.states(positions: [1], values: [2], boundaries: [0]).isEmpty)
        #expect(try Aggregation.states(positions: [], values: [], boundaries: [0, 1]) == [AggregateState()])
    }

    @Test("hold at the limits of 64 bits")
    func limits() throws {
        let states = try Aggregation.states(
            positions: [.min, 0, .max], values: [1, 2, 3], boundaries: [.min, 0, .max])
        #expect(states.map(\.count) == [1, 1])
    }

    @Test("refuse disorder, different lengths, and what is not finite")
    func refusals() {
        let columns: [([Int64], [Double], [Int64])] = [
            ([2, 1], [1, 2], [0, 9]), ([1, 2], [1], [0, 9]), ([1], [1, 2], [0, 9]), ([1], [1], [9, 0]),
            ([1], [.nan], [0, 9]), ([1], [.infinity], [0, 9]), ([50], [-.infinity], [0, 9]),
        ]
        for (positions, values, boundaries) in columns {
            let code = refusal({
                try Aggregation.states(positions: positions, values: values, boundaries: boundaries)
            })
            #expect(code == .invalidValue, "\(positions) \(values) \(boundaries)")
        }
        let code = refusal({
            try Aggregation.states(positions: [], values: [], boundaries: [0, 1], previous: .nan)
        })
        #expect(code == .invalidValue)
    }

    @Test("agree with a filter per bucket", arguments: [31, 32, 33] as [UInt64])
    func agreesWithFilter(seed: UInt64) throws {
        var random = SplitMix64(seed: seed)
        let positions = (0..<400).map { _ in Int64.random(in: -50...450, using: &random) }.sorted()
        let values = positions.map { _ in random.ordinaryDouble() }
        let boundaries = (0..<40).map { _ in Int64.random(in: 0...400, using: &random) }.sorted()
        let states = try Aggregation.states(positions: positions, values: values, boundaries: boundaries)
        for (index, (start, end)) in zip(boundaries, boundaries.dropFirst()).enumerated() {
            let inside = zip(positions, values).filter { $0.0 >= start && $0.0 < end }
            let before = positions.lastIndex { $0 < start }.map { values[$0] }
            var expected = AggregateState(after: before)
            for (position, value) in inside {
                try expected.add(finite: [value][...], positions: [position][...])
            }
            #expect(states[index] == expected, "seed \(seed), bucket \(index)")
            #expect(states[index].minimum == inside.map(\.1).min(), "seed \(seed), bucket \(index)")
        }
    }
}
