package import BillingModel
package import BillingStore
package import BillingTime

/// What is known of a chunk without its bytes, for every store that keeps chunks in rows.
package struct StoredChunkEntry: Sendable {
    private let entry: IndexEntry

    init(_ entry: IndexEntry) { self.entry = entry }

    /// Unpacks an entry.
    ///
    /// - Throws: `corruptData` if it is not that of the chunk of that series which begins there.
    package init(_ bytes: [UInt8], series: Int64, start: Int64) throws(BillingError) {
        let place = BlobPlace(kind: .index, owner: series, key: start)
        let entries = try bytes.withBytes { blob throws(BillingError) in
            try IndexForm.entries(blob, at: place)
        }
        guard let entry = entries.first, entries.count == 1, entry.start == start else {
            throw BillingError(
                .corruptData, rule: "a chunk has an entry of its own", detail: place.description)
        }
        self.entry = entry
    }

    /// The bytes of the entry.
    func bytes(series: Int64) throws(BillingError) -> [UInt8] {
        try IndexForm.bytes([entry], at: BlobPlace(kind: .index, owner: series, key: entry.start))
    }

    /// Where the chunk begins.
    package var start: Int64 { entry.start }

    /// The last position of which the chunk knows anything.
    package var last: Int64 { entry.last }

    /// The state that is kept of the chunk, if all of it is read and lies in one bucket.
    package func state(in range: Range<Int64>, of asked: SummaryBuckets) -> AggregateState? {
        entry.state(in: range, of: asked)
    }
}
