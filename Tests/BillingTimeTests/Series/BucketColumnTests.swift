import BillingModel
import BillingTestSupport
import BillingTime
import Foundation
import Testing

@Suite("Columns of buckets")
struct BucketColumnTests {
    /// What a bucket says of a level, found by looking at every sample.
    private struct Level: Equatable {
        var value: Double?
        var position: Int64?
        var lastKnown: Double?
        var samples = 0
        var origin = Completeness.Origin.missing
    }

    @Test("Levels are those that a look at every sample of every bucket finds", arguments: 1...200)
    func levels(seed: UInt64) throws {
        var random = SplitMix64(seed: seed)
        let positions = Set((0..<random.below(12)).map { _ in Int64(random.below(100)) }).sorted()
        let values = positions.map { _ in Double(random.below(9)) - 4 }
        let boundaries = (0..<2 + random.below(8)).map { _ in Int64(random.below(90)) + 5 }.sorted()
        let resets = Set((0..<random.below(4)).map { _ in Int64(random.below(100)) }).sorted()
        let held = IntervalSet(
            (0..<3).map { _ in
                let start = Int64(random.below(90))
                return start..<start + Int64(random.below(30))
            })
        let (now, extent) = (Int64(random.below(110)), Int64(random.below(2)))
        let carried =
            random.below(2) == 0 ? nil : Aggregation.Reading(position: Int64(random.below(5)), value: 7)
        let ends = boundaries.dropFirst().map { min($0, now) }
        let found = try Aggregation.levels(
            positions: positions, values: values, rules: SeriesRules(kind: .gauge, extent: extent),
            boundaries: boundaries, ends: ends, held: held, resets: resets,
            completeness: try Aggregation.completeness(boundaries: boundaries, now: now), until: now,
            carried: carried)
        for (bucket, found) in found.enumerated() {
            let (start, end) = (boundaries[bucket], boundaries[bucket + 1])
            var expected = Level()
            var last = carried.map { (position: $0.position, value: $0.value) }
            for (position, value) in zip(positions, values) where position >= boundaries[0] && position < end
            {
                last = (position, value)
            }
            if start < now, let last,
                !resets.contains(where: { last.position < $0 && $0 <= start && last.position < start })
            {
                expected.samples = positions.count { start <= $0 && $0 < end }
                let isInForce =
                    held.contains(ends[bucket] - 1)
                    || extent == 0 && last.position == ends[bucket] - 1
                if isInForce {
                    (expected.value, expected.position) = (last.value, last.position)
                    expected.origin = expected.samples > 0 ? .observed : .filled
                } else {
                    expected.lastKnown = last.value
                }
            }
            let known = found.completeness
            #expect(
                Level(
                    value: found.value, position: found.position, lastKnown: found.lastKnown?.value,
                    samples: known.samples, origin: known.origin) == expected, "bucket \(bucket)")
        }
    }

    /// A metric of each kind whose figures may follow from single samples, by date and by instant.
    private static let metrics: [Metric] = {
        let kinds: [MetricKind] = [.gauge, .count, .distinct, .distinctToDate, .cumulative]
        return kinds.flatMap { kind in
            [Cadence.daily, .irregular].compactMap { cadence in
                (try? MetricID("\(kind.rawValue)")).flatMap { id in
                    try? Metric(
                        id: id, unit: "u", kind: kind, cadence: cadence,
                        staleness: kind == .gauge ? .seconds(200_000) : nil)
                }
            }
        }
    }()

    private static func value(_ random: inout SplitMix64) -> Double {
        switch random.below(12) {
        case 0: -0.0
        case 1: Double(random.below(1_000)) / 100
        case 2: Double(bitPattern: random.next() >> 2)
        default: Double(random.below(2_000)) - 1_000
        }
    }

    private static func series(
        _ metric: Metric, days: [Int64], _ random: inout SplitMix64
    ) throws -> MetricSeries {
        MetricSeries(
            key: SeriesKey(tenant: try TenantID("t"), metric: metric.id),
            timing: metric.isDaily ? .dates : .instants,
            positions: metric.isDaily ? days : days.map { $0 * 86_400_000_000 + 5_000_000 },
            values: days.map { _ in value(&random) }, revisions: RunLengths(), zones: RunLengths())
    }

    private static func plan(_ random: inout SplitMix64) throws -> BucketPlan {
        let start = Date(timeIntervalSince1970: 20_001 * 86_400)
        let width = [BucketWidth.day, .week, .month][random.below(3)]
        let grid = try BucketGrid(
            covering: start..<start.addingTimeInterval(60 * 86_400), width: width,
            zone: ZoneDatabase.system.zone(ZoneID("America/New_York")))
        return try BucketPlan(grid, now: start.addingTimeInterval(Double(random.below(70)) * 86_400))
    }

    @Test(
        "say of a bucket what its value says, and of several what their values say together",
        arguments: 1...60)
    func columns(seed: UInt64) throws {
        var random = SplitMix64(seed: seed)
        let plan = try Self.plan(&random)
        let days = (0..<70).map { 19_995 + Int64($0) }.filter { _ in random.below(4) > 0 }
        for metric in Self.metrics {
            let reading = try SeriesReading(Self.series(metric, days: days, &random), on: plan)
            let times = reading.times(of: metric, stated: .everything, weighted: true)
            let column = try reading.column(of: metric, at: times)
            let values = Array(column)
            #expect(values == (try reading.values(of: metric, coverage: times.covered)), "\(metric.id)")
            for (bucket, value) in values.enumerated() {
                #expect(column.value(bucket) == value.value)
                #expect(column.value(bucket)?.sign == value.value?.sign)
                #expect(column.exact(bucket) == value.exact)
                #expect(column.completeness(bucket) == value.completeness)
                #expect(column.lastKnown(bucket) == value.lastKnown)
                #expect(column.time(bucket) == value.time)
            }
            #expect(column.figures.map { $0.isNaN ? nil : $0 } == values.map(\.value))
            #expect(column.hasFigures == values.contains { $0.value != nil })
            #expect(column.hasSamples == values.contains { $0.completeness.samples > 0 })
            let first = random.below(values.count)
            let part = first..<first + random.below(values.count - first + 1)
            #expect(
                try column.weakest(of: part) == Completeness.weakest(of: values[part].map(\.completeness)))
            var sum = ExactSum()
            for case let exact? in values[part].map(\.exact) { sum.merge(exact) }
            #expect(column.sum(of: part).sum == sum)
            #expect(column.sum(of: part).count == values[part].count { $0.exact != nil })
            #expect(
                column.isKnown(in: part)
                    == values[part].contains { $0.completeness.coverage > 0 || $0.completeness.samples > 0 })
            guard metric.kind == .gauge else { continue }
            let weighted = try reading.weighted(at: times)
            let states = try reading.weighted(held: reading.held(of: metric, coverage: times.covered))
            #expect(weighted.states == states)
            var whole = TimeWeightedState()
            for state in states[part] { try whole.merge(state) }
            #expect(weighted.sum(of: part) == whole.weighted)
        }
    }

    @Test("of series of the same times add up to what their values do", arguments: 1...60)
    func totals(seed: UInt64) throws {
        var random = SplitMix64(seed: seed)
        let plan = try Self.plan(&random)
        let days = (0..<70).map { 19_995 + Int64($0) }.filter { _ in random.below(4) > 0 }
        for metric in Self.metrics where metric.kind == .gauge || metric.kind == .count {
            let all = try (0..<2 + random.below(5)).map { _ in
                try Self.series(metric, days: days, &random)
            }
            let times = try SeriesReading(all[0], on: plan)
                .times(of: metric, stated: .everything, weighted: true)
            let columns = all.compactMap {
                times.columns(of: $0, plan.places(of: $0), of: metric, stated: .everything, weighted: true)
            }
            // A count whose buckets have several samples each is not added up so.
            guard columns.count == all.count else { continue }
            var parts: [LevelTotals] = []
            for (values, weighted) in columns {
                let place = random.below(3)
                if place < parts.count {
                    let isTaken = parts[place].add(values, weighted)
                    #expect(isTaken)
                } else {
                    parts.append(try #require(LevelTotals(values, weighted)))
                }
            }
            var totals = parts[0]
            for part in parts.dropFirst() {
                let isTaken = totals.add(part)
                #expect(isTaken)
            }
            #expect(totals.count == all.count)
            let buckets = try totals.buckets()
            for (bucket, found) in buckets.enumerated() {
                let values = columns.map { $0.values[bucket] }
                var (exact, last) = (ExactSum(), ExactSum())
                for value in values {
                    exact.merge(value.exact ?? ExactSum())
                    if let level = value.time == nil ? value.lastKnown?.value : value.value {
                        try last.add(level)
                    }
                }
                #expect(found.exact ?? ExactSum() == exact)
                #expect((found.exact == nil) == values.allSatisfy { $0.exact == nil })
                #expect(found.last ?? ExactSum() == last)
                #expect(found.isPast == values.contains { $0.lastKnown != nil })
                #expect(found.completeness == (try Completeness.weakest(of: values.map(\.completeness))))
            }
            let weighted = totals.weighted()
            #expect(weighted.isEmpty == (metric.kind != .gauge))
            for (bucket, found) in weighted.enumerated() {
                var sum = ExactSum()
                for column in columns { sum.merge(column.weighted.sum(of: bucket..<bucket + 1)) }
                #expect(found == sum)
            }
        }
    }

    @Test(
        "Levels weighted by time are the exact sums of products, whatever the values are", arguments: 1...100)
    func weighted(seed: UInt64) throws {
        var random = SplitMix64(seed: seed)
        let positions = (0..<random.below(60)).map { _ in Int64(random.below(1_000)) }.sorted()
        let values = positions.map { _ in Self.value(&random) }
        let boundaries = (0..<8).map { _ in Int64(random.below(1_000)) }.sorted()
        let coverage = IntervalSet(
            (0..<4).map { _ in
                let start = Int64(random.below(900))
                return start..<start + Int64(random.below(300))
            })
        let staleness = random.below(2) == 0 ? nil : Int64(random.below(100))
        let until = Int64(random.below(1_200))
        let states = try Aggregation.timeWeighted(
            positions: positions, values: values, boundaries: boundaries,
            rules: SeriesRules(kind: .gauge, staleness: staleness), coverage: coverage, until: until)
        for (bucket, state) in states.enumerated() {
            var (sum, length, held) = (ExactSum(), Int64(0), [Double]())
            for (place, position) in positions.enumerated() {
                var end = place + 1 < positions.count ? positions[place + 1] : Int64.max
                if let staleness { end = min(end, position + staleness) }
                let start = max(position, boundaries[bucket])
                end = min(end, until, boundaries[bucket + 1])
                guard start < end else { continue }
                let covered = coverage.coveredLength(in: start..<end)
                guard covered > 0 else { continue }
                sum.addProduct(values[place], covered)
                length += covered
                held.append(values[place])
            }
            #expect(state.weighted == sum && state.heldLength == length, "bucket \(bucket)")
            #expect(state.minimum == held.min() && state.maximum == held.max())
        }
    }
}
