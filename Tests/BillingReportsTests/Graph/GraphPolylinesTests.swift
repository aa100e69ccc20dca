import BillingModel
import BillingReports
import BillingStore
import BillingTestSupport
import BillingTime
import Foundation
import Testing

@Suite("A line is thinned to real points, without a polyline across a gap")
struct GraphPolylinesTests {
    @Test("By hand: gaps end polylines, ends and extremes stay")
    func byHand() async throws {
        let graph = try await GraphFixture.graph([(.assets, [nil, 5, 6, 7, nil, 9, nil, 3, 4, 1, 4, 3, nil])])
        let line = try #require(graph.series(.assets))
        func places(_ limit: Int) throws -> [[Int]] {
            try graph.polylines(of: line, limit: limit).map { $0.map(\.index) }
        }
        #expect(try places(100) == [[1, 2, 3], [5], [7, 8, 9, 10, 11]])
        // Both sides of the gaps, and the lowest, which is in the middle of a polyline.
        #expect(try places(0) == [[1, 3], [5], [7, 9, 11]])
        #expect(try places(.min) == places(6))
        #expect(
            try graph.polylines(of: line, limit: 3, drawing: \.minimum).map { $0.map(\.index) } == places(0))
        let none = try await GraphFixture.graph([(.assets, [nil, nil])])
        #expect(try none.polylines(of: none.series[0], limit: 5).isEmpty)
    }

    @Test("Whatever the values are", arguments: [1, 2, 3, 4, 5, 6, 7, 8] as [UInt64])
    func properties(seed: UInt64) async throws {
        var random = SplitMix64(seed: seed)
        let values = GraphFixture.values(180, &random)
        let graph = try await GraphFixture.graph([(.assets, values)])
        let line = try #require(graph.series(.assets))
        #expect(line.points.map(\.value) == values)
        let known = values.indices.filter { values[$0] != nil }
        let runs = known.filter { $0 == 0 || values[$0 - 1] == nil }
        for limit in [0, 1, 2, 10, 40, 41, 90, 179, 180, 500] {
            let label = Comment("seed \(seed), limit \(limit)")
            let polylines = try graph.polylines(of: line, limit: limit)
            let kept = polylines.flatMap { $0 }
            #expect(kept.allSatisfy { line.points[$0.index] == $0 }, label)
            #expect(kept.map(\.index) == kept.map(\.index).sorted(), label)
            #expect(Set(kept.map(\.index)).count == kept.count, label)
            #expect(kept.count <= max(limit, 2 * runs.count + 2), label)
            // Each polyline is one run of the line, from its first point to its last.
            #expect(polylines.map { $0[0].index } == runs, label)
            for polyline in polylines {
                let (first, last) = (polyline[0].index, polyline[polyline.count - 1].index)
                #expect(values[first...last].allSatisfy { $0 != nil }, label)
                #expect(last == values.count - 1 || values[last + 1] == nil, label)
            }
            #expect(kept.compactMap(\.value).min() == values.compactMap(\.self).min(), label)
            #expect(kept.compactMap(\.value).max() == values.compactMap(\.self).max(), label)
            if known.count <= limit { #expect(kept.map(\.index) == known, label) }
            try checkCells(values, kept.map(\.index), limit, label)
            // What is dropped is no gap, so the polylines put together again are thinned to themselves.
            let positions = values.indices.filter { values[$0] == nil || kept.map(\.index).contains($0) }
            let again = try Downsampling.minMax(
                positions: positions.map { Int64($0) }, values: positions.map { values[$0] }, target: limit)
            #expect(again.map { positions[$0] } == kept.map(\.index), label)
        }
    }

    /// The first lowest and the first highest point of every cell that the limit pays for are kept.
    private func checkCells(_ values: [Double?], _ kept: [Int], _ limit: Int, _ label: Comment) throws {
        let known = values.indices.filter { values[$0] != nil }
        guard let first = known.first, let last = known.last, known.count > limit else { return }
        var always = Set(
            known.filter { place in
                place == 0 || place == values.count - 1 || values[place - 1] == nil
                    || values[place + 1] == nil
            })
        func extremes(_ places: [Int]) -> [Int] {
            let lowest = places.compactMap { values[$0] }.min()
            let highest = places.compactMap { values[$0] }.max()
            return [places.first { values[$0] == lowest }, places.first { values[$0] == highest }].compactMap(
                \.self)
        }
        always.formUnion(extremes(known))
        #expect(Set(kept).isSuperset(of: always), label)
        let cells = max(0, limit - always.count) / 2
        var expected = always
        for cell in 0..<cells {
            // Days are equally long in UTC, so that cells of equal duration are cells of days; the last one ends within a day.
            let inside = known.filter { place in
                let (offset, width) = (
                    Int64(place - first) * 86_400_000_000, Int64(last - first) * 86_400_000_000 + 1
                )
                return Int(offset * Int64(cells) / width) == cell
            }
            expected.formUnion(extremes(inside))
        }
        #expect(kept == expected.sorted(), label)
    }
}
