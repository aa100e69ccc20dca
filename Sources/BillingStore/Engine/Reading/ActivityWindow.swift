/// Which activity of the subjects of one kind is wanted, and how much.
public struct ActivityWindow: Hashable, Sendable {
    /// The first row that may be in it.
    public let start: ActivityRow
    /// The quarter hour before which it ends.
    public let end: Int32
    /// The most rows that are wanted, at least 1.
    public let limit: Int

    /// Makes a window.
    public init(
        from start: ActivityRow = ActivityRow(quarterHour: .min, number: 0), to end: Int32 = .max,
        limit: Int = .max
    ) {
        self.start = start
        self.end = end
        self.limit = limit
    }
}

/// Rows of activity as columns, and the row that comes next.
public struct ActivityRows: Hashable, Sendable {
    /// Quarter hours since 1970, ascending.
    public var quarterHours: [Int32]
    /// The number of the subject that was active in the quarter hour at the same index, ascending within one.
    public var numbers: [UInt32]
    /// The first row of the window that is not among them.
    public var next: ActivityRow?

    /// Makes rows of columns.
    public init(quarterHours: [Int32] = [], numbers: [UInt32] = [], next: ActivityRow? = nil) {
        self.quarterHours = quarterHours
        self.numbers = numbers
        self.next = next
    }
}
