#if canImport(FoundationEssentials)
public import FoundationEssentials
#else
public import Foundation
#endif
public import BillingModel
public import BillingTime

/// One cell of a table, in the form in which it is written.
///
/// Numbers have no grouping and a point as decimal sign, instants are ISO 8601 with their zone. A text that a spreadsheet
/// would run as a formula has an apostrophe in front, which ``unguarded(_:)`` takes off again; numbers, dates
/// and instants never have one, so a negative number stays `-5`.
public struct CSVValue: Hashable, Sendable {
    enum Form: Hashable {
        case missing
        /// Digits, dates and words of this package, which need neither quotes nor a guard.
        case plain(String)
        case text(String)

        /// Texts are compared byte by byte, as they are written.
        static func == (left: Form, right: Form) -> Bool {
            switch (left, right) {
            case (.missing, .missing): true
            case (.plain(let left), .plain(let right)), (.text(let left), .text(let right)):
                left.hasSameBytes(as: right)
            default: false
            }
        }

        func hash(into hasher: inout Hasher) {
            switch self {
            case .missing: hasher.combine(0)
            case .plain(let text), .text(let text): text.hashBytes(into: &hasher)
            }
        }
    }

    let form: Form

    private init(_ form: Form) { self.form = form }

    /// An empty cell: nothing is known.
    public static let missing = CSVValue(.missing)

    /// A text, guarded if a spreadsheet would run it; an empty one is written as `""`, unlike a missing cell.
    public static func text(_ text: String) -> CSVValue { CSVValue(.text(text)) }

    /// The shortest digits that read back as the same number: `5`, `-0.1`; `1E+21` from there up, `2.5E-7` below 10^-6.
    ///
    /// - Throws: `BillingError` with code `invalidValue` if the number is not finite.
    public static func number(_ number: Double) throws(BillingError) -> CSVValue {
        CSVValue(.plain(try PlainNumber.text(number)))
    }

    /// A whole number.
    public static func integer(_ number: some BinaryInteger) -> CSVValue { CSVValue(.plain(String(number))) }

    /// A decimal number, digit for digit, without an exponent.
    ///
    /// - Throws: `BillingError` with code `invalidValue` if it is not a number, or `overflow` if it has more than
    ///   38 significant digits.
    public static func decimal(_ number: Decimal) throws(BillingError) -> CSVValue {
        CSVValue(.plain(try ExactDecimal(number).text))
    }

    /// The text of a number that was checked, as it is written.
    static func digits(_ text: String) -> CSVValue { CSVValue(.plain(text)) }

    /// An amount in major units with the digits of its currency, `12.30`; the currency has a column of its own.
    public static func money(_ amount: Money) -> CSVValue { CSVValue(.plain(amount.amountText)) }

    /// The code of a currency.
    public static func currency(_ currency: Currency) -> CSVValue { CSVValue(.plain(currency.code)) }

    /// A date: `2025-03-30`.
    public static func date(_ date: LocalDate) -> CSVValue { CSVValue(.plain(date.description)) }

    /// An instant in UTC with microseconds: `2025-03-30T01:00:00.000000Z`.
    ///
    /// - Throws: `BillingError` with code `invalidValue` if it lies outside the years 1 to 9999.
    public static func instant(_ instant: Date) throws(BillingError) -> CSVValue {
        CSVValue(.plain(Instants.text(try Instants.microseconds(instant))))
    }

    /// An instant in microseconds since 1970, which no `Date` rounds.
    static func instant(microseconds: Int64) -> CSVValue { CSVValue(.plain(Instants.text(microseconds))) }

    /// An instant on the clock of a zone, with its offset from UTC: `2025-03-30T03:00:00+02:00`.
    ///
    /// - Throws: `BillingError` with code `invalidValue` if it lies outside the years 1 to 9999.
    public static func local(_ instant: Date, in zone: Zone) throws(BillingError) -> CSVValue {
        CSVValue(.plain(try zone.text(of: instant)))
    }

    /// `true` or `false`.
    public static func flag(_ flag: Bool) -> CSVValue { CSVValue(.plain(flag ? "true" : "false")) }

    /// A text without the guard that a table set in front of it; other texts as they are.
    ///
    /// Use it for what this package wrote. In a foreign file it also takes the apostrophe off `'=x` and `''x`.
    public static func unguarded(_ text: String) -> String {
        FormulaGuard.isGuarded(text.utf8) ? String(text.unicodeScalars.dropFirst()) : text
    }
}

extension CSVValue {
    /// A text, or an empty cell.
    public static func text(_ text: String?) -> CSVValue { text.map { .text($0) } ?? .missing }

    /// A number, or an empty cell.
    ///
    /// - Throws: `BillingError` with code `invalidValue` if the number is not finite.
    public static func number(_ number: Double?) throws(BillingError) -> CSVValue {
        if let number { try .number(number) } else { .missing }
    }

    /// A whole number, or an empty cell.
    public static func integer(_ number: (some BinaryInteger)?) -> CSVValue {
        if let number { .integer(number) } else { .missing }
    }

    /// An amount, or an empty cell.
    public static func money(_ amount: Money?) -> CSVValue { amount.map { .money($0) } ?? .missing }

    /// A date, or an empty cell.
    public static func date(_ date: LocalDate?) -> CSVValue { date.map { .date($0) } ?? .missing }

    /// An instant in UTC, or an empty cell.
    ///
    /// - Throws: `BillingError` with code `invalidValue` if it lies outside the years 1 to 9999.
    public static func instant(_ instant: Date?) throws(BillingError) -> CSVValue {
        if let instant { try .instant(instant) } else { .missing }
    }
}
