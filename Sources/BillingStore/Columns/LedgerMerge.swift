import BillingModel

/// The records of several tenants in order of instant, tenant and key, read from their ledgers one by one.
///
/// - Complexity: O(*t* log *n*) to begin with *t* tenants, and O(log *t*) for each record.
struct LedgerMerge<Key: LedgerKey, Record: Sendable> {
    /// A record that was read, which is where the next page begins.
    struct Place {
        let position: Int64
        let tenant: TenantID
        let key: Key
    }

    /// The places of one ledger that are still to be read.
    private struct Source {
        let tenant: TenantID
        let ledger: Ledger<Key, Record>
        var places: Range<Int>
        /// The next record to be read, and its instant; nil if there is none.
        var head: (place: Int, position: Int64)?
    }

    private let revision: Revision
    private let isDescending: Bool
    private var heap: MergeHeap<Source>

    init(
        _ ledgers: [(tenant: TenantID, ledger: Ledger<Key, Record>)], range: Range<Int64>,
        at revision: Revision,
        descending: Bool, after place: Place?
    ) {
        self.revision = revision
        isDescending = descending
        var sources: [Source] = []
        for (tenant, ledger) in ledgers {
            var start = ledger.firstPlace(from: range.lowerBound)
            var end = ledger.firstPlace(from: range.upperBound)
            if let place {
                let bound = Self.bound(ledger, tenant, place, descending)
                if descending { end = min(end, bound) } else { start = max(start, bound) }
            }
            guard start < end else { continue }
            var source = Source(tenant: tenant, ledger: ledger, places: start..<end, head: nil)
            Self.advance(&source, descending, at: revision)
            guard source.head != nil else { continue }
            sources.append(source)
        }
        heap = MergeHeap(sources) { left, right in
            guard let one = left.head?.position, let other = right.head?.position else { return false }
            if one != other { return descending ? other < one : one < other }
            return descending ? right.tenant < left.tenant : left.tenant < right.tenant
        }
    }

    /// The first place of a ledger that was not read before the page, or the end of those that were not.
    private static func bound(
        _ ledger: Ledger<Key, Record>, _ tenant: TenantID, _ place: Place, _ descending: Bool
    ) -> Int {
        if tenant == place.tenant {
            let here = (place.position, place.key)
            return descending ? ledger.firstPlace(notBefore: here) : ledger.firstPlace(after: here)
        }
        // Ascending, the records of the same instant were read for the tenants before; descending, for those after.
        return ledger.firstPlace(from: tenant < place.tenant ? place.position + 1 : place.position)
    }

    /// Takes the next record.
    mutating func next() -> (place: Place, record: Record)? {
        let (isDescending, revision) = (isDescending, revision)
        let entry = heap.take { source in
            let entry = source.head.map { (source.tenant, source.ledger[$0.place]) }
            Self.advance(&source, isDescending, at: revision)
            return (entry, source.head != nil)
        }
        guard let (tenant, entry) = entry ?? nil else { return nil }
        return (Place(position: entry.position, tenant: tenant, key: entry.key), entry.record)
    }

    private static func advance(_ source: inout Source, _ isDescending: Bool, at revision: Revision) {
        source.head = nil
        while source.head == nil, !source.places.isEmpty {
            let place = isDescending ? source.places.upperBound - 1 : source.places.lowerBound
            source.places =
                isDescending
                ? source.places.lowerBound..<place : (place + 1)..<source.places.upperBound
            source.head = source.ledger.position(ofVisible: place, at: revision).map { (place, $0) }
        }
    }
}
