/// How rare a correlation is between what has nothing to do with each other.
enum StudentTail {
    /// The probability of a correlation at least this far from 0, to either side.
    ///
    /// With t = r √(ν / (1 − r²)) of ν degrees of freedom, the probability within is, for an even ν,
    /// r (1 + ½ c + (1·3)/(2·4) c² + … ) with c = 1 − r² and ν / 2 terms: no transcendental function. All terms
    /// together make 1, so that a small probability is the sum of those after, without cancellation.
    ///
    /// An odd ν is taken for the even one below, and what is less than 2 for 2.
    /// - Complexity: O(ν), times some ten where the probability is small.
    /// - SeeAlso: Abramowitz and Stegun (1964), Handbook of Mathematical Functions, 26.7.4.
    static func probability(beyond correlation: Double, degrees: Int) -> Double {
        let size = min(abs(correlation), 1)
        let ratio = (1 - size) * (1 + size)
        var term = size
        var within = 0.0
        var index = 0
        func advance() {
            index += 1
            term *= ratio * Double(2 * index - 1) / Double(2 * index)
        }
        while index < max(degrees / 2, 1) {
            within += term
            advance()
        }
        guard within > 0.99 else { return 1 - within }
        var beyond = 0.0
        while term > 1e-17 * beyond {
            beyond += term
            advance()
        }
        return min(beyond, 1)
    }
}
