import BillingModel
import BillingTestSupport
import BillingTime
import Foundation
import Testing

@Suite("A reset rule tells which drops of a reading begin anew")
struct ResetRuleTests {
    private static let half = makeHalf()

    private static func makeHalf() -> ResetRule {
        do { return try .below(percent: 50) } catch { fatalError("\(error)") }
    }

    private static func state(
        _ values: [Double], at start: Int64 = 0, after previous: Double? = nil, _ rule: ResetRule
    ) throws -> AggregateState {
        var state = AggregateState(after: previous, resets: rule)
        try state.add(finite: values[...], positions: values.indices.map { start + Int64($0) }[...])
        return state
    }

    /// How much readings grow, and how often they begin anew, by a plain loop over whole numbers.
    private static func plain(_ values: [Int], limit: Int) -> (increase: Int, resets: Int) {
        var (increase, resets) = (0, 0)
        for (before, value) in zip(values, values.dropFirst()) {
            let isReset =
                value < before && (limit == 100 || limit > 0 && before > 0 && 100 * value < limit * before)
            increase += isReset ? value : value - before
            if isReset { resets += 1 }
        }
        return (increase, resets)
    }

    @Test("A meter that dips by its last digit is not billed again in full")
    func dip() throws {
        // 999.9 − 1000.0, and 999.9 anew.
        let dip = try Self.state([999.9], after: 1000, Self.half)
        #expect(try dip.exactIncrease().decimal(digits: 9).text == "-0.1")
        #expect(try dip.resets() == 0)
        let anew = try Self.state([999.9], after: 1000, .anyDrop)
        #expect(try anew.increase() == 999.9 && anew.resets() == 1)
        let never = try Self.state([3], after: 1000, .never)
        #expect(try never.increase() == -997 && never.resets() == 0)
        let replaced = try Self.state([3], after: 1000, Self.half)
        #expect(try replaced.increase() == 3 && replaced.resets() == 1)
        // 5 up, 1 down, 2 up, anew with 4, 1 down, 6 up.
        let mixed = try Self.state([105, 104, 106, 4, 3, 9], after: 100, Self.half)
        #expect(try mixed.increase() == 5 - 1 + 2 + 4 - 1 + 6)
        #expect(try mixed.resets() == 1)
    }

    @Test(
        "A drop is weighed as decimals, exactly at the limit and beside it",
        arguments: [
            (1000.0, 500.0, 50, false), (1000, 499.999, 50, true), (0.1, 0.09, 90, false),
            (0.1, 0.0899999999, 90, true), (0.3, 0.1, 33, false), (0.3, 0.099, 33, false),
            (0.3, 0.0989, 33, true), (1e-300, 5e-301, 50, false), (1e-300, 4.9e-301, 50, true),
            (1e300, 9.91e299, 99, false), (1e300, 9.89e299, 99, true), (0, -1, 50, false),
            (-1, -2, 50, false),
            (5, -1, 1, true), (5, 5, 99, false), (5, 6, 99, false),
        ])
    func limit(_ before: Double, _ value: Double, _ percent: Int, _ isReset: Bool) throws {
        let state = try Self.state([value], after: before, .below(percent: percent))
        #expect(try state.resets() == (isReset ? 1 : 0))
        guard !isReset, before < 1e6, before > 1e-6 || before <= 0 else { return }
        let (later, earlier) = (Decimal(string: "\(value)"), Decimal(string: "\(before)"))
        let difference = try #require(later) - #require(earlier)
        #expect(try state.exactIncrease().decimal(digits: 9).decimal() == difference)
    }

    @Test(
        "States merge to the same bits under every rule, however they were cut",
        arguments: [0, 1, 30, 50, 99, 100], 1...5 as ClosedRange<UInt64>)
    func merges(_ limit: Int, _ seed: UInt64) throws {
        let rule: ResetRule = limit == 0 ? .never : limit == 100 ? .anyDrop : try .below(percent: limit)
        var random = SplitMix64(seed: seed)
        let numbers = (0..<120).map { _ in Int.random(in: -3...60, using: &random) }
        let values = numbers.map { Double($0) }
        let whole = try Self.state(values, rule)
        let expected = Self.plain(numbers, limit: limit)
        #expect(try whole.increase() == Double(expected.increase), "seed \(seed)")
        #expect(try whole.resets() == expected.resets, "seed \(seed)")
        for _ in 0..<10 {
            var parts: [AggregateState] = []
            var start = 0
            while start < values.count {
                let end = min(values.count, start + Int.random(in: 0...30, using: &random))
                let previous = start > 0 && Bool.random(using: &random) ? values[start - 1] : nil
                parts.append(
                    try Self.state(Array(values[start..<end]), at: Int64(start), after: previous, rule))
                start = end
            }
            while parts.count > 1 {
                let index = Int.random(in: 0..<(parts.count - 1), using: &random)
                try parts[index].merge(parts.remove(at: index + 1))
            }
            #expect(parts[0] == whole && parts[0].hashValue == whole.hashValue, "seed \(seed)")
        }
    }

    @Test(
        "A state of any drop is judged by another rule where it can tell, and then to the same bits",
        arguments: 1...20 as ClosedRange<UInt64>)
    func judged(_ seed: UInt64) throws {
        var random = SplitMix64(seed: seed)
        var values = (0..<12).map { _ in Double(Int.random(in: 0...40, using: &random)) }
        if seed.isMultiple(of: 3) { values.sort() }
        let stored = try Self.state(values, .anyDrop)
        let rules: [ResetRule] = [.anyDrop, .never, Self.half]
        for rule in rules {
            let made = try Self.state(values, rule)
            if let judged = stored.judged(by: rule) {
                #expect(judged == made, "seed \(seed), \(rule)")
            } else {
                let drops = try stored.resets()
                #expect(rule == Self.half && drops > 0, "seed \(seed)")
            }
        }
    }

    @Test("States of two rules are not merged, unless one of them knows no reading")
    func rules() throws {
        var state = try Self.state([5], Self.half)
        let other = try Self.state([4], at: 9, .never)
        #expect(refusal({ try state.merge(other) }) == .invalidValue)
        #expect(state == (try Self.state([5], Self.half)))
        try state.merge(AggregateState())
        #expect(state == (try Self.state([5], Self.half)))
        var blank = AggregateState()
        try blank.merge(state)
        #expect(blank == state)
        // A state that knows the reading before has a rule.
        var after = AggregateState(after: 9, resets: .never)
        #expect(refusal({ try after.merge(try Self.state([5], Self.half)) }) == .invalidValue)
        // Where increase is not asked for, no rule decides anything.
        var sums = AggregateState(after: 9, measures: [.sum], resets: .never)
        try sums.merge(try Self.state([5], Self.half))
        #expect(try sums.sum() == 5 && sums.resetRule == .anyDrop)
    }

    @Test("A series has negative increases and counts its resets, bucket by bucket")
    func values() throws {
        let metric = try Metric(id: MetricID("meter"), unit: "kWh", kind: .cumulative, resets: Self.half)
        let tenant = try TenantID("acme")
        let start: Int64 = 1_767_225_600_000_000
        let readings = [1000.0, 999.9, 1000.4, 2, 7]
        let series = try MetricSeries(
            key: SeriesKey(tenant: tenant, metric: metric.id),
            instants: readings.enumerated().map {
                (Instants.date(start + Int64($0.offset) * Instants.perDay), $0.element)
            })
        let zone = try ZoneDatabase.system.zone(.utc)
        let grid = try BucketGrid(
            covering: Instants.date(start)..<Instants.date(start + 6 * Instants.perDay), width: .day,
            zone: zone)
        let values = try series.values(of: metric, in: grid)
        let increases = try values.map { try $0.exact.map { try $0.decimal(digits: 9).text } }
        #expect(increases == ["0", "-0.1", "0.5", "2", "5", "0"])
        #expect(values.map(\.resets) == [0, 0, 0, 1, 0, 0])
        #expect(try series.states(in: grid, resets: Self.half).map { try $0.resets() } == [0, 0, 0, 1, 0, 0])
        let wide = try BucketGrid(
            covering: Instants.date(start)..<Instants.date(start + 6 * Instants.perDay), width: .month,
            zone: zone)
        let month = try series.values(of: metric, in: wide)
        // 0.4 from the first reading to the last before the reset, and 7.
        #expect(try month[0].exact?.decimal(digits: 9).text == "7.4" && month[0].resets == 1)
    }
}
