import BillingModel
import BillingTestSupport
import BillingTime
import Testing

@Suite("The parts of a state")
struct AggregatePartsTests {
    static func check(_ state: AggregateState, _ message: String) throws {
        let parts = state.parts
        let copy = try AggregateState(parts)
        #expect(copy == state && copy.parts == parts, "\(message)")
        #expect(copy.minimum == state.minimum && copy.last == state.last, "\(message)")
        #expect(try copy.exactSum() == state.exactSum(), "\(message)")
        #expect(try copy.populationVariance() == state.populationVariance(), "\(message)")
        #expect(try copy.increase() == state.increase() && copy.resets() == state.resets(), "\(message)")
    }

    @Test("make the same state again")
    func roundTrips() throws {
        try Self.check(AggregateState(), "none")
        try Self.check(AggregateState(after: -3), "only a reading before")
        try Self.check(try AggregateStateTests.state([1e150, -1e-300, 1e140], after: 2), "far apart")
        for seed in UInt64(1)...100 {
            var random = SplitMix64(seed: seed)
            let isWide = random.next() % 2 == 0
            let values = (0..<Int(random.next() % 20)).map { _ in
                isWide ? random.finiteDouble() / 0x1p600 : random.ordinaryDouble()
            }
            var state = try AggregateStateTests.state(values, after: random.next() % 2 == 0 ? nil : 5)
            try Self.check(state, "seed \(seed)")
            try state.merge(try AggregateStateTests.state(values.reversed(), at: 100))
            try Self.check(state, "seed \(seed), merged")
        }
    }

    @Test("are one form: equal sums have equal parts, however they came about")
    func oneForm() throws {
        var direct = ExactSum()
        try direct.add(0.75)
        var detour = ExactSum()
        for term in [1e308, 0.5, 1e-300, 0.25, -1e308, -1e-300] { try detour.add(term) }
        #expect(direct.parts == ExactSum.Parts(isNegative: false, exponent: -2, limbs: [3]))
        #expect(detour.parts == direct.parts)
        try detour.add(-0.75)
        #expect(detour.parts == ExactSum.Parts(isNegative: false, exponent: 0, limbs: []))
        var long = ExactSum()
        for term in [-0x1p200, -1.0] { try long.add(term) }
        #expect(long.parts == ExactSum.Parts(isNegative: true, exponent: 0, limbs: [1, 0, 0, 256]))
        #expect(try ExactSum(long.parts) == long)
    }

    @Test(
        "of a sum are refused if no sum has them",
        arguments: [
            (true, 0, []), (false, 1, []), (false, 0, [2]), (false, 0, [1, 0]), (false, -2_149, [1]),
            (false, 2_112, [1]), (false, .max, [1]), (false, .min, [1]), (false, 2_049, [1, 1]),
            (false, -2_148, [UInt64](repeating: 1, count: 1_000)),
        ] as [(Bool, Int, [UInt64])])
    func impossibleSums(isNegative: Bool, exponent: Int, limbs: [UInt64]) {
        #expect(
            refusal {
                try ExactSum(ExactSum.Parts(isNegative: isNegative, exponent: exponent, limbs: limbs))
            } == .invalidValue)
    }

    @Test("of a sum reach to the sums of squares of the greatest doubles")
    func extremes() throws {
        var sum = ExactSum()
        sum.addSquare(.greatestFiniteMagnitude)
        sum.addSquare(.leastNonzeroMagnitude)
        #expect(try ExactSum(sum.parts) == sum)
        #expect(sum.parts.exponent == -2_148)
    }

    static let sound = AggregateState.Parts(
        count: 2, measures: .all, sum: ExactSum.Parts(isNegative: false, exponent: 0, limbs: [3]),
        squares: ExactSum.Parts(isNegative: false, exponent: 0, limbs: [5]), minimum: 1, maximum: 2, first: 1,
        last: 2, firstPosition: 10, lastPosition: 20, previous: nil,
        dropped: ExactSum.Parts(isNegative: false, exponent: 0, limbs: []), drops: 0)

    static func changed(
        count: Int = 2, measures: AggregateState.Measures = .all, squares: ExactSum.Parts = sound.squares,
        minimum: Double = 1, last: Double = 2, lastPosition: Int64 = 20, previous: Double? = nil,
        dropped: ExactSum.Parts = sound.dropped, drops: Int = 0
    ) -> AggregateState.Parts {
        AggregateState.Parts(
            count: count, measures: measures, sum: sound.sum, squares: squares, minimum: minimum, maximum: 2,
            first: 1, last: last, firstPosition: 10, lastPosition: lastPosition, previous: previous,
            dropped: dropped, drops: drops)
    }

    @Test("are those of the values that they came from")
    func handComputed() throws {
        var state = AggregateState()
        try state.add(finite: [1, 2], positions: [10, 20])
        #expect(state.parts == Self.sound && Self.changed() == Self.sound)
    }

    @Test(
        "are refused if no values have them",
        arguments: [
            changed(count: -1), changed(count: 0), changed(count: .min), changed(minimum: 1.5),
            changed(minimum: .nan), changed(minimum: -.infinity), changed(minimum: -0.0), changed(last: 3),
            changed(last: .nan), changed(lastPosition: 9), changed(previous: .infinity), changed(drops: 2),
            changed(drops: -1), changed(drops: .max), changed(dropped: sound.sum),
            changed(measures: [.sum, .increase]), changed(measures: [.sum, .squares], previous: 1),
            changed(measures: AggregateState.Measures(rawValue: 15)),
            changed(squares: ExactSum.Parts(isNegative: true, exponent: 0, limbs: [5])),
        ])
    func impossible(parts: AggregateState.Parts) {
        #expect(refusal { try AggregateState(parts) } == .invalidValue)
    }
}
