import BillingModel
import BillingStore
import BillingTime

extension LaneStore {
    /// Reads everything that is kept of a tenant in columns, and reports what is not as it should be.
    ///
    /// - Parameters:
    ///   - tenant: The number of the tenant.
    ///   - report: Takes a place and what is wrong there.
    /// - Throws: `CancellationError`, and what the database throws but for damage.
    func verify(_ tenant: Int64, _ report: (String, String) -> Void) throws {
        // Memory would hide what happened to the file since.
        forget(tenant)
        let lanes = TenantLanes(tenant)
        let stored = try part(report) { try TenantState.stored(tenant, connection) }
        let state = (stored ?? nil) ?? TenantState()
        try verifyRows(lanes, report)
        try verifyJournal(lanes, report)
        lanes.state.generation = state.generation
        if lanes.state != state {
            report(
                "table lane_state, tenant \(tenant)",
                "\(lanes.state.lanes.count) lanes and \(lanes.state.journal.count) journal rows with "
                    + "\(lanes.state.entries) entries are not the \(state.lanes.count), "
                    + "\(state.journal.count) and \(state.entries) that were written")
        }
        for content in lanes.contents.values.sorted(by: { $0.number < $1.number }) {
            try verify(content, report)
        }
    }

    /// Does a part of the work, and reports the damage that ends it.
    private func part<Result>(
        _ report: (String, String) -> Void, _ work: () throws -> Result
    ) throws -> Result? {
        try cancellation?.check()
        do {
            return try work()
        } catch let error as BillingError where error.code == .corruptData {
            report(error.detail, error.rule)
            return nil
        }
    }

    private func verifyRows(_ lanes: TenantLanes, _ report: (String, String) -> Void) throws {
        var numbers: [Int64] = []
        try connection.each(
            "SELECT number FROM lane WHERE tenant = ? ORDER BY number", [.integer(lanes.number)]
        ) { numbers.append(try $0.integer(0)) }
        for number in numbers {
            let row = try part(report) {
                try Lanes.lane.rows("WHERE number = ?", [.integer(number)], connection).first.map {
                    try LaneRow($0, known: { _ in nil }, connection)
                }
            }
            guard let row, let row else { continue }
            if lanes.names[row.name] != nil {
                report("table lane, number \(number)", "it has the name of another one")
            }
            lanes.state.lanes.toggle(row.seal, count: 1)
            _ = lanes.add(row)
        }
    }

    private func verifyJournal(_ lanes: TenantLanes, _ report: (String, String) -> Void) throws {
        for number in try journalRows(of: lanes) {
            if number != lanes.state.journal.count {
                report(
                    "table journal, tenant \(lanes.number), number \(number)",
                    "it does not follow the one before")
            }
            try part(report) {
                let row = try journalRow(of: lanes.number, number)
                lanes.state.journal.toggle(row.seal, count: 1)
                for part in row.lanes {
                    lanes.state.entries += part.entries
                    guard lanes.contents[part.number] == nil else { continue }
                    report(
                        "table journal, tenant \(lanes.number), number \(number)",
                        "lane \(part.number) is not there")
                }
            }
        }
    }

    private func verify(_ content: LaneContent, _ report: (String, String) -> Void) throws {
        guard let pages = try part(report, { try pages(content) }) else { return }
        var chunks: Set<Int64> = []
        var histories: Set<Int64> = []
        for page in pages.indices {
            // Without it, its chunks cannot be told from strays.
            guard let entries = try part(report, { try entries(content, page: page) }) else { return }
            for entry in entries {
                try part(report) { try verify(content, entry) }
                chunks.insert(entry.start)
                if entry.replaced != 0 || entry.versions != 0 { histories.insert(entry.start) }
            }
        }
        for (table, known) in [("chunk", chunks), ("history", histories)] {
            try connection.each(
                "SELECT DISTINCT start FROM \(table) WHERE lane = ?", [.integer(content.number)]
            ) { row in
                let start = try row.integer(0)
                guard !known.contains(start) else { return }
                report("table \(table), lane \(content.number), at \(start)", "no directory names it")
            }
        }
    }

    /// Compares a chunk with all that its directory says of it.
    private func verify(_ content: LaneContent, _ entry: IndexEntry) throws {
        let columns = try columns(content, entry, replaced: true, versions: true)
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
        guard state == entry.state else {
            throw content.damage(
                "chunk_index", entry.start, "the summary is not that of the samples", connection)
        }
        guard try historyRows(content, entry) == (entry.replaced == 0 ? 0 : 1) + (entry.versions == 0 ? 0 : 1)
        else {
            throw content.damage("history", entry.start, "there is a row that no directory names", connection)
        }
    }

    /// How many kinds of history a chunk has in the file.
    private func historyRows(_ content: LaneContent, _ entry: IndexEntry) throws -> Int64 {
        try connection.first(
            "SELECT count(DISTINCT kind) FROM history WHERE lane = ? AND start = ?",
            [.integer(content.number), .integer(entry.start)]
        ) { try $0.integer(0) } ?? 0
    }

    /// Reports what belongs to no lane, and what belongs to no tenant.
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
