import BillingModel
import BillingStore

extension Session {
    /// Erases, unless that says nothing new.
    func erase(_ request: ErasureRequest, _ digests: DigestChanges) throws -> Bool {
        let tenant = request.target.tenant
        var known: Int64?
        // A tenant that is damaged can be erased all the same.
        if case .tenant = request.target { known = try row(of: tenant)?.number }
        guard let number = try known ?? number(of: tenant) else { throw BillingError.unknown(tenant) }
        switch request.target {
        case .tenant:
            for table in Tables.ofTenants {
                try connection.run("DELETE FROM \(table.name) WHERE tenant = ?", [.integer(number)])
            }
            try changeLanes().erase(number)
            try connection.run("DELETE FROM digest WHERE tenant = ?", [.integer(number)])
            digests.erased.insert(number)
            try Tables.tenant.delete("WHERE id = ?", [.id(tenant)], connection, digests)
        case .subject(let subject, let kind, _):
            guard try erase(subject, kind, number, request, digests) else { throw request.unknownSubject }
        case .records(let kind, let date, _):
            if let floor = try floors(number)[kind], date <= floor { return false }
            try drop(kind, before: date, number, digests)
        }
        return true
    }

    private func erase(
        _ subject: SubjectID, _ kind: SubjectKind, _ tenant: Int64, _ request: ErasureRequest,
        _ digests: DigestChanges
    ) throws -> Bool {
        let table = Tables.subject
        let clause = "WHERE tenant = ? AND kind = ? AND id = ? AND erased = 0"
        let place: [SQLValue] = [.integer(tenant), .id(kind), .id(subject)]
        guard let values = try table.first(clause, place, connection),
            let tombstone = request.tombstone(try Tables.number(ofSubject: values, connection))
        else { return false }
        try table.delete(clause, place, connection, digests)
        var erased = values
        erased[3] = .id(tombstone)
        erased[4] = .integer(1)
        try table.insert(erased, connection, digests)
        return true
    }

    /// Raises a floor, and drops what lies below it.
    private func drop(
        _ kind: RetainedKind, before date: LocalDate, _ tenant: Int64, _ digests: DigestChanges
    ) throws {
        try Tables.floor.delete(
            "WHERE tenant = ? AND kind = ?", [.integer(tenant), .text(kind.rawValue)], connection, digests)
        try Tables.floor.insert(
            [.integer(tenant), .text(kind.rawValue), .text(date.description)], connection, digests)
        let bound: [SQLValue] = [.integer(tenant), .integer(date.floorInstant)]
        switch kind {
        case .sample, .activity:
            try changeLanes().drop(kind, before: date, tenant)
        case .action:
            try Tables.action.delete("WHERE tenant = ? AND at < ?", bound, connection, digests)
            try changeLanes().drop(kind, before: date, tenant)
        case .invoice:
            let gone = try Tables.invoice.rows("WHERE tenant = ? AND issued < ?", bound, connection)
            for values in gone {
                try Tables.entry.delete(
                    Tables.entriesOfInvoice, [.integer(tenant), values[1]], connection, digests)
            }
            try Tables.invoice.delete("WHERE tenant = ? AND issued < ?", bound, connection, digests)
        }
        try cutCoverage(kind, before: date.floorInstant, tenant, digests)
    }

    /// Cuts off what was stated of the time before an instant, of the metrics whose values come from a kind of record.
    private func cutCoverage(
        _ kind: RetainedKind, before bound: Int64, _ tenant: Int64, _ digests: DigestChanges
    ) throws {
        let table = Tables.coverage
        var isOfKind: [MetricID: Bool] = [:]
        var rows: [[SQLValue]] = []
        try table.scan("WHERE tenant = ? AND start < ?", [.integer(tenant), .integer(bound)], connection) {
            let metric = try Tables.statement($0, connection).name.metric
            if isOfKind[metric] == nil {
                isOfKind[metric] = try self.metric(metric, tenant, at: Revision(.max))?.retainedKind == kind
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
