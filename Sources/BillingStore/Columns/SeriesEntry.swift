/// The columns of a series in one object: a copy of a series that goes from list to list costs one count of references, not six.
///
/// Safe to share, though the compiler cannot see it: one is changed only while nobody else has it, and copied before if a reader has.
final class SeriesEntry: @unchecked Sendable {
    private(set) var columns: SeriesColumns

    init(_ columns: SeriesColumns) { self.columns = columns }

    /// Changes the columns of an entry, or of a copy of it if anybody else has it.
    static func change(_ entry: inout SeriesEntry, _ body: (inout SeriesColumns) -> Void) {
        if !isKnownUniquelyReferenced(&entry) { entry = SeriesEntry(entry.columns) }
        body(&entry.columns)
    }
}
