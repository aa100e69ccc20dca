import BillingModel
import BillingTestSupport
import Testing

@Suite("A column of runs behaves like the plain array")
struct RunLengthsTests {
    @Test("Random appends and slices agree with an array")
    func random() {
        let seed: UInt64 = 64
        var chance = SplitMix64(seed: seed)
        for round in 0..<150 {
            var column = RunLengths<Int>()
            var plain: [Int] = []
            for _ in 0..<Int.random(in: 0..<12, using: &chance) {
                let value = Int.random(in: 0..<3, using: &chance)
                let count = Int.random(in: -1..<6, using: &chance)
                column.append(value, count: count)
                plain += Array(repeating: value, count: max(0, count))
            }
            #expect(Array(column) == plain, "seed \(seed), round \(round)")
            #expect(column.count == plain.count)
            #expect(column.isEmpty == plain.isEmpty)
            #expect(column.indices.map { column[$0] } == plain)
            #expect(column.reversed() == plain.reversed())
            #expect(column.first == plain.first && column.last == plain.last)

            let runs = column.runs
            #expect(runs.flatMap { Array(repeating: $0.value, count: $0.range.count) } == plain)
            #expect(runs.first?.range.lowerBound ?? 0 == 0)
            for (run, next) in zip(runs, runs.dropFirst()) {
                #expect(run.range.upperBound == next.range.lowerBound)
                #expect(run.value != next.value)
            }

            let start = Int.random(in: 0...plain.count, using: &chance)
            let end = Int.random(in: start...plain.count, using: &chance)
            #expect(
                Array(column.slice(start..<end)) == Array(plain[start..<end]), "seed \(seed), round \(round)")
            #expect(Array(column[start..<end]) == Array(plain[start..<end]))

            var single = RunLengths<Int>()
            for value in plain { single.append(value) }
            #expect(single == column)
            #expect(single.hashValue == column.hashValue)
        }
    }

    @Test("A run without length is no run")
    func empty() {
        #expect(RunLengths(repeating: "a", count: 0) == RunLengths())
        #expect(RunLengths(repeating: "a", count: -5).isEmpty)
        #expect(RunLengths(repeating: "a", count: .min).runs.isEmpty)
        #expect(RunLengths<String>().startIndex == 0)
        #expect(Array(RunLengths<String>().slice(0..<0)).isEmpty)
    }

    @Test("A long run costs one run")
    func long() {
        var column = RunLengths(repeating: 7, count: 1 << 40)
        column.append(8)
        #expect(column.count == (1 << 40) + 1)
        #expect(column.runs.count == 2)
        #expect(column[1 << 39] == 7)
        #expect(column[1 << 40] == 8)
    }

    @Test("A slice is cut at the ends of the column")
    func cut() {
        var column = RunLengths(repeating: 3, count: 3)
        column.append(1)
        #expect(Array(column.slice(-5..<2)) == [3, 3])
        #expect(column.slice(8..<20).isEmpty)
        #expect(column.slice(1..<9).count == 3)
    }
}
