#if canImport(FoundationEssentials)
public import FoundationEssentials
#else
public import Foundation
#endif
public import BillingModel

/// What rows of FOCUS bill, exactly, by currency and category; credits are below zero and are counted by themselves as well.
public struct FocusTotals: Hashable, Sendable {
    /// What is billed of one category in one currency.
    public struct Total: Hashable, Sendable {
        /// The code of the billing currency.
        public let currency: String
        /// The category of the charges.
        public let category: FocusRow.Category
        /// How many rows there are.
        public let rows: Int
        /// The sum of their billed costs.
        public let billed: Decimal
        /// The sum of those below zero: credits, refunds and corrections.
        public let negative: Decimal
    }

    private struct Key: Hashable {
        let currency: String
        let category: FocusRow.Category
    }

    private struct Sum: Hashable {
        var rows = 0
        var billed = ExactDecimal.zero
        var negative = ExactDecimal.zero
    }

    private var sums: [Key: Sum] = [:]

    /// Makes totals of no rows.
    public init() {}

    /// Adds a row.
    ///
    /// - Throws: `BillingError` with code `invalidValue` if the row has no currency, category or billed cost, `malformed` if its cost
    ///   is no number, or `overflow` if a sum has more than 38 digits. The totals are then as they were.
    public mutating func add(_ row: FocusRow) throws(BillingError) {
        guard let currency = row[.billingCurrency], let category = row.category,
            let billed = try row.number(.billedCost)
        else {
            throw BillingError(
                .invalidValue, rule: "a row that is added up has a currency, a category and a billed cost")
        }
        let key = Key(currency: currency, category: category)
        var sum = sums[key] ?? Sum()
        sum.rows += 1
        sum.billed = try sum.billed + billed
        if billed < .zero { sum.negative = try sum.negative + billed }
        // A sum that no `Decimal` holds is not kept.
        _ = try (sum.billed.decimal(), sum.negative.decimal())
        sums[key] = sum
    }

    /// The totals, by currency and category.
    public var all: [Total] {
        sums.keys.sorted {
            $0.currency == $1.currency
                ? $0.category.rawValue < $1.category.rawValue : $0.currency < $1.currency
        }.compactMap { key in
            guard let sum = sums[key], let billed = try? sum.billed.decimal(),
                let negative = try? sum.negative.decimal()
            else { return nil }
            return Total(
                currency: key.currency, category: key.category, rows: sum.rows, billed: billed,
                negative: negative)
        }
    }
}

extension FocusTotals.Total: CustomStringConvertible {
    /// Category, rows, sum and what of it is below zero: `Usage: 3 rows, 12.5 USD, of it -1 below zero`.
    public var description: String {
        "\(category.rawValue): \(rows) \(rows == 1 ? "row" : "rows"), \(billed) \(currency)"
            + (negative == 0 ? "" : ", of it \(negative) below zero")
    }
}
