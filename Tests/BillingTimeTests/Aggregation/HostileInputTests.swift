import BillingModel
import BillingTestSupport
import BillingTime
import Testing

/// Each function runs over columns made of the worst numbers; a trap would end the whole run.
@Suite("No input makes the aggregation trap")
struct HostileInputTests {
    static let numbers: [Int64] = [
        .min, .min + 1, Instants.first - 1, Instants.first, -1, 0, 1, QuarterHour.firstInstant,
        Instants.end - 1,
        Instants.end, .max - 1, .max,
    ]
    static let values: [Double] = [
        0, -0.0, 1, .leastNonzeroMagnitude, -.leastNormalMagnitude, .greatestFiniteMagnitude,
        -.greatestFiniteMagnitude, 0.1, 0x1p1023, -0x1p-1060,
    ]

    /// What was thrown is of no interest, that nothing else happened is.
    static func attempt(_ body: () throws(BillingError) -> Void) -> Bool {
        do {
            try body()
            return true
        } catch {
            return error.code == .overflow
        }
    }

    @Test("with extreme instants, values and limits", arguments: Array(91...98) as [UInt64])
    func extremes(seed: UInt64) {
        var random = SplitMix64(seed: seed)
        func some(_ most: Int) -> [Int64] {
            (0..<Int.random(in: 0...most, using: &random)).map { _ in one() }.sorted()
        }
        func one() -> Int64 { Self.numbers.randomElement(using: &random) ?? 0 }
        for round in 0..<150 {
            let (boundaries, positions, resets) = (some(8), some(8), some(4))
            let column = positions.map { _ in Self.values.randomElement(using: &random) ?? 0 }
            let (now, until, lag, staleness, extent) = (one(), one(), one(), one(), one())
            let ranges = zip(some(6), some(6)).map { min($0, $1)..<max($0, $1) }
            let coverage = IntervalSet(ranges)
            let (low, high) = (one(), one())
            let rules = MetricKind.allCases.map {
                SeriesRules(kind: $0, staleness: staleness, extent: extent)
            }
            let isFine = Self.attempt { () throws(BillingError) in
                let states = try Aggregation.states(
                    positions: positions, values: column, boundaries: boundaries)
                var total = AggregateState()
                for state in states { try total.merge(state) }
                _ = coverage.coveredLength(in: min(low, high)..<max(low, high))
                _ = coverage.intersection(.everything).union(coverage).contains(low)
                let known = try Aggregation.completeness(
                    boundaries: boundaries, range: min(low, high)..<max(low, high), coverage: coverage,
                    now: now,
                    lag: lag, resets: resets)
                _ = try Aggregation.timeWeighted(
                    positions: positions, values: column, boundaries: boundaries, rules: rules[0],
                    coverage: coverage, until: until
                ).map { state throws(BillingError) in try state.mean() }
                let pieces = try ResetPieces(boundaries: boundaries, resets: resets)
                let refined = pieces.boundaries
                let ofPieces = try Aggregation.completeness(
                    boundaries: refined, coverage: coverage, now: now, lag: lag, resets: resets)
                for rule in rules {
                    let levels = try Aggregation.levels(
                        positions: positions, values: column, rules: rule, boundaries: refined,
                        ends: refined.dropFirst().map { min($0, now) },
                        held: coverage, resets: resets, completeness: ofPieces, until: until,
                        carried: Aggregation.Reading(position: low, value: 1))
                    _ = try Aggregation.joined(levels, pieces, instants: refined, completeness: known)
                }
                let activity = try DistinctActivity(
                    quarterHours: [QuarterHour.earliest.number], subjects: [.max])
                _ = try activity.distinct(boundaries: boundaries)
                _ = try activity.distinctToDate(boundaries: refined, resets: resets)
                _ = try Downsampling.minMax(positions: positions, values: column, target: Int(low))
                _ = try Aggregation.percentile(0.3, of: column)
                for share in [0.3, 1.0 / 3, .leastNonzeroMagnitude, 1.0.nextDown] {
                    _ = try Aggregation.percentile(share, of: column)
                }
                for rule in rules where rule.kind != .distinctToDate && rule.kind != .gauge {
                    _ = try Aggregation.values(
                        states, rules: rule, boundaries: boundaries, completeness: known, until: until)
                }
            }
            #expect(isFine, "seed \(seed), round \(round)")
            _ = Self.attempt { () throws(BillingError) in
                for state in try Aggregation.states(
                    positions: positions, values: column, boundaries: boundaries)
                {
                    _ = try state.mean()
                    _ = try state.populationVariance()
                    _ = try state.sampleVariance()
                    _ = try state.increase()
                }
            }
        }
    }
}
