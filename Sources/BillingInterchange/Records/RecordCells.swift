import BillingModel
import BillingStore
import BillingTime

#if canImport(FoundationEssentials)
import FoundationEssentials
#else
import Foundation
#endif

extension CSVWriter {
    /// Writes a record in the columns of its ``CSVRecordKind``; of a tenant a row for each zone.
    mutating func write(_ record: BillingRecord) throws {
        guard case .tenant(let tenant) = record else { return write(try [CSVValue](record)) }
        var (from, zone): (Date?, ZoneID) = (nil, tenant.zones.first)
        for next in tenant.zones.changes + [nil] {
            write([
                .id(tenant.id), .text(tenant.name), .zone(zone), try .instant(from),
                .currency(tenant.currency), .id(tenant.organisation), .id(tenant.parent),
            ])
            if let next { (from, zone) = (next.from, next.zone) }
        }
    }
}

extension [CSVValue] {
    /// The cells of a record that has one row.
    fileprivate init(_ record: BillingRecord) throws {
        switch record {
        case .tenant: self = []
        case .metric(let tenant, let metric): self.init(metric, of: tenant)
        case .invoice(let invoice): try self.init(invoice)
        case .entry(let entry): self.init(entry)
        case .action(let action): try self.init(action)
        case .coverage(let statement):
            self = [
                .id(statement.tenant), .id(statement.metric), .id(statement.source),
                try .instant(statement.range.lowerBound), try .instant(statement.range.upperBound),
            ]
        case .floor(let floor): self = [.id(floor.tenant), .text(floor.kind.rawValue), .date(floor.date)]
        case .commit(let commit): try self.init(commit)
        case .plan(let term): try self.init(term)
        case .budget(let budget):
            self = [
                .id(budget.tenant), .money(budget.amount), .currency(budget.amount.currency),
                .text(budget.period.description), .text(budget.basis.rawValue),
            ]
        }
    }

    private init(_ metric: Metric, of tenant: TenantID) {
        self = [
            .id(tenant), .id(metric.id), .text(metric.name), .text(metric.unit), .text(metric.kind.rawValue),
            .text(metric.source.description), .text(metric.cadence.description),
            .integer(metric.lag.microseconds), .integer(metric.staleness?.microseconds),
            .text(metric.identity.rawValue),
            .text(metric.resets == .anyDrop ? nil : metric.resets.description),
        ]
    }

    private init(_ action: ActionRecord) throws {
        self = [
            .id(action.tenant), .id(action.source), .id(action.id), try .instant(action.at), .id(action.type),
            .id(action.category), .integer(action.succeeded), .integer(action.failed),
            .integer(action.suppressed),
        ]
        append(try action.quantity.map { try .decimal($0) } ?? .missing)
        self += [.text(action.unit), .id(action.workflow), .id(action.run)]
    }

    private init(_ invoice: Invoice) throws {
        self = [
            .id(invoice.tenant), .id(invoice.number), .instant(microseconds: invoice.issued),
            .currency(invoice.currency),
            invoice.served.map { .instant(microseconds: $0.lowerBound) } ?? .missing,
            invoice.served.map { .instant(microseconds: $0.upperBound) } ?? .missing,
        ]
        self += [
            .money(invoice.subtotal), .money(invoice.tax), .money(invoice.payable), .money(invoice.totalPaid),
            .id(invoice.rating?.plan), .integer(invoice.rating?.revision), .text(invoice.document),
            .text(invoice.paymentLink), invoice.lines.isEmpty ? .missing : try .json(invoice.lines),
        ]
    }

    private init(_ entry: InvoiceEntry) {
        self = [
            .id(entry.tenant), .id(entry.invoice), .id(entry.id), .text(entry.kind.rawValue),
            .instant(microseconds: entry.happened), .money(entry.amount),
        ]
        append(entry.amount.map { .currency($0.currency) } ?? .missing)
    }

    private init(_ term: PlanTerm) throws {
        self = [
            .id(term.tenant), .date(term.from), .text(term.cycle.description), .id(term.plan?.id),
            .text(term.plan?.name),
        ]
        append(term.plan.map { .currency($0.currency) } ?? .missing)
        append(try term.plan.map { try .json($0) } ?? .missing)
    }

    private init(_ commit: Commit) throws {
        self = [
            .id(commit.id), .text(commit.kind.rawValue), .integer(commit.revision.number),
            try .instant(commit.recordedAt), .integer(commit.inserted), .integer(commit.unchanged),
            .integer(commit.corrected), .integer(commit.retracted),
        ]
    }
}
