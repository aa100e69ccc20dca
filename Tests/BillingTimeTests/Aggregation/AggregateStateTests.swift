import BillingModel
import BillingTestSupport
import BillingTime
import Testing

@Suite("An aggregate state")
struct AggregateStateTests {
    static func state(
        _ values: [Double], at start: Int64 = 0, after previous: Double? = nil
    ) throws -> AggregateState {
        var state = AggregateState(after: previous)
        let positions = values.indices.map { start + Int64($0) }
        try state.add(finite: values[...], positions: positions[...])
        return state
    }

    @Test("finishes every figure of a hand-computed case")
    func handComputed() throws {
        // Sum 31, squares 4 + 49 + 1 + 441 = 495; 4 · 495 − 961 = 1,019.
        let state = try Self.state([2, 7, 1, 21], at: 100)
        #expect(state.count == 4)
        #expect(try state.sum() == 31)
        #expect(try state.mean() == 7.75)
        #expect(state.minimum == 1 && state.maximum == 21)
        #expect(state.first == 2 && state.last == 21)
        #expect(state.firstPosition == 100 && state.lastPosition == 103)
        #expect(try state.populationVariance() == 1_019.0 / 16)
        #expect(try state.sampleVariance() == 1_019.0 / 12)
        // 5 up, then a reset that adds 1, then 20 up.
        #expect(try state.increase() == 26)
        #expect(try state.resets() == 1)
    }

    @Test("of no values has a sum of 0 and no other figure")
    func empty() throws {
        let state = AggregateState()
        #expect(state.count == 0)
        #expect(try state.sum() == 0)
        #expect(try state.mean() == nil)
        #expect(state.minimum == nil && state.maximum == nil && state.first == nil && state.last == nil)
        #expect(try state.populationVariance() == nil)
        #expect(try state.sampleVariance() == nil)
        #expect(try state.increase() == nil)
        #expect(try state.resets() == 0)
    }

    @Test("of one value has a variance of 0, and none from a sample")
    func oneValue() throws {
        let state = try Self.state([0.1])
        #expect(try state.mean() == 0.1)
        #expect(try state.populationVariance() == 0)
        #expect(try state.sampleVariance() == nil)
        #expect(try state.increase() == 0)
    }

    @Test("counts an increase from the reading before, and a drop from 0")
    func increase() throws {
        #expect(try Self.state([10]).increase() == 0)
        #expect(try Self.state([10], after: 4).increase() == 6)
        #expect(try Self.state([10], after: 10).increase() == 0)
        #expect(try Self.state([3], after: 10).increase() == 3)
        #expect(try Self.state([3], after: 10).resets() == 1)
        #expect(try Self.state([5, 2, 2, 9, 0], after: 4).increase() == 1 + 2 + 0 + 7 + 0)
        #expect(try Self.state([5, 2, 2, 9, 0], after: 4).resets() == 2)
        // Exact where a running double would have lost the step.
        #expect(try Self.state([1e16, 1e16 + 2, 1e16 + 4], after: 1e16 - 2).increase() == 6)
        #expect(try Self.state([0, 1e308, 0, 1e308, 0.5], after: nil).resets() == 2)
        #expect(refusal({ try Self.state([0, 1e308, 0, 1e308, 0.5]).increase() }) == .overflow)
    }

    @Test("takes -0.0 as 0.0")
    func negativeZero() throws {
        let state = try Self.state([-0.0, -0.0], after: -0.0)
        #expect(state == (try Self.state([0.0, 0.0], after: 0.0)))
        for value in [state.minimum, state.maximum, state.first, state.last] { #expect(value?.sign == .plus) }
        #expect(try Self.state([0.0, -0.0]) == Self.state([-0.0, 0.0]))
    }

    @Test("merges to the state of all values, however they were cut", arguments: [1, 2, 3, 4, 5] as [UInt64])
    func mergesExactly(seed: UInt64) throws {
        var random = SplitMix64(seed: seed)
        let values = (0..<120).map { _ in
            seed == 5 ? random.finiteDouble() * 0x1p-520 : random.ordinaryDouble()
        }
        let whole = try Self.state(values, after: 17)
        for round in 0..<10 {
            var parts: [AggregateState] = []
            var start = 0
            while start < values.count {
                let end = min(values.count, start + Int.random(in: 0...30, using: &random))
                // A part may know the reading before it, or not.
                let previous = start == 0 ? 17 : Bool.random(using: &random) ? values[start - 1] : nil
                parts.append(try Self.state(Array(values[start..<end]), at: Int64(start), after: previous))
                start = end
            }
            while parts.count > 1 {
                let index = Int.random(in: 0..<(parts.count - 1), using: &random)
                try parts[index].merge(parts.remove(at: index + 1))
            }
            #expect(
                parts[0] == whole && parts[0].hashValue == whole.hashValue, "seed \(seed), round \(round)")
            #expect(try parts[0].increase() == whole.increase(), "seed \(seed), round \(round)")
            #expect(try parts[0].resets() == whole.resets(), "seed \(seed), round \(round)")
            #expect(
                try parts[0].populationVariance() == whole.populationVariance(),
                "seed \(seed), round \(round)")
        }
    }

    @Test("increases as a plain loop over the readings does", arguments: [7, 8] as [UInt64])
    func increaseAgreesWithLoop(seed: UInt64) throws {
        var random = SplitMix64(seed: seed)
        let values = (0..<200).map { _ in Double(Int.random(in: 0...50, using: &random)) }
        var expected = 0.0
        for (earlier, later) in zip(values, values.dropFirst()) {
            expected += later < earlier ? later : later - earlier
        }
        #expect(try Self.state(values).increase() == expected, "seed \(seed)")
    }

    @Test("merges across empty states, which hand the reading before them on")
    func mergesEmpty() throws {
        var state = AggregateState(after: 4)
        try state.merge(AggregateState())
        try state.merge(try Self.state([10]))
        #expect(try state.increase() == 6)
        var other = try Self.state([10], after: 4)
        try other.merge(AggregateState(after: 10))
        #expect(other == state)
    }

    @Test("refuses to merge against the order of time, and stays unchanged")
    func refusesDisorder() throws {
        var late = try Self.state([1, 2], at: 10)
        let before = late
        #expect(refusal({ try late.merge(try Self.state([3], at: 10)) }) == .invalidValue)
        #expect(late == before)
        try late.merge(try Self.state([3], at: 11))
        #expect(late.count == 3)
    }

    @Test("finishes nothing that was not measured")
    func measures() throws {
        var state = AggregateState(after: 1, measures: [])
        try state.add(finite: [3, 2][...], positions: [0, 1][...])
        #expect(state.count == 2 && state.minimum == 2 && state.maximum == 3 && state.last == 2)
        #expect(refusal({ try state.sum() }) == .unsupported)
        #expect(refusal({ try state.mean() }) == .unsupported)
        #expect(refusal({ try state.populationVariance() }) == .unsupported)
        #expect(refusal({ try state.increase() }) == .unsupported)
        #expect(refusal({ try state.resets() }) == .unsupported)
        var full = try Self.state([9], at: -1)
        try full.merge(state)
        #expect(full.count == 3 && full.maximum == 9)
        #expect(refusal({ try full.sum() }) == .unsupported)
    }
}
