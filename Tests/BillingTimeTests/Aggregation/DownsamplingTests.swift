import BillingModel
import BillingTestSupport
import BillingTime
import Testing

@Suite("Thinned points")
struct DownsamplingTests {
    static func thin(_ values: [Double?], target: Int) throws -> [Int] {
        try Downsampling.minMax(positions: values.indices.map(Int64.init), values: values, target: target)
    }

    @Test("keep both ends, the extremes, and the extremes of each cell")
    func handComputed() throws {
        // Always kept: 0 and 9, the lowest at 6, the highest at 2. Two cells of width 5 remain of a target of 8.
        let values: [Double?] = [5, 4, 9, 6, 6, 5, 1, 8, 7, 6]
        #expect(try Self.thin(values, target: 4) == [0, 2, 6, 9])
        #expect(try Self.thin(values, target: 5) == [0, 2, 6, 9])
        // One cell has the same extremes as the whole.
        #expect(try Self.thin(values, target: 7) == [0, 2, 6, 9])
        // [0, 5): lowest 1, highest 2. [5, 10): lowest 6, highest 7.
        #expect(try Self.thin(values, target: 8) == [0, 1, 2, 6, 7, 9])
        #expect(try Self.thin(values, target: 10) == Array(0...9))
    }

    @Test("keep both sides of every gap, however small the target", arguments: [Int.min, -1, 0, 1, 7])
    func gaps(target: Int) throws {
        let values: [Double?] = [nil, 3, 4, 5, nil, nil, 6, nil, 7, 8, 9, 10, nil]
        // Runs 1–3, 6 and 8–11; the extremes are at their ends.
        #expect(try Self.thin(values, target: target) == [1, 3, 6, 8, 11])
    }

    @Test("are all of them if the target allows")
    func fewPoints() throws {
        #expect(try Self.thin([1, nil, 2], target: 2) == [0, 2])
        #expect(try Self.thin([1, 1, 1, 1], target: 4) == [0, 1, 2, 3])
        #expect(try Self.thin([1, 1, 1, 1], target: .max) == [0, 1, 2, 3])
        #expect(try Self.thin([nil, nil], target: 0).isEmpty)
        #expect(try Self.thin([], target: 0).isEmpty)
        #expect(try Self.thin([4], target: 0) == [0])
    }

    @Test("take the first of equal extremes, and bear points at one position")
    func ties() throws {
        #expect(try Self.thin([5, 1, 9, 1, 9, 5], target: 4) == [0, 1, 2, 5])
        let same = try Downsampling.minMax(
            positions: [7, 7, 7, 7, 7, 7, 7, 7], values: [5, 1, 9, 1, 9, 4, 3, 5], target: 6)
        #expect(same == [0, 1, 2, 7])
        let far = try Downsampling.minMax(
            positions: [.min, -1, 0, 1, .max - 1, .max], values: [5, 6, 9, 7, 1, 5], target: 5)
        #expect(far == [0, 2, 4, 5])
    }

    @Test("keep what the rule names, within the target", arguments: [81, 82, 83, 84] as [UInt64])
    func rules(seed: UInt64) throws {
        var random = SplitMix64(seed: seed)
        for round in 0..<20 {
            var values: [Double?] = (0..<300).map { _ in random.ordinaryDouble() }
            for _ in 0..<Int.random(in: 0...8, using: &random) {
                let start = Int.random(in: 0..<290, using: &random)
                for index in start..<(start + Int.random(in: 1...10, using: &random)) { values[index] = nil }
            }
            var position: Int64 = -400
            let positions = values.map { _ in
                position += Int64.random(in: 0...9, using: &random)
                return position
            }
            let target = Int.random(in: 0...200, using: &random)
            let kept = try Downsampling.minMax(positions: positions, values: values, target: target)
            let real = values.indices.filter { values[$0] != nil }
            let runEnds = real.filter { index in
                index == 0 || index == 299 || values[index - 1] == nil || values[index + 1] == nil
            }
            #expect(kept == kept.sorted() && Set(kept).count == kept.count, "seed \(seed), \(round)")
            #expect(kept.allSatisfy { values[$0] != nil }, "seed \(seed), \(round)")
            #expect(Set(kept).isSuperset(of: runEnds), "seed \(seed), \(round)")
            let numbers = values.compactMap(\.self)
            #expect(kept.compactMap { values[$0] }.min() == numbers.min(), "seed \(seed), \(round)")
            #expect(kept.compactMap { values[$0] }.max() == numbers.max(), "seed \(seed), \(round)")
            #expect(kept.count <= max(target, runEnds.count + 2), "seed \(seed), \(round)")
            // Each cell that the target surely pays for has its extremes.
            let cells = (target - runEnds.count - 2) / 2
            guard cells > 0, let first = real.first, let last = real.last else { continue }
            let always = Set(runEnds).union([
                real.first { values[$0] == numbers.min() } ?? 0,
                real.first { values[$0] == numbers.max() } ?? 0,
            ])
            let count = Int64((target - always.count) / 2)
            let width = positions[last] - positions[first] + 1
            for cell in 0..<count {
                let inside = real.filter { (positions[$0] - positions[first]) * count / width == cell }
                let found = kept.filter { inside.contains($0) }.compactMap { values[$0] }
                #expect(
                    found.min() == inside.compactMap { values[$0] }.min(), "seed \(seed), \(round), \(cell)")
                #expect(
                    found.max() == inside.compactMap { values[$0] }.max(), "seed \(seed), \(round), \(cell)")
            }
        }
    }

    @Test("need ascending positions and finite values")
    func refusals() {
        func code(_ positions: [Int64], _ values: [Double?]) -> BillingError.Code? {
            refusal({ try Downsampling.minMax(positions: positions, values: values, target: 1) })
        }
        #expect(code([2, 1], [0, 0]) == .invalidValue)
        #expect(code([1], [0, 0]) == .invalidValue)
        #expect(code([1, 2], [0, .nan]) == .invalidValue)
        #expect(code([1, 2], [nil, .infinity]) == .invalidValue)
    }
}
