/// A quarter hour and the number of a subject that was active in it, in the order of the columns.
package struct ActivityRow: Hashable, Comparable, Sendable {
    package let quarterHour: Int32
    package let number: UInt32

    package init(quarterHour: Int32, number: UInt32) {
        self.quarterHour = quarterHour
        self.number = number
    }

    package static func < (left: Self, right: Self) -> Bool {
        left.quarterHour == right.quarterHour
            ? left.number < right.number : left.quarterHour < right.quarterHour
    }
}
