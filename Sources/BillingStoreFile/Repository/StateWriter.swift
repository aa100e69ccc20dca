import BillingModel
import BillingStore

/// Writes a state into a file without commits.
struct StateWriter {
    private let session: Session
    private let digests = DigestChanges()
    private var connection: Connection { session.connection }
    /// How far the state is written.
    private var sequence: Int64 = 0
    private var revision = Revision.zero
    private var tenant: TenantID?
    private var owner: Int64 = 0
    private var actions: [StoredActions.NewRow] = []
    private var series: [(name: StoredSeriesName, columns: SeriesColumns)] = []
    private var tally: ArchiveTally
    /// How many records wait for the end of their tenant.
    private var waiting = 0

    init(_ session: Session, _ tally: ArchiveTally) {
        self.session = session
        self.tally = tally
    }

    /// Takes over a state; belongs into a transaction that writes.
    mutating func restore(_ state: RepositoryState) throws {
        guard try session.commits.latest().sequence == 0 else { throw BillingError.notEmpty }
        try state.list { try take($0, state) }
        try finishTenant(state)
        try digests.write(connection)
        try Root.build(connection)
        tally.end()
    }

    private mutating func take(_ record: StateRecord, _ state: RepositoryState) throws {
        if case .commit(let commit, let digest) = record {
            sequence += 1
            try Tables.commit.insert(
                try Tables.row(
                    commit, sequence: sequence, digest: digest, made: commit.revision > revision, root: nil),
                connection, digests)
            revision = commit.revision
        } else if case .tenant(let tenant, let from) = record {
            if tenant.id != self.tenant {
                try finishTenant(state)
                self.tenant = tenant.id
                owner = try session.tenants.add(tenant.id, since: from, digests)
            }
            try Tables.tenantVersion.insert(try Tables.row(tenant, owner, from), connection, digests)
        } else if let columns = Self.columns(record) {
            series.append(columns)
            waiting += record.count
            return
        } else if case .action(let action, let from, let until) = record {
            actions.append(
                .init(
                    action: action, position: try Instants.microseconds(action.at), from: from, until: until))
            waiting += 1
            return
        } else {
            try insert(record)
        }
        try tally.take(record)
    }

    /// Writes the series of a tenant, with the totals that the state derives.
    private mutating func finishTenant(_ state: RepositoryState) throws {
        guard let tenant else { return }
        series += state.totals(of: tenant).map { (.measure($0.name), $0.columns) }
        try session.changeSeries().writer.restore(series, owner)
        series = []
        try session.actions.insert(actions, owner, digests)
        actions = []
        try tally.take(waiting)
        waiting = 0
    }

    private static func columns(_ record: StateRecord) -> (name: StoredSeriesName, columns: SeriesColumns)? {
        switch record {
        case .series(let name, let columns): return (.sample(name), columns)
        case .activity(let kind, let rows, let revisions):
            let columns = SeriesColumns(
                timing: .instants, positions: rows.map(\.position),
                values: Array(repeating: 0, count: rows.count), revisions: revisions, zones: RunLengths(),
                replaced: [], versioned: [])
            return (.activity(kind), columns)
        default: return nil
        }
    }

    private mutating func insert(_ record: StateRecord) throws {
        switch record {
        case .commit, .tenant, .series, .action, .activity: break
        case .metric(let metric, let from):
            try Tables.metric.insert(try Tables.row(metric, owner, from), connection, digests)
        case .subjects(let kind, let subjects):
            for (number, subject) in subjects.enumerated() {
                try Tables.subject.insert(
                    [
                        .integer(owner), .id(kind), .integer(Int64(number)), .id(subject.id),
                        .integer(subject.isErased ? 1 : 0), .revision(subject.from),
                    ], connection, digests)
            }
        case .coverage(let statement, let from):
            let start = try Instants.microseconds(statement.range.lowerBound)
            let end = try Instants.microseconds(statement.range.upperBound)
            try Tables.coverage.insert(
                [
                    .integer(owner), .id(statement.metric), .id(statement.source), .integer(start),
                    .integer(end), .revision(from),
                ], connection, digests)
        case .invoice(let invoice, let from):
            try Tables.invoice.insert(try Tables.row(invoice, owner, from), connection, digests)
        case .entry(let entry, let from):
            try Tables.entry.insert(Tables.row(entry, owner, from), connection, digests)
        case .floor(let floor):
            try Tables.floor.insert(
                [.integer(owner), .text(floor.kind.rawValue), .text(floor.date.description)], connection,
                digests)
        case .plan(let term, let from):
            try Tables.plan.insert(try Tables.row(term, owner, from), connection, digests)
        case .budget(let budget, let from):
            try Tables.budget.insert(try Tables.row(budget, owner, from), connection, digests)
        }
    }
}
