import BillingModel
import BillingTestSupport
import BillingTime
import Testing

@Suite("Gaps of a series")
struct FillingTests {
    typealias Origin = Completeness.Origin

    /// Buckets of 10 from 0 to 100; samples in the first, fourth and eighth.
    static let boundaries = (0...10).map { Int64($0) * 10 }
    static let positions: [Int64] = [1, 5, 35, 72]
    static let values: [Double] = [4, 6, 9, 2]

    static func fill(
        _ rules: SeriesRules, coverage: IntervalSet = .everything, now: Int64 = 1_000,
        carried: Aggregation.Reading? = nil, areDays: Bool = false
    ) throws -> [BucketValue] {
        let states = try Aggregation.states(
            positions: positions, values: values, boundaries: boundaries, previous: carried?.value)
        let known = try Aggregation.completeness(boundaries: boundaries, coverage: coverage, now: now)
        return try Aggregation.values(
            states, rules: rules, boundaries: boundaries, areDays: areDays, completeness: known, until: now)
    }

    /// The levels at the ends of buckets, with the time in which each sample holds found one by one.
    static func levels(
        _ rules: SeriesRules = SeriesRules(kind: .gauge), positions: [Int64] = positions,
        values: [Double] = values, boundaries: [Int64] = boundaries, resets: [Int64] = [],
        coverage: IntervalSet = .everything, now: Int64 = 1_000, carried: Aggregation.Reading? = nil
    ) throws -> [BucketValue] {
        let samples = (carried.map { [$0.position] } ?? []) + positions
        var holds: [Range<Int64>] = []
        for (place, position) in samples.enumerated() {
            var end = samples[(place + 1)...].first ?? 10_000
            if let staleness = rules.staleness, staleness < 10_000 {
                end = min(end, position + rules.extent + staleness)
            }
            end = min(end, resets.first { $0 > position } ?? end, now)
            holds.append(position..<max(position, end))
        }
        return try Aggregation.levels(
            positions: positions, values: values, rules: rules, boundaries: boundaries,
            ends: boundaries.dropFirst().map { min($0, now) },
            held: coverage.intersection(IntervalSet(holds)), resets: resets,
            completeness: try Aggregation.completeness(boundaries: boundaries, coverage: coverage, now: now),
            until: now, carried: carried)
    }

    static func origins(_ values: [BucketValue]) -> String {
        values.map { String($0.completeness.origin.rawValue.prefix(1)) }.joined()
    }

    @Test("of a gauge carry the last value for ever without a limit")
    func gauge() throws {
        let result = try Self.levels()
        #expect(result.map(\.value) == [6, 6, 6, 9, 9, 9, 9, 2, 2, 2])
        #expect(Self.origins(result) == "offofffoff")
        #expect(result.map(\.position) == [5, 5, 5, 35, 35, 35, 35, 72, 72, 72])
        #expect(result.map(\.completeness.samples) == [2, 0, 0, 1, 0, 0, 0, 1, 0, 0])
    }

    @Test("of a gauge end where the value no longer holds when the bucket ends")
    func staleness() throws {
        // 5 holds before 20, 35 before 50, 72 before 87.
        let result = try Self.levels(SeriesRules(kind: .gauge, staleness: 15))
        #expect(result.map(\.value) == [6, 6, nil, 9, 9, nil, nil, 2, nil, nil])
        #expect(Self.origins(result) == "ofmofmmomm")
        #expect(result.map(\.completeness.samples) == [2, 0, 0, 1, 0, 0, 0, 1, 0, 0])
        // The last known one stands beside what is missing, and nowhere else.
        #expect(result.map(\.lastKnown?.value) == [nil, nil, 6, nil, nil, 9, 9, nil, 2, 2])
        // The value of 5 holds at 29 with a limit of 25, and not with one less.
        #expect(try Self.levels(SeriesRules(kind: .gauge, staleness: 25))[2].value == 6)
        #expect(try Self.levels(SeriesRules(kind: .gauge, staleness: 24))[2].value == nil)
        let brief = try Self.levels(SeriesRules(kind: .gauge, staleness: 0))
        #expect(brief.allSatisfy { $0.value == nil })
        #expect(brief.map(\.lastKnown?.value) == [6, 6, 6, 9, 9, 9, 9, 2, 2, 2])
        #expect(brief.map(\.completeness.samples) == [2, 0, 0, 1, 0, 0, 0, 1, 0, 0])
        #expect(try Self.levels(SeriesRules(kind: .gauge, staleness: .max)).map(\.value)[2] == 6)
    }

    @Test("of a daily gauge are counted from the end of the day of the sample")
    func dailyStaleness() throws {
        let result = try Self.levels(
            SeriesRules(kind: .gauge, staleness: 2, extent: 1), positions: [1], values: [7],
            boundaries: Array(0...6))
        #expect(result.map(\.value) == [nil, 7, 7, 7, nil, nil])
        #expect(result.map(\.lastKnown?.value) == [nil, nil, nil, nil, 7, 7])
    }

    @Test("of a gauge begin with the value carried in, if it still holds at the end")
    func carriedIn() throws {
        for (position, expected) in [(-1, [8.0, nil, nil]), (-11, [nil, nil, nil]), (-10, [8, nil, nil])] {
            let result = try Self.levels(
                SeriesRules(kind: .gauge, staleness: 20), positions: [], values: [],
                boundaries: [0, 10, 20, 30],
                carried: Aggregation.Reading(position: Int64(position), value: 8))
            #expect(result.map(\.value) == expected, "\(position)")
            #expect(result.map { $0.value ?? $0.lastKnown?.value } == [8, 8, 8])
        }
    }

    @Test("of a gauge are not carried to an end that is not covered, but a sample stands there")
    func endOfBucket() throws {
        let nowhere = try Self.levels(coverage: IntervalSet())
        #expect(nowhere.allSatisfy { $0.value == nil })
        let last = try Self.levels(
            positions: [9, 15], values: [3, 4], boundaries: [0, 10, 20], coverage: IntervalSet())
        #expect(last.map(\.value) == [3, nil])
        #expect(last.map(\.lastKnown?.value) == [nil, 4])
    }

    @Test("of counts and cumulative readings are 0")
    func zeros() throws {
        let counts = try Self.fill(SeriesRules(kind: .count))
        #expect(counts.map(\.value) == [10, 0, 0, 9, 0, 0, 0, 2, 0, 0])
        #expect(Self.origins(counts) == "offofffoff")
        // 4 first (adds 0), 6 adds 2, 9 adds 3, 2 is a reset and adds 2.
        let increase = try Self.fill(SeriesRules(kind: .cumulative))
        #expect(increase.map(\.value) == [2, 0, 0, 3, 0, 0, 0, 2, 0, 0])
        let carried = try Self.fill(
            SeriesRules(kind: .cumulative), carried: Aggregation.Reading(position: -3, value: 1))
        #expect(carried.map(\.value) == [5, 0, 0, 3, 0, 0, 0, 2, 0, 0])
    }

    @Test("of recorded distinct counts stay missing, and a coarser bucket has no value")
    func recordedDistinct() throws {
        let result = try Self.fill(SeriesRules(kind: .distinct), areDays: true)
        // The first bucket has two samples; the second one is that of a date that is skipped.
        #expect(result.map(\.value) == [4, nil, nil, 9, nil, nil, nil, 2, nil, nil])
        #expect(Self.origins(result) == "ommommmomm")
        let coarse = try Self.fill(SeriesRules(kind: .distinct))
        #expect(coarse.allSatisfy { $0.value == nil })
        #expect(Self.origins(coarse) == "ommommmomm")
    }

    @Test("of derived distinct counts are 0")
    func derivedDistinct() throws {
        let boundaries: [Int64] = [0, 10, 20, 30, 40]
        let known = try Aggregation.completeness(
            boundaries: boundaries, coverage: IntervalSet([0..<15]), now: 35)
        let result = try Aggregation.values(
            distinct: [3, 0, 0, 5], boundaries: boundaries, completeness: known, until: 35)
        #expect(result.map(\.value) == [3, 0, nil, 5])
        #expect(result.map(\.completeness.coverage) == [1, 0.5, 0, 0])
        #expect(Self.origins(result) == "ofmo")
        #expect(result.map(\.completeness.samples) == [3, 0, 0, 5])
    }

    @Test("are filled only where something that has passed is covered; samples always count")
    func coverage() throws {
        let coverage = IntervalSet([15..<40, 60..<61])
        let counts = try Self.fill(SeriesRules(kind: .count), coverage: coverage)
        #expect(counts.map(\.value) == [10, 0, 0, 9, nil, nil, 0, 2, nil, nil])
        #expect(counts.map(\.completeness.coverage) == [0, 0.5, 1, 1, 0, 0, 0.1, 0, 0, 0])
        #expect(Self.origins(counts) == "offommfomm")
        // The ends are 9, 19, 29 and so on.
        let gauge = try Self.levels(coverage: coverage)
        #expect(gauge.map(\.value) == [nil, 6, 6, 9, nil, nil, nil, nil, nil, nil])
        #expect(gauge.map(\.lastKnown?.value) == [6, nil, nil, nil, 9, 9, 9, 2, 2, 2])
    }

    @Test("are never filled from now on")
    func future() throws {
        let result = try Self.fill(SeriesRules(kind: .count), now: 60)
        #expect(result.map(\.value) == [10, 0, 0, 9, 0, 0, nil, nil, nil, nil])
        let inside = try Self.levels(now: 61)
        #expect(inside.map(\.value) == [6, 6, 6, 9, 9, 9, 9, nil, nil, nil])
        #expect(inside[6].completeness.phase == .inProgress && inside[7].completeness.phase == .future)
        #expect(inside[7].completeness.samples == 0 && inside[7].lastKnown == nil)
        // For day numbers the bound is the day after today, whatever completeness says of the day.
        let days: [Int64] = [0, 1, 2]
        let states = try Aggregation.states(positions: [1], values: [7], boundaries: days)
        let known = try Aggregation.completeness(boundaries: days, now: 100)
        let bounded = try Aggregation.values(
            states, rules: SeriesRules(kind: .count), boundaries: days, completeness: known, until: 1)
        #expect(bounded.map(\.value) == [0, nil])
    }

    @Test("need columns that fit, and levels the time in which they hold")
    func refusals() throws {
        let known = try Aggregation.completeness(boundaries: [0, 1], now: 9)
        func code(
            _ kind: MetricKind, _ states: [AggregateState], _ completeness: [Completeness]
        ) -> BillingError.Code? {
            refusal({
                try Aggregation.values(
                    states, rules: SeriesRules(kind: kind), boundaries: [0, 1], completeness: completeness,
                    until: 9)
            })
        }
        #expect(code(.count, [AggregateState()], known) == nil)
        #expect(code(.count, [], known) == .invalidValue)
        #expect(code(.count, [AggregateState()], []) == .invalidValue)
        #expect(code(.distinctToDate, [AggregateState()], known) == .unsupported)
        let unmeasured = try Aggregation.states(
            positions: [0], values: [1], boundaries: [0, 1], measures: [])
        #expect(code(.count, unmeasured, known) == .unsupported)
        #expect(code(.cumulative, unmeasured, known) == .unsupported)
        #expect(code(.gauge, [AggregateState()], known) == .unsupported)
        let short = refusal({
            try Aggregation.levels(
                positions: [], values: [], rules: SeriesRules(kind: .gauge), boundaries: [0, 1], ends: [],
                held: .everything, completeness: known, until: 9)
        })
        #expect(short == .invalidValue)
    }
}

@Suite("Figures to date")
struct ToDateTests {
    /// Days 0 to 8 with the month beginning on days 0 and 5, as day numbers.
    static let resets: [Int64] = [0, 5]
    static let positions: [Int64] = [1, 3, 6]
    static let values: [Double] = [10, 12, 3]

    static func read(
        _ boundaries: [Int64], coverage: IntervalSet = .everything, now: Int64 = 100,
        carried: Aggregation.Reading? = nil
    ) throws -> [BucketValue] {
        let pieces = try ResetPieces(boundaries: boundaries, resets: resets)
        let levels = try FillingTests.levels(
            SeriesRules(kind: .distinctToDate), positions: carried == nil ? positions : [],
            values: carried == nil ? values : [], boundaries: pieces.boundaries, resets: resets,
            coverage: coverage, now: now, carried: carried)
        return try Aggregation.joined(
            levels, pieces, instants: pieces.boundaries,
            completeness: try Aggregation.completeness(boundaries: boundaries, coverage: coverage, now: now))
    }

    @Test("are carried to the reset and never across it")
    func carriesToReset() throws {
        let days = try Self.read(Array(0...8))
        #expect(days.map(\.value) == [nil, 10, 10, 12, 12, nil, 3, 3])
        #expect(FillingTests.origins(days) == "mofofmof")
        #expect(days.map(\.position) == [nil, 1, 1, 3, 3, nil, 6, 6])
        let carried = try Self.read([2, 3], carried: Aggregation.Reading(position: 1, value: 10))
        #expect(carried.map(\.value) == [10])
        let stale = try Self.read([5, 6], carried: Aggregation.Reading(position: 4, value: 12))
        #expect(stale.map(\.value) == [nil])
        let atReset = try Self.read([5, 6], carried: Aggregation.Reading(position: 5, value: 1))
        #expect(atReset.map(\.value) == [1])
    }

    @Test("of a bucket that ends at a reset are those before it")
    func endsAtReset() throws {
        #expect(try Self.read([0, 5, 8]).map(\.value) == [12, 3])
    }

    @Test("of a bucket that crosses a reset are listed for each period")
    func crossesReset() throws {
        let result = try Self.read([0, 3, 8, 9])
        #expect(result.map(\.value) == [10, nil, 3])
        #expect(result[1].partialFigures.map(\.value) == [12, 3])
        #expect(result[1].partialFigures.map(\.endPosition) == [5, 8])
        #expect(result[1].completeness.samples == 2 && result[1].completeness.origin == .observed)
        #expect(result[0].partialFigures.isEmpty)
        // The period after the reset has no sample yet, which stands as missing, without the one before as last known.
        let early = try Self.read([0, 3, 6])
        #expect(early[1].partialFigures.map(\.value) == [12, nil])
        #expect(early[1].partialFigures.map(\.lastKnown) == [nil, nil])
        #expect(early[1].completeness.origin == .missing)
    }

    @Test("are carried only into covered and past time")
    func coverageAndNow() throws {
        let covered = try Self.read(Array(0...8), coverage: IntervalSet([0..<3, 7..<8]))
        #expect(covered.map(\.value) == [nil, 10, 10, 12, nil, nil, 3, 3])
        let past = try Self.read(Array(0...8), now: 3)
        #expect(past.map(\.value) == [nil, 10, 10, nil, nil, nil, nil, nil])
        // The piece after now of a bucket in progress is not filled.
        let result = try Self.read([3, 8], now: 4, carried: Aggregation.Reading(position: 2, value: 10))
        #expect(result[0].value == nil && result[0].partialFigures.map(\.value) == [10, nil])
        #expect(result[0].partialFigures.map(\.completeness.phase) == [.inProgress, .future])
        #expect(result[0].completeness.phase == .inProgress && result[0].completeness.coverage == 1)
    }

    @Test("of a piece have the coverage of its own time")
    func ownCoverage() throws {
        let first = try Self.read([3, 8], coverage: IntervalSet([0..<5]))[0]
        #expect(first.partialFigures.map(\.value) == [12, nil])
        #expect(first.partialFigures.map(\.lastKnown?.value) == [nil, 3])
        #expect(first.partialFigures.map(\.completeness.coverage) == [1, 0])
        let second = try Self.read([3, 8], coverage: IntervalSet([5..<8]))[0]
        #expect(second.partialFigures.map(\.value) == [nil, 3])
        #expect(second.partialFigures.map(\.lastKnown?.value) == [12, nil])
        #expect(second.partialFigures.map(\.completeness.coverage) == [0, 1])
        // The bucket is that of 5 days, of which the last 3 are covered.
        #expect(second.completeness.coverage == 0.6)
    }

    @Test("from activity are 0 after a reset in covered time")
    func derived() throws {
        func read(_ boundaries: [Int64], _ counts: [Int?], _ covered: Range<Int64>) throws -> [BucketValue] {
            let pieces = try ResetPieces(boundaries: boundaries, resets: Self.resets)
            let known = try Aggregation.completeness(
                boundaries: pieces.boundaries, coverage: IntervalSet([covered]), now: 9, resets: Self.resets)
            let values = try Aggregation.valuesToDate(
                distinct: counts, pieces: pieces, completeness: known, until: 9)
            return try Aggregation.joined(
                values, pieces, instants: pieces.boundaries,
                completeness: try Aggregation.completeness(
                    boundaries: boundaries, coverage: IntervalSet([covered]), now: 9))
        }
        let result = try read([0, 3, 8, 9, 12], [2, 4, 0, 1, 7], 0..<10)
        #expect(result.map(\.value) == [2, nil, 1, nil])
        #expect(result[1].partialFigures.map(\.value) == [4, 0])
        #expect(try read([0, 3, 4], [nil, 4], 0..<10).map(\.value) == [nil, 4])
        // Each piece is known by the coverage since its own reset.
        #expect(try read([3, 8], [0, 0], 0..<5)[0].partialFigures.map(\.value) == [0, nil])
        #expect(try read([3, 8], [0, 0], 5..<8)[0].partialFigures.map(\.value) == [nil, 0])
        let partly = try read([3, 8], [0, 0], 1..<8)[0].partialFigures
        #expect(partly.map(\.value) == [0, 0] && partly.map(\.completeness.coverage) == [0.8, 1])
    }

    @Test("are read over boundaries that are refined at the resets inside")
    func refines() throws {
        let pieces = try ResetPieces(boundaries: [0, 3, 3, 8], resets: [-1, 0, 3, 5, 5, 8, 9])
        #expect(pieces.boundaries == [0, 3, 3, 5, 8])
        #expect(pieces.buckets == [0, 1, 2, 2])
        #expect(pieces.ofBuckets == [0..<1, 1..<2, 2..<4])
        #expect(try ResetPieces(boundaries: [], resets: [1]).boundaries == [])
        #expect(try ResetPieces(boundaries: [4], resets: [1]).boundaries == [4])
        #expect(refusal({ try ResetPieces(boundaries: [1, 0], resets: []) }) == .invalidValue)
        let short = refusal({ try Aggregation.joined([], pieces, instants: [0], completeness: []) })
        #expect(short == .invalidValue)
    }
}

@Suite("Combined series")
struct CombiningTests {
    static func series(_ positions: [Int64], _ values: [Double], kind: MetricKind) throws -> [BucketValue] {
        let boundaries: [Int64] = [0, 10, 20, 30]
        if kind == .gauge {
            return try FillingTests.levels(positions: positions, values: values, boundaries: boundaries)
        }
        let states = try Aggregation.states(positions: positions, values: values, boundaries: boundaries)
        let known = try Aggregation.completeness(boundaries: boundaries, now: 100)
        return try Aggregation.values(
            states, rules: SeriesRules(kind: kind), boundaries: boundaries, completeness: known, until: 100)
    }

    @Test("are filled first, then added, and say how many members had data")
    func gauges() throws {
        let members = [
            try Self.series([5], [4], kind: .gauge), try Self.series([15], [7], kind: .gauge),
            try Self.series([], [], kind: .gauge),
        ]
        let result = try CombinedValue.combine(members, kind: .gauge, over: .tenants)
        #expect(result.map(\.value) == [4, 11, 11])
        #expect(result.map(\.members) == [3, 3, 3])
        #expect(result.map(\.membersWithData) == [1, 2, 2])
        #expect(result.map(\.completeness.origin) == [.observed, .filled, .filled])
        #expect(result.map(\.completeness.samples) == [1, 1, 0])
        #expect(result.allSatisfy { $0.mayCountSharedObjects && !$0.isComplete })
        let labels = try CombinedValue.combine(Array(members.prefix(2)), kind: .gauge, over: .labels)
        #expect(labels.map(\.isComplete) == [false, true, true])
        #expect(!labels.contains { $0.mayCountSharedObjects })
    }

    @Test("of counts are the exact sum, rounded once")
    func counts() throws {
        // Each member alone rounds to 2^53.
        let member = try Self.series([1, 2], [0x1p53, 1], kind: .count)
        #expect(member[0].value == 0x1p53)
        // 3 · 2^53 + 3 lies between multiples of 4 and is nearest to 3 · 2^53 + 4.
        let result = try CombinedValue.combine([member, member, member], kind: .count, over: .tenants)
        #expect(result.map(\.value) == [27_021_597_764_222_980, 0, 0])
        #expect(result.map(\.mayCountSharedObjects) == [false, false, false])
        let increases = try CombinedValue.combine(
            [
                try Self.series([1, 11], [5, 8], kind: .cumulative),
                try Self.series([2, 12], [9, 4], kind: .cumulative),
            ],
            kind: .cumulative, over: .labels)
        #expect(increases.map(\.value) == [0, 7, 0])
    }

    @Test("tell what was known last of all members where one is not in force")
    func lastKnown() throws {
        let boundaries: [Int64] = [0, 10, 20, 30]
        func member(_ position: Int64, _ value: Double, _ covered: Range<Int64>) throws -> [BucketValue] {
            try FillingTests.levels(
                positions: [position], values: [value], boundaries: boundaries,
                coverage: IntervalSet([covered]))
        }
        let members = [try member(5, 100, 0..<15), try member(12, 50, 0..<25), try member(25, 8, 0..<1)]
        let result = try CombinedValue.combine(members, kind: .gauge, over: .labels)
        #expect(result.map(\.value) == [100, 50, nil])
        #expect(result.map(\.membersWithData) == [1, 1, 0])
        #expect(result.map(\.lastKnown?.value) == [nil, 150, 158])
        let first = SampleTime.instant(Instants.date(5))
        #expect(result.map(\.lastKnown?.time) == [nil, first, first])
    }

    @Test("have no value where no member has")
    func nothing() throws {
        let empty = try Self.series([], [], kind: .gauge)
        let result = try CombinedValue.combine([empty, empty], kind: .gauge, over: .labels)
        #expect(result.map(\.value) == [nil, nil, nil])
        #expect(result.allSatisfy { $0.completeness.origin == .missing && $0.membersWithData == 0 })
        #expect(try CombinedValue.combine([], kind: .gauge, over: .labels).isEmpty)
    }

    @Test("refuse distinct counts, figures to date, and different buckets")
    func refusals() throws {
        let series = try Self.series([5], [4], kind: .gauge)
        for kind in [MetricKind.distinct, .distinctToDate] {
            #expect(
                refusal({ try CombinedValue.combine([series], kind: kind, over: .tenants) })
                    == .unsupported
            )
        }
        let shorter = Array(series.prefix(2))
        #expect(
            refusal({ try CombinedValue.combine([series, shorter], kind: .gauge, over: .labels) })
                == .invalidValue)
    }
}
