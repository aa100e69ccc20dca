import BillingModel
import BillingTime

/// The days of the complete calendar months before the one that holds `now`, and of that month up to `now`.
struct TableMonths {
    /// The buckets are local dates.
    let plan: BucketPlan
    /// The first dates of the complete months, ascending, at most 24.
    let firsts: [LocalDate]
    /// The places of the days of each complete month.
    let days: [Range<Int>]
    /// The first date of the month that holds `now`.
    let current: LocalDate
    /// The places of its days that have begun before `now`.
    let progress: Range<Int>

    /// A window of 12 months is compared with the 12 before.
    private static let most = 24

    init(now: Int64, zone: Zone) throws(BillingError) {
        // East of Greenwich the end of year 9999 shows a date that the calendar does not have.
        let today = try LocalDate(dayNumber: min(zone.dayNumber(holding: now), Int(LocalDate.max.dayNumber)))
        current = today.firstOfMonth
        var firsts: [LocalDate] = []
        for back in stride(from: Self.most, through: 1, by: -1) {
            // Months before year 1 are none.
            if let first = try? current.adding(months: -back) { firsts.append(first) }
        }
        let last = try BucketPlan.dayAfterLastBegun(before: now, in: zone) - 1
        let grid = try BucketGrid(
            covering: (firsts.first ?? current)...LocalDate(dayNumber: last), width: .day, zone: zone)
        plan = try BucketPlan(grid, now: now)
        let starts = (firsts + [current]).map { first in
            // A first of the month that the clock skips belongs to the day before.
            grid.index(of: first).map { grid[$0].firstDate < first ? $0 + 1 : $0 } ?? grid.count
        }
        days = zip(starts, starts.dropFirst()).map { $0..<$1 }
        progress = (starts.last ?? grid.count)..<grid.count
        self.firsts = firsts
    }

    /// The places of the months of the last `count`, or of as many before the last `skipping`; fewer at the start
    /// of year 1.
    func window(_ count: Int, skipping: Int = 0) -> Range<Int> {
        let end = max(0, days.count - skipping)
        return max(0, end - count)..<end
    }
}
