public import BillingModel

#if canImport(FoundationEssentials)
public import FoundationEssentials
#else
public import Foundation
#endif

extension AggregateState {
    /// Makes the state of no values after a reading, from which an increase counts.
    ///
    /// A backend begins each bucket with the last reading before it, wherever that lies; without one, with ``init(resets:)``.
    ///
    /// ```swift
    /// var state = try AggregateState(following: 100)
    /// try state.add(130, at: noon)
    /// try state.increase()  // 30.0
    /// ```
    ///
    /// - Parameters:
    ///   - reading: The value of the last sample before.
    ///   - resets: Which drops of a cumulative reading are resets: the rule of its metric.
    /// - Throws: `BillingError` with code `invalidValue` if the reading is not finite.
    public init(following reading: Double, resets: ResetRule = .anyDrop) throws(BillingError) {
        try ExactSum.check(reading)
        self.init(after: reading, resets: resets)
    }

    /// Adds the value of a sample at an instant.
    ///
    /// - Parameters:
    ///   - value: A finite number; -0.0 is taken as 0.0.
    ///   - instant: When the sample was true, not before the sample that was added last.
    /// - Throws: `BillingError` with code `invalidValue` if the value is not finite, or the instant lies outside
    ///   years 1 to 9999 or before the last one; this state is then unchanged.
    public mutating func add(_ value: Double, at instant: Date) throws(BillingError) {
        try add(value, position: try Instants.occurrence(instant))
    }

    /// Adds the value of a date.
    ///
    /// A state holds values of dates or of instants, never both.
    ///
    /// - Parameters:
    ///   - value: A finite number; -0.0 is taken as 0.0.
    ///   - date: The date of the value, not before the one that was added last.
    /// - Throws: `BillingError` with code `invalidValue` if the value is not finite, or the date comes before the last one;
    ///   this state is then unchanged.
    public mutating func add(_ value: Double, on date: LocalDate) throws(BillingError) {
        try add(value, position: Int64(date.dayNumber))
    }

    private mutating func add(_ value: Double, position: Int64) throws(BillingError) {
        try ExactSum.check(value)
        if let lastPosition, position < lastPosition {
            throw BillingError(
                .invalidValue, rule: "values are added in order of time",
                detail: "\(position) after \(lastPosition)")
        }
        try add(finite: [value], positions: [position])
    }
}
