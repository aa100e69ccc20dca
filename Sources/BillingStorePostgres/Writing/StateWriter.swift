#if PostgreSQL
import BillingModel
import BillingStore
import BillingStoreFile
import BillingTime

/// Writes a state into tables without commits.
struct StateWriter {
    private let connection: PostgresConnection
    /// The number of the write that made each revision.
    private var numbers: [Revision: Int64] = [:]
    private var sequence: Int64 = 0
    /// The number of a write before those of the state: lost writes may have used it and those before.
    private var base: Int64 = 0
    private var last: CommitRecord?
    private var tenant: TenantID?
    private var nextSeries: Int64 = 1
    private var outline = Outline()
    /// The place of the last action or statement of coverage among those of its write.
    private var place: Int64 = 0
    private var statements: [(sql: String, values: [PostgresValue])] = []

    init(_ connection: PostgresConnection) { self.connection = connection }

    /// Takes over a state; belongs into a transaction that writes.
    mutating func restore(
        _ state: RepositoryState, progress: @escaping (ArchiveProgress) -> Void,
        checkCancellation: @escaping () throws -> Void
    ) throws {
        // Whoever is about to commit does so before, and then there is a commit.
        try connection.pipeline([CommitQueue.keepOut, CommitQueue.lock, CommitQueue.takeOver()])
        guard try connection.rows("SELECT sequence FROM head").integer(0, 0) == 0 else {
            throw BillingError.notEmpty
        }
        base = try connection.rows("SELECT nextval('write_number')").integer(0, 0)
        var tally = ArchiveTally(
            .writing, tenantCount: state.extent.tenants, recordCount: state.recordCount, tell: progress,
            checkCancellation: checkCancellation)
        try state.list { record in
            try take(record, state)
            if statements.count >= 256 { try flush() }
            try tally.take(record)
        }
        try finishTenant(state)
        try flush()
        tally.end()
        guard let last else { return }
        try connection.rows(
            "UPDATE head SET revision = $1, sequence = $2, recorded = $3",
            [.integer(last.revision.number), .integer(sequence), .integer(last.recorded)])
        try connection.rows("SELECT setval('write_number', $1)", [.integer(base + sequence)])
    }

    private mutating func flush() throws {
        try connection.pipeline(statements)
        statements = []
    }

    private mutating func add(_ sql: String, _ values: [PostgresValue]) { statements.append((sql, values)) }

    private func number(_ revision: Revision) throws -> PostgresValue {
        guard let number = numbers[revision] else {
            throw BillingError(
                .malformed, rule: "a record of a state is of a revision that was made", detail: "\(revision)")
        }
        return .integer(number)
    }

    // MARK: Records

    private mutating func take(_ record: StateRecord, _ state: RepositoryState) throws {
        switch record {
        case .commit(let commit, let digest): add(commit, digest)
        case .tenant(let own, let from):
            if own.id != tenant {
                try finishTenant(state)
                tenant = own.id
            }
            add(
                "INSERT INTO tenant (tenant, number, body) VALUES ($1, $2, $3)",
                [.text(own.id.text), try number(from), .text(try RecordText.text(of: own))])
        case .series(let name, let columns): try add(.sample(name), columns)
        case .activity(let kind, let rows, let revisions):
            try add(
                .activity(kind),
                SeriesColumns(
                    timing: .instants, positions: rows.map(\.position),
                    values: Array(repeating: 0, count: rows.count), revisions: revisions, zones: RunLengths(),
                    replaced: [], versioned: []))
        default: try addOther(record)
        }
    }

    private mutating func add(_ commit: CommitRecord, _ digest: String) {
        sequence += 1
        let isMade = commit.revision > last?.revision ?? .zero
        if isMade { numbers[commit.revision] = base + sequence }
        last = commit
        add(
            "INSERT INTO commit_log (id, sequence, number, digest, kind, revision, made, recorded, inserted, unchanged, "
                + "corrected, retracted) VALUES ($1, $2, $12, $3, $4, $5, $6, $7, $8, $9, $10, $11)",
            [
                .text(commit.id.text), .integer(sequence), .text(digest), .text(commit.kind.rawValue),
                .integer(commit.revision.number), .flag(isMade), .integer(commit.recorded),
                .integer(Int64(commit.inserted)), .integer(Int64(commit.unchanged)),
                .integer(Int64(commit.corrected)), .integer(Int64(commit.retracted)),
                .integer(base + sequence),
            ])
    }

    private mutating func addOther(_ record: StateRecord) throws {
        guard let tenant else { return }
        let owner = PostgresValue.text(tenant.text)
        switch record {
        case .commit, .tenant, .series, .activity: break
        case .metric(let metric, let from):
            add(
                "INSERT INTO metric (tenant, id, number, body) VALUES ($1, $2, $3, $4)",
                [owner, .text(metric.id.text), try number(from), .text(try RecordText.text(of: metric))])
        case .action(let action, let from, let until):
            place += 1
            add(
                "INSERT INTO action (tenant, source, id, number, place, instant, until, body) "
                    + "VALUES ($1, $2, $3, $4, $5, $6, $7, $8)",
                [
                    owner, .text(action.source.text), .text(action.id.text), try number(from),
                    .integer(place),
                    .integer(try Instants.microseconds(action.at)), try until.map(number) ?? .null,
                    .text(try RecordText.text(of: action)),
                ])
        case .subjects(let kind, let subjects):
            for (place, subject) in subjects.enumerated() {
                add(
                    "INSERT INTO subject (tenant, kind, place, id, erased, number) VALUES ($1, $2, $3, $4, $5, $6)",
                    [
                        owner, .text(kind.text), .integer(Int64(place)), .text(subject.id.text),
                        .flag(subject.isErased), try number(subject.from),
                    ])
            }
        case .coverage(let statement, let from):
            place += 1
            add(
                "INSERT INTO coverage (tenant, metric, source, low, high, number, place) "
                    + "VALUES ($1, $2, $3, $4, $5, $6, $7)",
                [
                    owner, .text(statement.metric.text), .text(statement.source.text),
                    .integer(try Instants.microseconds(statement.range.lowerBound)),
                    .integer(try Instants.microseconds(statement.range.upperBound)), try number(from),
                    .integer(place),
                ])
        case .invoice(let invoice, let from):
            add(InvoiceRow.insertion, try InvoiceRow.values(invoice, try number(from)))
        case .entry(let entry, let from):
            add(InvoiceRow.entryInsertion, try InvoiceRow.values(entry, try number(from)))
        case .floor(let floor):
            add(
                "INSERT INTO floor (tenant, kind, date) VALUES ($1, $2, $3)",
                [owner, .text(floor.kind.rawValue), .integer(Int64(floor.date.dayNumber))])
        case .plan(let term, let from):
            add(
                "INSERT INTO plan_term (tenant, date, number, body) VALUES ($1, $2, $3, $4)",
                [
                    owner, .integer(Int64(term.from.dayNumber)), try number(from),
                    .text(try RecordText.text(of: term)),
                ])
        case .budget(let budget, let from):
            add(
                "INSERT INTO budget (tenant, number, body) VALUES ($1, $2, $3)",
                [owner, try number(from), .text(try RecordText.text(of: budget))])
        }
    }

    // MARK: Columns

    /// Writes the totals that the state derives of the actions of a tenant.
    private mutating func finishTenant(_ state: RepositoryState) throws {
        guard let tenant else { return }
        for (name, columns) in state.totals(of: tenant) { try add(.measure(name), columns) }
        var outlines = OutlineRows()
        outline.define(base + sequence)
        outlines.add(outline, of: tenant)
        statements += outlines.statements
        outline = Outline()
        nextSeries = 1
    }

    private mutating func add(_ name: StoredSeriesName, _ columns: SeriesColumns) throws {
        guard let tenant else { return }
        let place = nextSeries
        nextSeries += 1
        let (kind, text, labels) = try name.columns
        add(
            "INSERT INTO series (tenant, place, kind, name, labels, timing) VALUES ($1, $2, $3, $4, $5, $6)",
            [
                .text(tenant.text), .integer(place), .text(kind), .text(text), .text(labels),
                .text(columns.timing.rawValue),
            ])
        if let span = columns.span { outline.extend(place, to: span.upperBound) }
        for chunk in try StoredColumns.chunks(columns, series: place, hasValues: name.hasValues) {
            add(ColumnPacker.insertion, ColumnPacker.values(chunk, tenant, place))
        }
    }
}
#endif
