import BillingModel
import BillingStore

/// The rows of actions in the file, found by their keys.
struct StoredActions {
    /// A row that is kept.
    struct Row {
        let sequence: Int64
        let values: [SQLValue]

        /// Whether its content stands.
        var isCurrent: Bool { values.last == .null }
    }

    private let runs: ActionRuns
    private var connection: Connection { runs.connection }

    init(_ runs: ActionRuns) { self.runs = runs }

    /// The rows of some keys of a tenant, by the places of the keys, the newest first.
    ///
    /// - Throws: `corruptData` if a row is not the one that was written, or is gone.
    func rows(of keys: [ActionKey], _ tenant: Int64) throws -> [Int: [Row]] {
        var hasher = ActionHash(mask: runs.limits.hashMask)
        let hashes = keys.map { hasher.of($0.source.text, $0.id.text) }
        let sorted = keys.indices.map { (hash: hashes[$0], place: $0) }.sorted { $0.hash < $1.hash }
        var found: [(place: Int, sequence: Int64)] = []
        try runs.find(sorted.map(\.hash), of: tenant) { found.append((sorted[$0].place, $1)) }
        guard !found.isEmpty else { return [:] }
        found.sort { $0.sequence > $1.sequence }
        var rows: [Int: [Row]] = [:]
        for (place, sequence) in found {
            let values = try Tables.action.first(Self.bySequence, [.integer(sequence)], connection)
            guard let values, values[0] == .integer(tenant),
                case .text(let source) = values[1], case .text(let id) = values[2]
            else { throw runs.damage("action \(sequence) has no row", of: tenant) }
            guard hasher.of(source, id) == hashes[place] else {
                throw runs.damage("action \(sequence) is another one than was written", of: tenant)
            }
            let (one, other) = (keys[place].source.text, keys[place].id.text)
            if source.hasSameBytes(as: one), id.hasSameBytes(as: other) {
                rows[place, default: []].append(Row(sequence: sequence, values: values))
            }
        }
        return rows
    }

    /// Ends the content that stands of some keys.
    func end(
        _ keys: [ActionKey], _ tenant: Int64, at revision: Revision, _ digests: DigestChanges
    ) throws {
        let table = Tables.action
        for row in try rows(of: keys, tenant).values.joined() where row.isCurrent {
            let ended = Array(row.values.dropLast()) + [.revision(revision)]
            try connection.run(
                "UPDATE action SET until = ?, seal = ? " + Self.bySequence,
                [.revision(revision), .integer(table.checksum(ended)), .integer(row.sequence)])
            digests.toggle(table.digestKey(row.values), table.checksum(row.values), count: -1)
            digests.toggle(table.digestKey(ended), table.checksum(ended), count: 1)
        }
    }

    /// A row to be put in.
    struct NewRow {
        let action: ActionRecord
        let position: Int64
        let from: Revision
        let until: Revision?
    }

    /// Puts rows in, those of one tenant.
    func insert(_ rows: some Collection<NewRow>, _ tenant: Int64, _ digests: DigestChanges) throws {
        guard !rows.isEmpty else { return }
        var entries: [(hash: Int64, sequence: Int64)] = []
        entries.reserveCapacity(rows.count)
        var hash = ActionHash(mask: runs.limits.hashMask)
        try connection.repeating(Tables.action.insertion) { statement in
            var insertion = RowInsertion(Tables.action, statement)
            for row in rows {
                Self.fill(&insertion, row, tenant)
                let checksum = try insertion.insert()
                let key = DigestKey(
                    tenant: tenant, table: Tables.action.name, month: Month.holding(row.position))
                digests.toggle(key, checksum, count: 1)
                entries.append((hash.of(row.action.source.text, row.action.id.text), connection.lastRowID))
            }
        }
        try runs.add(RunEntries(unordered: entries), of: tenant, digests)
    }

    /// The columns of a row, in the order of the table.
    private static func fill(_ insertion: inout RowInsertion, _ row: NewRow, _ tenant: Int64) {
        let action = row.action
        insertion.begin()
        insertion.add(tenant)
        insertion.add(action.source.text)
        insertion.add(action.id.text)
        insertion.add(row.position)
        insertion.add(action.type.text)
        insertion.add(action.category.text)
        insertion.add(Int64(action.succeeded))
        insertion.add(Int64(action.failed))
        insertion.add(Int64(action.suppressed))
        insertion.add(action.quantity.map { "\($0)" })
        insertion.add(action.unit)
        insertion.add(action.workflow?.text)
        insertion.add(action.run?.text)
        insertion.add(row.from.number)
        insertion.add(row.until?.number)
    }

    /// Takes out what lies before an instant.
    func drop(before bound: Int64, _ tenant: Int64, _ digests: DigestChanges) throws {
        let clause = "WHERE tenant = ? AND at < ?"
        let place: [SQLValue] = [.integer(tenant), .integer(bound)]
        var gone: Set<Int64> = []
        try connection.each("SELECT sequence FROM action " + clause, place) {
            gone.insert(try $0.integer(0))
        }
        try Tables.action.delete(clause, place, connection, digests)
        try runs.drop(gone, of: tenant, digests)
    }

    private static let bySequence = "WHERE sequence = ?"
}
