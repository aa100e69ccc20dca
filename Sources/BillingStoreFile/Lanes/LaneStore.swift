import BillingModel
import BillingStore
import BillingTime

/// The lanes of a file, as one connection reads and writes them inside its transactions.
///
/// A lane is chunks, found through its directory, and what the journal of its tenant adds to them. The journal is kept
/// replayed in memory: what comes after the last chunk is the tail of the lane, and changes inside chunks lie over
/// them. Each transaction compares what is in memory with the row of the tenant, once for each tenant that it
/// touches, and so follows the commits of others.
///
/// After a transaction that failed the store is thrown away, because it may know what was undone.
final class LaneStore {
    let connection: Connection
    let bounds: LaneBounds
    private(set) var cancellation: Cancellation?
    private var tenants: [Int64: TenantLanes] = [:]
    private var transaction = 0
    /// What the transaction added to the hashes of tenants in the ``Root``.
    private(set) var partChanges: [Int64: Int64] = [:]

    init(_ connection: Connection, _ bounds: LaneBounds = LaneBounds()) {
        self.connection = connection
        self.bounds = bounds
    }

    /// Begins a transaction: what is in memory has to be compared with the file again.
    func begin(_ cancellation: Cancellation?) {
        transaction += 1
        self.cancellation = cancellation
        partChanges = [:]
    }

    /// Writes the row of a tenant.
    func store(_ lanes: TenantLanes, since before: TenantState) throws {
        try lanes.state.store(lanes.number, connection)
        partChanges[lanes.number, default: 0] &+=
            Root.part(lanes.number, lanes.state) &- Root.part(lanes.number, before)
        // A lane that is new took a number.
        if lanes.state.lanes.count != before.lanes.count { partChanges[0] = 0 }
    }

    // MARK: Names

    /// The lanes of a tenant that hold values, in order of their names.
    func all(
        _ tenant: Int64
    ) throws -> (samples: [(name: SeriesName, lane: Lane)], measures: [(name: MeasureName, lane: Lane)]) {
        try lanes(of: tenant).all()
    }

    func lane(_ name: LaneName, _ tenant: Int64) throws -> Lane? {
        try lanes(of: tenant).names[name]?.row.lane
    }

    /// The lanes of presence of a tenant, in order of their kinds.
    func presences(_ tenant: Int64) throws -> [(kind: SubjectKind, lane: Lane)] {
        var presences: [(kind: SubjectKind, lane: Lane)] = []
        for (name, content) in try lanes(of: tenant).names {
            if case .presence(let kind) = name { presences.append((kind, content.row.lane)) }
        }
        return presences.sorted { $0.kind < $1.kind }
    }

    /// Whether there is a lane of samples of a metric.
    func hasSamples(of metric: MetricID, _ tenant: Int64) throws -> Bool {
        let samples = try lanes(of: tenant).all().samples
        let first = samples.lowerBound { $0.name.metric < metric }
        return first < samples.count && samples[first].name.metric == metric
    }

    func content(of lane: Lane, _ tenant: Int64) throws -> LaneContent {
        guard let content = try lanes(of: tenant).contents[lane.number] else {
            throw BillingError(
                .notFound, rule: "a lane is read while it is there", detail: "lane \(lane.number)")
        }
        return content
    }

    // MARK: Following the file

    /// What is known of the lanes of a tenant, in step with the file.
    func lanes(of tenant: Int64) throws -> TenantLanes {
        let known = tenants[tenant]
        if let known, known.transaction == transaction { return known }
        let stored = try TenantState.stored(tenant, connection)
        let lanes: TenantLanes
        if let known, let stored, known.state.generation == stored.generation {
            lanes = known
        } else {
            makeRoom()
            lanes = TenantLanes(tenant)
            lanes.state.generation = stored?.generation ?? 0
        }
        if lanes.state != stored ?? TenantState() || stored == nil {
            tenants[tenant] = nil
            try follow(lanes, known)
        }
        guard lanes.state == stored ?? TenantState() else {
            throw damage(lanes, "its lanes or its journal disagree with its row in table lane_state")
        }
        lanes.transaction = transaction
        tenants[tenant] = lanes
        return lanes
    }

    /// Reads the lanes and the journal rows that are new, and takes note of all of them.
    private func follow(_ lanes: TenantLanes, _ known: TenantLanes?) throws {
        try Lanes.lane.scan(
            "WHERE tenant = ? AND number > ? ORDER BY number",
            [.integer(lanes.number), .integer(lanes.lastLane)], connection
        ) { values in
            let row = try LaneRow(values, known: { known?.contents[$0]?.row }, connection)
            guard lanes.names[row.name] == nil else {
                throw damage(lanes, "lane \(row.lane.number) has the name of another one")
            }
            lanes.state.lanes.toggle(row.seal, count: 1)
            let content = lanes.add(row)
            // A directory that did not change is not read again.
            if let old = known?.contents[content.number]?.pages,
                known?.contents[content.number]?.row.pages == row.pages
            {
                content.keep(old)
            }
            return true
        }
        for number in try journalRows(of: lanes) {
            try cancellation?.check()
            guard number == lanes.state.journal.count else {
                throw damage(lanes, "row \(lanes.state.journal.count) of its journal is missing")
            }
            let row = try journalRow(of: lanes.number, number)
            guard row.revision >= lanes.revision else {
                throw damage(lanes, "row \(number) of its journal is not in order")
            }
            for part in row.lanes {
                guard let content = lanes.contents[part.number] else {
                    throw damage(lanes, "row \(number) of its journal names a lane that is not there")
                }
                content.absorb(part.changes, part.versions, at: row.revision)
                lanes.state.entries += part.entries
            }
            lanes.state.journal.toggle(row.seal, count: 1)
            lanes.revision = row.revision
        }
    }

    /// The numbers of the rows of a tenant's journal, which ascend from 0.
    func journalRows(of lanes: TenantLanes) throws -> [Int64] {
        var numbers: [Int64] = []
        try connection.each(
            "SELECT number FROM journal WHERE tenant = ? AND number >= ? ORDER BY number",
            [.integer(lanes.number), .integer(lanes.state.journal.count)]
        ) { numbers.append(try $0.integer(0)) }
        return numbers
    }

    /// A row of the journal of a tenant.
    func journalRow(
        of tenant: Int64, _ number: Int64
    ) throws -> (revision: Revision, seal: Int64, lanes: [JournalForm.Lane]) {
        let row = try connection.first(
            "SELECT revision, body FROM journal WHERE tenant = ? AND number = ?",
            [.integer(tenant), .integer(number)]
        ) { row in
            let revision = try row.integer(0)
            let place = BlobPlace(kind: .journal, owner: tenant, key: revision)
            return try row.withBytes(1) { blob in
                let lanes = try JournalForm.lanes(blob, at: place)
                return (try Revision(revision), Int64(bitPattern: ByteReader.seal(of: blob) ?? 0), lanes)
            }
        }
        guard let row else {
            throw BillingError(
                .corruptData, rule: "a row of the journal is there",
                detail: "\(connection.path): table journal, tenant \(tenant), number \(number)")
        }
        return row
    }

    private func damage(_ lanes: TenantLanes, _ what: String) -> BillingError {
        BillingError(
            .corruptData, rule: "what is kept in columns is whole, and in step with its directory",
            detail: "\(connection.path): tenant \(lanes.number): \(what)")
    }

    // MARK: Memory

    /// Forgets the tenants that were not used for the longest time, if all together take too much room.
    private func makeRoom() {
        var weight = tenants.values.reduce(0) { $0 + $1.weight }
        guard weight > bounds.cached else { return }
        for lanes in tenants.values.sorted(by: { $0.transaction < $1.transaction }) {
            guard weight > bounds.cached / 2 else { return }
            weight -= lanes.weight
            tenants[lanes.number] = nil
        }
    }

    func forget(_ tenant: Int64) { tenants[tenant] = nil }
}

extension JournalForm.Lane {
    var entries: Int { changes.count + versions.count }
}
