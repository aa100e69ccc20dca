public import BillingModel
public import BillingTime

#if canImport(FoundationEssentials)
public import FoundationEssentials
#else
public import Foundation
#endif

extension ExactSum {
    /// How many decimal digits a quantity has that was made of measured numbers.
    public static let quantityDigits = 9

    /// The sum, or its mean over a count, as a quantity that can be priced.
    ///
    /// This is the one step at which a quantity is rounded: half away from zero, to ``quantityDigits`` decimal digits.
    /// The sum before it is exact. So whole numbers stay as they are, and three samples of 0.1, which `Double` cannot
    /// hold exactly, are 0.3.
    ///
    /// - Parameter count: The number of values that the mean is of; 1 for the sum itself.
    /// - Returns: The quantity.
    /// - Throws: `BillingError` with code `invalidValue` if the count is below 1, or `overflow` if the quantity needs
    ///   more than 38 digits.
    public func quantity(dividedBy count: Int = 1) throws(BillingError) -> Decimal {
        try decimal(dividedBy: count, digits: Self.quantityDigits).decimal()
    }
}
