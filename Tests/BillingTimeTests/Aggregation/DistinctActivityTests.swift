import BillingModel
import BillingTestSupport
import BillingTime
import Testing

@Suite("Distinct activity by the quarter hour")
struct DistinctActivityTests {
    static let quarter: Int64 = 900_000_000

    /// Quarter hours counted from a day in 2020.
    static let base: Int32 = 1_753_152

    static func activity(_ rows: [(Int32, UInt32)]) throws -> DistinctActivity {
        try DistinctActivity(quarterHours: rows.map { base + $0.0 }, subjects: rows.map(\.1))
    }

    static func instants(_ quarters: [Int64]) -> [Int64] { quarters.map { (Int64(base) + $0) * quarter } }

    static let sample: [(Int32, UInt32)] = [(0, 1), (0, 2), (1, 1), (1, 1), (3, 3), (4, 1), (7, 2), (9, 9)]

    @Test("counts each subject once a bucket, however often it was active")
    func distinct() throws {
        let activity = try Self.activity(Self.sample)
        let counts = try activity.distinct(boundaries: Self.instants([0, 1, 2, 2, 4, 8]))
        #expect(counts.map(\.count) == [2, 1, 0, 1, 2])
        #expect(!counts.contains { $0.isWidened })
        #expect(try activity.distinct(boundaries: Self.instants([0, 10])).map(\.count) == [4])
        #expect(try activity.distinct(boundaries: Self.instants([-5, 0])).map(\.count) == [0])
    }

    @Test("widens a bucket to whole quarter hours, and says so")
    func widens() throws {
        let activity = try Self.activity(Self.sample)
        let start = Self.instants([0])[0]
        // [0:01, 1:00) touches quarter 0; [1:00, 4 + 1 µs) touches 1 to 4.
        let boundaries = [
            start + 1, start + Self.quarter, start + 4 * Self.quarter + 1, start + 5 * Self.quarter,
        ]
        let counts = try activity.distinct(boundaries: boundaries)
        #expect(counts.map(\.count) == [2, 2, 1])
        #expect(counts.map(\.isWidened) == [true, true, true])
        let empty = try activity.distinct(boundaries: [start + 1, start + 1])
        #expect(empty.map(\.count) == [0] && empty.map(\.isWidened) == [false])
    }

    @Test("counts to date from the last reset before the end of each bucket")
    func toDate() throws {
        let activity = try Self.activity(Self.sample)
        let resets = Self.instants([0, 4])
        let counts = try activity.distinctToDate(
            boundaries: Self.instants([-2, 0, 1, 2, 4, 5, 8, 10]), resets: resets)
        #expect(counts.map { $0?.count } == [nil, 2, 2, 3, 1, 2, 3])
        #expect(!counts.contains { $0?.isWidened ?? false })
        let late = try activity.distinctToDate(boundaries: Self.instants([6, 8]), resets: resets)
        #expect(late.map { $0?.count } == [2])
        #expect(try activity.distinctToDate(boundaries: Self.instants([0, 8]), resets: []) == [nil])
    }

    @Test("widens a count to date on both sides of a reset within a quarter hour")
    func toDateWidens() throws {
        let activity = try Self.activity(Self.sample)
        let start = Self.instants([0])[0]
        // The reset lies within quarter 3, so subject 3 counts before and after it.
        let reset = start + 3 * Self.quarter + 5
        let counts = try activity.distinctToDate(
            boundaries: [start, reset, start + 5 * Self.quarter], resets: [start, reset])
        #expect(counts.map { $0?.count } == [3, 2])
        #expect(counts.map { $0?.isWidened } == [true, true])
    }

    @Test("gives what the values to date are read from")
    func feedsValuesToDate() throws {
        let activity = try Self.activity(Self.sample)
        let (boundaries, resets) = (Self.instants([0, 2, 8]), Self.instants([0, 4]))
        let pieces = try ResetPieces(boundaries: boundaries, resets: resets)
        let now = Self.instants([100])[0]
        let counts = try activity.distinctToDate(boundaries: pieces.boundaries, resets: resets)
        let values = try Aggregation.valuesToDate(
            distinct: counts.map { $0?.count }, pieces: pieces,
            completeness: try Aggregation.completeness(
                boundaries: pieces.boundaries, now: now, resets: resets),
            until: now)
        let result = try Aggregation.joined(
            values, pieces, instants: pieces.boundaries,
            completeness: try Aggregation.completeness(boundaries: boundaries, now: now))
        #expect(result.map(\.value) == [2, nil])
        #expect(result[1].partialFigures.map(\.value) == [3, 2])
        #expect(result[1].partialFigures.map(\.endPosition) == Self.instants([4, 8]))
    }

    @Test("unites activity whose subjects are the same")
    func union() throws {
        let left = try Self.activity([(0, 1), (2, 2), (5, 1)])
        let right = try Self.activity([(0, 1), (1, 3), (5, 2)])
        let union = DistinctActivity.union([left, right, left])
        #expect(union == (try Self.activity([(0, 1), (1, 3), (2, 2), (5, 1), (5, 2)])))
        #expect(try union.distinct(boundaries: Self.instants([0, 2, 6])).map(\.count) == [2, 2])
        #expect(DistinctActivity.union([]).subjects.isEmpty)
        #expect(DistinctActivity.union([try Self.activity([(0, .max), (0, 0)])]).subjects == [0, .max])
    }

    @Test("agrees with sets, for subjects near and far apart", arguments: [71, 72, 73, 74] as [UInt64])
    func agreesWithSets(seed: UInt64) throws {
        var random = SplitMix64(seed: seed)
        let highest: UInt32 = seed.isMultiple(of: 2) ? 30 : .max
        let subjects = (0..<25).map { _ in UInt32.random(in: 0...highest, using: &random) }
        let hours = (0..<300).map { _ in Int32.random(in: 0...400, using: &random) }.sorted()
        let rows = hours.map { ($0, subjects.randomElement(using: &random) ?? 0) }
        let activity = try Self.activity(rows)
        func instants(_ count: Int) -> [Int64] {
            (0..<count).map { _ in
                Int64(Self.base) * Self.quarter + Int64.random(in: -5...410, using: &random) * Self.quarter
                    + (Bool.random(using: &random) ? Int64.random(in: 0..<Self.quarter, using: &random) : 0)
            }.sorted()
        }
        func touched(_ start: Int64, _ end: Int64) -> Int {
            Set(
                rows.filter { row in
                    let from = Int64(Self.base + row.0) * Self.quarter
                    return start < end && from < end && from + Self.quarter > start
                }.map(\.1)
            ).count
        }
        let (boundaries, resets) = (instants(40), instants(6))
        let counts = try activity.distinct(boundaries: boundaries)
        let toDate = try activity.distinctToDate(boundaries: boundaries, resets: resets)
        for (index, (start, end)) in zip(boundaries, boundaries.dropFirst()).enumerated() {
            #expect(counts[index].count == touched(start, end), "seed \(seed), bucket \(index)")
            let reset = resets.last { $0 < end }
            #expect(toDate[index]?.count == reset.map { touched($0, end) }, "seed \(seed), bucket \(index)")
        }
    }

    @Test("of nothing counts 0, and bad columns are refused")
    func emptyAndRefusals() throws {
        let nothing = try DistinctActivity(quarterHours: [], subjects: [])
        #expect(try nothing.distinct(boundaries: [.min, 0, .max]).map(\.count) == [0, 0])
        #expect(
            try nothing.distinctToDate(boundaries: [.min, .max], resets: [.min]).map { $0?.count } == [0])
        #expect(try nothing.distinct(boundaries: []).isEmpty)
        let columns: [([Int32], [UInt32])] = [
            ([Self.base], []), ([Self.base + 1, Self.base], [1, 2]), ([QuarterHour.earliest.number - 1], [1]),
            ([.max], [1]), ([.min, Self.base], [1, 2]),
        ]
        for (quarterHours, subjects) in columns {
            let code = refusal({ try DistinctActivity(quarterHours: quarterHours, subjects: subjects) })
            #expect(code == .invalidValue, "\(quarterHours)")
        }
        #expect(refusal({ try nothing.distinct(boundaries: [1, 0]) }) == .invalidValue)
        #expect(
            refusal({ try nothing.distinctToDate(boundaries: [0, 1], resets: [1, 0]) }) == .invalidValue)
    }
}
