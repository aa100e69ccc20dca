import BillingModel

/// Ranks of the days of a series among the same weekday, from −1 for the least to 1 for the most.
///
/// Within weekdays, because a weekday that is calmer or rougher in two series makes them look alike. A rank is
/// bounded, so that single days cannot make a link.
struct WeekdayRanks: Sendable {
    /// The rank of each day; 0 where there is none.
    let ranks: [Double]
    /// 1 where there is a rank, else 0.
    let known: [Double]
    /// The correlation of neighbouring days.
    let autocorrelation: Double

    /// - Complexity: O(*n* log *n*).
    init(_ values: [Double?]) {
        var ranks = Array(repeating: 0.0, count: values.count)
        for weekday in 0..<7 {
            let days = stride(from: weekday, to: values.count, by: 7).filter { values[$0] != nil }
            let sorted = days.compactMap { values[$0] }.sorted()
            for day in days {
                guard let value = values[day] else { continue }
                let below = sorted.lowerBound { $0 < value }
                let through = sorted.lowerBound { $0 <= value }
                ranks[day] = Double(below + through) / Double(sorted.count) - 1
            }
        }
        self.ranks = ranks
        known = values.map { $0 == nil ? 0 : 1 }
        let squares = SeasonTest.product(ranks, lag: 0)
        autocorrelation = squares > 0 ? SeasonTest.product(ranks, lag: 1) / squares : 0
    }
}
