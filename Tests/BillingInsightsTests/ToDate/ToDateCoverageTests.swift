import BillingModel
import Testing

@testable import BillingInsights
@testable import ForecastScore

@Suite("Intervals of figures to date")
struct ToDateCoverageTests {
    /// The share of true ends within the limits, over 60 made-up series from each of a few days.
    private static func score(_ usage: MadeUpUsage, months: Int) throws -> MadeUpScore {
        var score = MadeUpScore()
        for seed in 1...60 as ClosedRange<UInt64> {
            try score.addMonths(usage.months(months + 2, seed: seed, mostUsers: 500), stride: 9)
        }
        return score
    }

    @Test(
        "Ends are covered as often as said, and missed by less as the month goes on",
        arguments: MadeUpUsage.allCases)
    func coverage(usage: MadeUpUsage) throws {
        let score = try Self.score(usage, months: 9)
        let all = score.tallies.reduce(MadeUpScore.Tally(), +)
        #expect((75...89).contains(all.covered80), "\(all)")
        #expect((91...99).contains(all.covered95), "\(all)")
        let (early, late) = (
            score.tallies[28...].reduce(MadeUpScore.Tally(), +),
            score.tallies[...4].reduce(MadeUpScore.Tally(), +)
        )
        #expect(late.error < 0.5 * early.error, "\(early.error) \(late.error)")
        #expect(score.following.allSatisfy { (70...95).contains($0.covered80) }, "\(score.following)")
    }
}
