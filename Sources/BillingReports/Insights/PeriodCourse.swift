import BillingModel
import BillingTime

/// What is known of the days of a period so far.
struct PeriodCourse: Sendable {
    /// How many days are known in full, and what they add up to.
    let count: Int
    let sum: Double
    /// How many days before the last known one are not.
    let missing: Int
    /// What the days up to the last known one add up to, with what is known of those that are not known in full.
    let counted: Double
    /// What all days add up to so far, in full or not; nil if nothing is known, or if it fits no number.
    let soFar: Double?
    /// What was known last in the period.
    let last: Double?

    init(_ course: DayCourse, _ days: InsightDays, in period: Range<Int>) {
        let places = (0..<days.plan.grid.count).map(days.place(ofBucket:)).filter(period.contains)
        let values = places.compactMap { course.values[$0] }
        count = values.count
        missing = places.count { $0 < course.end && course.values[$0] == nil }
        let past = places.filter { $0 < course.end }.compactMap { course.soFar[$0] }
        counted = Self.sum(past) ?? 0
        let begun = places.compactMap { course.soFar[$0] }
        // What fits no number is not forecast either.
        sum = Self.sum(values) ?? 0
        soFar = begun.isEmpty ? nil : Self.sum(begun)
        last = begun.last
    }

    /// Rounded once, as all sums are.
    private static func sum(_ values: [Double]) -> Double? {
        var sum = ExactSum()
        for value in values { sum.add(finite: value) }
        return try? sum.rounded()
    }
}
