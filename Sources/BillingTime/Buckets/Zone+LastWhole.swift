public import BillingModel

#if canImport(FoundationEssentials)
public import FoundationEssentials
#else
public import Foundation
#endif

extension Zone {
    /// The last bucket of a width that has ended by an instant, such as the month that a job of today bills.
    ///
    /// ```swift
    /// // On 2026-03-01 at 00:00 and later in March: February.
    /// try zone.lastWhole(.month, before: now)
    /// ```
    ///
    /// - Parameters:
    ///   - width: The width of the bucket.
    ///   - instant: An instant of the years 1 to 9999; a bucket that ends at it has ended.
    /// - Returns: The bucket before the one that holds the instant.
    /// - Throws: `BillingError` with code `invalidValue` if the instant lies outside years 1 to 9999, or in the first
    ///   bucket of the calendar.
    public func lastWhole(_ width: BucketWidth, before instant: Date) throws(BillingError) -> Bucket {
        try bucket(before: try bucket(holding: instant, width: width), width: width)
    }
}
