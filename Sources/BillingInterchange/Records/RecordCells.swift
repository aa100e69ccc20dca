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
        case .metric(let tenant, let metric): self = try [.id(tenant)] + Self(fieldsOf: metric)
        case .invoice(let invoice): try self.init(fieldsOf: invoice)
        case .entry(let entry): try self.init(fieldsOf: entry)
        case .action(let action): try self.init(fieldsOf: action)
        case .coverage(let statement): try self.init(fieldsOf: statement)
        case .floor(let floor): try self.init(fieldsOf: floor)
        case .commit(let commit): try self.init(fieldsOf: commit)
        case .plan(let term): try self.init(term)
        case .budget(let budget): try self.init(fieldsOf: budget)
        }
    }

    /// A cell for each column of the fields of a record.
    private init<Record: FieldedRecord>(fieldsOf record: Record) throws {
        self = try Record.fields.flatMap { field -> [CSVValue] in
            let value = field.value(record)
            switch value {
            case .missing: return field.columns.map { _ in .missing }
            case .amount(let amount):
                return [.money(amount), .currency(amount.currency)].prefix(field.columns.count).map(\.self)
            case .text(let text): return [.text(text)]
            case .integer(let number): return [.integer(number)]
            case .decimal(let number): return [try .decimal(number)]
            case .instant(let instant): return [try .instant(instant)]
            case .microseconds(let instant): return [.instant(microseconds: instant)]
            case .date(let date): return [.date(date)]
            case .part(let part): return try Self(fieldsOf: part)
            case .parts(let parts):
                return [parts.isEmpty ? .missing : try .json(parts.map(FieldsForm.init))]
            }
        }
    }

    private init(_ term: PlanTerm) throws {
        self = [
            .id(term.tenant), .date(term.from), .text(term.cycle.description), .id(term.plan?.id),
            .text(term.plan?.name),
        ]
        append(term.plan.map { .currency($0.currency) } ?? .missing)
        append(try term.plan.map { try .json($0) } ?? .missing)
    }
}
