/// A quarter hour and the number of a subject that was active in it, in the order of the columns.
public struct ActivityRow: Hashable, Comparable, Sendable {
    /// The quarter hour of UTC, counted from 1970.
    public let quarterHour: Int32
    /// The number of the subject within its tenant and kind.
    public let number: UInt32

    /// Makes a row.
    public init(quarterHour: Int32, number: UInt32) {
        self.quarterHour = quarterHour
        self.number = number
    }

    /// The order by quarter hour, then number.
    public static func < (left: Self, right: Self) -> Bool {
        left.quarterHour == right.quarterHour
            ? left.number < right.number : left.quarterHour < right.quarterHour
    }
}
