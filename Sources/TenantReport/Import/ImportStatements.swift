#if canImport(FoundationEssentials)
import FoundationEssentials
#else
import Foundation
#endif
import BillingTime
import InauroBilling

/// What an import states beside the events: that they are complete, the daily gauges, and the invoices.
///
/// Gauges and invoices are made of what the repository holds, not of the rows of one file. So a file that is read again
/// changes nothing, and a larger one that follows leaves what it would have left alone. An invoice that was issued stays
/// as it is; if the usage has changed since, a warning says so.
struct ImportStatements {
    let repository: any BillingRepository
    /// The zone of the carriers.
    let home: Zone
    let plan: SamplePlan
    /// Is told each invoice that would be another one by now.
    let warn: (String) -> Void
    /// Is told each commit.
    var committed: (CommitRecord) -> Void = { _ in }

    /// The metrics that the events tell all about.
    static let metrics: [Metric] = [
        .assets, .devicesLinked, .devicesReporting, .dailyActiveDevices, .monthlyActiveDevices, .actions,
        .actionsFailed, .actionsSuppressed,
    ]

    /// The most daily rows that one import makes, so that a wrong year in a file does not fill the memory.
    private static let rowLimit = 2_000_000

    /// States what follows from events of some tenants between two instants, in whole local years.
    func make(for tenants: [TenantID], span: ClosedRange<Date>) async throws {
        let years = (try home.date(of: span.lowerBound).year)...(try home.date(of: span.upperBound).year)
        let first = try LocalDate(year: years.lowerBound, month: 1, day: 1)
        let last = try LocalDate(year: years.upperBound, month: 12, day: 31)
        let (rows, overflow) = (first.days(to: last) + 1).multipliedReportingOverflow(by: tenants.count)
        guard !overflow, rows <= Self.rowLimit else {
            throw BillingError(
                .limitExceeded, rule: "tenants times days of an import are at most \(Self.rowLimit)",
                detail: "\(tenants.count) tenants from \(first) to \(last)")
        }
        let covered = home.start(of: first)..<home.interval(of: last).upperBound
        try await commit("coverage", digesting: tenants.map(\.text) + ["\(first)", "\(last)"]) { changes in
            for tenant in tenants {
                for metric in Self.metrics {
                    changes.add(
                        try Coverage(
                            tenant: tenant, metric: metric.id, source: Departure.source, range: covered))
                }
            }
        }
        for tenant in tenants {
            let revision = try await repository.revision(.latest)
            let coverage = try await Self.coverage(of: tenant, in: repository, at: revision)
            let usage = try await TenantUsage(reading: repository, of: tenant, in: home, at: revision)
            try await stateGauges(of: tenant, coverage, usage)
            try await issueInvoices(to: tenant, coverage, usage, at: revision)
        }
    }

    private func stateGauges(
        of tenant: TenantID, _ coverage: [Range<Date>], _ usage: TenantUsage
    ) async throws {
        var dates: [LocalDate] = []
        for range in coverage {
            let end = try home.date(of: range.upperBound)
            dates += LocalDates(try home.date(of: range.lowerBound), end).filter { date in
                let day = home.interval(of: date)
                return !day.isEmpty && range.lowerBound <= day.lowerBound
                    && day.upperBound <= range.upperBound
            }
        }
        let gauges = try usage.gauges(on: dates)
        let content = [tenant.text] + gauges.map { "\($0.date) \($0.assets) \($0.reporting)" }
        try await commit("gauges", digesting: content) { changes in
            for row in gauges {
                changes.add(
                    try DailyUsage(
                        tenant: tenant, date: row.date,
                        counts: [
                            .assets: row.assets, .devicesLinked: row.assets, .devicesReporting: row.reporting,
                        ]))
            }
        }
    }

    private func issueInvoices(
        to tenant: TenantID, _ coverage: [Range<Date>], _ usage: TenantUsage, at revision: Revision
    ) async throws {
        let rating = try Invoice.Rating(plan: plan.plan.id, revision: Int(revision.number))
        var issued: [InvoiceNumber: Invoice] = [:]
        for case .invoice(let invoice) in try await repository.allRecords(
            .invoice, of: .one(tenant), knownAt: .latest)
        {
            issued[invoice.number] = invoice
        }
        var invoices: [Invoice] = []
        for month in try coverage.flatMap({ try ServicePeriod.whole(in: $0, of: home) }) {
            let known = issued[try plan.number(for: tenant, month)]
            let invoice = try plan.invoice(
                for: tenant, month, usage, rating: known.map(\.rating) ?? rating)
            guard let known else {
                invoices.append(invoice)
                continue
            }
            if known != invoice {
                let (before, now) = (known.payable?.description, invoice.payable?.description)
                warn(
                    "invoice \(known.number) stays at \(before ?? "what was paid"), as it was issued; "
                        + "by the events of now it would come to \(now ?? "another amount")")
            }
        }
        guard !invoices.isEmpty else { return }
        let content = invoices.map { "\($0.number) \($0.payable?.description ?? "")" }
        try await commit("invoices", digesting: content) { changes in
            for invoice in invoices {
                changes.add(invoice)
                if let payment = try plan.payment(of: invoice) { changes.add(payment) }
            }
        }
    }

    /// The ranges of time for which all events of a tenant are there, ascending.
    static func coverage(
        of tenant: TenantID, in reader: any BillingReader, at revision: Revision
    ) async throws -> [Range<Date>] {
        try await reader.allRecords(.coverage, of: .one(tenant), knownAt: .revision(revision)).compactMap {
            record in
            guard case .coverage(let coverage) = record, coverage.source == Departure.source,
                coverage.metric == Metric.assets.id
            else { return nil }
            return coverage.range
        }
    }

    /// Commits records under an id that their content gives.
    private func commit(
        _ subject: String, digesting texts: [String], _ fill: (inout ChangeSet) throws -> Void
    ) async throws {
        // No id holds a NUL, so no two lists of texts give one sequence of bytes.
        let content = Array(([home.id.name] + texts).joined(separator: "\0").utf8)
        var changes = ChangeSet(id: try CommitID("flights-\(subject)-\(SHA256.hexadecimal(content))"))
        try fill(&changes)
        committed(try await repository.commit(changes))
    }
}
