import BillingModel

/// Finds the rows of actions by the hashes of their keys, in runs as ``RunDirectory`` tells of them.
///
/// An index in the order of random ids is touched nearly everywhere by each commit; runs are written in their order, once for each level.
/// Where the runs are and what their pages may hold is remembered, as far as the digest of the tenant says that it is still so.
final class ActionRuns {
    let connection: Connection
    let limits: PackingLimits
    private var directories: [Int64: RunDirectory] = [:]
    /// The tenants whose directories were compared in this transaction.
    private var compared: Set<Int64> = []
    /// The words of all filters, about.
    private var filterWords = 0

    /// How many words the filters take before all are forgotten: 128 MiB.
    private static let mostFilterWords = 1 << 24
    /// Each level has runs that are several times as large as those of the one before.
    private static let mostLevels: Int64 = 64
    private static let lastNumber = Int64.max / 2
    /// How many tenants are remembered.
    private static let mostTenants = 10_000

    init(_ connection: Connection, _ limits: PackingLimits) {
        self.connection = connection
        self.limits = limits
    }

    /// Begins a transaction: others may have committed since the last one, or the last one was undone.
    func begin() {
        compared = []
        guard filterWords > Self.mostFilterWords || directories.count > Self.mostTenants else { return }
        directories = [:]
        filterWords = 0
    }

    // MARK: Directories

    /// Lends the directory of a tenant, to be changed.
    ///
    /// - Throws: `corruptData` if pages are missing, were put in, or are of another time, and what `body` throws.
    func withDirectory<Result>(
        of tenant: Int64, _ body: (inout RunDirectory) throws -> Result
    ) throws -> Result {
        var directory = try directory(of: tenant)
        // It is in one place at a time, so that it is not copied.
        directories[tenant] = nil
        let result = try body(&directory)
        directories[tenant] = directory
        return result
    }

    private func directory(of tenant: Int64) throws -> RunDirectory {
        let known = directories[tenant]
        if let known, compared.contains(tenant) { return known }
        let key = DigestKey(tenant: tenant, table: Tables.actionRun.name, month: 0)
        let written = try Digest.stored(key, connection)
        compared.insert(tenant)
        if let known, known.digest == written { return known }
        var directory = RunDirectory()
        var filters: [Int64: HashFilter] = [:]
        for page in known?.runs.flatMap(\.pages) ?? [] { filters[page.content] = page.filter }
        try Tables.actionRun.scan(
            "WHERE tenant = ? ORDER BY level, run, first", [.integer(tenant)], connection
        ) { values in
            var fields = Fields(values, of: Tables.actionRun, connection)
            fields.skip()
            let (level, number) = (try fields.integer(), try fields.integer())
            let (first, last, content) = (try fields.integer(), try fields.integer(), try fields.integer())
            // Numbers are counted on from these, also where a row was made up with its checksum.
            guard (0...Self.mostLevels).contains(level), (0...Self.lastNumber).contains(number),
                first >= 0, first <= last
            else { throw fields.damage("its level, number or bounds are none that are written") }
            let checksum = Tables.actionRun.checksum(values)
            directory.digest.toggle(checksum, count: 1)
            if directory.runs.last?.level != level || directory.runs.last?.number != number {
                directory.runs.append(.init(level: level, number: number, pages: []))
            }
            directory.runs[directory.runs.count - 1].pages.append(
                .init(
                    first: first, last: last, content: content, checksum: checksum, filter: filters[content])
            )
            return true
        }
        guard directory.digest == written else {
            throw Tables.actionRun.mismatch(key, directory.digest, written, connection)
        }
        return directory
    }

    // MARK: Pages

    private static let place = "WHERE tenant = ? AND level = ? AND run = ? AND first = ?"

    /// Reads the entries of a page.
    func entries(
        _ page: RunDirectory.Page, of run: RunDirectory.Run, _ tenant: Int64
    ) throws -> RunEntries {
        func damage(_ what: String) -> BillingError {
            Tables.actionRun.damage(
                Self.values(tenant, run, page.first, page.last, page.content), connection, what)
        }
        let entries = try connection.first(
            "SELECT body FROM action_run " + Self.place,
            [.integer(tenant), .integer(run.level), .integer(run.number), .integer(page.first)]
        ) { row in
            try row.withBytes(0) { bytes in
                guard Int64(bitPattern: Checksum.xxh64(bytes)) == page.content,
                    let entries = RunEntries(bytes), entries.hashes.first ?? page.first >= page.first,
                    entries.hashes.last ?? page.last <= page.last
                else { throw damage("its entries are not those that were written") }
                return entries
            }
        }
        guard let entries else { throw damage("its entries are missing") }
        return entries
    }

    /// Takes note of what a page may hold.
    func filter(_ entries: RunEntries) -> HashFilter {
        let filter = HashFilter(entries.hashes)
        filterWords += filter.size
        return filter
    }

    private func forget(_ page: RunDirectory.Page) { filterWords -= page.filter?.size ?? 0 }

    private static func values(
        _ tenant: Int64, _ run: RunDirectory.Run, _ first: Int64, _ last: Int64, _ content: Int64
    ) -> [SQLValue] {
        [
            .integer(tenant), .integer(run.level), .integer(run.number), .integer(first), .integer(last),
            .integer(content),
        ]
    }

    /// Writes a page, in the place of one that is needed no more if there is such.
    func write(
        _ entries: RunEntries, _ bounds: ClosedRange<Int64>, of run: RunDirectory.Run, _ tenant: Int64,
        over old: (run: RunDirectory.Run, page: RunDirectory.Page)?, _ digests: DigestChanges
    ) throws -> RunDirectory.Page {
        let body = entries.bytes
        let content = Int64(bitPattern: Checksum.xxh64(body))
        let values = Self.values(tenant, run, bounds.lowerBound, bounds.upperBound, content)
        let checksum = Tables.actionRun.checksum(values)
        if let old {
            try connection.run(
                "UPDATE action_run SET level = ?, run = ?, first = ?, last = ?, content = ?, seal = ?, body = ? "
                    + Self.place,
                values.dropFirst() + [.integer(checksum), .bytes(body)] + Self.place(of: old, tenant))
            try checkChanged(old, tenant)
            forget(old.page)
            digests.toggle(Tables.actionRun.digestKey(values), old.page.checksum, count: -1)
        } else {
            try connection.run(
                "INSERT INTO action_run (tenant, level, run, first, last, content, seal, body) "
                    + "VALUES (?, ?, ?, ?, ?, ?, ?, ?)", values + [.integer(checksum), .bytes(body)])
        }
        digests.toggle(Tables.actionRun.digestKey(values), checksum, count: 1)
        return .init(
            first: bounds.lowerBound, last: bounds.upperBound, content: content, checksum: checksum,
            filter: filter(entries))
    }

    /// Takes a page out.
    func remove(
        _ old: (run: RunDirectory.Run, page: RunDirectory.Page), _ tenant: Int64, _ digests: DigestChanges
    ) throws {
        let place = Self.place(of: old, tenant)
        try connection.run("DELETE FROM action_run " + Self.place, place)
        try checkChanged(old, tenant)
        forget(old.page)
        digests.toggle(Tables.actionRun.digestKey(place), old.page.checksum, count: -1)
    }

    private static func place(
        of old: (run: RunDirectory.Run, page: RunDirectory.Page), _ tenant: Int64
    ) -> [SQLValue] {
        [
            .integer(tenant), .integer(old.run.level), .integer(old.run.number), .integer(old.page.first),
        ]
    }

    private func checkChanged(
        _ old: (run: RunDirectory.Run, page: RunDirectory.Page), _ tenant: Int64
    ) throws {
        guard connection.changes != 1 else { return }
        throw Tables.actionRun.damage(
            Self.values(tenant, old.run, old.page.first, old.page.last, old.page.content), connection,
            "it is not there once")
    }
}
