#if PostgreSQL
import BillingModel

/// What a commit asks of a tenant first, in a row or a few: when its definitions changed, how long its journal is, and where its series end.
///
/// All of it errs on the safe side after a write that was never committed: what is defined is read again, the journal is
/// moved early, and a series may end before it is said to.
struct Outline {
    /// The number of the last write that changed what is defined of the tenant: itself, its metrics, floors and series.
    private(set) var defined: Int64 = 0
    /// How many rows its journal has, and how many entries they have together.
    private(set) var parts: Int64 = 0
    private(set) var entries: Int64 = 0
    /// By the places of the series, from 1 on: the last position of which anything may be known.
    private var ends: [Int64] = []
    /// How many rows are there, and which of them are to be written.
    private var stored: Set<Int> = []
    private var changed: Set<Int> = []

    /// How many ends a row holds: few tenants have more series, and those of a commit lie side by side.
    private static let blockSize = 64
    private static let nothing = Int64.min

    /// The last position of which anything may be known of a series; nil if nothing is.
    func end(of place: Int64) -> Int64? {
        let index = Int(place - 1)
        guard ends.indices.contains(index), ends[index] > Self.nothing else { return nil }
        return ends[index]
    }

    mutating func define(_ number: Int64) {
        defined = number
        changed.insert(0)
    }

    /// Counts a row of the journal.
    mutating func count(_ entries: Int) {
        parts += 1
        self.entries += Int64(entries)
        changed.insert(0)
    }

    /// Notes that something is known of a series at a position.
    mutating func extend(_ place: Int64, to end: Int64) {
        let index = Int(place - 1)
        if ends.count <= index {
            ends += Array(repeating: Self.nothing, count: index + 1 - ends.count)
        }
        guard ends[index] < end else { return }
        ends[index] = end
        changed.insert(index / Self.blockSize)
    }

    // MARK: Rows

    static let columns = "tenant, block, defined, parts, entries, ends"

    /// Takes a row, whose columns are ``columns``.
    mutating func take(_ rows: PostgresRows, _ row: Int) throws(BillingError) {
        let block = Int(try rows.integer(row, 1))
        if block == 0 {
            defined = try rows.integer(row, 2)
            parts = try rows.integer(row, 3)
            entries = try rows.integer(row, 4)
        }
        stored.insert(block)
        let own = try rows.packedIntegers(row, 5)
        let end = block * Self.blockSize + own.count
        if ends.count < end { ends += Array(repeating: Self.nothing, count: end - ends.count) }
        ends.replaceSubrange(block * Self.blockSize..<end, with: own)
    }

    /// The rows that are new or were changed.
    func rows(of tenant: TenantID, _ add: (OutlineRow) -> Void) {
        for block in changed.sorted() {
            let start = block * Self.blockSize
            let own = start < ends.count ? ends[start..<min(start + Self.blockSize, ends.count)] : []
            add(
                OutlineRow(
                    tenant: tenant, block: Int64(block), isNew: !stored.contains(block),
                    defined: block == 0 ? defined : 0, parts: block == 0 ? parts : 0,
                    entries: block == 0 ? entries : 0, ends: Array(own)))
        }
    }
}

/// A row of outlines.
struct OutlineRow {
    let tenant: TenantID
    let block: Int64
    let isNew: Bool
    let defined, parts, entries: Int64
    let ends: [Int64]
}

/// Rows of outlines, which are written by two statements at most.
struct OutlineRows {
    private var (added, altered): ([OutlineRow], [OutlineRow]) = ([], [])

    mutating func add(_ outline: Outline, of tenant: TenantID) {
        outline.rows(of: tenant) { row in
            if row.isNew { added.append(row) } else { altered.append(row) }
        }
    }

    private static let source =
        "unnest($1::text[], $2::bigint[], $3::bigint[], $4::bigint[], $5::bigint[], $6::bytea[])"

    private static func values(_ rows: [OutlineRow]) -> [PostgresValue] {
        [
            .texts(rows.map(\.tenant.text)), .integers(rows.map(\.block)), .integers(rows.map(\.defined)),
            .integers(rows.map(\.parts)), .integers(rows.map(\.entries)), .packedLists(rows.map(\.ends)),
        ]
    }

    var statements: [(sql: String, values: [PostgresValue])] {
        var statements: [(sql: String, values: [PostgresValue])] = []
        if !added.isEmpty {
            statements.append(
                (
                    "INSERT INTO outline (\(Outline.columns)) SELECT * FROM \(Self.source)",
                    Self.values(added)
                ))
        }
        if altered.count == 1 {
            let row = altered[0]
            statements.append(
                (
                    "UPDATE outline SET defined = $3, parts = $4, entries = $5, ends = $6 "
                        + "WHERE tenant = $1 AND block = $2",
                    [
                        .text(row.tenant.text), .integer(row.block), .integer(row.defined),
                        .integer(row.parts), .integer(row.entries), .packed(row.ends),
                    ]
                ))
        } else if !altered.isEmpty {
            statements.append(
                (
                    "UPDATE outline t SET defined = k.defined, parts = k.parts, entries = k.entries, ends = k.ends "
                        + "FROM \(Self.source) AS k(\(Outline.columns)) "
                        + "WHERE t.tenant = k.tenant AND t.block = k.block", Self.values(altered)
                ))
        }
        return statements
    }
}
#endif
