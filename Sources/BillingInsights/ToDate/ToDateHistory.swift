import BillingModel

/// Checked cycles, in a unit that makes the largest figure about 1.
struct ToDateHistory: Sendable {
    /// What 1 stands for: a power of 2, so that scaling is exact.
    let unit: Double
    /// The earlier cycles, oldest first.
    let earlier: [ToDateCycle]
    /// What is known of the cycle in progress: the last known figure, after how many days; 0 after none.
    let current: (days: Int, value: Double)
    /// The times of the cycle in progress and of those to follow.
    let times: [[Double]]
    let kind: ToDateCurve.Kind
    /// Whether no figure was ever below the one before in its cycle.
    let rises: Bool

    /// Cycles whose end is known that it takes.
    private static let leastCycles = 3
    /// Cycles before the one in progress that are read: three years of months.
    private static let mostCycles = 36
    private static let lengths = 1...366

    init(_ cycles: [[Double?]], lengths: [Int]) throws(BillingError) {
        guard let first = lengths.first, lengths.count <= 24, lengths.allSatisfy(Self.lengths.contains) else {
            throw BillingError(
                .invalidValue, rule: "1 to 24 cycles are forecast, each of 1 to 366 days",
                detail: "\(lengths.prefix(25))")
        }
        let read = cycles.suffix(Self.mostCycles + 1)
        // Cycles before the first known figure say nothing.
        let past = Array(read.dropLast().drop { $0.allSatisfy { $0 == nil } })
        let progress = read.last ?? []
        guard progress.count <= first, past.allSatisfy({ Self.lengths.contains($0.count) }) else {
            throw BillingError(
                .invalidValue,
                rule: "an earlier cycle has 1 to 366 days, the one in progress at most its length",
                detail: "\(read.map(\.count)), \(first)")
        }
        let complete = past.count { ($0.last ?? nil) != nil }
        guard complete >= Self.leastCycles else {
            throw BillingError(
                .unavailable,
                rule: "a figure to date needs \(Self.leastCycles) earlier cycles whose last day has a value",
                detail: "there are \(complete)")
        }
        let known = progress.prefix((progress.lastIndex { $0 != nil } ?? -1) + 1)
        try self.init(past, Array(known), lengths: lengths, unit: Self.unit(of: past + [progress]))
    }

    private static func unit(of cycles: [[Double?]]) throws(BillingError) -> Double {
        var most = 0.0
        for cycle in cycles {
            for case let value? in cycle {
                try History.check(value)
                most = max(most, abs(value))
            }
        }
        // Below the least normal number a power of 2 would lose digits or vanish.
        return most > 1e-300 ? Double(sign: .plus, exponent: most.exponent, significand: 1) : 1
    }

    private init(_ past: [[Double?]], _ progress: [Double?], lengths: [Int], unit: Double) {
        let past = past.map { $0.map { $0.map { $0 / unit } } }
        let progress = progress.map { $0.map { $0 / unit } }
        let clock = WeekdayClock(past + [progress])
        var day = 0
        earlier = past.map { values in
            defer { day += values.count }
            return ToDateCycle(values: values, times: clock.times(from: day, count: values.count))
        }
        times = lengths.map { length in
            defer { day += length }
            return clock.times(from: day, count: length)
        }
        current = (progress.count, progress.last.flatMap { $0 } ?? 0)
        let figures = (past + [progress]).map { $0.compactMap { $0 } }
        kind = figures.joined().allSatisfy { $0 >= 0 } ? .multiplicative : .additive
        rises = figures.allSatisfy { zip([0] + $0, $0).allSatisfy { $0 <= $1 } }
        self.unit = unit
    }

    /// The longest cycle of all, by the clock.
    var longest: Double {
        let ends = earlier.map(\.length) + times.map { $0[$0.count - 1] }
        return ends.reduce(0, max)
    }
}

extension ToDateHistory {
    /// The ends of cycles as if each were of one length; none where an end is not known.
    func levels(of cycles: ArraySlice<ToDateCycle>, by curve: ToDateCurve, length: Double) -> [Double?] {
        cycles.map { cycle in
            cycle.end.flatMap { curve.projected($0, from: cycle.length, to: length) }
        }
    }
}

extension ToDateHistory {
    /// A cycle that is so many cycles ahead of those known, which is at least 1.
    func place(of times: [Double], after cycles: ArraySlice<ToDateCycle>, ahead: Int) -> CyclePlace {
        let curve = ToDateCurve(Array(cycles), kind: kind, length: longest)
        let levels = levels(of: cycles, by: curve, length: times[times.count - 1])
        let prior = CycleLevels.forecast(levels[...], count: ahead)[ahead - 1]
        return place(of: times, curve: curve, prior: prior)
    }

    func place(of times: [Double], curve: ToDateCurve, prior: Double) -> CyclePlace {
        CyclePlace(
            curve: curve, times: times, prior: max(prior, least), rises: rises,
            leastScale: kind == .multiplicative ? leastScale : nil)
    }

    /// No figure is forecast below.
    var least: Double { kind == .multiplicative ? 0 : -Double.greatestFiniteMagnitude }

    /// A twentieth of the mean end; a billionth of the largest figure where all ends are nearly nothing.
    private var leastScale: Double {
        let ends = earlier.compactMap(\.end)
        return max(0.05 * ends.reduce(0, +) / Double(max(ends.count, 1)), 1e-9)
    }
}
