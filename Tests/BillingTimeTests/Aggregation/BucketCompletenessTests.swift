import BillingModel
import BillingTestSupport
import BillingTime
import Testing

@Suite("The completeness of buckets")
struct BucketCompletenessTests {
    static let boundaries: [Int64] = [0, 100, 200, 300, 400]

    @Test("follows now, lag and coverage")
    func phasesAndShares() throws {
        let buckets = try Aggregation.completeness(
            boundaries: Self.boundaries, coverage: IntervalSet([50..<240]), now: 240, lag: 100)
        #expect(buckets.map(\.phase) == [.settled, .settling, .inProgress, .future])
        // The third has elapsed to 240, and is covered so far.
        #expect(buckets.map(\.coverage) == [0.5, 1, 1, 0])
        #expect(buckets.allSatisfy { $0.samples == 0 && $0.origin == .missing })
        #expect(buckets.map(\.isComplete) == [false, false, false, false])
        let later = try Aggregation.completeness(
            boundaries: Self.boundaries, coverage: IntervalSet([50..<240]), now: 300, lag: 100)
        #expect(later.map(\.isComplete) == [false, true, false, false])
        #expect(later[2].coverage == 0.4)
    }

    @Test("marks what reaches beyond the range asked for")
    func clipping() throws {
        let buckets = try Aggregation.completeness(
            boundaries: Self.boundaries, range: 1..<400, now: 1_000)
        #expect(buckets.map(\.clippedStart) == [true, false, false, false])
        #expect(buckets.map(\.clippedEnd) == [false, false, false, false])
        let other = try Aggregation.completeness(boundaries: Self.boundaries, range: 0..<301, now: 1_000)
        #expect(other.map(\.clippedStart) == [false, false, false, false])
        #expect(other.map(\.clippedEnd) == [false, false, false, true])
    }

    @Test("is 1 only if all is covered, and above 0 if anything is")
    func neverRoundsToTheEnds() throws {
        let (start, end) = (Instants.first, Instants.end)
        let almost = try Aggregation.completeness(
            boundaries: [start, end], coverage: IntervalSet([start..<(end - 1)]), now: end)
        #expect(almost[0].coverage == 1.0.nextDown && !almost[0].isComplete)
        let barely = try Aggregation.completeness(
            boundaries: [start, end], coverage: IntervalSet([start..<(start + 1)]), now: end)
        #expect(barely[0].coverage > 0)
        let limits = try Aggregation.completeness(boundaries: [.min, 0, .max], now: .max)
        #expect(limits.allSatisfy { $0.coverage > 0 && $0.coverage < 1 })
    }

    @Test("of an empty bucket is full once it has passed")
    func emptyBucket() throws {
        let buckets = try Aggregation.completeness(
            boundaries: [0, 10, 10, 20], coverage: IntervalSet(), now: 11)
        #expect(buckets.map(\.coverage) == [0, 1, 0])
        #expect(buckets.map(\.phase) == [.settled, .settled, .inProgress])
    }

    @Test("of a figure to date needs the coverage since the reset")
    func toDate() throws {
        let buckets = try Aggregation.completeness(
            boundaries: Self.boundaries, coverage: IntervalSet([50..<400]), now: 400, resets: [0, 200, 350])
        // [0, 100): half. [0, 200): 150 of 200; the reset at 200 is the next one's. [200, 300). [350, 400).
        #expect(buckets.map(\.coverage) == [0.5, 0.75, 1, 1])
    }

    @Test("refuses disorder")
    func refusals() {
        #expect(refusal({ try Aggregation.completeness(boundaries: [1, 0], now: 0) }) == .invalidValue)
        #expect(
            refusal({ try Aggregation.completeness(boundaries: [0, 1], now: 0, resets: [2, 1]) })
                == .invalidValue)
    }
}
