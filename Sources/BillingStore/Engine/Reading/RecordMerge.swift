import BillingModel

/// The records of several tenants in order of instant, tenant and ids, of each tenant some at a time.
///
/// - Complexity: O(log *t*) for each record of *t* tenants, beside the lookups.
struct RecordMerge<View: TenantSnapshot> {
    /// Where a record stands among those of several tenants.
    struct Place {
        let tenant: TenantID
        let record: RecordPlace
    }

    /// What is read of one tenant.
    private struct Source {
        let tenant: View
        var range: Range<Int64>
        /// The place of the last record that was read.
        var last: RecordPlace?
        /// The records that were read and not yet given, the next one last.
        var records: [(place: RecordPlace, record: BillingRecord)] = []
        var isAtEnd = false
    }

    /// How the records of a tenant are read, some at a time.
    private struct Reading {
        let read: (View, RecordWindow) throws -> [BillingRecord]
        let isDescending: Bool
        /// How many records of a tenant are read at once.
        let batch: Int

        /// What is left to read of a tenant after a place.
        func source(_ tenant: View, _ range: Range<Int64>, after place: Place?) throws -> Source {
            var source = Source(tenant: tenant, range: range)
            if let place {
                // A place outside the range was not given by this package, and says where to begin all the same.
                if tenant.id == place.tenant, range.contains(place.record.instant) {
                    source.last = place.record
                } else {
                    source.range = rest(of: range, tenant.id, after: place)
                }
            }
            try fill(&source)
            return source
        }

        /// Ascending, the records of the same instant were read for the tenants before; descending, for those after.
        private func rest(of range: Range<Int64>, _ tenant: TenantID, after place: Place) -> Range<Int64> {
            let bound = tenant < place.tenant ? place.record.instant + 1 : place.record.instant
            return isDescending
                ? range.lowerBound..<max(range.lowerBound, min(range.upperBound, bound))
                : min(range.upperBound, max(range.lowerBound, bound))..<range.upperBound
        }

        func fill(_ source: inout Source) throws {
            guard source.records.isEmpty, !source.isAtEnd else { return }
            let window = RecordWindow(
                instants: source.range, after: source.last, isDescending: isDescending, limit: batch)
            let records = try read(source.tenant, window)
            source.isAtEnd = records.count < batch
            source.records = records.reversed().compactMap { record in
                record.place.map { (place: $0, record: record) }
            }
            source.last = source.records.first?.place
        }
    }

    private let reading: Reading
    private var heap: MergeHeap<Source>

    /// Finds the first records of tenants that come after a place.
    ///
    /// - Parameters:
    ///   - tenants: In ascending order of id.
    ///   - range: The instants that are read, in microseconds.
    ///   - place: The last record of the page before; nil for the first page.
    ///   - isDescending: Whether the newest comes first.
    ///   - batch: How many records of a tenant are read at once.
    ///   - checkCancellation: Is called before each tenant.
    ///   - read: Looks records of a tenant up.
    /// - Throws: What the last two throw.
    init(
        _ tenants: [View], in range: Range<Int64>, after place: Place?, descending isDescending: Bool,
        batch: Int,
        _ checkCancellation: () throws -> Void,
        _ read: @escaping (View, RecordWindow) throws -> [BillingRecord]
    ) throws {
        let reading = Reading(read: read, isDescending: isDescending, batch: batch)
        var sources: [Source] = []
        for tenant in tenants {
            try checkCancellation()
            let source = try reading.source(tenant, range, after: place)
            if !source.records.isEmpty { sources.append(source) }
        }
        self.reading = reading
        heap = MergeHeap(sources) { left, right in
            guard let one = left.records.last?.place.instant, let other = right.records.last?.place.instant
            else { return false }
            if one != other { return isDescending ? other < one : one < other }
            return isDescending ? right.tenant.id < left.tenant.id : left.tenant.id < right.tenant.id
        }
    }

    /// Takes the next record.
    mutating func next() throws -> (place: Place, record: BillingRecord)? {
        // Without the heap, of which a copy would be copied with all its records.
        let reading = reading
        let taken = try heap.take { source in
            let taken = source.records.popLast().map {
                (Place(tenant: source.tenant.id, record: $0.place), $0.record)
            }
            try reading.fill(&source)
            return (taken, !source.records.isEmpty)
        }
        return taken ?? nil
    }
}

extension RecordMerge.Place {
    /// Reads a place that ``write(to:)`` wrote, of a record of a kind.
    init(_ reader: CanonicalReader, of kind: RecordKind) throws(BillingError) {
        var reader = reader
        guard let instant = reader.number(), instant < .max, let tenant = reader.id(of: Tenant.self) else {
            throw CursorContent.invalid
        }
        var ids: [String] = []
        for _ in 0..<(kind == .invoice ? 1 : 2) {
            // Each is an id of its kind, and ids obey one rule.
            guard let id = reader.id(of: BillingRecord.self) else { throw CursorContent.invalid }
            ids.append(id.text)
        }
        guard reader.isAtEnd else { throw CursorContent.invalid }
        self.init(tenant: tenant, record: RecordPlace(instant: instant, ids: ids))
    }

    func write(to form: inout CanonicalBytes) {
        form.add(record.instant)
        form.add(tenant)
        for id in record.ids { form.add(id) }
    }
}

extension BillingRecord {
    /// Where a record stands that has an instant; nil for other kinds.
    var place: RecordPlace? {
        switch self {
        case .action(let action): RecordPlace(action)
        case .invoice(let invoice): RecordPlace(invoice)
        case .entry(let entry): RecordPlace(entry)
        case .tenant, .metric, .coverage, .floor, .commit, .plan, .budget: nil
        }
    }
}
