import BillingModel
import BillingTestSupport
import Foundation
import Testing

@testable import BillingReports

@Suite("Figures that are equally likely")
struct EquallyLikelyTests {
    @Test("Each stands in the middle of its share, and limits are rounded once")
    func limits() {
        // Of 40 amounts a tenth lies below the middle of the fourth and the fifth.
        let amounts = (1...40).map { Int64(100 * $0) }
        let figure = EquallyLikely.figure(amounts.reversed(), in: .usd)
        #expect(figure.units == [150, 450, 2_050, 3_650, 3_950])
        // A tenth of 13: 13/10 − 1/2 = 0.8 beyond the first.
        #expect(EquallyLikely.figure((0..<13).map { Int64($0) }, in: .usd).units == [0, 1, 6, 11, 12])
        #expect(EquallyLikely.figure([7], in: .usd).units == [7, 7, 7, 7, 7])
        let limits = EquallyLikely.figure([Int64.min, .max, .max], in: .usd)
        #expect(limits.interval95.lower.minorUnits == .min && limits.interval95.upper.minorUnits == .max)
        #expect(limits.isSound(in: .usd) && !limits.isSound(in: .eur))
        let quantities = EquallyLikely.figure([1e308, 1e308, 1.5e308, -1e308])
        #expect(quantities.isSound && quantities.value == 0.625e308)
    }

    @Test("Quantiles agree with the obvious rule", arguments: 1...3 as ClosedRange<UInt64>)
    func quantiles(_ seed: UInt64) {
        var random = SplitMix64(seed: seed)
        for count in [2, 9, 10, 39, 40, 41, 364, 400] {
            let amounts = (0..<count).map { _ in Int64(random.unit() * 1e6) }
            let sorted = amounts.sorted().map(Double.init)
            let figure = EquallyLikely.figure(amounts, in: .usd)
            for (limit, share) in [
                (figure.interval95.lower, 0.025), (figure.interval80.lower, 0.1),
                (figure.interval80.upper, 0.9),
                (figure.interval95.upper, 0.975),
            ] {
                let position = min(max(Double(count) * share - 0.5, 0), Double(count - 1))
                let low = sorted[Int(position)]
                let high = sorted[min(Int(position) + 1, count - 1)]
                let exact = low + (position - position.rounded(.down)) * (high - low)
                #expect(abs(Double(limit.minorUnits) - exact) < 0.5001, "seed \(seed), \(count), \(share)")
            }
        }
    }

    @Test("A probability agrees with the limits, falls with the amount, and is certain only if all is")
    func probability() {
        let amounts = (1...40).map { Int64(100 * $0) }
        func beyond(_ amount: Int64) -> Double { EquallyLikely.probability(that: amounts, exceed: amount) }
        #expect(abs(beyond(3_650) - 0.1) < 1e-12 && abs(beyond(3_950) - 0.025) < 1e-12)
        #expect(abs(beyond(450) - 0.9) < 1e-12 && beyond(2_050) == 0.5)
        // Twice as far from the middle as the last: a sixteenth of 1/80.
        #expect(abs(beyond(2_100 + 2 * 1_900 + 1) - 0.0125 / 16) < 1e-12)
        let all = (-50...100).map { beyond(Int64(100 * $0)) }
        #expect(zip(all, all.dropFirst()).allSatisfy { $0 > $1 } && all.allSatisfy { $0 > 0 && $0 < 1 })
        #expect(EquallyLikely.probability(that: [5, 5], exceed: 5) == 0)
        #expect(EquallyLikely.probability(that: [5, 5], exceed: 4) == 1)
        // What is reached is not exceeded.
        let ties = EquallyLikely.probability(that: [5, 5, 5, 9], exceed: 5)
        #expect(abs(ties - 0.375) < 1e-12)
        let wide = EquallyLikely.probability(that: [.min, .max], exceed: 0)
        #expect(wide > 0 && wide < 1)
    }

    @Test("Fewer amounts begin anew with the newest, and what is left over is spread")
    func pairing() {
        #expect(EquallyLikely.sums([[1, 2, 3, 4, 5], [10, 20]]) == [11, 22, 13, 24, 15])
        #expect(EquallyLikely.sums([[1, 2, 3, 4, 5], [10, 20, 30]]) == [11, 22, 33, 14, 25])
        #expect(EquallyLikely.sums([[1], [2], [3]]) == [6] && EquallyLikely.sums([]) == [0])
        #expect(EquallyLikely.sums([[.max], [1]]) == nil)
        #expect(EquallyLikely.sums([[.max, .max], [1], [-1]]) == [.max, .max])
    }

    @Test("The mean of prices is not the price of the mean")
    func tiers() throws {
        let plan = try makePlan([])
        let tiers = [PriceTier(upTo: 100, unitPrice: 1), PriceTier(upTo: nil, unitPrice: 3)]
        let charge = try makeCharge("tiers", .metric(deliveries.id, .sum), .graduated(tiers))
        // 80 at 1, and 100 at 1 and 40 at 3: 150 on average. 110 would cost 130.
        let amounts = try charge.amounts(of: [80, 140, 80], plan)
        #expect(amounts == [8_000, 22_000, 8_000])
        #expect(EquallyLikely.mean(of: Array(amounts.prefix(2))) == 15_000)
        #expect(try charge.amounts(of: [110], plan) == [13_000])
        // A package that is begun is paid, below zero nothing is, and each price is rounded as on an invoice.
        let package = try makeCharge("packages", .metric(deliveries.id, .sum), .package(size: 10, price: 5))
        #expect(try package.amounts(of: [0, 0.5, 10, 10.5, -3], plan) == [0, 500, 500, 1_000, 0])
        let cents = try makeCharge("cents", .metric(deliveries.id, .sum), .perUnit(decimal("0.015")))
        #expect(try cents.amounts(of: [1, 3], plan) == [2, 5])
        #expect(throws: BillingError.self) { try cents.amounts(of: [1e300], plan) }
        #expect(throws: BillingError.self) { try cents.amounts(of: [1e19], plan) }
    }
}
