import BillingModel
import BillingTestSupport
import Testing

@testable import BillingTime

/// The columns of one case, and the slow and obvious way to read them.
struct KernelCase {
    var positions: [Int64] = []
    var values: [Double] = []
    var boundaries: [Int64] = []
    var previous: Double?
    var measures: AggregateState.Measures = .all
    var resets = ResetRule.anyDrop

    init(seed: UInt64) throws {
        var random = SplitMix64(seed: seed)
        let sizes = seed.isMultiple(of: 50) ? [2_047, 2_048, 2_049, 5_000] : [0, 1, 2, 3, 5, 8, 40, 90]
        let count = sizes[random.below(sizes.count)]
        let origin: Int64 = [
            0, -1_000, -62_135_596_800_000_000, 253_402_300_000_000_000, .max - 20_000_000, .min,
        ][
            random.below(6)]
        let step = [0, 1, 3, 700][random.below(4)]
        var position = origin
        for _ in 0..<count {
            position += Int64(random.below(step + 1))
            positions.append(position)
        }
        let kind = random.below(10)
        values = positions.map { _ in Self.value(kind, &random) }
        var bound = origin
        if origin > .min { bound -= Int64(random.below(3)) }
        for _ in 0..<random.below(9) {
            boundaries.append(bound)
            bound += Int64(random.below(max(1, count * step / 3 + 2)))
        }
        if random.below(2) == 0 { previous = Self.value(kind, &random) }
        measures = AggregateState.Measures(rawValue: UInt8(random.below(8)))
        resets = [.anyDrop, .never, try .below(percent: 50)][random.below(3)]
        if seed % 8 < 2, count > 0 {
            values = Array(repeating: values[0], count: count)
            if random.below(2) == 0 { values[random.below(count)] = Self.value(kind, &random) }
        }
    }

    private static func value(_ kind: Int, _ random: inout SplitMix64) -> Double {
        switch kind {
        case 0: Double(random.below(1_000) - 500)
        case 1: Double(random.below(65_536)) / 8
        case 2: Double(random.below(1_000_000)) / 100 - 5_000
        case 3: Double(random.below(1_000_000)) / [1, 10, 1_000, 1e9][random.below(4)]
        case 4: Double(bitPattern: 0x40B0_0000_0000_0000 | random.next() >> 12)
        case 5: random.finiteDouble()
        case 6: [0.0, -0.0, 0.1, -0.1, 1e15 + 0.1, 0x1p53, -0x1p60, 0x1p-30][random.below(8)]
        case 7: random.below(5) == 0 ? 1.0 / 3 : Double(random.below(100)) / 10
        case 8: Double(random.next() >> 11) / 10
        default: value(random.below(9), &random)
        }
    }

    /// What each bucket holds, value by value.
    func check(_ states: [AggregateState], _ message: String) throws {
        try #require(states.count == max(0, boundaries.count - 1), "\(message)")
        for (bucket, state) in states.enumerated() {
            let (start, end) = (boundaries[bucket], boundaries[bucket + 1])
            let places = positions.indices.filter { positions[$0] >= start && positions[$0] < end }
            let inside = places.map { values[$0] + 0.0 }
            #expect(state.count == inside.count, "\(message), \(bucket)")
            #expect(state.first == inside.first && state.last == inside.last, "\(message), \(bucket)")
            #expect(state.minimum == inside.min() && state.maximum == inside.max(), "\(message), \(bucket)")
            #expect([state.minimum, state.maximum, state.first].allSatisfy { $0 != 0 || $0?.sign == .plus })
            #expect(state.firstPosition == places.first.map { positions[$0] }, "\(message), \(bucket)")
            #expect(state.lastPosition == places.last.map { positions[$0] }, "\(message), \(bucket)")
            if measures.contains(.sum) {
                var sum = ExactSum()
                for value in inside { sum.add(finite: value) }
                #expect(try state.exactSum() == sum, "\(message), \(bucket)")
            }
            if measures.contains(.squares) {
                var squares = ExactSum()
                for value in inside { squares.addSquare(value) }
                #expect(state.parts.squares == squares.parts, "\(message), \(bucket)")
            }
            if measures.contains(.increase) {
                let before = positions.lastIndex { $0 < start }.map { values[$0] } ?? previous
                try check(increase: state, inside, after: before, "\(message), \(bucket)")
            }
        }
    }

    private func check(
        increase state: AggregateState, _ inside: [Double], after before: Double?, _ message: String
    ) throws {
        var increase = ExactSum()
        var (reading, found) = (before, 0)
        for value in inside {
            if let reading {
                if resets.isReset(value, after: reading) {
                    found += 1
                } else {
                    increase.add(finite: -reading)
                }
            } else {
                increase.add(finite: -value)
            }
            increase.add(finite: value)
            reading = value
        }
        #expect(try state.exactIncrease() == increase, "\(message)")
        #expect(try state.resets() == found, "\(message)")
    }
}

@Suite("The kernel of aggregation")
struct KernelTests {
    @Test(
        "agrees with a slow way on 10,000 cases, in pieces of any length",
        arguments: Sweep.cases(Array(0..<10), every: 4))
    func agreesWithSlowWay(part: Int) throws {
        for seed in UInt64(part * 1_000)..<UInt64((part + 1) * 1_000) {
            let item = try KernelCase(seed: seed)
            let states = try Aggregation.states(
                positions: item.positions, values: item.values, boundaries: item.boundaries,
                previous: item.previous, measures: item.measures, resets: item.resets)
            try item.check(states, "seed \(seed)")
            let pieces = try Aggregation.states(
                ofSorted: item.positions[...], item.values[...], boundaries: item.boundaries,
                previous: item.previous, measures: item.measures, resets: item.resets,
                pieceLength: Int(seed % 7) + item.values.count / 5 + 1)
            #expect(pieces == states, "seed \(seed), in pieces")
        }
    }

    @Test("agrees with itself on columns in disorder", arguments: Sweep.cases(Array(0..<4), every: 2))
    func disorder(part: Int) throws {
        for seed in UInt64(part * 500)..<UInt64((part + 1) * 500) {
            var item = try KernelCase(seed: seed)
            item.measures.formIntersection(.sum)
            var random = SplitMix64(seed: seed)
            let order = item.positions.indices.shuffled(using: &random)
            let (positions, values) = (order.map { item.positions[$0] }, order.map { item.values[$0] })
            let found = try Aggregation.states(
                scattered: positions, values, boundaries: item.boundaries, measures: item.measures,
                pieceLength: 30)
            // Equal times keep the order of the columns.
            let sorted = positions.indices.sorted { (positions[$0], $0) < (positions[$1], $1) }
            (item.positions, item.values) = (sorted.map { positions[$0] }, sorted.map { values[$0] })
            try item.check(found, "seed \(seed)")
        }
    }

    @Test(
        "reads columns in the buckets of odd zones",
        arguments: [
            "UTC", "Australia/Sydney", "Australia/Lord_Howe", "Pacific/Apia", "America/St_Johns",
            "Asia/Kathmandu",
        ])
    func oddZones(name: String) throws {
        var random = SplitMix64(seed: 5)
        let zone = try ZoneDatabase.system.zone(ZoneID(name))
        let start: Int64 = 1_300_000_000_000_000
        let range = start..<(start + 400 * 86_400_000_000)
        let times = (0..<3_000).map { _ in
            range.lowerBound - 86_400_000_000 + Int64(random.next() % 35_000_000_000_000)
        }
        let values = times.map { _ in Double(random.below(90_000)) / 100 }
        for width in [BucketWidth.day, .month, .hour, .week(startingOn: .monday)] {
            let grid = try BucketGrid(range, width: width, zone: zone)
            var slow = [[Int]](repeating: [], count: grid.count)
            for place in times.indices.sorted(by: { (times[$0], $0) < (times[$1], $1) }) {
                if let bucket = grid.index(ofMicroseconds: times[place]) { slow[bucket].append(place) }
            }
            let ordered = times.indices.sorted { (times[$0], $0) < (times[$1], $1) }
            let scattered = try grid.states(microseconds: times, values: values)
            let sorted = try grid.states(
                microseconds: ordered.map { times[$0] }, values: ordered.map { values[$0] })
            #expect(scattered == sorted)
            #expect(scattered.map(\.count) == slow.map(\.count))
            #expect(scattered.map(\.last) == slow.map { $0.last.map { values[$0] } })
            let all = try grid.states(microseconds: times, values: values, measures: .all)
            #expect(try all.map { try $0.sum() } == sorted.map { try $0.sum() })
        }
    }

    @Test("refuses columns that break their rule")
    func refusals() throws {
        let grid = try BucketGrid(Int64(0)..<10, width: .day, zone: ZoneDatabase.system.zone(ZoneID("UTC")))
        for values in [[1, .nan, 2], [.infinity, 1, 2], [1, 2]] {
            #expect(refusal { try grid.states(microseconds: [1, 2, 3], values: values) } == .invalidValue)
            #expect(refusal { try grid.states(microseconds: [3, 2, 1], values: values) } == .invalidValue)
            #expect(refusal { try grid.states(microseconds: [30, 20, 11], values: values) } == .invalidValue)
        }
        #expect(try grid.states(microseconds: [], values: []).map(\.count) == [0])
    }

    @Test("takes columns as a series, sorted or not")
    func columnsOfSeries() throws {
        let key = SeriesKey(tenant: try TenantID("a"), metric: try MetricID("m"))
        let sorted = try MetricSeries(key: key, microseconds: [-5, 0, 7], values: [1, 2, 3])
        #expect(try MetricSeries(key: key, microseconds: [7, -5, 0], values: [3, 1, 2]) == sorted)
        #expect(try MetricSeries(key: key, microseconds: [], values: []).isEmpty)
        for (times, values) in [
            ([0, 0], [1, 2]), ([0, 1], [1]), ([0, 1], [1, .nan]), ([0, .max], [1, 2]), ([.min, 0], [1, 2]),
            ([1, 0, .max], [1, 2, 3]),
        ] as [([Int64], [Double])] {
            #expect(
                refusal { try MetricSeries(key: key, microseconds: times, values: values) } == .invalidValue)
        }
    }
}
