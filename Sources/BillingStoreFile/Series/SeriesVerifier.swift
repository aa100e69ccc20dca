import BillingModel
import BillingStore
import BillingTime

/// Compares what is kept in columns with everything that speaks of it.
struct SeriesVerifier {
    private let store: SeriesStore
    private var chunks: ChunkStore { store.chunks }
    private var connection: Connection { store.connection }

    init(_ store: SeriesStore) { self.store = store }

    /// Reads everything that is kept of a tenant in columns, and reports what is not as it should be.
    ///
    /// - Parameters:
    ///   - tenant: The number of the tenant.
    ///   - report: Takes a place and what is wrong there.
    /// - Throws: `CancellationError`, and what the database throws but for damage.
    func verify(_ tenant: Int64, _ report: (String, String) -> Void) throws {
        // Memory would hide what happened to the file since.
        store.forget(tenant)
        let tenantSeries = TenantSeries(tenant)
        let stored = try part(report) { try TenantState.stored(tenant, connection) }
        let state = (stored ?? nil) ?? TenantState()
        try verifyRows(tenantSeries, report)
        tenantSeries.state.first = state.first
        try verifyJournal(tenantSeries, report)
        tenantSeries.state.generation = state.generation
        if tenantSeries.state != state {
            report(
                "table lane_state, tenant \(tenant)",
                "\(tenantSeries.state.series.count) lanes and \(tenantSeries.state.journal.count) journal rows with "
                    + "\(tenantSeries.state.entries) entries are not the \(state.series.count), "
                    + "\(state.journal.count) and \(state.entries) that were written")
        }
        for content in tenantSeries.contents.values.sorted(by: { $0.number < $1.number }) {
            try verify(content, report)
        }
    }

    /// Does a part of the work, and reports the damage that ends it.
    private func part<Result>(
        _ report: (String, String) -> Void, _ work: () throws -> Result
    ) throws -> Result? {
        try chunks.cancellation?.check()
        do {
            return try work()
        } catch let error as BillingError where error.code == .corruptData {
            report(error.detail, error.rule)
            return nil
        }
    }

    private func verifyRows(_ tenantSeries: TenantSeries, _ report: (String, String) -> Void) throws {
        var numbers: [Int64] = []
        try connection.each(
            "SELECT number FROM lane WHERE tenant = ? ORDER BY number", [.integer(tenantSeries.number)]
        ) { numbers.append(try $0.integer(0)) }
        for number in numbers {
            let row = try part(report) {
                try SeriesTables.series.rows("WHERE number = ?", [.integer(number)], connection).first.map {
                    try StoredSeriesRow($0, known: { _ in nil }, connection)
                }
            }
            guard let row, let row else { continue }
            if tenantSeries[row.name] != nil {
                report("table lane, number \(number)", "it has the name of another one")
            }
            tenantSeries.state.series.toggle(row.checksum, count: 1)
            _ = tenantSeries.add(row)
        }
    }

    private func verifyJournal(_ tenantSeries: TenantSeries, _ report: (String, String) -> Void) throws {
        for number in try store.journalRows(of: tenantSeries) {
            if number != tenantSeries.state.next {
                report(
                    "table journal, tenant \(tenantSeries.number), number \(number)",
                    "it does not follow the one before")
            }
            try part(report) {
                let row = try store.journalRow(of: tenantSeries.number, number)
                tenantSeries.append(row.checksum, [])
                if let missing = tenantSeries.absorb(row.content, number: number, at: row.revision) {
                    report(
                        "table journal, tenant \(tenantSeries.number), number \(number)",
                        "lane \(missing) is not there")
                }
            }
        }
    }

    private func verify(_ content: SeriesContent, _ report: (String, String) -> Void) throws {
        guard let pages = try part(report, { try chunks.pages(content) }) else { return }
        var known: Set<Int64> = []
        var histories: Set<Int64> = []
        for page in pages.indices {
            // Without it, its chunks cannot be told from strays.
            guard let entries = try part(report, { try chunks.entries(content, page: page) }) else { return }
            for entry in entries {
                try part(report) { try verify(content, entry) }
                known.insert(entry.start)
                if entry.replaced != 0 || entry.versions != 0 { histories.insert(entry.start) }
            }
        }
        for (table, starts) in [("chunk", known), ("history", histories)] {
            try connection.each(
                "SELECT DISTINCT start FROM \(table) WHERE lane = ?", [.integer(content.number)]
            ) { row in
                let start = try row.integer(0)
                guard !starts.contains(start) else { return }
                report("table \(table), lane \(content.number), at \(start)", "no directory names it")
            }
        }
    }

    /// Compares a chunk with all that its directory says of it.
    private func verify(_ content: SeriesContent, _ entry: IndexEntry) throws {
        let columns = try chunks.columns(content, entry, replaced: true, versions: true)
        var state: AggregateState?
        if content.row.name.hasValues {
            state = AggregateState()
            try state?.add(finite: columns.values[...], positions: columns.positions[...])
        }
        let lowest = columns.revisions.columns.values.min() ?? entry.newest
        guard columns.span == entry.start...entry.last, lowest == entry.lowest,
            columns.newestKept == entry.newest, columns.replaced.allSatisfy({ $0.from < $0.until })
        else {
            throw content.damage(
                "chunk_index", entry.start, "bounds or revisions are not those of the chunk", connection)
        }
        // A page of an old version says nothing of sums.
        guard entry.state.map({ state?.keeping($0.measures) == $0 }) ?? (state == nil) else {
            throw content.damage(
                "chunk_index", entry.start, "the summary is not that of the samples", connection)
        }
        guard try historyRows(content, entry) == (entry.replaced == 0 ? 0 : 1) + (entry.versions == 0 ? 0 : 1)
        else {
            throw content.damage("history", entry.start, "there is a row that no directory names", connection)
        }
    }

    /// How many kinds of history a chunk has in the file.
    private func historyRows(_ content: SeriesContent, _ entry: IndexEntry) throws -> Int64 {
        try connection.first(
            "SELECT count(DISTINCT kind) FROM history WHERE lane = ? AND start = ?",
            [.integer(content.number), .integer(entry.start)]
        ) { try $0.integer(0) } ?? 0
    }

    /// Reports what belongs to no stored series, and what belongs to no tenant.
    func verifyStrays(_ report: (String, String) -> Void) throws {
        for table in ["chunk", "history", "chunk_index"] {
            try connection.each(
                "SELECT DISTINCT lane FROM \(table) WHERE lane NOT IN (SELECT number FROM lane)"
            ) { report("table \(table), lane \(try $0.integer(0))", "the lane is not there") }
        }
        for table in ["lane", "journal", "lane_state"] {
            try connection.each(
                "SELECT DISTINCT tenant FROM \(table) WHERE tenant NOT IN (SELECT number FROM tenant)"
            ) { report("table \(table), tenant \(try $0.integer(0))", "the tenant is not there") }
        }
    }
}
