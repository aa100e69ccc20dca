package import BillingModel
package import BillingStore
import BillingTime
package import Foundation

/// Commits that put rows into every table of a file, and the reads that meet all of them.
package struct StoredWorld {
    /// A commit of either kind.
    package enum Step {
        case commit(ChangeSet)
        case erase(ErasureRequest)

        package func run(on repository: any BillingRepository) async throws {
            switch self {
            case .commit(let changes): try await repository.commit(changes)
            case .erase(let request): try await repository.erase(request)
            }
        }
    }

    /// An instant of a day of 2026, in days from the first of January.
    package static func day(_ day: Int, _ microseconds: Int64 = 0) -> Date {
        Instants.date(1_767_225_600_000_000 + Int64(day) * Instants.perDay + microseconds)
    }

    /// Some commits, each of which makes a revision.
    ///
    /// - Parameter isFirstFormat: Whether what format 1 had no tables for is left out; those commits come last.
    package static func steps(isFirstFormat: Bool = false) throws -> [Step] {
        var steps: [Step] = []
        func commit(_ fill: (inout ChangeSet) throws -> Void) throws {
            var changes = ChangeSet(id: try CommitID("commit \(steps.count + 1)"))
            try fill(&changes)
            steps.append(.commit(changes))
        }
        func erase(_ target: ErasureRequest.Target) throws {
            steps.append(.erase(ErasureRequest(id: try CommitID("commit \(steps.count + 1)"), target)))
        }
        for tenant in [acme, bolt] {
            try commit { changes in
                changes.add(try Tenant(id: tenant.text, name: "A name", zone: "Etc/UTC", currency: .usd))
                changes.add(level, for: tenant)
                changes.add(
                    try Metric.dailyActiveDevices.derived(from: .activity(of: .device)), for: tenant)
                for index in 0..<4 { changes.add(sample(tenant, index, Double(index))) }
                for index in 0..<5 { changes.add(try action(tenant, index)) }
                for index in 0..<3 { changes.add(try invoice(tenant, index)) }
            }
        }
        try commit { changes in
            changes.add(try action(acme, 5, succeeded: 7))
            changes.amend(try action(acme, 1, succeeded: 9))
            changes.void(action: try ActionID("action 2"), of: feed, tenant: acme)
            for index in 0..<3 { changes.add(try entry(acme, index)) }
            for index in 0..<3 {
                changes.add(
                    ActivityRecord(
                        tenant: acme, kind: .device, subject: try SubjectID("device \(index)"),
                        quarter: try QuarterHour(holding: day(index))))
            }
            for start in [0, 20, 60] {
                changes.add(
                    try Coverage(
                        tenant: acme, metric: level.id, source: feed, range: day(start)..<day(start + 5)))
            }
        }
        try erase(.subject(SubjectID("device 1"), kind: .device, tenant: acme))
        try commit { changes in
            changes.add(sample(acme, 1, 100))
            changes.add(sample(acme, 2, nil))
            changes.add(sample(acme, 8, 8, version: 3))
        }
        // Puts into chunks what the journal held.
        try erase(.records(.sample, before: LocalDate("2026-01-02"), tenant: acme))
        try commit { changes in
            changes.add(try Tenant(id: "acme", name: "Another name", zone: "Etc/UTC", currency: .usd))
            changes.add(try Metric(id: level.id, name: "Level", unit: "litres", kind: .gauge), for: acme)
            for index in 3..<12 { changes.add(sample(acme, index, 0.5, version: 4)) }
            changes.add(try entry(acme, 7))
            changes.add(try action(bolt, 7))
        }
        guard !isFirstFormat else { return steps }
        try commit { changes in
            for (plan, from) in [("plan", "2026-01-01"), ("other", "2026-06-01")] {
                changes.add(
                    try PlanTerm(
                        tenant: acme,
                        plan: PricePlan(id: EntityID(plan), name: plan, currency: .usd, charges: []),
                        from: LocalDate(from)))
            }
            changes.add(
                try Budget(
                    tenant: acme, amount: Money(minorUnits: 100, currency: .usd), period: .month, basis: .paid
                ))
        }
        try commit { changes in
            changes.add(
                try Budget(
                    tenant: acme, amount: Money(minorUnits: 200, currency: .usd), period: .month, basis: .paid
                ))
        }
        return steps
    }

    /// A commit that comes after the others, and touches most tables of one tenant.
    package static func later(_ number: Int, value: Double = 1) throws -> ChangeSet {
        var changes = ChangeSet(id: try CommitID("later \(number) \(value)"))
        changes.add(sample(acme, 20 + number, value))
        changes.add(try action(acme, 10 + number, succeeded: Int(value) + number))
        changes.add(try invoice(acme, 10 + number))
        changes.add(try entry(acme, 20 + number))
        changes.add(
            ActivityRecord(
                tenant: acme, kind: .device, subject: try SubjectID("later \(number) \(value)"),
                quarter: try QuarterHour(holding: day(20 + number))))
        changes.add(
            try Coverage(
                tenant: acme, metric: level.id, source: feed,
                range: day(100 + 2 * number)..<day(101 + 2 * number)))
        return changes
    }

    private static func sample(
        _ tenant: TenantID, _ index: Int, _ value: Double?, version: Int64? = nil
    ) -> SampleWrite {
        SampleWrite(
            key(tenant, level), at: .instant(day(index)), value: value,
            version: version)
    }

    /// Actions of two months.
    private static func action(_ tenant: TenantID, _ index: Int, succeeded: Int = 1) throws -> ActionRecord {
        try ActionRecord(
            tenant: tenant, source: feed, id: ActionID("action \(index)"), at: day(index * 10, 5),
            type: .sendEmail, category: .alert, succeeded: succeeded, failed: 1, suppressed: 2,
            quantity: Decimal(index), unit: "mails", workflow: WorkflowID("flow"), run: WorkflowRunID("run"))
    }

    private static func invoice(_ tenant: TenantID, _ index: Int) throws -> Invoice {
        let usd = { Money(minorUnits: $0, currency: .usd) }
        return try Invoice(
            tenant: tenant, number: InvoiceNumber("INV-\(index)"), issuedAt: day(index * 20),
            currency: .usd, period: day(0)..<day(1),
            lines: [.init(id: EntityID("line"), description: "A line", amount: usd(100))],
            subtotal: usd(100), tax: usd(10), totalPaid: usd(5),
            rating: Invoice.Rating(plan: EntityID("plan"), revision: 3), document: "a document",
            paymentLink: "https://pay.example")
    }

    private static func entry(_ tenant: TenantID, _ index: Int) throws -> InvoiceEntry {
        try InvoiceEntry(
            id: EntityID("entry \(index)"), tenant: tenant, invoice: InvoiceNumber("INV-\(index % 2)"),
            kind: index == 2 ? .refund : .payment, instant: day(20 + index * 8),
            amount: Money(minorUnits: Int64(index) + 1, currency: .usd))
    }
}

/// What a repository answers to one request.
package struct Answer: Hashable, Sendable {
    /// A row of any kind of answer.
    package enum Row: Hashable, Sendable {
        case record(BillingRecord)
        case series(SeriesKey, positions: [Int64], values: [Double])
        case activity(ActivityBlock)
        case summary(SummaryRow)
    }

    package let request: String
    package let rows: [Row]
}

extension StoredWorld {
    package typealias Request = (name: String, read: (any BillingReader) async throws -> [Answer.Row])

    /// Requests that together meet every row.
    package static func requests() throws -> [Request] {
        var requests = RecordKind.allCases.flatMap { kind in
            [false, true].map { records(of: kind, descending: $0, .latest) }
        }
        let narrow = day(9)..<day(12)
        requests.append(
            (
                "actions of a few days",
                { reader in
                    try await reader.allRecords(RecordRequest(.action, of: .one(acme), in: narrow))
                        .map { .record($0) }
                }
            ))
        for known in [KnownAt.latest, .instant(day(100)), .revision(try Revision(3))] {
            requests += [series(known), presence(known)]
        }
        return requests + [summaries(.latest)]
    }

    /// Requests that together meet all that a revision knows.
    package static func requests(at known: KnownAt) -> [Request] {
        RecordKind.allCases.map { records(of: $0, descending: false, known) }
            + [series(known), presence(known), summaries(known)]
    }

    /// In several pages.
    private static func records(of kind: RecordKind, descending: Bool, _ known: KnownAt) -> Request {
        (
            "\(kind)\(descending ? ", newest first" : "") \(known)",
            { reader in
                try await reader.allRecords(
                    RecordRequest(kind, of: .all, descending: descending, knownAt: known, limit: 4)
                ).map { .record($0) }
            }
        )
    }

    private static func series(_ known: KnownAt) -> Request {
        (
            "series \(known)",
            { reader in
                let metrics = [level.id, Metric.actions.id]
                return try await reader.allSeries(
                    SeriesRequest(of: .all, metrics: metrics, knownAt: known)
                ).map { .series($0.key, positions: $0.positions, values: $0.values) }
            }
        )
    }

    private static func presence(_ known: KnownAt) -> Request {
        (
            "presence \(known)",
            { reader in
                try await reader.allActivity(ActivityRequest(of: .all, kind: .device, knownAt: known))
                    .map { .activity($0) }
            }
        )
    }

    private static func summaries(_ known: KnownAt) -> Request {
        let bounds = SummaryBounds(
            instants: (0...40).map { 1_767_225_600_000_000 + $0 * Instants.perDay },
            dayNumbers: (0...40).map { 20_454 + $0 }, resets: [1_767_225_600_000_000],
            now: 1_767_225_600_000_000 + 40 * Instants.perDay)
        return (
            "summaries \(known)",
            { reader in
                try await reader.summaries(
                    SummaryRequest(
                        of: .all, metrics: [level.id, Metric.actions.id, Metric.dailyActiveDevices.id],
                        in: bounds, knownAt: known)
                ).rows.map { .summary($0) }
            }
        )
    }

    /// The answers to requests, or the errors.
    package static func answers(
        of reader: any BillingReader, to requests: [Request]
    ) async -> [Result<Answer, any Error>] {
        var answers: [Result<Answer, any Error>] = []
        for (name, read) in requests {
            do {
                answers.append(.success(Answer(request: name, rows: try await read(reader))))
            } catch {
                answers.append(.failure(error))
            }
        }
        return answers
    }

    /// The answers to all requests, or the errors.
    package static func answers(of reader: any BillingReader) async throws -> [Result<Answer, any Error>] {
        await answers(of: reader, to: try requests())
    }
}
