import BillingInsights
import BillingModel

/// What happens to made-up days.
enum PlantedChange: String, CaseIterable {
    /// Nothing.
    case none
    /// Growth by 4 % a month, which is no change.
    case growth
    /// Five days of any size, an outage of six days and nine days without a value, which are none.
    case odd
    /// A shift by three deviations of the noise, from any day to the end.
    case shift
    /// The same for the last fourteen days.
    case lastShift
    /// The same for fourteen days.
    case passingShift
    /// A turn from level to a fifth of the level in a month.
    case turn

    /// How many days off it counts as found.
    var reach: Int { self == .turn ? 14 : 3 }

    /// Days around 200 with this noise, and what was planted.
    func days(_ noise: [Double], seed: UInt64) -> (values: [Double?], planted: [(ChangePoint.Kind, Int)]) {
        var random = SplitMix64(seed: seed &+ 1_000)
        var values = MadeUpDays.days(noise, growth: self == .growth ? 0.04 : 0)
        let count = values.count
        let factor = random.unit() < 0.5 ? 0.7 : 1.3
        func any(_ range: Range<Int>) -> Int { range.lowerBound + Int(random.unit() * Double(range.count)) }
        func change(_ range: Range<Int>, by factor: (Int) -> Double) {
            for day in range { values[day] = values[day].map { $0 * factor(day) } }
        }
        switch self {
        case .none, .growth:
            return (values, [])
        case .odd:
            for _ in 0..<5 { values[any(0..<count)] = 5_000 * random.unit() }
            let outage = any(0..<count - 6)
            for day in outage..<outage + 6 { values[day] = 0 }
            let gap = any(0..<count - 9)
            for day in gap..<gap + 9 { values[day] = nil }
            return (values, [])
        case .shift, .lastShift:
            let first = self == .shift ? any(30..<count - 13) : count - 14
            change(first..<count) { _ in factor }
            return (values, [(.level, first)])
        case .passingShift:
            let first = any(30..<count - 28)
            change(first..<first + 14) { _ in factor }
            return (values, [(.level, first), (.level, first + 14)])
        case .turn:
            let first = any(count / 3..<2 * count / 3)
            change(first..<count) { 1 + Double($0 - first + 1) / 150 }
            return (values, [(.slope, first)])
        }
    }
}
