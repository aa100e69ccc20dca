import BillingModel
import BillingStore

extension CommitWriter {
    /// Erases a target that is known.
    func erase(_ target: ErasureRequest.Target, _ tombstone: SubjectID?) throws {
        let owner = session.tables(target.tenant, try owner(target.tenant))
        switch target {
        case .tenant: try erase(owner)
        case .subject(let subject, let kind, _):
            if let tombstone { try erase(subject, kind, owner.number, tombstone) }
        case .records(let kind, let date, _): try drop(kind, before: date, owner)
        }
    }

    private func erase(_ tenant: TenantTables) throws {
        let number = tenant.number
        for table in Tables.ofTenants {
            try connection.run("DELETE FROM \(table.name) WHERE tenant = ?", [.integer(number)])
        }
        try session.changeSeries().writer.erase(number)
        try connection.run("DELETE FROM digest WHERE tenant = ?", [.integer(number)])
        digests.erased.insert(number)
        try Tables.tenant.delete("WHERE id = ?", [.id(tenant.id)], connection, digests)
    }

    private func erase(
        _ subject: SubjectID, _ kind: SubjectKind, _ tenant: Int64, _ tombstone: SubjectID
    ) throws {
        let table = Tables.subject
        let clause = "WHERE tenant = ? AND kind = ? AND id = ? AND erased = 0"
        let place: [SQLValue] = [.integer(tenant), .id(kind), .id(subject)]
        guard var erased = try table.first(clause, place, connection) else { return }
        try table.delete(clause, place, connection, digests)
        erased[3] = .id(tombstone)
        erased[4] = .integer(1)
        try table.insert(erased, connection, digests)
    }

    /// Raises a floor, and drops what lies below it.
    private func drop(_ kind: RetainedKind, before date: LocalDate, _ owner: TenantTables) throws {
        let tenant = owner.number
        try Tables.floor.delete(
            "WHERE tenant = ? AND kind = ?", [.integer(tenant), .text(kind.rawValue)], connection, digests)
        try Tables.floor.insert(
            [.integer(tenant), .text(kind.rawValue), .text(date.description)], connection, digests)
        let bound: [SQLValue] = [.integer(tenant), .integer(date.floorInstant)]
        switch kind {
        case .sample, .activity:
            try session.changeSeries().writer.drop(kind, before: date, tenant)
        case .action:
            try session.actions.drop(before: date.floorInstant, tenant, digests)
            try session.changeSeries().writer.drop(kind, before: date, tenant)
        case .invoice:
            let gone = try Tables.invoice.rows("WHERE tenant = ? AND issued < ?", bound, connection)
            for values in gone {
                try Tables.entry.delete(
                    Tables.entriesOfInvoice, [.integer(tenant), values[1]], connection, digests)
            }
            try Tables.invoice.delete("WHERE tenant = ? AND issued < ?", bound, connection, digests)
        }
        try cutCoverage(kind, before: date.floorInstant, owner)
    }

    /// Cuts off what was stated of the time before an instant, of the metrics whose values come from a kind of record.
    private func cutCoverage(_ kind: RetainedKind, before bound: Int64, _ owner: TenantTables) throws {
        let table = Tables.coverage
        var isOfKind: [MetricID: Bool] = [:]
        var rows: [[SQLValue]] = []
        try table.scan(
            "WHERE tenant = ? AND start < ?", [.integer(owner.number), .integer(bound)], connection
        ) {
            let metric = try Tables.statement($0, connection).name.metric
            if isOfKind[metric] == nil {
                isOfKind[metric] = try owner.metric(metric)?.retainedKind == kind
            }
            if isOfKind[metric] == true { rows.append($0) }
            return true
        }
        for values in rows {
            try table.delete(
                "WHERE tenant = ? AND metric = ? AND source = ? AND start = ? AND \"end\" = ? AND revision = ?",
                values, connection, digests)
            guard try Tables.statement(values, connection).range.upperBound > bound else { continue }
            var rest = values
            rest[3] = .integer(bound)
            try table.insert(rest, connection, digests)
        }
    }
}
