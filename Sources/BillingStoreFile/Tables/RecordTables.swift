import BillingModel
import BillingStore

#if canImport(FoundationEssentials)
import FoundationEssentials
#else
import Foundation
#endif

/// The plain tables of the file, and what a row of each stands for.
enum Tables {
    static let tenant = ChecksummedTable("tenant", ["number", "id", "since"], isOfTenants: false)
    static let tenantVersion = ChecksummedTable(
        "tenant_version",
        ["tenant", "revision", "name", "zone", "moves", "currency", "organisation", "parent"])
    static let metric = ChecksummedTable("metric", ["tenant", "id", "revision", "definition"])
    static let invoice = ChecksummedTable(
        "invoice",
        [
            "tenant", "number", "issued", "currency", "digits", "period_start", "period_end", "subtotal",
            "tax",
            "payable", "paid", "plan", "plan_revision", "document", "link", "lines", "revision",
        ], instant: "issued")
    static let entry = ChecksummedTable(
        "entry",
        ["tenant", "id", "invoice", "kind", "happened", "amount", "currency", "digits", "revision"],
        instant: "happened")
    /// Names its index, for which SQLite would take the key of the table and so look at all entries of a tenant.
    static let entriesOfInvoice = "INDEXED BY entry_by_invoice WHERE tenant = ? AND invoice = ?"
    static let action = ChecksummedTable(
        "action",
        [
            "tenant", "source", "id", "at", "type", "category", "succeeded", "failed", "suppressed",
            "quantity",
            "unit", "workflow", "run", "revision", "until",
        ], instant: "at")
    /// Pages of runs, but for their entries, of which the content is the checksum.
    static let actionRun = ChecksummedTable(
        "action_run", ["tenant", "level", "run", "first", "last", "content"])
    static let coverage = ChecksummedTable(
        "coverage", ["tenant", "metric", "source", "start", "end", "revision"], instant: "start")
    static let subject = ChecksummedTable(
        "subject", ["tenant", "kind", "number", "id", "erased", "revision"])
    static let floor = ChecksummedTable("floor", ["tenant", "kind", "date"])
    static let plan = ChecksummedTable("plan_term", ["tenant", "date", "revision", "definition"])
    static let budget = ChecksummedTable("budget", ["tenant", "revision", "definition"])
    static let commit = ChecksummedTable(
        "commit_log",
        [
            "sequence", "id", "digest", "kind", "revision", "made", "recorded", "inserted", "unchanged",
            "corrected",
            "retracted", "root",
        ], isOfTenants: false, later: 1)

    /// All tables whose rows belong to tenants.
    static let ofTenants = [
        tenantVersion, metric, invoice, entry, action, actionRun, coverage, subject, floor, plan, budget,
    ]
    /// What the digest of the commits is kept under.
    static let commits = DigestKey(tenant: 0, table: commit.name, month: 0)
    /// All plain tables.
    static let all = [tenant] + ofTenants + [commit]
}

extension Tables {
    /// The number of a tenant, its id, and the first revision that knows it.
    static func tenant(
        _ values: [SQLValue], _ connection: Connection
    ) throws -> (number: Int64, id: TenantID, since: Revision) {
        var fields = Fields(values, of: tenant, connection)
        return (try fields.integer(), try fields.id(of: Tenant.self), try fields.revision())
    }

    static func row(_ tenant: Tenant, _ number: Int64, _ revision: Revision) throws -> [SQLValue] {
        [
            .integer(number), .revision(revision), .text(tenant.name), .text(tenant.zones.first.name),
            try .json(tenant.zones.changes), .text(tenant.currency.code), .id(orNull: tenant.organisation),
            .id(orNull: tenant.parent),
        ]
    }

    static func tenant(_ id: TenantID, _ values: [SQLValue], _ connection: Connection) throws -> Tenant {
        var fields = Fields(values, of: tenantVersion, connection)
        fields.skip()
        fields.skip()
        let (name, zone) = (try fields.text(), try fields.text())
        let changes = try fields.list(of: ZoneHistory.Change.self)
        let currency = try fields.text()
        let organisation = try fields.idOrNil(of: Organisation.self)
        let parent = try fields.idOrNil(of: Tenant.self)
        return try fields.sound { () throws(BillingError) in
            try Tenant(
                id: id, name: name, zones: ZoneHistory(first: ZoneID(zone), changes: changes),
                currency: Currency(currency), organisation: organisation, parent: parent)
        }
    }

    static func row(_ metric: Metric, _ tenant: Int64, _ revision: Revision) throws -> [SQLValue] {
        [.integer(tenant), .id(metric.id), .revision(revision), try .json(metric)]
    }

    static func metric(_ values: [SQLValue], _ connection: Connection) throws -> Metric {
        var fields = Fields(values, of: metric, connection)
        for _ in 0..<3 { fields.skip() }
        return try fields.json(Metric.self)
    }

    static func row(_ term: PlanTerm, _ tenant: Int64, _ revision: Revision) throws -> [SQLValue] {
        [.integer(tenant), .text(term.from.description), .revision(revision), try .json(term)]
    }

    static func term(_ tenant: TenantID, _ values: [SQLValue], _ connection: Connection) throws -> PlanTerm {
        var fields = Fields(values, of: plan, connection)
        fields.skip()
        let date = try fields.text()
        fields.skip()
        let term = try fields.json(PlanTerm.self)
        guard term.tenant == tenant, term.from.description == date else {
            throw fields.damage("its definition is of another tenant or date")
        }
        return term
    }

    static func row(_ budget: Budget, _ tenant: Int64, _ revision: Revision) throws -> [SQLValue] {
        [.integer(tenant), .revision(revision), try .json(budget)]
    }

    static func budget(_ tenant: TenantID, _ values: [SQLValue], _ connection: Connection) throws -> Budget {
        var fields = Fields(values, of: Self.budget, connection)
        fields.skip()
        fields.skip()
        let budget = try fields.json(Budget.self)
        guard budget.tenant == tenant else { throw fields.damage("its definition is of another tenant") }
        return budget
    }

    static func row(_ invoice: Invoice, _ tenant: Int64, _ revision: Revision) throws -> [SQLValue] {
        [
            .integer(tenant), .id(invoice.number), .integer(invoice.issued), .text(invoice.currency.code),
            .integer(Int64(invoice.currency.digits)), .integer(orNull: invoice.served?.lowerBound),
            .integer(orNull: invoice.served?.upperBound), .integer(orNull: invoice.subtotal?.minorUnits),
            .integer(orNull: invoice.tax?.minorUnits), .integer(orNull: invoice.payable?.minorUnits),
            .integer(orNull: invoice.totalPaid?.minorUnits), .id(orNull: invoice.rating?.plan),
            .integer(orNull: invoice.rating.map { Int64($0.revision) }), .text(orNull: invoice.document),
            .text(orNull: invoice.paymentLink), try .json(invoice.lines), .revision(revision),
        ]
    }

    static func invoice(_ tenant: TenantID, _ values: [SQLValue], _ connection: Connection) throws -> Invoice
    {
        var fields = Fields(values, of: invoice, connection)
        fields.skip()
        let number = try fields.id(of: Invoice.self)
        let issued = try fields.integer()
        let code = try fields.text()
        let currency = try fields.sound { () throws(BillingError) in try Currency(code) }
        fields.skip()
        let start = try fields.integerOrNil()
        let end = try fields.integerOrNil()
        func money() throws(BillingError) -> Money? {
            try fields.integerOrNil().map { Money(minorUnits: $0, currency: currency) }
        }
        let (subtotal, tax, payable, paid) = (try money(), try money(), try money(), try money())
        let plan = try fields.idOrNil(of: PricePlan.self)
        let planRevision = try fields.integerOrNil()
        let document = try fields.textOrNil()
        let link = try fields.textOrNil()
        let lines = try fields.list(of: Invoice.Line.self)
        guard (start == nil) == (end == nil), (plan == nil) == (planRevision == nil) else {
            throw fields.damage("a period or a rating has one half")
        }
        return try fields.sound { () throws(BillingError) in
            var rating: Invoice.Rating?
            if let plan, let planRevision {
                rating = try Invoice.Rating(plan: plan, revision: Int(planRevision))
            }
            var served: (Int64, Int64)?
            if let start, let end { served = (start, end) }
            return try Invoice(
                tenant: tenant, number: number, issued: issued, currency: currency, served: served,
                lines: lines,
                subtotal: subtotal, tax: tax, payable: payable, totalPaid: paid, rating: rating,
                document: document, paymentLink: link)
        }
    }

    static func row(_ entry: InvoiceEntry, _ tenant: Int64, _ revision: Revision) -> [SQLValue] {
        [
            .integer(tenant), .id(entry.id), .id(entry.invoice), .text(entry.kind.rawValue),
            .integer(entry.happened), .integer(orNull: entry.amount?.minorUnits),
            .text(orNull: entry.amount?.currency.code),
            .integer(orNull: entry.amount.map { Int64($0.currency.digits) }), .revision(revision),
        ]
    }

    static func entry(
        _ tenant: TenantID, _ values: [SQLValue], _ connection: Connection
    ) throws -> InvoiceEntry {
        var fields = Fields(values, of: entry, connection)
        fields.skip()
        let id = try fields.id(of: InvoiceEntry.self)
        let invoice = try fields.id(of: Invoice.self)
        guard let kind = InvoiceEntry.Kind(rawValue: try fields.text()) else {
            throw fields.damage("there is no such kind of entry")
        }
        let happened = try fields.integer()
        let minorUnits = try fields.integerOrNil()
        let code = try fields.textOrNil()
        return try fields.sound { () throws(BillingError) in
            var amount: Money?
            if let minorUnits { amount = Money(minorUnits: minorUnits, currency: try Currency(code ?? "")) }
            return try InvoiceEntry(
                id: id, tenant: tenant, invoice: invoice, kind: kind, happened: happened, amount: amount)
        }
    }

    static func action(
        _ tenant: TenantID, _ values: [SQLValue], _ connection: Connection
    ) throws -> ActionRecord {
        var fields = Fields(values, of: action, connection)
        fields.skip()
        let source = try fields.id(of: SourceName.self)
        let id = try fields.id(of: ActionRecord.self)
        let at = try fields.integer()
        let type = try fields.id(of: ActionTypeName.self)
        let category = try fields.id(of: ActionCategoryName.self)
        let (succeeded, failed) = (try fields.integer(), try fields.integer())
        let suppressed = try fields.integer()
        let quantity = try fields.decimalOrNil()
        let unit = try fields.textOrNil()
        let workflow = try fields.idOrNil(of: WorkflowName.self)
        let run = try fields.idOrNil(of: WorkflowRunName.self)
        return try fields.sound { () throws(BillingError) in
            try ActionRecord(
                tenant: tenant, source: source, id: id, at: Instants.date(at), type: type, category: category,
                succeeded: Int(succeeded), failed: Int(failed), suppressed: Int(suppressed),
                quantity: quantity,
                unit: unit, workflow: workflow, run: run)
        }
    }

    /// A commit with the sequence that all commits have, also those that made no revision: 1, 2, 3 and so on; and with the root of
    /// all that the file says then, if it is known.
    static func row(
        _ commit: CommitRecord, sequence: Int64, digest: String, made: Bool, root: Int64?
    ) throws -> [SQLValue] {
        [
            .integer(sequence), .id(commit.id), .text(digest), .text(commit.kind.rawValue),
            .revision(commit.revision),
            .integer(made ? 1 : 0), .integer(try Instants.microseconds(commit.recordedAt)),
            .integer(Int64(commit.inserted)), .integer(Int64(commit.unchanged)),
            .integer(Int64(commit.corrected)), .integer(Int64(commit.retracted)), .integer(orNull: root),
        ]
    }

    static func commit(
        _ values: [SQLValue], _ connection: Connection
    ) throws -> (commit: CommitRecord, digest: String, sequence: Int64) {
        var fields = Fields(values, of: commit, connection)
        let sequence = try fields.integer()
        let id = try fields.id(of: CommitRecord.self)
        let digest = try fields.text()
        guard let kind = CommitRecord.Kind(rawValue: try fields.text()) else {
            throw fields.damage("there is no such kind of commit")
        }
        let revision = try fields.revision()
        fields.skip()
        let recorded = try fields.integer()
        let commit = CommitRecord(
            id: id, kind: kind, revision: revision, recordedAt: Instants.date(recorded),
            inserted: Int(try fields.integer()), unchanged: Int(try fields.integer()),
            corrected: Int(try fields.integer()), retracted: Int(try fields.integer()))
        return (commit, digest, sequence)
    }
}

extension Tables {
    /// The number of a subject.
    static func number(ofSubject values: [SQLValue], _ connection: Connection) throws -> UInt32 {
        var fields = Fields(values, of: subject, connection)
        fields.skip()
        fields.skip()
        guard let number = UInt32(exactly: try fields.integer()) else {
            throw fields.damage("there is no such number")
        }
        return number
    }

    /// A statement of coverage: whose, and what it covers.
    static func statement(
        _ values: [SQLValue], _ connection: Connection
    ) throws -> (name: CoverageName, range: Range<Int64>) {
        var fields = Fields(values, of: coverage, connection)
        fields.skip()
        let metric = try fields.id(of: Metric.self)
        let source = try fields.id(of: SourceName.self)
        let (start, end) = (try fields.integer(), try fields.integer())
        guard start < end else { throw fields.damage("its range is empty") }
        return (CoverageName(metric: metric, source: source), start..<end)
    }
}
