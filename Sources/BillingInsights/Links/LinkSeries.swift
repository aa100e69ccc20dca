/// A daily series that is held against others.
public struct LinkSeries: Equatable, Sendable {
    /// One value for each day, oldest first; none where it is missing, which is not 0.
    public var values: [Double?]
    /// The indices of series that belong to this one by construction.
    ///
    /// That a whole moves with its parts, or a figure with another that is computed from the same records, says
    /// nothing. It is enough if one of two names the other.
    public var related: Set<Int>
    /// Whether the series is a total that begins anew with each cycle, such as a month-to-date figure.
    ///
    /// Such a saw-tooth follows the calendar and is compared with nothing.
    public var isRunningTotal: Bool

    /// A series as given.
    public init(_ values: [Double?], related: Set<Int> = [], isRunningTotal: Bool = false) {
        self.values = values
        self.related = related
        self.isRunningTotal = isRunningTotal
    }
}
