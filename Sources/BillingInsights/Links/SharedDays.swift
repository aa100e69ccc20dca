/// Days on which more series than chance explains are among their lowest or highest days.
///
/// They are holidays, month-ends, outages of everything. Series that have only such days in common are not linked.
enum SharedDays {
    /// A day is low or high with this chance.
    private static let chance = 0.1
    /// How rare such an agreement has to be.
    private static let rate = 0.001

    /// - Complexity: O(*m* *n*) for *m* series of *n* days.
    static func found(in series: [WeekdayRanks]) -> [Int] {
        let least = (0...series.count).map { leastAgreement(of: $0) }
        let days = series.first?.ranks.count ?? 0
        return (0..<days).filter { day in
            var known = 0
            var low = 0
            var high = 0
            for one in series where one.known[day] > 0 {
                known += 1
                if one.ranks[day] < 2 * chance - 1 { low += 1 }
                if one.ranks[day] > 1 - 2 * chance { high += 1 }
            }
            return max(low, high) >= least[known]
        }
    }

    /// The least number of series that seldom agree by chance.
    private static func leastAgreement(of count: Int) -> Int {
        (0...count).first {
            BinomialTail.probability(ofAtLeast: $0, of: count, chance: chance) < rate
        } ?? count + 1
    }
}
