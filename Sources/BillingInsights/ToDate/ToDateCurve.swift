/// The course of a figure to date within a cycle, learnt from earlier cycles: the chain ladder.
///
/// Growth from one day of the clock to the next is the sum of the later figures over that of the earlier, each
/// cycle weighing 0.95 times the next. Products of such growths lead from any time to the end, so that cycles
/// of 28 and of 31 days tell about each other. Where a value is negative, growth is by differences.
///
/// - SeeAlso: Mack (1993), Distribution-free calculation of the standard error of chain ladder reserve
///   estimates.
struct ToDateCurve: Sendable {
    enum Kind: Sendable { case multiplicative, additive }

    let kind: Kind
    /// After each whole day of the clock from 0: shares of the last value, or differences from the start.
    private let values: [Double]

    private static let decay = 0.95
    /// A figure that falls may have been this many times its end.
    private static let mostShare = 1e3

    /// - Parameters:
    ///   - cycles: At least one.
    ///   - kind: How growth is counted.
    ///   - length: How long the longest cycle is that will be asked for, by the clock.
    /// - Complexity: O(*n*) for *n* days.
    init(_ cycles: [ToDateCycle], kind: Kind, length: Double) {
        let seen = cycles.reduce(1) { max($0, Int($1.length + 1e-9)) }
        let counts = max(seen, Int(length) + 1)
        var before = Array(repeating: 0.0, count: seen)
        var after = before
        var weights = before
        var weight = 1.0
        for cycle in cycles.reversed() {
            var last = cycle.value(at: 0)
            for day in 0..<min(seen, Int(cycle.length + 1e-9)) {
                let next = cycle.value(at: min(Double(day + 1), cycle.length))
                if let last, let next {
                    before[day] += weight * last
                    after[day] += weight * next
                    weights[day] += weight
                }
                last = next
            }
            weight *= Self.decay
        }
        self.kind = kind
        values =
            switch kind {
            case .multiplicative: Self.shares(before, after, counts: counts)
            case .additive: Self.differences(before, after, weights, counts: counts)
            }
    }

    private static func shares(_ before: [Double], _ after: [Double], counts: Int) -> [Double] {
        var shares = Array(repeating: 1.0, count: before.count + 1)
        for day in before.indices.reversed() {
            let step = after[day] > 0 ? min(before[day] / after[day], Self.mostShare) : 1
            shares[day] = min(shares[day + 1] * step, Self.mostShare)
        }
        shares[0] = 0
        return extended(shares, to: counts)
    }

    private static func differences(
        _ before: [Double], _ after: [Double], _ weights: [Double], counts: Int
    ) -> [Double] {
        var sums = [0.0]
        for day in before.indices {
            let step = weights[day] > 0 ? (after[day] - before[day]) / weights[day] : 0
            sums.append(sums[day] + step)
        }
        return extended(sums, to: counts)
    }

    /// Goes on beyond the longest cycle by the mean of the last three steps.
    private static func extended(_ values: [Double], to count: Int) -> [Double] {
        let steps = min(3, values.count - 1)
        let last = values[values.count - 1]
        let step = (last - values[values.count - 1 - steps]) / Double(steps)
        return values + (1...max(count - values.count + 2, 1)).map { last + Double($0) * step }
    }

    private func at(_ time: Double) -> Double {
        let day = min(Int(time), values.count - 2)
        return values[day] + (time - Double(day)) * (values[day + 1] - values[day])
    }

    /// Which share of the end is expected by a time, 0 where nothing is.
    func share(at time: Double, of length: Double) -> Double {
        guard kind == .multiplicative else { return length > 0 ? time / length : 0 }
        let end = at(length)
        return end > 0 ? max(at(time) / end, 0) : 0
    }

    /// What a figure comes to from one time to another; none where its share is none.
    func projected(_ value: Double, from time: Double, to end: Double) -> Double? {
        guard kind == .multiplicative else { return value + at(end) - at(time) }
        let (share, last) = (at(time), at(end))
        // A share this small is one of a figure that had not begun.
        return share > 1e-9 && last > 0 ? value * (last / share) : nil
    }

    /// The figure at a time between a known one and an expected end.
    ///
    /// What is to be gained is spread as the curve has it, or evenly where the curve gains nothing.
    func value(
        at time: Double, from start: (time: Double, value: Double), to end: (time: Double, value: Double)
    ) -> Double {
        let gain = at(end.time) - at(start.time)
        let length = end.time - start.time
        let byTime = length > 0 ? (time - start.time) / length : 1
        let share = gain > 1e-9 && kind == .multiplicative ? (at(time) - at(start.time)) / gain : byTime
        let line = start.value + share * (end.value - start.value)
        guard kind == .additive else { return line }
        // Beside the line to the end, the bends that earlier cycles had.
        return line + at(time) - at(start.time) - byTime * gain
    }
}
