import Testing

@testable import BillingInsights

@Suite("Probabilities of chance")
struct ProbabilityTests {
    /// By `scipy.stats.t.sf`.
    @Test(
        "The probability of a correlation is that of Student's t",
        arguments: [
            (0.5, 10, 0.0978546142578125), (0.1, 100, 0.3173043978741975),
            (-0.3, 170, 6.38092556537599e-05), (0.9, 60, 2.6169299238943286e-23),
            (0.02, 400, 0.6893111448905044),
        ])
    func student(correlation: Double, degrees: Int, expected: Double) {
        #expect(agree(StudentTail.probability(beyond: correlation, degrees: degrees) / expected, 1))
    }

    @Test("Probabilities of correlations stay between 0 and 1, and fall as correlations rise")
    func bounds() {
        for degrees in [-5, 0, 2, 3, 52, 720] {
            #expect(StudentTail.probability(beyond: 0, degrees: degrees) == 1)
            #expect(StudentTail.probability(beyond: 1.5, degrees: degrees) == 0)
            let all = (0...1_000).map {
                StudentTail.probability(beyond: Double($0) / 1_000, degrees: degrees)
            }
            #expect(all.allSatisfy { (0...1).contains($0) })
            #expect(zip(all, all.dropFirst()).allSatisfy { $0 >= $1 })
        }
        // Of two degrees: 1 − r. Of four: 1 − 1.5 r + 0.5 r³.
        #expect(agree(StudentTail.probability(beyond: 0.25, degrees: 3), 0.75))
        #expect(agree(StudentTail.probability(beyond: -0.5, degrees: 4), 0.3125))
    }

    /// By `scipy.stats.binom.sf`.
    @Test(
        "The tail of the binomial distribution is exact for few and many trials",
        arguments: [
            (3, 10, 0.1, 0.0701908264), (5, 5, 0.01, 1e-10), (40, 1_000, 0.02, 4.339875894746424e-05),
            (50_900, 100_000, 0.5, 6.3860487341380564e-09),
        ])
    func binomial(least: Int, trials: Int, chance: Double, expected: Double) {
        let tail = BinomialTail.probability(ofAtLeast: least, of: trials, chance: chance)
        #expect(agree(tail / expected, 1, digits: 8))
    }

    @Test("The ends of the binomial distribution are certain or impossible")
    func ends() {
        #expect(BinomialTail.probability(ofAtLeast: 0, of: 5, chance: 0) == 1)
        #expect(BinomialTail.probability(ofAtLeast: 1, of: 5, chance: 0) == 0)
        #expect(BinomialTail.probability(ofAtLeast: 5, of: 5, chance: 1) == 1)
        #expect(BinomialTail.probability(ofAtLeast: 6, of: 5, chance: 0.5) == 0)
        #expect(BinomialTail.probability(ofAtLeast: 1, of: 0, chance: 0.5) == 0)
        #expect(BinomialTail.probability(ofAtLeast: 100_000, of: 100_000, chance: 1e-9) == 0)
    }

    @Test("Discoveries are those that the step-up rule of Benjamini and Yekutieli tells")
    func discoveries() {
        // Ten tests: the limits are k · 0.05 / (10 · 2.929) = k · 0.001707.
        let some = [0.9, 0.0016, 0.0051, 0.5, 0.2, 0.0034, 0.3, 0.6, 0.7, 0.8]
        #expect(FalseDiscoveries.limit(of: some) == 0.0051)
        #expect(FalseDiscoveries.limit(of: [0.9, 0.0018] + Array(repeating: 0.5, count: 8)) == nil)
        #expect(FalseDiscoveries.limit(of: []) == nil)
        #expect(FalseDiscoveries.limit(of: [0.05]) == 0.05)
    }
}
