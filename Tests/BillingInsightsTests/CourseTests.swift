import Testing

@testable import BillingInsights

@Suite("Course")
struct CourseTests {
    @Test("Gaps take values whole periods away, else the line between neighbours")
    func gaps() {
        let weekly = Course([1, 2, 3, nil, 5, 6, 7, 8], period: 3)
        // Index 3: three back is 1, three on is 7.
        #expect(weekly.values[3] == 4)
        #expect(weekly.known == [1, 1, 1, 0, 1, 1, 1, 1])
        #expect(Course([nil, 4, nil, nil, 10, nil], period: 1).values == [4, 4, 6, 8, 10, 10])
        #expect(Course([nil, nil], period: 7).values == [0, 0])
    }

    @Test("Moving medians equal those of sorted windows", arguments: [1, 2, 5])
    func movingMedian(reach: Int) {
        let values = MadeUp.series(seed: 3, count: 40, period: 1)
        let moving = Median.moving(values, reach: reach)
        for index in values.indices {
            let start = min(max(index - reach, 0), values.count - 2 * reach - 1)
            let sorted = values[start...start + 2 * reach].sorted()
            #expect(moving[index] == sorted[reach])
        }
        #expect(Median.moving([3, 1], reach: 2) == [3, 1])
    }

    @Test("The median is that of the sorted values")
    func median() {
        for count in 1...30 {
            let values = MadeUp.series(seed: UInt64(count), count: count, period: 1).map {
                ($0 / 3).rounded()
            }
            let sorted = values.sorted()
            let expected = 0.5 * (sorted[(count - 1) / 2] + sorted[count / 2])
            #expect(Median.of(values) == expected)
        }
        #expect(Median.of([]) == 0)
        #expect(Median.quantile(0.25, ofSorted: [1, 2, 4, 8, 16]) == 2)
        #expect(Median.quantile(0.9, ofSorted: [0, 10]) == 9)
    }

    @Test("The simplex finds the bottom of a valley, inside and at the edge of its box")
    func nelderMead() {
        let search = NelderMead(dimensions: 2, lower: [-2, -2, 0, 0], upper: [2, 2, 0, 0], evaluations: 300)
        let inside = search.minimum(from: [-1.2, 1, 0, 0], edge: [0.5, 0.5, 0, 0]) { point in
            let valley = point[1] - point[0] * point[0]
            return 100 * valley * valley + (1 - point[0]) * (1 - point[0]) + 1
        }
        #expect(agree(inside.point[0], 1, digits: 1))
        #expect(agree(inside.value, 1, digits: 3))
        let edge = search.minimum(from: [0, 0, 0, 0], edge: [0.5, 0.5, 0, 0]) { 3 - $0[0] + $0[1] * $0[1] }
        #expect(edge.point[0] == 2)
        let hostile = search.minimum(from: [0, 0, 0, 0], edge: [0.5, 0.5, 0, 0]) { _ in .nan }
        #expect(hostile.value == .greatestFiniteMagnitude)
    }

    @Test("A table keeps whole strides before its last origin")
    func table() {
        var table = PathTable(from: 3, through: 10, stride: 3, horizon: 2)
        #expect(Array(table.origins) == [4, 7, 10])
        #expect(table.contains(7))
        #expect(!table.contains(8))
        #expect(!table.contains(13))
        table.write(10) { $0[0] = 5 }
        #expect(table.forecast == [5, 0])
    }
}
