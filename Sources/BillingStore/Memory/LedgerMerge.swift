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
    /// A binary heap: no source comes before its parent.
    private var sources: [Source] = []

    init(
        _ ledgers: [(tenant: TenantID, ledger: Ledger<Key, Record>)], range: Range<Int64>,
        at revision: Revision,
        descending: Bool, after place: Place?
    ) {
        self.revision = revision
        isDescending = descending
        for (tenant, ledger) in ledgers {
            var start = ledger.firstPlace(from: range.lowerBound)
            var end = ledger.firstPlace(from: range.upperBound)
            if let place {
                let bound = Self.bound(ledger, tenant, place, descending)
                if descending { end = min(end, bound) } else { start = max(start, bound) }
            }
            guard start < end else { continue }
            var source = Source(tenant: tenant, ledger: ledger, places: start..<end, head: nil)
            advance(&source)
            guard source.head != nil else { continue }
            sources.append(source)
        }
        for parent in (0..<(sources.count / 2)).reversed() { sink(parent) }
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
        guard let tenant = sources.first?.tenant, let head = sources.first?.head else { return nil }
        let entry = sources[0].ledger[head.place]
        advance(&sources[0])
        if sources[0].head == nil {
            sources.swapAt(0, sources.count - 1)
            sources.removeLast()
        }
        sink(0)
        return (Place(position: entry.position, tenant: tenant, key: entry.key), entry.record)
    }

    private func advance(_ source: inout Source) {
        source.head = nil
        while source.head == nil, !source.places.isEmpty {
            let place = isDescending ? source.places.upperBound - 1 : source.places.lowerBound
            source.places =
                isDescending
                ? source.places.lowerBound..<place : (place + 1)..<source.places.upperBound
            source.head = source.ledger.position(ofVisible: place, at: revision).map { (place, $0) }
        }
    }

    private func precedes(_ left: Source, _ right: Source) -> Bool {
        guard let one = left.head?.position, let other = right.head?.position else { return false }
        if one != other { return isDescending ? other < one : one < other }
        return isDescending ? right.tenant < left.tenant : left.tenant < right.tenant
    }

    private mutating func sink(_ start: Int) {
        var parent = start
        while true {
            var least = parent
            for child in [2 * parent + 1, 2 * parent + 2] where child < sources.count {
                if precedes(sources[child], sources[least]) { least = child }
            }
            guard least != parent else { return }
            sources.swapAt(parent, least)
            parent = least
        }
    }
}
