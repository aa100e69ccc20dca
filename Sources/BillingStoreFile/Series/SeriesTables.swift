/// The tables of stored series: what is kept in columns.
///
/// Everything is found from above: the row of a tenant holds the digests of its stored series and of its journal, the row of a
/// stored series that of its index pages, and a page the checksums of its chunks with their history. So a row that vanished,
/// was put in, or was swapped disagrees with the one above it.
enum SeriesTables {
    static let script = """

        CREATE TABLE lane_state (
          tenant INTEGER PRIMARY KEY,
          generation INTEGER NOT NULL,
          lanes INTEGER NOT NULL, lanes_hash INTEGER NOT NULL,
          journal INTEGER NOT NULL, journal_hash INTEGER NOT NULL, journal_entries INTEGER NOT NULL,
          seal INTEGER NOT NULL
        ) STRICT;
        CREATE TABLE lane (
          number INTEGER PRIMARY KEY AUTOINCREMENT,
          tenant INTEGER NOT NULL, kind TEXT NOT NULL, name TEXT NOT NULL, labels TEXT NOT NULL,
          timing TEXT NOT NULL, pages INTEGER NOT NULL, pages_hash INTEGER NOT NULL, last INTEGER,
          seal INTEGER NOT NULL
        ) STRICT;
        CREATE INDEX lane_by_tenant ON lane (tenant, number);
        CREATE TABLE chunk_index (
          lane INTEGER NOT NULL, start INTEGER NOT NULL, seal INTEGER NOT NULL, body BLOB NOT NULL,
          PRIMARY KEY (lane, start)
        ) STRICT, WITHOUT ROWID;
        CREATE TABLE chunk (
          number INTEGER PRIMARY KEY,
          lane INTEGER NOT NULL, start INTEGER NOT NULL, body BLOB NOT NULL
        ) STRICT;
        CREATE UNIQUE INDEX chunk_by_lane ON chunk (lane, start);
        CREATE TABLE history (
          lane INTEGER NOT NULL, start INTEGER NOT NULL, kind TEXT NOT NULL, part INTEGER NOT NULL,
          body BLOB NOT NULL,
          PRIMARY KEY (lane, start, kind, part)
        ) STRICT, WITHOUT ROWID;
        CREATE TABLE journal (
          tenant INTEGER NOT NULL, number INTEGER NOT NULL, revision INTEGER NOT NULL, body BLOB NOT NULL,
          PRIMARY KEY (tenant, number)
        ) STRICT, WITHOUT ROWID;
        """

    /// How far each stored series is moved out of the journal, and with which row the journal begins.
    static let moves = """
        ALTER TABLE lane ADD COLUMN moved INTEGER;
        ALTER TABLE lane_state ADD COLUMN first INTEGER;
        """

    static let state = ChecksummedTable(
        "lane_state",
        [
            "tenant", "generation", "lanes", "lanes_hash", "journal", "journal_hash", "journal_entries",
            "first",
        ], later: 1)
    static let series = ChecksummedTable(
        "lane",
        ["number", "tenant", "kind", "name", "labels", "timing", "pages", "pages_hash", "last", "moved"],
        isOfTenants: false, later: 1)
}

/// How much is kept in one place, so that tests can make everything small.
struct PackingLimits {
    /// The most visible samples of a chunk.
    var chunk = ChunkForm.limit
    /// The most entries in the history of a chunk, unless they all stand at one position.
    var history = 16_384
    /// The most entries in one row of a history.
    var historyRow = HistoryForm.limit
    /// The most chunks of an index page.
    var page = IndexForm.limit
    /// The entries of a tenant's journal beyond which each commit moves some into chunks.
    var entries = 65_536
    /// The same for each stored series that the journal touches, if that is more: many stored series would get tiny chunks otherwise.
    var entriesOfLane = 512
    /// The same, however many stored series the journal touches.
    var mostEntries = 1 << 20
    /// The rows of a tenant's journal beyond which each commit moves the oldest ones.
    var rows = 512
    /// About how many entries a commit moves at least, if the journal is too long.
    var moved = 4_096
    /// The most samples that the caches of one connection hold, about.
    var cached = 2_000_000
    /// The most entries in a page of a run of actions: so many fill a page of the file.
    var runPage = 1_340
    /// How many runs of one level become one of the next.
    var runFactor = 8
    /// About how many entries a commit merges at least, if runs are to be merged.
    var merged = 16_384
    /// The bits of the hash of an action that count, so that tests can make many of them equal.
    var hashMask = Int64.max
}

/// What the row of a tenant says of its stored series.
struct TenantState: Equatable {
    /// Another one whenever what the chunks hold changed.
    var generation: Int64 = 0
    var series = Digest()
    var journal = Digest()
    /// The changes and versioned writes in the journal that are not in chunks.
    var entries = 0
    /// The number of the first row of the journal.
    var first: Int64 = 0

    /// The number that the next row of the journal gets.
    var next: Int64 { first &+ journal.count }

    static func stored(_ tenant: Int64, _ connection: Connection) throws -> TenantState? {
        guard
            let values = try SeriesTables.state.rows("WHERE tenant = ?", [.integer(tenant)], connection).first
        else { return nil }
        var fields = Fields(values, of: SeriesTables.state, connection)
        fields.skip()
        var state = TenantState()
        state.generation = try fields.integer()
        state.series = Digest(count: try fields.integer(), hash: try fields.integer())
        state.journal = Digest(count: try fields.integer(), hash: try fields.integer())
        state.entries = Int(clamping: try fields.integer())
        state.first = try fields.integerOrNil() ?? 0
        return state
    }

    /// The columns of the row of a tenant that its checksum covers.
    func values(of tenant: Int64) -> [SQLValue] {
        [
            .integer(tenant), .integer(generation), .integer(series.count), .integer(series.hash),
            .integer(journal.count), .integer(journal.hash), .integer(Int64(entries)),
            .integer(orNull: first == 0 ? nil : first),
        ]
    }

    func store(_ tenant: Int64, _ connection: Connection) throws {
        let values = values(of: tenant)
        try connection.run(
            "INSERT OR REPLACE INTO lane_state (tenant, generation, lanes, lanes_hash, journal, journal_hash, "
                + "journal_entries, first, seal) VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?)",
            values + [.integer(SeriesTables.state.checksum(values))])
    }
}
