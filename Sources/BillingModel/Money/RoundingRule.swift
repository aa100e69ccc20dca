/// How an exact amount becomes a whole number of minor units.
///
/// The domain is closed: these are the rules that price lists and tax laws name. The JSON form is the raw value.
public enum RoundingRule: String, Hashable, Sendable, CaseIterable, Codable {
    /// To the nearest unit, and a half away from zero: 0.5 to 1, −0.5 to −1. The usual commercial rule.
    case halfAwayFromZero = "half-away-from-zero"
    /// To the nearest unit, and a half to the even one: 0.5 to 0, 1.5 to 2.
    case halfToEven = "half-to-even"
    /// To the next unit towards zero: 0.9 to 0, −0.9 to 0.
    case towardZero = "toward-zero"
    /// To the next unit away from zero: 0.1 to 1, −0.1 to −1.
    case awayFromZero = "away-from-zero"

    /// The quotient of two integers, rounded by this rule; the divisor is positive.
    package func quotient(_ dividend: Int128, by divisor: Int128) -> Int128 {
        let (quotient, remainder) = dividend.quotientAndRemainder(dividingBy: divisor)
        guard remainder != 0 else { return quotient }
        let lost = Int128(remainder.magnitude)
        // Compares the part that was lost with half the divisor, without doubling it.
        let kept = divisor - lost
        let movesAway =
            switch self {
            case .halfAwayFromZero: lost >= kept
            case .halfToEven: lost > kept || (lost == kept && !quotient.isMultiple(of: 2))
            case .towardZero: false
            case .awayFromZero: true
            }
        return movesAway ? quotient + dividend.signum() : quotient
    }
}
