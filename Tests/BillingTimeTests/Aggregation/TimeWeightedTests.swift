import BillingModel
import BillingTestSupport
import BillingTime
import Testing

@Suite("A time-weighted mean")
struct TimeWeightedTests {
    static func states(
        _ positions: [Int64], _ values: [Double], _ boundaries: [Int64], staleness: Int64? = nil,
        extent: Int64 = 0, carried: Aggregation.Reading? = nil, coverage: IntervalSet = .everything,
        until: Int64 = .max
    ) throws -> [TimeWeightedState] {
        try Aggregation.timeWeighted(
            positions: positions, values: values, boundaries: boundaries,
            rules: SeriesRules(kind: .gauge, staleness: staleness, extent: extent), carried: carried,
            coverage: coverage, until: until)
    }

    @Test("weights each value by how long it held")
    func handComputed() throws {
        // [0, 10): nothing to 2, then 4 for 5 and 10 for 3: 50 / 8. [10, 20): 10 for 10. [20, 30): 10 for 5, 1 for 5.
        let result = try Self.states([2, 7, 25], [4, 10, 1], [0, 10, 20, 30])
        #expect(result.map(\.heldLength) == [8, 10, 10])
        #expect(try result.map { try $0.mean() } == [6.25, 10, 5.5])
    }

    @Test("knows the lowest and the highest value that held, and no other")
    func extremes() throws {
        // 3 is replaced at once, 8 stands where nothing is covered, and 9 comes after now.
        let states = try Self.states(
            [1, 5, 5, 12, 18], [-0.0, 3, 2, 8, 9], [0, 10, 20, 30],
            carried: Aggregation.Reading(position: -4, value: 7), coverage: IntervalSet([0..<12]), until: 16)
        #expect(states.map(\.minimum) == [0, 2, nil])
        #expect(states.map(\.maximum) == [7, 2, nil])
        #expect(states[0].minimum?.sign == .plus)
        var merged = TimeWeightedState()
        for state in states.reversed() { try merged.merge(state) }
        #expect(merged.minimum == 0 && merged.maximum == 7)
    }

    @Test("begins with the value carried in, also from before the first boundary in the columns")
    func carriedIn() throws {
        let carried = Aggregation.Reading(position: -5, value: 2)
        let result = try Self.states([4], [7], [0, 10], carried: carried)
        let mean: Double = (2 * 4 + 7 * 6) / 10
        #expect(try result.map { try $0.mean() } == [mean])
        let column = try Self.states([-5, 4], [2, 7], [0, 10])
        #expect(column == result)
        #expect(try Self.states([], [], [0, 10], carried: carried).map { try $0.mean() } == [2])
    }

    @Test("leaves time beyond the staleness limit out of the denominator")
    func staleness() throws {
        // 4 holds [2, 5), 10 holds [7, 10), 1 holds [25, 28).
        let result = try Self.states([2, 7, 25], [4, 10, 1], [0, 10, 20, 30], staleness: 3)
        #expect(result.map(\.heldLength) == [6, 0, 3])
        #expect(try result.map { try $0.mean() } == [7, nil, 1])
        let daily = try Self.states([0], [4], [0, 7], staleness: 2, extent: 1)
        #expect(daily.map(\.heldLength) == [3])
        let carried = Aggregation.Reading(position: -2, value: 9)
        #expect(try Self.states([], [], [0, 10], staleness: 3, carried: carried).map(\.heldLength) == [1])
    }

    @Test("counts covered time before now only")
    func coverageAndNow() throws {
        let result = try Self.states([0, 4], [1, 3], [0, 10], coverage: IntervalSet([2..<5, 9..<12]))
        #expect(result.map(\.heldLength) == [4])
        let mean: Double = (1 * 2 + 3 * 2) / 4
        #expect(try result.map { try $0.mean() } == [mean])
        let past = try Self.states([0, 4], [1, 3], [0, 10, 20], until: 6)
        #expect(past.map(\.heldLength) == [6, 0])
        let pastMean: Double = (1 * 4 + 3 * 2) / 6
        #expect(try past[0].mean() == pastMean)
    }

    @Test("is exact: weights of years and values far apart lose nothing")
    func exact() throws {
        let year: Int64 = 31_536_000_000_000
        let result = try Self.states([0, year, 2 * year], [1e300, -1e300, 3], [0, 3 * year])
        #expect(try result[0].mean() == 1)
        let all = try Self.states([.min], [5], [.min, .max])
        #expect(try all[0].mean() == 5)
        #expect(all[0].heldLength == Instants.end - Instants.first)
    }

    @Test(
        "merges to the same bits as the whole, and agrees with a walk over every instant",
        arguments: [51, 52, 53] as [UInt64])
    func mergesExactly(seed: UInt64) throws {
        var random = SplitMix64(seed: seed)
        let positions = (0..<25).map { _ in Int64.random(in: -20...220, using: &random) }.sorted()
        let values = positions.map { _ in Double(Int.random(in: 0...99, using: &random)) }
        let boundaries = [0, 200] + (0..<8).map { _ in Int64.random(in: 0...200, using: &random) }
        let coverage = IntervalSet([3..<40, 41..<120, 130..<190])
        let parts = try Self.states(
            positions, values, boundaries.sorted(), staleness: 12, coverage: coverage, until: 170)
        let whole = try Self.states(
            positions, values, [0, 200], staleness: 12, coverage: coverage, until: 170)
        var merged = TimeWeightedState()
        for part in parts.shuffled(using: &random) { try merged.merge(part) }
        #expect(merged == whole[0], "seed \(seed)")
        var (sum, length) = (0.0, 0)
        for instant in Int64(0)..<170 where coverage.contains(instant) {
            guard let index = positions.lastIndex(where: { $0 <= instant }), instant < positions[index] + 12
            else {
                continue
            }
            sum += values[index]
            length += 1
        }
        #expect(Int(merged.heldLength) == length, "seed \(seed)")
        #expect(try merged.mean() == sum / Double(length), "seed \(seed)")
    }

    @Test("of no time is none, and bad columns are refused")
    func emptyAndRefusals() throws {
        #expect(try TimeWeightedState().mean() == nil)
        #expect(try Self.states([], [], [0, 1]) == [TimeWeightedState()])
        #expect(try Self.states([1], [1], []).isEmpty)
        #expect(try Self.states([1], [1], [5]).isEmpty)
        #expect(refusal({ try Self.states([2, 1], [0, 0], [0, 9]) }) == .invalidValue)
        #expect(refusal({ try Self.states([2], [.nan], [0, 9]) }) == .invalidValue)
        let late = Aggregation.Reading(position: 3, value: 0)
        #expect(refusal({ try Self.states([2], [0], [0, 9], carried: late) }) == .invalidValue)
    }
}
