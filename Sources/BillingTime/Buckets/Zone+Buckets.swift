public import BillingModel

#if canImport(FoundationEssentials)
public import FoundationEssentials
#else
public import Foundation
#endif

extension Zone {
    /// The whole bucket of a width that holds an instant.
    ///
    /// ```swift
    /// let paris = try ZoneDatabase.system.zone(ZoneID("Europe/Paris"))
    /// let cycle = try BucketWidth.billingCycle(anchorDay: 31)
    /// // For 2024-02-29T23:30Z: [2024-02-28T23:00Z, 2024-03-30T23:00Z)
    /// try paris.bucket(holding: instant, width: cycle)
    /// ```
    ///
    /// - Parameters:
    ///   - instant: An instant of the years 1 to 9999.
    ///   - width: The width of the bucket.
    /// - Returns: The bucket, clipped only where the calendar ends.
    /// - Throws: `BillingError` with code `invalidValue` if the instant, or the date on the wall clock, lies outside
    ///   years 1 to 9999.
    public func bucket(holding instant: Date, width: BucketWidth) throws(BillingError) -> Bucket {
        try bucket(holding: try Instants.microseconds(instant), width: width)
    }

    /// The bucket of the same width that follows one of this zone.
    ///
    /// - Parameters:
    ///   - bucket: A bucket of this zone.
    ///   - width: Its width.
    /// - Returns: The bucket that starts where it ends.
    /// - Throws: `BillingError` with code `invalidValue` at the end of the calendar.
    public func bucket(after bucket: Bucket, width: BucketWidth) throws(BillingError) -> Bucket {
        try self.bucket(holding: bucket.endMicroseconds, width: width)
    }

    /// The bucket of the same width that precedes one of this zone.
    ///
    /// - Parameters:
    ///   - bucket: A bucket of this zone.
    ///   - width: Its width.
    /// - Returns: The bucket that ends where it starts.
    /// - Throws: `BillingError` with code `invalidValue` at the start of the calendar.
    public func bucket(before bucket: Bucket, width: BucketWidth) throws(BillingError) -> Bucket {
        try self.bucket(holding: bucket.startMicroseconds - 1, width: width)
    }

    /// The whole bucket that holds an instant in microseconds.
    package func bucket(holding instant: Int64, width: BucketWidth) throws(BillingError) -> Bucket {
        guard (Instants.first..<Instants.end).contains(instant) else {
            throw BillingError(
                .invalidValue, rule: "a bucket lies in the years 1 to 9999",
                detail: "\(width) at \(instant) µs from 1970")
        }
        return try BucketGrid(instant..<instant + 1, width: width, zone: self, limit: 1).wholeBucket(at: 0)
    }
}
