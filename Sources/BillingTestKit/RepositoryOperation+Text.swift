import BillingModel
import BillingStore
import BillingTime

#if canImport(FoundationEssentials)
import FoundationEssentials
#else
import Foundation
#endif

// Calls and records in few words, for the readers of findings.

extension RepositoryOperation: CustomStringConvertible {
    /// The operation as one line of text.
    public var description: String {
        switch self {
        case .commit(let changes, let clock):
            "commit \(name(changes.id))" + (changes.basis.map { " on revision \($0)" } ?? "")
                + " at \(text(clock)): \(changes.text)"
        case .erase(let request, let clock):
            "erase \(request.target.text) as \(name(request.id)) at \(text(clock))"
        case .revision(let knownAt): "ask for the revision\(text(knownAt))"
        case .read(let read): "read \(read)"
        case .begin(let read, let reader): "begin reader \(reader): \(read)"
        case .proceed(let reader, let limit): "read the next page of reader \(reader), at most \(limit) rows"
        case .misuse(let reader, let misuse): "use the cursor of reader \(reader) \(misuse)"
        case .find(let find): "find \(find)"
        case .together(let sets, let clock):
            "commit \(sets.count) sets at once at \(text(clock)): "
                + sets.map { "\(name($0.id)) (\($0.text))" }.joined(separator: ", ")
        }
    }
}

extension RepositoryOperation.Read: CustomStringConvertible {
    /// The request as text.
    public var description: String {
        var parts: [String] = []
        switch self {
        case .records(let request):
            parts.append("records of kind \(request.kind.rawValue)")
            if request.descending { parts.append("newest first") }
            if let range = request.range { parts.append("in \(text(range))") }
        case .series(let request):
            parts.append("series")
            if let metrics = request.metrics {
                parts.append("of metrics \(metrics.map { name($0) }.joined(separator: ", "))")
            }
            if let range = request.instants { parts.append("in \(text(range))") }
            if let dates = request.dates { parts.append("on \(dates.lowerBound) to \(dates.upperBound)") }
            if request.includesPrevious { parts.append("with the sample before") }
        case .activity(let request):
            parts.append("activity of kind \(name(request.kind))")
            if let range = request.range { parts.append("in \(text(range))") }
        case .summaries(let request):
            parts.append("summaries of \(request.metrics.map { name($0) }.joined(separator: ", "))")
            parts.append(request.bounds.text)
            if request.measures != .all { parts.append("with \(request.measures.text)") }
        }
        parts.append("of \(text(tenants))\(text(knownAt))")
        if limit != .max { parts.append("\(limit) rows a page") }
        return parts.joined(separator: ", ")
    }
}

extension RepositoryOperation.Find: CustomStringConvertible {
    /// What is found as text.
    public var description: String {
        switch self {
        case .commit(let id): "commit \(name(id)) by its id"
        case .invoice(let number, let tenant, let revision):
            "invoice \(name(number)) of tenant \(name(tenant)) at revision \(revision)"
        }
    }
}

extension RepositoryOperation.Misuse: CustomStringConvertible {
    /// The misuse as text.
    public var description: String {
        switch self {
        case .with(let read): "with another request: \(read)"
        case .replaced(let place): "with character \(place) replaced"
        case .cut(let place): "cut at character \(place)"
        case .longer: "with a character more"
        case .foreign(let text): "replaced by \(quoted(text))"
        case .limit(let limit): "with limit \(limit)"
        }
    }
}

extension ErasureRequest.Target {
    fileprivate var text: String {
        switch self {
        case .tenant(let tenant): "tenant \(name(tenant))"
        case .subject(let subject, let kind, let tenant):
            "\(name(kind)) \(name(subject)) of tenant \(name(tenant))"
        case .records(let kind, let date, let tenant):
            "records of kind \(kind.rawValue) before \(date) of tenant \(name(tenant))"
        }
    }
}

extension AggregateState.Measures {
    fileprivate var text: String {
        let names = [(Self.sum, "sums"), (.squares, "squares"), (.increase, "increases")]
            .filter { contains($0.0) }.map(\.1)
        return names.isEmpty ? "no measures" : names.joined(separator: " and ")
    }
}

extension SummaryBounds {
    fileprivate var text: String {
        func instant(_ number: Int64) -> String {
            (Instants.first...Instants.end).contains(number) ? Instants.text(number) : "\(number) us"
        }
        var text = "in buckets that touch at \(instants.map(instant).joined(separator: ", "))"
        if let dayNumbers { text += ", days \(dayNumbers)" }
        if !resets.isEmpty { text += ", resets at \(resets.map(instant).joined(separator: ", "))" }
        text += ", now \(instant(now))"
        if let endDay { text += ", up to day \(endDay)" }
        return text
    }
}

extension ChangeSet {
    fileprivate var text: String {
        let parts = items.map(\.text)
        guard !parts.isEmpty else { return "nothing" }
        return parts.prefix(12).joined(separator: "; ")
            + (parts.count > 12 ? "; and \(parts.count - 12) more records" : "")
    }
}

extension ChangeSet.Item {
    /// The record in few words.
    var text: String {
        switch self {
        case .tenant(let tenant): "tenant " + BillingTestKit.text(tenant)
        case .metric(let owner, let metric): "metric " + BillingTestKit.text(metric, of: owner)
        case .sample(let write):
            "sample \(BillingTestKit.text(write.series)) at \(BillingTestKit.text(write.time)) "
                + (write.value.map { "= \($0)" } ?? "retracted")
                + (write.version.map { " version \($0)" } ?? "") + (write.zone.map { " in \($0.name)" } ?? "")
        case .inventory(let inventory):
            "inventory of \(name(inventory.tenant)) at \(BillingTestKit.text(inventory.at)): "
                + inventory.counts.map { "\(name($0.metric)) \($0.count)" }.joined(separator: ", ")
        case .usage(let row):
            "usage of \(name(row.tenant)) on \(row.date): "
                + row.counts.map { "\(name($0.metric)) \($0.count)" }.joined(separator: ", ")
        case .action(.record(let action)): "action " + BillingTestKit.text(action)
        case .action(.amend(let action)): "amendment of action " + BillingTestKit.text(action)
        case .action(.void(let tenant, let source, let id)):
            "void of action \(name(tenant))/\(name(source))/\(name(id))"
        case .activity(let record):
            "activity of \(name(record.kind)) \(name(record.tenant))/\(name(record.subject)) at \(BillingTestKit.text(record.quarter.start))"
        case .coverage(let statement): "coverage " + BillingTestKit.text(statement)
        case .invoice(let invoice): "invoice " + BillingTestKit.text(invoice)
        case .entry(let entry): BillingTestKit.text(entry)
        case .plan(let term): BillingTestKit.text(term)
        case .budget(let budget): BillingTestKit.text(budget)
        }
    }
}

// MARK: Parts

func text(_ tenant: Tenant) -> String {
    "\(name(tenant.id)) (\(quoted(tenant.name)), \(tenant.zones.first.name)"
        + tenant.zones.changes.map { ", \($0.zone.name) from \(text($0.from))" }.joined() + ")"
}

func text(_ metric: Metric, of owner: TenantID) -> String {
    "\(name(owner))/\(name(metric.id)) (\(quoted(metric.name)), \(metric.kind.rawValue), \(metric.source), "
        + "\(metric.cadence), \(metric.identity.rawValue)"
        + (metric.resets == .anyDrop ? ")" : ", resets \(metric.resets))")
}

func text(_ action: ActionRecord) -> String {
    "\(name(action.tenant))/\(name(action.source))/\(name(action.id)) at \(text(action.at)): "
        + "\(name(action.category)) \(name(action.type)), \(action.succeeded) succeeded, "
        + "\(action.failed) failed, \(action.suppressed) suppressed"
}

func text(_ statement: Coverage) -> String {
    "of \(name(statement.tenant))/\(name(statement.metric)) by \(name(statement.source)) in \(text(statement.range))"
}

func text(_ invoice: Invoice) -> String {
    "\(name(invoice.tenant))/\(name(invoice.number)) of \(text(invoice.issuedAt))"
        + (invoice.totalPaid.map { ", paid \($0)" } ?? "")
}

func text(_ entry: InvoiceEntry) -> String {
    "\(entry.kind.rawValue) \(name(entry.id)) of invoice \(name(entry.tenant))/\(name(entry.invoice)) "
        + "at \(text(entry.instant))" + (entry.amount.map { ", \($0)" } ?? "")
}

func text(_ term: PlanTerm) -> String {
    "plan of \(name(term.tenant)) from \(term.from): "
        + (term.plan.map { "\(name($0.id)) (\(quoted($0.name)), \($0.currency.code))" } ?? "none")
        + " by \(term.cycle)"
}

func text(_ budget: Budget) -> String {
    "budget of \(name(budget.tenant)): \(budget.amount) per \(budget.period), \(budget.basis.rawValue)"
}

func text(_ key: SeriesKey) -> String {
    let labels = key.labels.pairs.map { "\(name($0.name))=\(name($0.value))" }.joined(separator: ", ")
    return "\(name(key.tenant))/\(name(key.metric))" + (labels.isEmpty ? "" : "{\(labels)}")
}

func text(_ tenants: TenantSelection) -> String {
    switch tenants {
    case .one(let tenant): "tenant \(name(tenant))"
    case .set(let set): "the set [\(set.sorted().map { name($0) }.joined(separator: ", "))]"
    case .all: "all tenants"
    }
}

func text(_ knownAt: KnownAt) -> String {
    switch knownAt {
    case .latest: ""
    case .revision(let revision): ", known at revision \(revision)"
    case .instant(let instant): ", known at \(text(instant))"
    }
}

func text(_ range: Range<Date>) -> String { "\(text(range.lowerBound)) ..< \(text(range.upperBound))" }

func text(_ instant: Date) -> String { text(SampleTime.instant(instant)) }

/// A time without the fraction of a second that it does not have.
func text(_ time: SampleTime) -> String {
    let text = "\(time)"
    return text.hasSuffix(".000000Z") ? text.dropLast(8) + "Z" : text
}

/// An id as it is if it is plain; quoted, with what is not plain ASCII escaped, if it is not.
func name<Owner>(_ id: EntityID<Owner>) -> String {
    let isPlain = id.text.utf8.allSatisfy { byte in
        switch byte {
        case UInt8(ascii: "a")...UInt8(ascii: "z"), UInt8(ascii: "A")...UInt8(ascii: "Z"),
            UInt8(ascii: "0")...UInt8(ascii: "9"), UInt8(ascii: "-"), UInt8(ascii: "."):
            true
        default: false
        }
    }
    return isPlain && id.text.utf8.count <= 40 ? id.text : quoted(id.text)
}

/// A text in quotes, with what is not plain ASCII escaped, and what is long shortened.
func quoted(_ text: String) -> String {
    let shown = text.unicodeScalars.prefix(32).map { $0.escaped(asASCII: true) }.joined()
    let rest = text.unicodeScalars.count > 32 ? "… of \(text.utf8.count) bytes" : ""
    return "'\(shown)'\(rest)"
}
