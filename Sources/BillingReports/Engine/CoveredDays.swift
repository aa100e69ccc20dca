import BillingModel
import BillingTime

/// How many days of a clock are covered: a whole one counts as 1, whatever hours it has, one that is covered in part as that part.
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

    /// A sum divided by the days, rounded once as long as they are whole ones; nil if there are none.
    func average(of sum: ExactSum) throws(BillingError) -> Double? {
        guard let count else { return nil }
        if count == count.rounded(), let days = Int(exactly: count) {
            return try sum.rounded(dividedBy: days)
        }
        let average = try sum.rounded() / count
        return average.isFinite ? average : nil
    }
}
