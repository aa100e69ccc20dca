import BillingModel
import BillingStore
import BillingTime

/// The plain tables of a file, as one tenant's records are looked up in them.
struct TenantTables {
    let id: TenantID
    /// The number that the tables know the tenant by.
    let number: Int64
    let connection: Connection
    let checks: DigestChecks
    let definitions: MetricDefinitions

    /// The tenant as a revision knows it.
    func tenant(at revision: Revision) throws -> Tenant? {
        try checks.check(Tables.tenantVersion, number, connection)
        return try Tables.tenantVersion.first(
            "WHERE tenant = ? AND revision <= ? ORDER BY revision DESC LIMIT 1",
            [.integer(number), .revision(revision)], connection
        ).map { try Tables.tenant(id, $0, connection) }
    }

    /// The metrics that a revision knows, in order.
    func metrics(at revision: Revision) throws -> [Metric] {
        try checks.check(Tables.metric, number, connection)
        var metrics: [Metric] = []
        try Tables.metric.scan(
            "WHERE tenant = ? AND revision <= ? ORDER BY id, revision",
            [.integer(number), .revision(revision)],
            connection
        ) { values in
            let metric = try definitions.metric(values, connection)
            if metrics.last?.id == metric.id { metrics.removeLast() }
            metrics.append(metric)
            return true
        }
        return metrics
    }

    /// The metric as it is known now: committed for the tenant, or else of the platform.
    func metric(_ metric: MetricID) throws -> Metric? {
        try committedMetric(metric, at: .latest) ?? Metric.platform(metric)
    }

    func committedMetric(_ metric: MetricID, at revision: Revision) throws -> Metric? {
        try checks.check(Tables.metric, number, connection)
        return try Tables.metric.first(
            "WHERE tenant = ? AND id = ? AND revision <= ? ORDER BY revision DESC LIMIT 1",
            [.integer(number), .id(metric), .revision(revision)], connection
        ).map { try definitions.metric($0, connection) }
    }

    /// Every term of a plan book, by first date, those of one date in their order.
    func terms() throws -> [(term: PlanTerm, from: Revision)] {
        try checks.check(Tables.plan, number, connection)
        var terms: [(term: PlanTerm, from: Revision)] = []
        try Tables.plan.scan(
            "WHERE tenant = ? ORDER BY date, revision", [.integer(number)], connection
        ) { values in
            let term = try Tables.term(id, values, connection)
            var fields = Fields(values, of: Tables.plan, connection)
            fields.skip()
            fields.skip()
            terms.append((term, try fields.revision()))
            return true
        }
        return terms
    }

    /// The budget as a revision knows it.
    func budget(at revision: Revision) throws -> Budget? {
        try checks.check(Tables.budget, number, connection)
        return try Tables.budget.first(
            "WHERE tenant = ? AND revision <= ? ORDER BY revision DESC LIMIT 1",
            [.integer(number), .revision(revision)], connection
        ).map { try Tables.budget(id, $0, connection) }
    }

    /// The floors of a tenant, by kind.
    func floors() throws -> [RetainedKind: LocalDate] {
        try checks.check(Tables.floor, number, connection)
        var floors: [RetainedKind: LocalDate] = [:]
        try Tables.floor.scan("WHERE tenant = ?", [.integer(number)], connection) { values in
            var fields = Fields(values, of: Tables.floor, connection)
            fields.skip()
            guard let kind = RetainedKind(rawValue: try fields.text()) else {
                throw fields.damage("there is no such kind of record")
            }
            let text = try fields.text()
            floors[kind] = try fields.sound { () throws(BillingError) in try LocalDate(text) }
            return true
        }
        return floors
    }

    /// How many subjects of a kind have a number.
    func subjectCount(_ kind: SubjectKind) throws -> Int64 {
        let last = try Tables.subject.first(
            "WHERE tenant = ? AND kind = ? ORDER BY number DESC LIMIT 1", [.integer(number), .id(kind)],
            connection
        ).map { try Tables.number(ofSubject: $0, connection) }
        return last.map { Int64($0) + 1 } ?? 0
    }

    /// What a feed stated that touches a range.
    func statements(
        _ name: CoverageName, touching range: Range<Int64>
    ) throws -> [Range<Int64>] {
        var ranges: [Range<Int64>] = []
        try Tables.coverage.scan(
            "WHERE tenant = ? AND metric = ? AND source = ? AND \"end\" >= ? AND start <= ?",
            [
                .integer(number), .id(name.metric), .id(name.source), .integer(range.lowerBound),
                .integer(range.upperBound),
            ], connection
        ) { values in
            ranges.append(try Tables.statement(values, connection).range)
            return true
        }
        return ranges
    }

    /// What is stated of coverage as a revision knows it, merged per metric and source.
    func coverage(at revision: Revision) throws -> [Coverage] {
        try checks.check(Tables.coverage, number, connection)
        var names: [CoverageName] = []
        var ranges: [[Range<Int64>]] = []
        try Tables.coverage.scan(
            "WHERE tenant = ? AND revision <= ? ORDER BY metric, source",
            [.integer(number), .revision(revision)], connection
        ) { values in
            let (name, range) = try Tables.statement(values, connection)
            if names.last != name {
                names.append(name)
                ranges.append([])
            }
            ranges[ranges.count - 1].append(range)
            return true
        }
        return try zip(names, ranges).flatMap { name, ranges in
            try IntervalSet(ranges).intervals.map { interval in
                try Coverage(tenant: id, metric: name.metric, source: name.source, range: interval)
            }
        }
    }

    /// The subjects that a revision knows, by number.
    func subjects(_ kind: SubjectKind, at revision: Revision) throws -> [SubjectID] {
        try checks.check(Tables.subject, number, connection)
        var subjects: [SubjectID] = []
        try Tables.subject.scan(
            "WHERE tenant = ? AND kind = ? AND revision <= ? ORDER BY number",
            [.integer(number), .id(kind), .revision(revision)], connection
        ) { values in
            var fields = Fields(values, of: Tables.subject, connection)
            fields.skip()
            fields.skip()
            guard try fields.integer() == Int64(subjects.count) else {
                throw fields.damage("a subject before it is missing")
            }
            subjects.append(try fields.id(of: SubjectName.self))
            return true
        }
        return subjects
    }
}
