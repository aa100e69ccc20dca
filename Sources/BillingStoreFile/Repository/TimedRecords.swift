import BillingModel
import BillingStore

/// A table whose records stand at instants, as pages read it.
struct TimedRecords: Sendable {
    let table: SealedTable
    let record: @Sendable (TenantID, [SQLValue], Connection) throws -> BillingRecord
    /// The columns that order the records of one tenant: the instant, and the parts of the key.
    private let order: [Int]
    /// How many parameters of the clauses stand for the revision.
    private let revisions: Int
    private let ascending: Clauses
    private let descending: Clauses

    /// What comes after the name of the table, in one direction.
    private struct Clauses: Sendable {
        /// All of a range.
        let first: String
        /// What comes after a place, up to a bound of the range.
        let next: String

        init(_ order: [String], _ visibility: String, descending: Bool) {
            let names = order.joined(separator: ", ")
            let place = Array(repeating: "?", count: order.count).joined(separator: ", ")
            let direction = descending ? " DESC" : ""
            let end =
                " AND \(visibility) ORDER BY " + order.map { $0 + direction }.joined(separator: ", ")
                + " LIMIT ?"
            first = "WHERE tenant = ? AND \(order[0]) >= ? AND \(order[0]) < ?" + end
            next =
                "WHERE tenant = ? AND \(order[0]) \(descending ? ">=" : "<") ? "
                + "AND (\(names)) \(descending ? "<" : ">") (\(place))" + end
        }
    }

    private init(
        _ table: SealedTable, order: [String], visibility: String, revisions: Int,
        record: @escaping @Sendable (TenantID, [SQLValue], Connection) throws -> BillingRecord
    ) {
        self.table = table
        self.record = record
        self.order = order.compactMap(table.columns.firstIndex(of:))
        self.revisions = revisions
        ascending = Clauses(order, visibility, descending: false)
        descending = Clauses(order, visibility, descending: true)
    }

    static let actions = TimedRecords(
        Tables.action, order: ["at", "source", "id"],
        visibility: "revision <= ? AND (until IS NULL OR until > ?)", revisions: 2
    ) { .action(try Tables.action($0, $1, $2)) }

    static let invoices = TimedRecords(
        Tables.invoice, order: ["issued", "number"], visibility: "revision <= ?", revisions: 1
    ) { .invoice(try Tables.invoice($0, $1, $2)) }

    static let entries = TimedRecords(
        Tables.entry, order: ["happened", "invoice", "id"], visibility: "revision <= ?", revisions: 1
    ) { .entry(try Tables.entry($0, $1, $2)) }

    /// How many texts the key has.
    var keyParts: Int { order.count - 1 }

    /// The values of a row that order it.
    func place(_ values: [SQLValue]) -> [SQLValue] { order.map { values[$0] } }

    /// The instant of a row.
    func position(_ values: [SQLValue]) -> Int64 {
        guard let instant = table.instant, case .integer(let position) = values[instant] else { return 0 }
        return position
    }

    /// The rows of one tenant in a range of instants that a revision sees, in order, after the row in the range whose
    /// place is given as ``place(_:)`` tells it.
    func rows(
        of tenant: Int64, in range: Range<Int64>, after place: [SQLValue]?, at revision: Revision,
        descending isDescending: Bool, limit: Int, _ connection: Connection
    ) throws -> [[SQLValue]] {
        let clauses = isDescending ? descending : ascending
        var bound: [SQLValue] = [.integer(tenant)]
        if let place {
            bound += [.integer(isDescending ? range.lowerBound : range.upperBound)] + place
        } else {
            bound += [.integer(range.lowerBound), .integer(range.upperBound)]
        }
        bound += Array(repeating: .revision(revision), count: revisions) + [.integer(Int64(limit))]
        return try table.rows(place == nil ? clauses.first : clauses.next, bound, connection)
    }
}

extension Session {
    /// A page of records that stand at an instant: those of several tenants are merged, each read as far as needed.
    func merged(_ request: RecordRequest, _ records: TimedRecords) throws -> RecordPage {
        let (revision, opened) = try opening(
            request.cursor, of: request.form, request.knownAt, limit: request.limit)
        var start: TimedPlace?
        if let opened {
            guard let place = TimedPlace(opened, parts: records.keyParts) else {
                throw PageCursor.invalid
            }
            start = place
        }
        let range = try Instants.microseconds(request.range)
        let selected = try tenants(request.tenants, at: revision)
        let reading = TimedReading(
            session: self, records: records, revision: revision, isDescending: request.descending,
            // One row more than the page tells whether there is another page.
            batch: max(8, (min(request.limit, 4_096) + 1) / max(1, selected.count)))
        var merge = try TimedMerge(selected, range, after: start, reading)
        var page = RecordPage(records: [], next: nil, revision: revision)
        var last: (tenant: TenantID, values: [SQLValue])?
        while let (tenant, values) = try merge.next() {
            if page.records.count == request.limit, let last {
                let place = TimedPlace(tenant: last.tenant, place: records.place(last.values))
                page.next = PageCursor.cursor(for: request.form, revision: revision, place: place.form)
                return page
            }
            page.records.append(try records.record(tenant, values, connection))
            last = (tenant, values)
        }
        return page
    }
}

/// Where a record stands among those of several tenants: by instant, then tenant, then key.
struct TimedPlace {
    let tenant: TenantID
    /// The instant and the parts of the key.
    let place: [SQLValue]

    init(tenant: TenantID, place: [SQLValue]) {
        self.tenant = tenant
        self.place = place
    }

    init?(_ reader: CanonicalReader, parts: Int) {
        var reader = reader
        guard let position = reader.number(), position < .max, let tenant = reader.id(of: Tenant.self) else {
            return nil
        }
        var place: [SQLValue] = [.integer(position)]
        for _ in 0..<parts {
            guard let text = reader.text(), !text.utf8.contains(0) else { return nil }
            place.append(.text(text))
        }
        guard reader.isAtEnd else { return nil }
        self.init(tenant: tenant, place: place)
    }

    var position: Int64 {
        guard case .integer(let position)? = place.first else { return 0 }
        return position
    }

    var form: CanonicalBytes {
        var form = CanonicalBytes()
        form.add(position)
        form.add(tenant)
        for case .text(let text) in place.dropFirst() { form.add(text) }
        return form
    }
}

/// The records of several tenants in order of instant, tenant and key.
private struct TimedMerge {
    private let reading: TimedReading
    private var heap: MergeHeap<TimedReading.Source>

    /// Finds the first records of tenants that come after a place.
    init(
        _ tenants: [(id: TenantID, number: Int64)], _ range: Range<Int64>, after place: TimedPlace?,
        _ reading: TimedReading
    ) throws {
        self.reading = reading
        var sources: [TimedReading.Source] = []
        for (id, number) in tenants {
            let source = try reading.source(id, number, range, after: place)
            if !source.rows.isEmpty { sources.append(source) }
        }
        let (records, isDescending) = (reading.records, reading.isDescending)
        heap = MergeHeap(sources) { left, right in
            guard let one = left.rows.last.map(records.position),
                let other = right.rows.last.map(records.position)
            else { return false }
            if one != other { return isDescending ? other < one : one < other }
            return isDescending ? right.tenant < left.tenant : left.tenant < right.tenant
        }
    }

    /// Takes the next record.
    mutating func next() throws -> (tenant: TenantID, values: [SQLValue])? {
        // Without the heap, of which a copy would be copied with all its rows.
        let reading = reading
        let taken = try heap.take { source in
            let taken = source.rows.popLast().map { (source.tenant, $0) }
            try reading.fill(&source)
            return (taken, !source.rows.isEmpty)
        }
        return taken ?? nil
    }
}

/// How the records of a tenant are read, some rows at a time.
private struct TimedReading {
    struct Source {
        let tenant: TenantID
        let number: Int64
        let range: Range<Int64>
        /// The rows that were read and not yet given, the next one last.
        var rows: [[SQLValue]] = []
        var isAtEnd = false
        /// The place of the last row that was read.
        var last: [SQLValue]?
    }

    let session: Session
    let records: TimedRecords
    let revision: Revision
    let isDescending: Bool
    /// How many rows of a tenant are read at once.
    let batch: Int

    /// The records of a tenant that come after a place.
    func source(
        _ tenant: TenantID, _ number: Int64, _ range: Range<Int64>, after place: TimedPlace?
    ) throws -> Source {
        try session.of(tenant) { try session.checkRoot(tenant, number) }
        var source = Source(tenant: tenant, number: number, range: range)
        if let place {
            // A place outside the range was not given by this package, and says where to begin all the same.
            if tenant == place.tenant, range.contains(place.position) {
                source.last = place.place
            } else {
                // Ascending, the records of the same instant were read for the tenants before; descending, after.
                let bound = tenant < place.tenant ? place.position + 1 : place.position
                let rest =
                    isDescending
                    ? range.lowerBound..<max(range.lowerBound, min(range.upperBound, bound))
                    : min(range.upperBound, max(range.lowerBound, bound))..<range.upperBound
                source = Source(tenant: tenant, number: number, range: rest)
            }
        }
        try fill(&source)
        return source
    }

    func fill(_ source: inout Source) throws {
        guard source.rows.isEmpty, !source.isAtEnd else { return }
        let rows = try records.rows(
            of: source.number, in: source.range, after: source.last, at: revision, descending: isDescending,
            limit: batch, session.connection)
        source.isAtEnd = rows.count < batch
        var read = source.range
        if let last = rows.last, !source.isAtEnd {
            let position = records.position(last)
            read = isDescending ? position..<read.upperBound : read.lowerBound..<(position + 1)
        }
        if let first = source.last, case .integer(let position)? = first.first {
            read = read.clamped(to: isDescending ? .min..<(position + 1) : position ..< .max)
        }
        try session.checks.check(
            records.table, source.number, in: read, asOf: session.head().sequence, session.connection)
        source.last = rows.last.map(records.place)
        source.rows = rows.reversed()
    }
}
