/// How rare it is to have that many successes.
enum BinomialTail {
    /// The probability of at least `least` successes in `trials`, each of the same chance.
    ///
    /// Neighbouring probabilities have the ratio (n − j) p / ((j + 1)(1 − p)); they are summed from the most
    /// likely number to both sides, so that no factorial is needed and nothing overflows.
    ///
    /// - Complexity: O(*trials*).
    static func probability(ofAtLeast least: Int, of trials: Int, chance: Double) -> Double {
        guard least > 0 else { return 1 }
        guard least <= trials, chance > 0 else { return 0 }
        guard chance < 1 else { return 1 }
        let odds = chance / (1 - chance)
        let mode = min(Int(Double(trials + 1) * chance), trials)
        var sum = 0.0
        var tail = 0.0
        func count(_ weight: Double, at successes: Int) {
            sum += weight
            if successes >= least { tail += weight }
        }
        var weight = 1.0
        for successes in mode...trials {
            count(weight, at: successes)
            weight *= odds * Double(trials - successes) / Double(successes + 1)
        }
        weight = 1
        for successes in (0..<mode).reversed() {
            weight *= Double(successes + 1) / (odds * Double(trials - successes))
            count(weight, at: successes)
        }
        return tail / sum
    }
}
