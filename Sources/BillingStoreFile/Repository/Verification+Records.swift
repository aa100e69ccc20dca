import BillingModel
import BillingStore

extension Verification {
    /// Reads a stored series, and checks the part of it that all stored series have in common.
    private mutating func whole(
        _ name: StoredSeriesName, _ stored: StoredSeries, _ number: Int64, _ tenant: TenantID
    ) throws
        -> SeriesColumns
    {
        let columns = try session.seriesStore.reader.whole(stored, number)
        let revision = try session.commits.latest().revision
        if columns.newestKept > revision {
            report(
                "tenant '\(tenant)', lane \(stored.number)",
                "it is of revision \(columns.newestKept), and the last commit of \(revision)")
        }
        return columns
    }

    /// Compares the totals of actions that are kept in columns with the actions themselves, at every revision.
    mutating func checkTotals(_ number: Int64, _ tenant: TenantID) throws {
        var totals = ActionTotals()
        try Tables.action.scan("WHERE tenant = ? ORDER BY sequence", [.integer(number)], connection) {
            values in
            let action = try Tables.action(tenant, values, connection)
            guard case .integer(let position) = values[3], case .integer(let from) = values[13] else {
                throw Tables.action.damage(values, connection, "it has no instant or revision")
            }
            var until: Revision?
            if case .integer(let end)? = values.last { until = try Revision(end) }
            try totals.add(action, at: position, from: try Revision(from), until: until)
            return true
        }
        var derived = try totals.columns()
        for (name, stored) in try session.seriesStore.all(number).measures {
            let kept = try whole(.measure(name), stored, number, tenant)
            let expected = derived.removeValue(forKey: name)
            let isSame =
                kept.positions == expected?.positions ?? [] && kept.values == expected?.values ?? []
                && kept.revisions == expected?.revisions ?? RunLengths()
            if !isSame { reportTotals(name, tenant) }
        }
        for (name, columns) in derived where !columns.positions.isEmpty { reportTotals(name, tenant) }
    }

    private mutating func reportTotals(_ name: MeasureName, _ tenant: TenantID) {
        report(
            "tenant '\(tenant)', totals of actions, \(name.measure.rawValue) of \(name.labels)",
            "they are not those of the actions")
    }

    /// Compares activity with the subjects that it numbers.
    mutating func checkActivity(_ number: Int64, _ tenant: TenantID) throws {
        var since: [SubjectKind: [Int64]] = [:]
        try Tables.subject.scan(
            "WHERE tenant = ? ORDER BY kind, number", [.integer(number)], connection
        ) { values in
            var fields = Fields(values, of: Tables.subject, connection)
            fields.skip()
            let kind = try fields.id(of: SubjectKindName.self)
            guard try fields.integer() == Int64(since[kind]?.count ?? 0) else {
                throw fields.damage("a subject before it is missing")
            }
            for _ in 0..<2 { fields.skip() }
            since[kind, default: []].append(try fields.revision().number)
            return true
        }
        for (kind, stored) in try session.seriesStore.activities(number) {
            let known = since[kind] ?? []
            let columns = try whole(.activity(kind), stored, number, tenant)
            for run in columns.revisions.runs {
                for position in columns.positions[run.range] {
                    let subject = Int(ActivityRow(position: position).number)
                    guard subject >= known.count || known[subject] > run.value.number else { continue }
                    report(
                        "tenant '\(tenant)', activity of '\(kind)'",
                        "it names subject number \(subject), which is not known")
                    return
                }
            }
        }
    }

    /// Checks that each entry belongs to an invoice.
    mutating func checkEntries(_ number: Int64, _ tenant: TenantID) throws {
        var strays: [String] = []
        try connection.each(
            "SELECT DISTINCT invoice FROM entry WHERE tenant = ?1 AND invoice NOT IN "
                + "(SELECT number FROM invoice WHERE tenant = ?1)", [.integer(number)]
        ) { strays.append(try $0.text(0)) }
        for stray in strays {
            report("table entry, tenant '\(tenant)'", "invoice '\(stray)' is not there")
        }
    }

    /// Reads all of a file, and gives what was found even if the read cannot be ended as usual.
    static func findings(
        _ session: Session, _ cancellation: Cancellation, _ progress: @escaping (Int, Int) -> Void,
        seen: Revision = .zero
    ) throws -> [FileRepository.Finding] {
        var verification = Verification(session, cancellation, progress)
        do {
            try session.read(cancellation) { session in
                try verification.run()
                guard let latest = try? session.commits.latest().revision, latest < seen else { return }
                verification.report(
                    "table commit_log", "the last revision is \(latest), and the host has seen \(seen)")
            }
        } catch let error as BillingError where [.corruptData, .storageFailed].contains(error.code) {
            // SQLite may refuse the end of a read that met damage; the read is rolled back then.
            verification.report(error)
        }
        return verification.findings
    }
}
