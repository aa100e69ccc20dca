import BillingModel
import Testing

@testable import BillingInsights

@Suite("Parts of change points")
struct ChangePartsTests {
    private struct Points {
        var places: [Double] = []
        var values: [Double] = []
        var weights: [Double] = []

        init(seed: UInt64, count: Int) {
            var random = SplitMix64(seed: seed)
            var place = -20.0
            for _ in 0..<count {
                place += 1 + Double(random.index(below: 3))
                places.append(place)
                values.append(random.gaussian())
                weights.append(0.5 + random.unit())
            }
        }

        var sums: LineSums { LineSums(places: places, values: values, weights: weights) }

        /// The squared error of the best sum of these columns, by orthogonalising one after the other.
        func error(of columns: [(Int) -> Double], in range: Range<Int>) -> Double {
            var rest = range.map { values[$0] }
            var basis: [[Double]] = []
            func product(_ a: [Double], _ b: [Double]) -> Double {
                zip(range, zip(a, b)).reduce(0) { $0 + weights[$1.0] * $1.1.0 * $1.1.1 }
            }
            func free(_ column: [Double], of other: [Double]) -> [Double] {
                let share = product(column, other) / product(other, other)
                return zip(column, other).map { $0 - share * $1 }
            }
            for column in columns {
                let plain = basis.reduce(range.map(column)) { free($0, of: $1) }
                basis.append(plain)
                rest = free(rest, of: plain)
            }
            return product(rest, rest)
        }
    }

    @Test("Errors of lines, jumps and turns are those of least squares", arguments: [1, 2, 3] as [UInt64])
    func leastSquares(seed: UInt64) {
        let points = Points(seed: seed, count: 40)
        let sums = points.sums
        let range = 5..<33
        let line: [(Int) -> Double] = [{ _ in 1 }, { points.places[$0] }]
        #expect(agree(sums.lineError(range), points.error(of: line, in: range)))
        for split in [9, 17, 30] {
            let after = { (index: Int) in index >= split ? 1.0 : 0 }
            let turn = { (index: Int) in after(index) * (points.places[index] - points.places[split - 1]) }
            #expect(agree(sums.jump(range, split: split).error, points.error(of: line + [after], in: range)))
            #expect(agree(sums.hinge(range, split: split).error, points.error(of: line + [turn], in: range)))
            #expect(
                agree(
                    sums.twoLinesError(range, split: split),
                    points.error(of: line + [after, turn], in: range)))
        }
    }

    @Test("Slopes of a turn without noise are its own")
    func hinge() {
        let places = (0..<20).map { Double($0) }
        let values = places.map { 3 + 2 * $0 + ($0 > 9 ? -5 * ($0 - 9) : 0) }
        let sums = LineSums(places: places, values: values, weights: places.map { _ in 2 })
        let hinge = sums.hinge(0..<20, split: 10)
        #expect(agree(hinge.before, 2) && agree(hinge.after, -3))
        #expect(abs(hinge.error) < 1e-9)
    }

    /// All divisions are tried.
    @Test("The division is the best of all", arguments: [1, 2] as [UInt64])
    func division(seed: UInt64) {
        var points = Points(seed: seed, count: 16)
        for index in 6..<16 { points.values[index] += 4 }
        let sums = points.sums
        var best = (cost: Double.infinity, starts: [Int]())
        for bits in 0..<1 << 15 {
            let starts = (1..<16).filter { bits >> ($0 - 1) & 1 == 1 }
            let bounds = [0] + starts + [16]
            let stretches = zip(bounds, bounds.dropFirst())
            guard stretches.allSatisfy({ $1 - $0 >= 3 }) else { continue }
            let cost = stretches.reduce(0) { $0 + sums.lineError($1.0..<$1.1) / 0.5 + 4 }
            if cost < best.cost { best = (cost, starts) }
        }
        #expect(Segmentation.starts(sums, noise: 0.5, penalty: 4, shortest: 3) == best.starts)
    }

    @Test("The form of noise is found", arguments: [0, 1, 2])
    func noise(form: Int) {
        var random = SplitMix64(seed: 7)
        let levels = (0..<600).map { 100 + Double($0) }
        let sizes = levels.map { form == 0 ? 1 : form == 1 ? ($0 / 400).squareRoot() : $0 / 400 }
        let distances = sizes.map { 5 * $0 * random.gaussian() }
        let scale = NoiseScale(distances: distances, levels: levels, isNonnegative: true)
        #expect(abs(scale.sizes[599] / scale.sizes[0] - sizes[599] / sizes[0]) < 0.05)
        let signed = NoiseScale(distances: distances, levels: levels, isNonnegative: false)
        #expect(signed.sizes.allSatisfy { $0 == 1 })
    }

    @Test("What an autoregression foresees is no news")
    func innovations() {
        var random = SplitMix64(seed: 3)
        var last = 0.0
        let errors = (0..<4_000).map { _ in
            last = 0.8 * last + random.gaussian()
            return last
        }
        #expect(abs(Autoregression.meanSquareOfInnovations(errors, order: 5) - 1) < 0.1)
        #expect(Autoregression.meanSquareOfInnovations([1, 2], order: 5) == 0)
        #expect(Autoregression.meanSquareOfInnovations(Array(repeating: 0, count: 50), order: 5) == 0)
    }
}
