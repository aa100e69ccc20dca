import BillingModel
import BillingTestSupport
import BillingTime
import Foundation
import Testing

@Suite("An interval set")
struct IntervalSetTests {
    @Test("joins what touches or overlaps, and drops what is empty")
    func normalizes() {
        let set = IntervalSet([30..<40, 0..<10, 10..<20, 15..<18, 25..<25, 39..<50])
        #expect(set.ranges == [0..<20, 30..<50])
        #expect(set == IntervalSet([30..<50, 0..<20]))
        #expect(IntervalSet([5..<5]) == IntervalSet() && IntervalSet().isEmpty && !set.isEmpty)
        #expect(IntervalSet.everything.ranges == [Instants.first..<Instants.end])
        #expect(IntervalSet([Int64.min..<Int64.max]) == .everything)
    }

    @Test("is half-open")
    func halfOpen() {
        let set = IntervalSet([0..<20, 30..<50])
        let inside: [Int64] = [0, 19, 30, 49]
        let outside: [Int64] = [-1, 20, 29, 50, .min, .max]
        #expect(inside.allSatisfy { set.contains($0) } && !outside.contains { set.contains($0) })
        #expect(!IntervalSet().contains(0 as Int64))
    }

    @Test(
        "knows how much of a range it covers",
        arguments: [
            (0..<20, 20), (-5..<5, 5), (19..<31, 2), (20..<30, 0), (-10..<100, 40), (35..<35, 0),
            (60..<70, 0),
            (-9..<0, 0), (10..<40, 20), (Int64.min..<Int64.max, 40),
        ] as [(Range<Int64>, Int64)])
    func coveredLength(range: Range<Int64>, expected: Int64) {
        #expect(IntervalSet([0..<20, 30..<50]).coveredLength(in: range) == expected)
        #expect(IntervalSet().coveredLength(in: range) == 0)
    }

    @Test("covers all of time")
    func everything() {
        let length = Instants.end - Instants.first
        #expect(IntervalSet.everything.coveredLength(in: .min ..< .max) == length)
        #expect(IntervalSet.everything.coveredLength(in: 7..<9) == 2)
    }

    @Test("unites, intersects and measures as a set of points does", arguments: [41, 42, 43, 44] as [UInt64])
    func agreesWithPoints(seed: UInt64) {
        var random = SplitMix64(seed: seed)
        func some() -> [Range<Int64>] {
            (0..<Int.random(in: 0...12, using: &random)).map { _ in
                let start = Int64.random(in: 0...90, using: &random)
                return start..<(start + Int64.random(in: 0...15, using: &random))
            }
        }
        func points(_ ranges: [Range<Int64>]) -> Set<Int64> { Set(ranges.flatMap(Array.init)) }
        for round in 0..<30 {
            let (left, right) = (some(), some())
            let (first, second) = (IntervalSet(left), IntervalSet(right))
            let (union, both) = (first.union(second), first.intersection(second))
            #expect(points(union.ranges) == points(left).union(points(right)), "seed \(seed), \(round)")
            #expect(points(both.ranges) == points(left).intersection(points(right)), "seed \(seed), \(round)")
            #expect(
                union == second.union(first) && both == second.intersection(first), "seed \(seed), \(round)")
            let range = Int64.random(in: -5...50, using: &random)..<Int64.random(in: 50...120, using: &random)
            #expect(
                Int(union.coveredLength(in: range)) == points(union.ranges).count { range.contains($0) },
                "seed \(seed), \(round)")
            for (earlier, later) in zip(union.ranges, union.ranges.dropFirst()) {
                #expect(earlier.upperBound < later.lowerBound, "seed \(seed), \(round)")
            }
        }
    }

    @Test("is made of dates, and refuses those outside years 1 to 9999")
    func dates() throws {
        let start = try instant("2025-03-30T00:00Z")
        let set = try IntervalSet([start..<start.addingTimeInterval(3_600)])
        #expect(set.intervals == [start..<start.addingTimeInterval(3_600)])
        #expect(set.contains(start) && !set.contains(start.addingTimeInterval(3_600)))
        #expect(!set.contains(Date(timeIntervalSince1970: .infinity)))
        #expect(
            try set.coveredLength(in: start.addingTimeInterval(-60)..<start.addingTimeInterval(60))
                == .seconds(60))
        #expect(refusal({ try IntervalSet([Date.distantPast..<Date.distantFuture]) }) == .invalidValue)
    }
}
