#if canImport(FoundationEssentials)
public import FoundationEssentials
#else
public import Foundation
#endif
public import BillingModel

/// A row of FOCUS 1.2: one charge in one period, as texts by column.
///
/// A column without a text is null. The texts are kept as they are written, so a row of another provider is judged by what it
/// says: ``FocusRules`` tells what is wrong with it.
public struct FocusRow: Sendable {
    private var cells: [FocusColumn: String]
    /// The values of the provider's own columns, by names that begin with `x_`.
    public internal(set) var custom: [String: String]

    /// What kind of charge a row is; the raw values are those of the column `ChargeCategory`.
    ///
    /// The domain is closed: these are the categories of FOCUS 1.2.
    public enum Category: String, CaseIterable, Hashable, Sendable {
        /// For a quantity that was used.
        case usage = "Usage"
        /// For what is bought, once or in every period, used or not.
        case purchase = "Purchase"
        /// A tax.
        case tax = "Tax"
        /// What the provider gave back or granted.
        case credit = "Credit"
        /// What is none of these.
        case adjustment = "Adjustment"
    }

    /// How often a charge occurs; the raw values are those of the column `ChargeFrequency`.
    enum Frequency: String, CaseIterable {
        case oneTime = "One-Time"
        case recurring = "Recurring"
        case usageBased = "Usage-Based"
    }

    /// The one class of a charge that has a name.
    static let correction = "Correction"

    /// Makes a row of texts; nothing is checked.
    ///
    /// - Parameters:
    ///   - cells: The texts by column; one that is not there is null.
    ///   - custom: The values of the provider's own columns by name.
    public init(_ cells: [FocusColumn: String], custom: [String: String] = [:]) {
        self.cells = cells
        self.custom = custom
    }

    /// The text of a column; nil if it is null.
    public internal(set) subscript(column: FocusColumn) -> String? {
        get { cells[column] }
        set { cells[column] = newValue }
    }

    /// The columns that are not null.
    public var columns: Set<FocusColumn> { Set(cells.keys) }

    /// What kind of charge it is; nil if the row does not say, or says no category of FOCUS 1.2.
    public var category: Category? { self[.chargeCategory].flatMap(Category.init(rawValue:)) }

    /// Whether the row corrects a billing period that was invoiced before.
    public var isCorrection: Bool { self[.chargeClass] == Self.correction }

    /// The number of a column, digit for digit; nil if it is null.
    ///
    /// - Throws: `BillingError` with code `malformed` if the text is no number of FOCUS, or `overflow` if it has more than
    ///   38 significant digits.
    public func decimal(_ column: FocusColumn) throws(BillingError) -> Decimal? {
        try number(column)?.decimal()
    }

    func number(_ column: FocusColumn) throws(BillingError) -> ExactDecimal? {
        guard let text = self[column] else { return nil }
        return try FocusForms.number(text)
    }

    /// The instant of a column; nil if it is null.
    ///
    /// - Throws: `BillingError` with code `malformed` if the text is not written as `2026-03-01T00:00:00Z`.
    public func instant(_ column: FocusColumn) throws(BillingError) -> Date? {
        guard let text = self[column] else { return nil }
        return Instants.date(try FocusForms.instant(text))
    }
}

extension FocusRow: Hashable {
    /// Whether both rows have the same texts, byte by byte.
    public static func == (left: Self, right: Self) -> Bool {
        left.columns == right.columns && left.custom.count == right.custom.count
            && left.cells.allSatisfy { right.cells[$0.key]?.hasSameBytes(as: $0.value) == true }
            && left.custom.allSatisfy { right.custom[$0.key]?.hasSameBytes(as: $0.value) == true }
    }

    /// Feeds the texts to the hasher, in the order of their columns.
    public func hash(into hasher: inout Hasher) {
        for column in cells.keys.sorted() {
            hasher.combine(column)
            cells[column]?.hashBytes(into: &hasher)
        }
        hasher.combine(custom.count)
    }
}
