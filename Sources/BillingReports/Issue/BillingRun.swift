public import BillingModel
public import BillingStore
public import BillingTime

#if canImport(FoundationEssentials)
public import FoundationEssentials
#else
public import Foundation
#endif

/// Issues the invoices of billing periods that are over, each once, however often it runs.
///
/// A job makes a run and calls it again until everyone is billed: after a crash, from two machines at once, or after
/// usage has changed. A period is invoiced under a commit id that follows from the tenant and the period alone, so what
/// was issued is found again and never issued twice.
///
/// An issued period keeps its instants. Where a move is told late, its dates begin or end at others on the tenant's clock;
/// the invoice is found by its period all the same, and the next period begins where it ends.
///
/// ```swift
/// let run = BillingRun(repository) { charges in
///     try InvoiceDetails(number: InvoiceNumber("\(charges.tenant)-\(charges.first)"), tax: TaxRate(percent: 10))
/// }
/// let result = try await run.issueInvoice(of: acme, now: now)
/// ```
///
/// Plans come from the plan book of each tenant, and the period is one of its cycle on the tenant's clock.
public struct BillingRun: Sendable {
    /// What a host adds to the charges of a period to make an invoice of them.
    public typealias Details = @Sendable (ChargeToDate) throws -> InvoiceDetails

    private let repository: any BillingRepository
    private let zones: ZoneDatabase
    private let details: Details

    /// Makes a run.
    ///
    /// - Parameters:
    ///   - repository: Where usage and plan books are read and invoices are committed.
    ///   - zones: Where the rules of time zones come from.
    ///   - details: What is added to the charges of a period. It is asked only for what is about to be issued; a number that
    ///     follows from the tenant and the period is the same at each attempt.
    public init(
        _ repository: any BillingRepository, zones: ZoneDatabase = .system, details: @escaping Details
    ) {
        self.repository = repository
        self.zones = zones
        self.details = details
    }

    /// The id under which the invoice of a tenant and a period is committed.
    ///
    /// - Parameters:
    ///   - tenant: The tenant.
    ///   - period: The service period of the invoice.
    /// - Returns: The same id whenever it is asked for, whatever was committed in between.
    /// - Throws: `BillingError` with code `invalidValue` if the period lies outside years 1 to 9999.
    public static func commitID(
        of tenant: TenantID, period: Range<Date>
    ) throws(BillingError) -> CommitID {
        let start = try Instants.microseconds(period.lowerBound)
        let end = try Instants.microseconds(period.upperBound)
        return try commitID(of: tenant, served: start..<max(start, end))
    }

    static func commitID(of tenant: TenantID, served: Range<Int64>) throws(BillingError) -> CommitID {
        var form = CanonicalBytes()
        form.add("invoice of a period")
        form.add(tenant)
        form.add(served.lowerBound)
        form.add(served.upperBound)
        return try CommitID("invoice-" + SHA256.hexadecimal(form.bytes))
    }

    /// Issues the invoice of a tenant for a period, unless it was issued before.
    ///
    /// - Parameters:
    ///   - tenant: The tenant.
    ///   - instant: Any instant of the period; nil for the last one that has ended by `now`.
    ///   - now: The instant of the run, which is that of issue; no usage at or after it is read.
    ///   - takesUnsettled: Whether amounts that may still change are invoiced as they are.
    /// - Returns: What became of it.
    /// - Throws: `BillingError` with code `notFound` if the tenant is unknown; `conflict` if another invoice, that is not
    ///   void, serves a part of the period; `expired` if the invoice was issued and has been erased under a retention
    ///   floor; `refused` if the number is that of another invoice. Else what the screens, `details` and the repository
    ///   throw. Nothing is then issued, or what is issued is found by the next run.
    public func issueInvoice(
        of tenant: TenantID, holding instant: Date? = nil, now: Date, takesUnsettled: Bool = false
    ) async throws -> BillingOutcome {
        for _ in 0..<Self.attempts {
            let scope = try await repository.scope(of: tenant).using(zones).pinned()
            let context = try await scope.context(now: now, zone: nil)
            let periods = try await IssuedPeriods(context, asOfNow: false)
            let period: BillingPeriod?
            if let instant {
                period = try periods.period(holding: try Instants.microseconds(instant))
            } else {
                period = try periods.lastPeriod(endedBy: context.now)
            }
            guard let period else { return .unplanned }
            if let before = try await issuedBefore(period, periods, context) { return before }
            let charges = try await context.charge(try RatedPeriod(period))
            guard charges.isSettled || takesUnsettled else {
                return .unsettled(charges, try await scope.unsettled(charges))
            }
            let details = try details(charges)
            let invoice = try charges.invoice(
                details.number, issuedAt: now, tax: details.tax, document: details.document,
                paymentLink: details.paymentLink, takesUnsettled: takesUnsettled)
            if let outcome = try await commit(invoice, period, context) { return outcome }
        }
        throw BillingError.overtaken
    }

    /// Issues the invoices of all tenants of a selection, one after the other.
    ///
    /// What goes wrong for one tenant is told in its result and stops no other.
    ///
    /// - Parameters:
    ///   - tenants: The tenants.
    ///   - instant: Any instant of the period of each; nil for the last one that has ended by `now` on the tenant's clock.
    ///   - now: The instant of the run.
    ///   - takesUnsettled: Whether amounts that may still change are invoiced as they are.
    ///   - progress: Is told each result as it comes.
    /// - Returns: One result for each tenant, in ascending order of id.
    /// - Throws: `CancellationError` if the task is cancelled, and what the repository throws if the list of tenants cannot
    ///   be read.
    public func issueInvoices(
        of tenants: TenantSelection = .all, holding instant: Date? = nil, now: Date,
        takesUnsettled: Bool = false, progress: @Sendable (BillingResult) -> Void = { _ in }
    ) async throws -> [BillingResult] {
        var results: [BillingResult] = []
        let revision = try await repository.revision(.latest)
        for tenant in try await repository.tenants(tenants, at: revision) {
            try Task.checkCancellation()
            let result: BillingResult
            do {
                result = BillingResult(
                    tenant: tenant.id,
                    outcome: try await issueInvoice(
                        of: tenant.id, holding: instant, now: now, takesUnsettled: takesUnsettled))
            } catch let error as CancellationError {
                throw error
            } catch {
                result = BillingResult(tenant: tenant.id, outcome: .failed(error))
            }
            progress(result)
            results.append(result)
        }
        return results
    }

    /// How often a run begins anew, or commits anew, before it leaves a busy repository to the next run.
    private static let attempts = 100

    /// Commits an invoice on the revision at which its period is known.
    ///
    /// A move or an invoice that comes in between changes the period, and what was read for it is then of no use. Anything
    /// else that is committed in between does no harm.
    ///
    /// - Returns: What became of it; nil if the period is to be read again.
    private func commit(
        _ invoice: Invoice, _ period: BillingPeriod, _ context: ScreenContext
    ) async throws -> BillingOutcome? {
        let id = try Self.commitID(of: invoice.tenant, served: period.bucket.served)
        var changes = ChangeSet(id: id, basis: context.revision)
        changes.add(invoice)
        for _ in 0..<Self.attempts {
            do {
                return .issued(invoice, try await repository.commit(changes))
            } catch BillingError.Code.conflict {
                // Another run was faster, at another instant or revision.
                guard let commit = try await repository.commit(withID: id) else {
                    throw BillingError.overtaken
                }
                return try await issued(commit, invoice.tenant, period.bucket.served, context.now)
            } catch BillingError.Code.outdated {
                let later = try await repository.scope(of: invoice.tenant).using(zones).pinned()
                    .context(now: Instants.date(context.now), zone: nil)
                let periods = try await IssuedPeriods(later, asOfNow: false)
                guard try periods.period(holding: period.bucket.middle) == period,
                    try await issuedBefore(period, periods, later) == nil
                else { return nil }
                changes.basis = later.revision
            }
        }
        return nil
    }

    // MARK: What was issued before

    /// The outcome for a period that was issued; nil if it was not.
    ///
    /// - Throws: `BillingError` with code `conflict` if an invoice serves a part of it.
    private func issuedBefore(
        _ period: BillingPeriod, _ periods: IssuedPeriods, _ context: ScreenContext
    ) async throws -> BillingOutcome? {
        let (tenant, served, now) = (periods.tenant.id, period.bucket.served, context.now)
        let own = periods.invoices(for: period)
        if let run = own.first(where: { $0.commit != nil }), let commit = run.commit {
            return .issuedBefore(run.invoice, commit, try await verification(of: run.invoice, now))
        }
        if let commit = try await repository.commit(withID: Self.commitID(of: tenant, served: served)) {
            return try await issued(commit, tenant, served, now)
        }
        if let other = own.first(where: { !$0.isVoid })?.invoice {
            return .issuedBefore(other, nil, try await verification(of: other, now))
        }
        for clock in try periods.earlierClocks(context.zones) {
            let bucket = try clock.bucket(holding: period.bucket.middle, width: period.term.cycle)
            let id = try Self.commitID(of: tenant, served: bucket.served)
            if let commit = try await repository.commit(withID: id) {
                return try await issued(commit, tenant, bucket.served, now)
            }
        }
        if let other = periods.standing.first(where: { $0.served?.overlaps(served) ?? false }) {
            throw BillingError(
                .conflict, rule: "a period is invoiced once, and no part of it before",
                detail: "tenant '\(tenant)', invoice '\(other.number)'")
        }
        return nil
    }

    /// The invoice that a commit of a run issued.
    private func issued(
        _ commit: CommitRecord, _ tenant: TenantID, _ served: Range<Int64>, _ now: Int64
    ) async throws -> BillingOutcome {
        let before = try Revision(commit.revision.number - 1)
        for invoice in try await repository.invoices(of: .one(tenant), at: commit.revision)
        where invoice.served == served {
            // The one that this commit added.
            if try await repository.invoice(invoice.number, of: tenant, at: before) == nil {
                return .issuedBefore(invoice, commit, try await verification(of: invoice, now))
            }
        }
        throw BillingError(
            .expired, rule: "an invoice that was issued and erased is not issued again",
            detail: "tenant '\(tenant)', commit '\(commit.id)'")
    }

    /// What the plan gives now beside what was invoiced; an invoice is seen once it is issued.
    private func verification(of invoice: Invoice, _ now: Int64) async throws -> InvoiceVerification {
        let after = Instants.date(
            max(now, min(invoice.issued, Instants.end - 2) + 1))
        return try await repository.scope(of: invoice.tenant).using(zones)
            .verification(of: invoice.number, now: after)
    }
}

extension BillingError {
    fileprivate static let overtaken = BillingError(
        .unavailable, rule: "a run that another one was faster than finds its commit")
}

extension Bucket {
    /// The instants of the whole bucket in microseconds.
    var served: Range<Int64> { startMicroseconds..<endMicroseconds }

    /// The instant in its middle, which no change of a clock by hours takes out of a period of weeks.
    var middle: Int64 { startMicroseconds + (endMicroseconds - startMicroseconds) / 2 }
}
