import BillingModel
import BillingTime

/// How many days of a clock are covered: a whole one counts as 1, whatever hours it has, a part of one as that part.
struct CoveredDays {
    private var whole = 0
    /// The covered length of days of one length, in microseconds.
    private var parts: [Int64: Int64] = [:]

    /// Adds a day of a length of which some is covered.
    mutating func add(_ covered: Int64, of length: Int64) {
        if covered == length { whole += 1 } else { parts[length, default: 0] += covered }
    }

    /// Counts the covered days of a range up to now.
    init(in range: Range<Int64>, _ coverage: IntervalSet, zone: Zone, now: Int64) throws(BillingError) {
        self.init()
        let end = max(range.lowerBound, min(range.upperBound, now))
        let grid = try BucketGrid(range.lowerBound..<end, width: .day, zone: zone, limit: .max - 1)
        for (start, next) in zip(grid.boundaries, grid.boundaries.dropFirst()) {
            let asked = max(start, range.lowerBound)..<min(next, end)
            add(coverage.coveredLength(in: asked), of: next - start)
        }
    }

    /// No days.
    init() {}

    /// The number of days; nil if nothing is covered.
    var count: Double? {
        var count = Double(whole)
        for (length, covered) in parts.sorted(by: { $0.key < $1.key }) {
            count += Double(covered) / Double(length)
        }
        return count > 0 ? count : nil
    }

    /// A sum over these days; nil if there are none.
    func daily(_ sum: ExactSum) throws(BillingError) -> DailySum? {
        guard let count else { return nil }
        return DailySum(sum: try sum.rounded(), days: count)
    }
}

/// A sum, and the number of days that it is over, which is above 0.
struct DailySum {
    let sum: Double
    let days: Double

    /// The average, rounded once as long as the days are whole; nil if it is beyond `Double`.
    var average: Double? {
        let average = sum / days
        return average.isFinite ? average : nil
    }

    /// The averages of this sum and an earlier one, and the growth in percent; nil if a figure is beyond `Double`.
    func growth(from old: DailySum) throws(BillingError) -> (daily: FigureChange.Daily, percent: Double?)? {
        var crossed = ExactSum()
        crossed.addProduct(sum, exactly: old.days)
        crossed.addProduct(-old.sum, exactly: days)
        let numerator = try crossed.rounded()
        let difference = numerator / (days * old.days)
        guard let average, let base = old.average, difference.isFinite else { return nil }
        // Nothing but the last step is rounded as long as sums and days are whole numbers.
        let percent = numerator * 100 / (abs(old.sum) * days)
        return (
            FigureChange.Daily(average: average, base: base, difference: difference),
            old.sum != 0 && percent.isFinite ? percent : nil
        )
    }
}
