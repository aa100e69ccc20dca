public import BillingReports

/// A screen that can be given as one tidy table.
///
/// Every figure is a row or a cell of its own, with what tells how far it can be relied on beside it: at least the columns
/// `phase` and `coverage`. Instants are UTC, or have an offset; dates stand with the zone they belong to.
public protocol CSVScreen: BillingScreen {
    /// The screen as a table.
    ///
    /// - Throws: `BillingError` if a screen that a host made holds a number that is not finite, an instant outside years 1
    ///   to 9999, or a text with NUL.
    func csvTable() throws -> CSVTable
}

extension CSVScreen {
    /// The screen as RFC 4180 text.
    ///
    /// - Throws: What ``csvTable()`` throws.
    public func csv(_ dialect: CSVDialect = .standard) throws -> String { try csvTable().text(dialect) }
}
