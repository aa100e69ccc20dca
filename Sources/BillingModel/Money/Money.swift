#if canImport(FoundationEssentials)
public import FoundationEssentials
#else
public import Foundation
#endif

/// An amount of money: a whole number of minor units of one currency.
///
/// Arithmetic is exact or throws: a result beyond `Int64` minor units is an overflow, two currencies do not mix, and
/// nothing is rounded except where ``init(rounding:currency:rule:)`` says so. Unit prices, which may be
/// finer than a minor unit, are `Decimal`.
///
/// ```swift
/// let fee = try Money("12.30", .eur)
/// try fee + Money(minorUnits: 70, currency: .eur)  // 13.00 EUR
/// ```
public struct Money: Hashable, Sendable {
    /// The amount in minor units, such as cents.
    public let minorUnits: Int64
    /// The currency that the minor units belong to.
    public let currency: Currency

    /// Makes an amount of so many minor units.
    public init(minorUnits: Int64, currency: Currency) {
        self.minorUnits = minorUnits
        self.currency = currency
    }

    /// Reads an amount from a decimal text.
    ///
    /// - Parameters:
    ///   - text: Digits with at most one point, and `-` in front if negative: `12.30`, `12.3`, `12`, `-0.05`. Plus
    ///     signs, exponents, spaces, separators, `.5`, `5.` and `007` are refused.
    ///   - currency: Decides how many digits may follow the point; further ones are refused unless they are zeros, which
    ///     change no value: `249.0000` USD and `100.00` JPY are read, `249.005` USD is not.
    /// - Throws: ``BillingError`` with code ``BillingError/Code/malformed`` if the text has another form,
    ///   ``BillingError/Code/invalidValue`` if it has too many digits after the point, or
    ///   ``BillingError/Code/overflow`` if it does not fit `Int64` minor units.
    public init(_ text: String, _ currency: Currency) throws(BillingError) {
        let number = try ExactDecimal(text)
        guard number.exponent >= -currency.digits else {
            throw BillingError(
                .invalidValue, rule: "an amount has no more decimal digits than its currency",
                detail: "amount '\(text.prefix(64))' in \(currency)")
        }
        try self.init(number, currency: currency, rule: .towardZero)
    }

    /// Rounds an exact amount to whole minor units: the one step at which money is rounded.
    ///
    /// ```swift
    /// try Money(rounding: 0.125, currency: .usd)                    // 0.13 USD
    /// try Money(rounding: 0.125, currency: .usd, rule: .halfToEven)  // 0.12 USD
    /// ```
    ///
    /// - Parameters:
    ///   - amount: The exact amount in major units.
    ///   - currency: Decides how many digits are kept.
    ///   - rule: What happens to the rest.
    /// - Throws: ``BillingError`` with code ``BillingError/Code/invalidValue`` if the amount is not a number, or
    ///   ``BillingError/Code/overflow`` if it has more than 38 significant digits or does not fit `Int64`
    ///   minor units.
    public init(
        rounding amount: Decimal, currency: Currency, rule: RoundingRule = .halfAwayFromZero
    ) throws(BillingError) {
        try self.init(try ExactDecimal(amount), currency: currency, rule: rule)
    }

    private init(_ number: ExactDecimal, currency: Currency, rule: RoundingRule) throws(BillingError) {
        guard let units = number.units(digits: currency.digits, rule: rule) else {
            throw Self.overflow("\(number.shortText) \(currency)")
        }
        try self.init(exactly: units, currency: currency)
    }

    private init(exactly units: Int128, currency: Currency) throws(BillingError) {
        guard let minorUnits = Int64(exactly: units) else {
            throw Self.overflow("\(units) minor units of \(currency)")
        }
        self.init(minorUnits: minorUnits, currency: currency)
    }

    private static func overflow(_ detail: String) -> BillingError {
        BillingError(.overflow, rule: "an amount of money fits 64 bits of minor units", detail: detail)
    }

    /// No money, in a currency.
    public static func zero(_ currency: Currency) -> Money { Money(minorUnits: 0, currency: currency) }

    /// The amount in major units, exactly.
    public var decimal: Decimal {
        Decimal(
            sign: minorUnits < 0 ? .minus : .plus, exponent: -currency.digits,
            significand: Decimal(minorUnits.magnitude))
    }

    /// The amount in major units, with exactly the digits of the currency: `12.30`.
    package var amountText: String {
        let digits = currency.digits
        let units = String(minorUnits.magnitude)
        let sign = minorUnits < 0 ? "-" : ""
        guard digits > 0 else { return sign + units }
        let padded = String(repeating: "0", count: max(0, digits + 1 - units.utf8.count)) + units
        return "\(sign)\(padded.dropLast(digits)).\(padded.suffix(digits))"
    }
}

extension Money {
    private static func sameCurrency(_ left: Money, _ right: Money) throws(BillingError) -> Currency {
        guard left.currency == right.currency else {
            throw BillingError(
                .invalidValue, rule: "amounts of two currencies do not mix",
                detail: "\(left.currency) and \(right.currency)")
        }
        return left.currency
    }

    /// The sum of two amounts of one currency.
    ///
    /// - Throws: ``BillingError`` with code ``BillingError/Code/invalidValue`` for two currencies, or
    ///   ``BillingError/Code/overflow`` if the sum does not fit.
    public static func + (left: Money, right: Money) throws(BillingError) -> Money {
        let currency = try sameCurrency(left, right)
        return try Money(exactly: Int128(left.minorUnits) + Int128(right.minorUnits), currency: currency)
    }

    /// The difference of two amounts of one currency.
    ///
    /// - Throws: ``BillingError`` with code ``BillingError/Code/invalidValue`` for two currencies, or
    ///   ``BillingError/Code/overflow`` if the difference does not fit.
    public static func - (left: Money, right: Money) throws(BillingError) -> Money {
        let currency = try sameCurrency(left, right)
        return try Money(exactly: Int128(left.minorUnits) - Int128(right.minorUnits), currency: currency)
    }

    /// The amount with the other sign.
    ///
    /// - Throws: ``BillingError`` with code ``BillingError/Code/overflow`` for the lowest amount of all.
    public static prefix func - (amount: Money) throws(BillingError) -> Money {
        try Money(exactly: -Int128(amount.minorUnits), currency: amount.currency)
    }

    /// The amount a whole number of times.
    ///
    /// - Throws: ``BillingError`` with code ``BillingError/Code/overflow`` if the product does not fit.
    public static func * (amount: Money, count: Int) throws(BillingError) -> Money {
        try Money(exactly: Int128(amount.minorUnits) * Int128(count), currency: amount.currency)
    }

    /// Whether the left amount is less than the right one, of the same currency.
    ///
    /// - Throws: ``BillingError`` with code ``BillingError/Code/invalidValue`` for two currencies.
    public static func < (left: Money, right: Money) throws(BillingError) -> Bool {
        _ = try sameCurrency(left, right)
        return left.minorUnits < right.minorUnits
    }

    /// The sum of amounts in one currency; zero if there are none.
    ///
    /// Only the sum must fit, whatever the order of the amounts.
    ///
    /// - Throws: ``BillingError`` with code ``BillingError/Code/invalidValue`` if an amount is in another currency, or
    ///   ``BillingError/Code/overflow`` if the sum does not fit.
    public static func sum(
        of amounts: some Sequence<Money>, in currency: Currency
    ) throws(BillingError) -> Money {
        try Money(exactly: try units(of: amounts, in: currency), currency: currency)
    }

    /// What is left of some amounts when others are taken away; only the result must fit.
    static func difference(
        _ amounts: [Money], _ others: [Money], in currency: Currency
    ) throws(BillingError) -> Money {
        let units = try units(of: amounts, in: currency) - units(of: others, in: currency)
        return try Money(exactly: units, currency: currency)
    }

    private static func units(
        of amounts: some Sequence<Money>, in currency: Currency
    ) throws(BillingError) -> Int128 {
        var units: Int128 = 0
        for amount in amounts {
            _ = try sameCurrency(amount, zero(currency))
            units += Int128(amount.minorUnits)
        }
        return units
    }

    /// Splits this amount by weight, without gaining or losing a minor unit.
    ///
    /// Each share is first rounded towards zero. The units left over go, one each, to the shares that lost the most;
    /// shares that lost equally are served from the front. A negative amount is split as its opposite is, so
    /// that a refund mirrors its payment.
    ///
    /// ```swift
    /// try Money(minorUnits: 1000, currency: .eur).split(by: [1, 1, 1]).map(\.minorUnits)  // [334, 333, 333]
    /// ```
    ///
    /// - Parameter weights: One weight per share.
    /// - Returns: One share per weight, in the same order and currency; together they equal this amount.
    /// - Throws: ``BillingError`` with code ``BillingError/Code/invalidValue`` if a weight is negative or none is
    ///   positive.
    /// - Complexity: O(*n* log *n*) for *n* weights.
    /// - SeeAlso: The largest-remainder method of apportionment.
    public func split(by weights: [Int]) throws(BillingError) -> [Money] {
        // 128 bits hold the sum of any weights, and the product of any amount with any weight.
        let total = weights.reduce(Int128(0)) { $0 + Int128($1) }
        guard weights.allSatisfy({ $0 >= 0 }), total > 0 else {
            throw BillingError(
                .invalidValue, rule: "the weights of a split are not negative, and one is positive",
                detail: "\(weights.count) weights with the sum \(total)")
        }
        let amount = Int128(minorUnits)
        var shares: [Int128] = []
        var lost: [Int128] = []
        for weight in weights {
            let (share, rest) = (amount * Int128(weight)).quotientAndRemainder(dividingBy: total)
            shares.append(share)
            lost.append(Int128(rest.magnitude))
        }
        let left = Int((amount - shares.reduce(0, +)).magnitude)
        let order = weights.indices.sorted { (lost[$1], $0) < (lost[$0], $1) }
        for index in order.prefix(left) { shares[index] += amount.signum() }
        var split: [Money] = []
        for share in shares { split.append(try Money(exactly: share, currency: currency)) }
        return split
    }
}

extension Money: CustomStringConvertible {
    /// The amount and the code of the currency: `12.30 EUR`.
    public var description: String { "\(amountText) \(currency.code)" }
}

extension Money: Codable {
    private enum CodingKeys: String, CodingKey {
        case amount, currency
    }

    /// Reads `{"amount":"12.30","currency":"EUR"}`, with the rules of ``init(_:_:)``.
    public init(from decoder: any Decoder) throws {
        let container = try decoder.container(keyedBy: CodingKeys.self)
        let currency = try container.decode(Currency.self, forKey: .currency)
        try self.init(try container.decode(String.self, forKey: .amount), currency)
    }

    /// Writes `{"amount":"12.30","currency":"EUR"}`, with exactly the digits of the currency.
    public func encode(to encoder: any Encoder) throws {
        var container = encoder.container(keyedBy: CodingKeys.self)
        try container.encode(amountText, forKey: .amount)
        try container.encode(currency, forKey: .currency)
    }
}
