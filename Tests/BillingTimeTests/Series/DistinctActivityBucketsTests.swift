import BillingModel
import BillingTestSupport
import BillingTime
import Foundation
import Testing

@Suite("Distinct counts of a host's activity in a grid")
struct DistinctActivityBucketsTests {
    private static func activity(_ activity: KeyValuePairs<String, String>) throws -> DistinctActivity {
        DistinctActivity(
            try activity.map { (try QuarterHour(holding: instant($0.key)), try SubjectID($0.value)) })
    }

    /// In New York: a and b on 31 January, a on 1 February, c on the 3rd.
    private static func fleet() throws -> DistinctActivity {
        try activity([
            "2025-02-03T12:00Z": "c", "2025-02-01T04:59Z": "b", "2025-01-31T05:00Z": "a",
            "2025-01-31T09:00Z": "a",
            "2025-02-01T05:00Z": "a",
        ])
    }

    private static let zone = "America/New_York"

    @Test("A subject counts once in each bucket, on the days of the zone")
    func distinct() throws {
        let days = try grid("2025-01-30", "2025-02-03", .day, Self.zone)
        #expect(try Self.fleet().distinct(in: days).map(\.count) == [0, 2, 1, 0, 1])
        let month = try grid("2025-01-01", "2025-02-28", .month, Self.zone)
        #expect(try Self.fleet().distinct(in: month).map(\.count) == [2, 2])
        // From 05:00 UTC on the 31st to 09:00, which is left out.
        let part = try cut("2025-01-31T05:00Z", "2025-01-31T09:00Z", .day, Self.zone)
        #expect(try Self.fleet().distinct(in: part).map(\.count) == [1])
        let none = try cut("2025-01-31T05:00Z", "2025-01-31T05:00Z", .day, Self.zone)
        #expect(try Self.fleet().distinct(in: none).isEmpty)
        #expect(try Self.activity([:]).distinct(in: days).map(\.count) == [0, 0, 0, 0, 0])
    }

    @Test("Buckets that cut a quarter hour are widened, and say so")
    func widened() throws {
        let counts = try Self.activity(["2025-01-01T00:14Z": "a"])
            .distinct(in: cut("2025-01-01T00:00Z", "2025-01-01T00:30Z", .minutes(10)))
        #expect(counts.map(\.count) == [1, 1, 0])
        #expect(counts.map(\.isWidened) == [true, true, true])
        let hours = try cut("2025-01-01T00:00Z", "2025-01-01T02:00Z", .hour)
        #expect(try Self.activity([:]).distinct(in: hours).map(\.isWidened) == [false, false])
    }

    @Test("A count to date begins again with each period, and reaches back before the grid")
    func toDate() throws {
        let days = try grid("2025-01-31", "2025-02-03", .day, Self.zone)
        #expect(try Self.fleet().distinctToDate(in: days).map(\.count) == [2, 1, 1, 2])
        let cycle = try BucketWidth.billingCycle(anchorDay: 15)
        #expect(
            try Self.fleet().distinctToDate(in: days, resettingEvery: cycle).map(\.count) == [2, 2, 2, 3])
        let later = try grid("2025-02-02", "2025-02-03", .day, Self.zone)
        #expect(try Self.fleet().distinctToDate(in: later).map(\.count) == [1, 2])
        // A week that crosses the month counts from the 1st.
        let weeks = try grid("2025-01-27", "2025-02-09", .week, Self.zone)
        #expect(try Self.fleet().distinctToDate(in: weeks).map(\.count) == [1, 2])
        #expect(
            refusal({ try Self.fleet().distinctToDate(in: days, resettingEvery: .hour) }) == .unsupported)
    }

    private static func active(_ kind: MetricKind, lag: Duration = .zero) throws -> Metric {
        try Metric(
            id: MetricID("active"), unit: "devices", kind: kind, source: .activity(of: .device), lag: lag)
    }

    @Test("Silence is 0 where it is covered, and unknown elsewhere")
    func values() throws {
        let days = try grid("2025-01-30", "2025-02-03", .day, Self.zone)
        let coverage = try covered(("2025-01-31T05:00Z", "2025-02-02T17:00Z"))
        let values = try Self.fleet().values(of: Self.active(.distinct), in: days, coverage: coverage)
        #expect(values.map(\.value) == [nil, 2, 1, 0, 1])
        #expect(values.map(\.completeness.coverage) == [0, 1, 1, 0.5, 0])
        #expect(values.map(\.completeness.origin) == [.missing, .observed, .observed, .filled, .observed])
        #expect(values.map(\.completeness.samples) == [0, 2, 1, 0, 1])
    }

    @Test("Figures to date need coverage from the start of the period, and list periods across a reset")
    func valuesToDate() throws {
        let active = try Self.active(.distinctToDate)
        let days = try grid("2025-02-01", "2025-02-04", .day, Self.zone)
        let coverage = try covered(("2025-02-02T05:00Z", "2025-03-01T05:00Z"))
        let values = try Self.fleet().values(of: active, in: days, coverage: coverage)
        #expect(values.map(\.value) == [1, 1, 2, 2])
        let parts: [Double] = [0, 0.5, 2 / 3, 0.75]
        #expect(values.map(\.completeness.coverage) == parts)
        let week = try Self.fleet().values(of: active, in: grid("2025-01-27", "2025-02-02", .week, Self.zone))
        #expect(week.map(\.value) == [nil])
        #expect(week[0].partialFigures.map(\.value) == [2, 1])
        #expect(
            week[0].partialFigures.map(\.end)
                == [try instant("2025-02-01T05:00Z"), try instant("2025-02-03T05:00Z")])
    }

    @Test("Nothing in a quarter hour that begins at now or later is read")
    func now() throws {
        let days = try grid("2025-01-31", "2025-02-02", .day, Self.zone)
        let late = try Self.active(.distinct, lag: .seconds(86_400))
        let now = try instant("2025-02-01T05:00Z")
        let values = try Self.fleet().values(of: late, in: days, now: now)
        #expect(values.map(\.value) == [2, nil, nil])
        #expect(values.map(\.completeness.phase) == [.settling, .future, .future])
        // The quarter hour that holds now is read whole.
        let minute = try Self.fleet().values(of: late, in: days, now: now + 60)
        #expect(minute.map(\.value) == [2, 1, nil])
        let earlier = try Self.fleet().values(of: late, in: days, now: instant("2025-02-01T04:45Z"))
        #expect(earlier.map(\.value) == [1, nil, nil])
    }

    @Test("Only distinct counts come of activity, in no narrower buckets than a quarter hour")
    func refusals() throws {
        let days = try grid("2025-01-31", "2025-02-02")
        for kind in [MetricKind.gauge, .count, .cumulative] {
            #expect(refusal({ try Self.fleet().values(of: metric(kind), in: days) }) == .unsupported)
        }
        let narrow = try cut("2025-01-01T00:00Z", "2025-01-01T00:30Z", .minutes(10))
        #expect(
            refusal({ try Self.fleet().values(of: Self.active(.distinct), in: narrow) }) == .unsupported)
    }

    @Test("The same id of two tenants or kinds is two subjects in records, and one in pairs")
    func records() throws {
        let quarter = try QuarterHour(holding: instant("2025-01-01T00:00Z"))
        let subject = try SubjectID("7")
        let owners: [(String, SubjectKind)] = [("acme", .device), ("bolt", .device), ("acme", .user)]
        let records = try owners.map { owner in
            ActivityRecord(
                tenant: try TenantID(owner.0), kind: owner.1, subject: subject, quarter: quarter)
        }
        let day = try grid("2025-01-01", "2025-01-01")
        #expect(try DistinctActivity(records + records).distinct(in: day).map(\.count) == [3])
        #expect(
            try DistinctActivity(records.map { ($0.quarter, $0.subject) }).distinct(in: day).map(\.count) == [
                1
            ])
    }

    @Test("A union counts a subject once, whatever its number was")
    func union() throws {
        let (a, b, c) = (try SubjectID("a"), try SubjectID("b"), try SubjectID("c"))
        let quarter = try QuarterHour(holding: instant("2025-01-01T00:00Z"))
        let one = DistinctActivity([(quarter, a), (quarter, b)])
        let other = DistinctActivity([(quarter, c), (quarter, a)])
        let day = try grid("2025-01-01", "2025-01-01")
        let named = try DistinctActivity.union(named: [(one, [a, b]), (other, [c, a])])
        #expect(try named.distinct(in: day).map(\.count) == [3])
        // As the same numbers they are the same subjects.
        #expect(try DistinctActivity.union([one, other]).distinct(in: day).map(\.count) == [2])
        #expect(try DistinctActivity.union(named: []).distinct(in: day).map(\.count) == [0])
        #expect(refusal({ try DistinctActivity.union(named: [(one, [a])]) }) == .invalidValue)
    }
}
