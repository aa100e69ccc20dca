import BillingModel

/// An earlier cycle of a figure to date, on the clock of its weekdays.
struct ToDateCycle: Sendable {
    /// The figure after so many days, 0 at the start; one more than there are days.
    let values: [Double?]
    /// The time after so many days.
    let times: [Double]

    init(values: [Double?], times: [Double]) {
        self.values = [0] + values
        self.times = times
    }

    var days: Int { times.count - 1 }
    /// The figure at the end, if it is known.
    var end: Double? { values[days] }
    /// The length by the clock.
    var length: Double { times[days] }

    /// The figure at a time, by the line between known neighbours; none outside of what is known.
    ///
    /// Where the first day is not known, what came before the first known one is not either: figures to date may
    /// start steeply.
    ///
    /// - Complexity: O(log *d*) for *d* days, and O(*g*) for a gap of *g*.
    func value(at time: Double) -> Double? {
        let after = times.lowerBound { $0 < time }
        guard after <= days, let (right, upper) = known(from: after, by: 1) else { return nil }
        guard right > 0, time < times[right] else { return upper }
        guard let (left, lower) = known(from: after - 1, by: -1), left > 0 || right == 1 else { return nil }
        return lower + (time - times[left]) / (times[right] - times[left]) * (upper - lower)
    }

    private func known(from place: Int, by step: Int) -> (place: Int, value: Double)? {
        var place = place
        while values.indices.contains(place) {
            if let value = values[place] { return (place, value) }
            place += step
        }
        return nil
    }
}
