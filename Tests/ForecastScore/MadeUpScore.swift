import BillingInsights
import BillingModel
import Foundation

/// How forecasts of a month's end did, by days left.
struct MadeUpScore {
    /// Coverage of the intervals and the mean absolute error, as sums.
    struct Tally {
        private(set) var count = 0.0
        private var (inside80, inside95, missed) = (0.0, 0.0, 0.0)

        /// Counts a forecast of `truth`, errors being shares of `whole`.
        mutating func add(_ estimate: Forecast.Estimate, truth: Double, whole: Double) {
            count += 1
            inside80 += estimate.interval80.contains(truth) ? 1 : 0
            inside95 += estimate.interval95.contains(truth) ? 1 : 0
            missed += abs(estimate.value - truth) / max(whole, 1)
        }

        static func + (left: Self, right: Self) -> Self {
            var sum = left
            sum.count += right.count
            sum.inside80 += right.inside80
            sum.inside95 += right.inside95
            sum.missed += right.missed
            return sum
        }

        /// In percent.
        var covered80: Double { 100 * inside80 / max(count, 1) }
        var covered95: Double { 100 * inside95 / max(count, 1) }
        var error: Double { 100 * missed / max(count, 1) }
    }

    /// By days left, from 0 to 31.
    private(set) var tallies = Array(repeating: Tally(), count: 32)
    /// A third of the following month, and its end, from any day.
    private(set) var following = [Tally(), Tally()]

    /// Months of a figure to date, the last but one of which is forecast from each of its days, every `stride`-th from
    /// the first on.
    mutating func addMonths(_ months: [[Double]], stride: Int = 1) throws {
        guard let next = months.last, let month = months.dropLast().last else { return }
        let earlier = months.dropLast(2).map { $0.map(Optional.some) }
        for known in Swift.stride(from: 0, to: month.count, by: stride) {
            let forecast = try ToDateForecast(
                cycles: earlier + [month[..<known].map(Optional.some)], lengths: [month.count, next.count])
            let truth = month[month.count - 1]
            tallies[month.count - known].add(forecast.end, truth: truth, whole: truth)
            for (place, step) in [(next.count / 3, 0), (next.count - 1, 1)] {
                let estimate = forecast.steps[month.count - known + place]
                following[step].add(estimate, truth: next[place], whole: next[place])
            }
        }
    }

    /// Days, the last 30 of which are a month that is forecast from each of its days by the 365 before.
    mutating func addDays(_ days: [Double]) throws {
        let month = days.suffix(30)
        for left in 1...30 {
            let known = days.dropLast(left).suffix(365).map(Optional.some)
            let rest = try Forecast(of: known, grid: .daily, horizon: left).total(of: 0..<left)
            // What is known adds the same to what is expected and to what comes.
            tallies[left].add(rest, truth: month.suffix(left).reduce(0, +), whole: month.reduce(0, +))
        }
    }

    /// Prints the tables.
    static func printTables(series: UInt64 = 1_000) throws {
        var counts = Self()
        for seed in 1...series {
            var random = SplitMix64(seed: seed)
            let week = MadeUpUsage.week(&random)
            try counts.addDays(MadeUpUsage.counts(395, week: week, &random))
        }
        counts.print("daily counts, 365 days")
        for usage in MadeUpUsage.allCases {
            for months in [3, 6, 13, 24] {
                var score = Self()
                for seed in 1...series {
                    try score.addMonths(usage.months(months + 2, seed: seed &* 1_000 &+ UInt64(months)))
                }
                score.print("\(usage.rawValue), \(months) months")
            }
        }
    }

    private func print(_ title: String) {
        Swift.print(
            "\n| \(title): days left | 80 % covers | 95 % covers | mean error |\n| --- | --- | --- | --- |")
        for left in 1...30 { printRow("\(left)", tallies[left]) }
        printRow("all", tallies[1...].reduce(Tally(), +))
        if following[0].count > 0 {
            printRow("third of the next month", following[0])
            printRow("end of the next month", following[1])
        }
    }

    private func printRow(_ name: String, _ tally: Tally) {
        let figures = [tally.covered80, tally.covered95, tally.error]
        let texts = zip(figures, ["%.1f", "%.1f", "%.2f %%"]).map { String(format: $1, $0) }
        Swift.print("| \(name) | " + texts.joined(separator: " | ") + " |")
    }
}
