import BillingModel

extension ToDateOutlook {
    private static let courses = 200

    /// Whole courses, all equally likely.
    func courses() -> [[Double]] {
        var random = SplitMix64(seed: 0x70DA_7EC0_0A5E_5EED)
        let (known, value) = history.current
        let isOver = known == places[0].days
        return (0..<Self.courses).map { index in
            let rank = (Double(index) + 0.5) / Double(Self.courses)
            let shift = isOver ? 0 : distance(at: rank) * sizes[0]
            var course: [Double] = []
            if !isOver {
                let end = bounded(ends[0] + shift * places[0].scale(ends[0]), least: value)
                course = path(
                    of: 0, from: value, after: known, to: end,
                    like: random.index(below: history.earlier.count))
            }
            // A level that is missed stays missed: one error for all later cycles.
            let error = random.gaussian() * widths[0] / Spread.gaussian[0]
            for cycle in places.indices.dropFirst() {
                let own = max(sizes[cycle] * sizes[cycle] - sizes[0] * sizes[0], 0).squareRoot()
                let size = (shift + error * own) * places[cycle].scale(ends[cycle])
                let end = bounded(ends[cycle] + size, least: 0)
                let model = random.index(below: history.earlier.count)
                course += path(of: cycle, from: 0, after: 0, to: end, like: model)
            }
            return course.map { min(max($0 * history.unit, -Self.most), Self.most) }
        }
    }

    private static var most: Double { Double.greatestFiniteMagnitude }

    private func bounded(_ end: Double, least: Double) -> Double {
        max(end, history.rises ? max(least, history.least) : history.least)
    }

    /// How many root mean square errors lie below a share of the distribution, by the line between the limits; beyond
    /// the outer ones the share falls with the fourth power.
    private func distance(at share: Double) -> Double {
        let tail = min(share, 1 - share)
        let size =
            if tail >= 0.1 {
                widths[0] * (0.5 - tail) / 0.4
            } else if tail >= 0.025 {
                widths[0] + (widths[1] - widths[0]) * (0.1 - tail) / 0.075
            } else {
                widths[1] * (0.025 / tail).squareRoot().squareRoot()
            }
        return share < 0.5 ? -size : size
    }

    /// The way from a figure to an end, as an earlier cycle went it; as cycles do on average where that one has gaps.
    private func path(
        of cycle: Int, from value: Double, after known: Int, to end: Double, like model: Int
    ) -> [Double] {
        let place = places[cycle]
        let days = known + 1...place.days
        let gains = gains(of: history.earlier[model], at: place.times, from: known)
        let whole = gains.map { $0[$0.count - 1] } ?? 0
        var last = history.rises ? value : history.least
        return days.map { day in
            let share =
                (place.times[day] - place.times[known]) / (place.times[place.days] - place.times[known])
            var figure = place.value(after: day, from: value, after: known, to: end)
            if let gains, history.rises, whole > 0 {
                figure = value + (end - value) * gains[day - known - 1] / whole
            } else if let gains, !history.rises {
                figure = value + gains[day - known - 1] + share * (end - value - whole)
            }
            figure = max(figure, last)
            if history.rises { last = figure }
            return day == place.days && !history.rises ? end : figure
        }
    }

    /// What an earlier cycle gained from the same part of its time on; none where it has gaps.
    private func gains(of cycle: ToDateCycle, at times: [Double], from known: Int) -> [Double]? {
        let pace = cycle.length / times[times.count - 1]
        guard let start = cycle.value(at: times[known] * pace) else { return nil }
        var gains: [Double] = []
        for time in times[(known + 1)...] {
            guard let value = cycle.value(at: min(time * pace, cycle.length)) else { return nil }
            gains.append(value - start)
        }
        return gains
    }
}
