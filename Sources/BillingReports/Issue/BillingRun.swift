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
    ///   - period: The billing period.
    /// - Returns: The same id whenever it is asked for, whatever was committed in between.
    /// - Throws: `BillingError` with code `invalidValue` if the period lies outside years 1 to 9999.
    public static func commitID(
        of tenant: TenantID, period: Range<Date>
    ) throws(BillingError) -> CommitID {
        var form = CanonicalBytes()
        form.add("invoice of a period")
        form.add(tenant)
        form.add(try Instants.microseconds(period.lowerBound))
        form.add(try Instants.microseconds(period.upperBound))
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
        let scope = try await repository.scope(of: tenant).using(zones).pinned()
        let context = try await scope.context(now: now, zone: nil)
        let clock = try context.zone()
        let book = try await repository.planBooks(of: .one(tenant), at: context.revision)[tenant]
        let period: PlanBook.Period?
        if let instant {
            period = try book?.period(holding: instant, clock: clock)
        } else {
            period = try book?.lastPeriod(endedBy: context.now, clock: clock)
        }
        guard let period else { return .unplanned }
        let served = period.bucket.start..<period.bucket.end
        let id = try Self.commitID(of: tenant, period: served)
        if let commit = try await repository.commit(withID: id) {
            return try await issued(commit, tenant, served, now)
        }
        if let other = try await standing(tenant, served, context) {
            return .issuedBefore(
                other, nil, try await verification(of: other, now))
        }
        let charges = try await scope.chargeToDate(period, now: now)
        guard charges.isSettled || takesUnsettled else {
            return .unsettled(charges, try await scope.unsettled(charges))
        }
        let details = try details(charges)
        let invoice = try charges.invoice(
            details.number, issuedAt: now, tax: details.tax, document: details.document,
            paymentLink: details.paymentLink, takesUnsettled: takesUnsettled)
        var changes = ChangeSet(id: id)
        changes.add(invoice)
        do {
            return .issued(invoice, try await repository.commit(changes))
        } catch BillingError.Code.conflict {
            // Another run was faster, at another instant or revision.
            guard let commit = try await repository.commit(withID: id) else { throw BillingError.overtaken }
            return try await issued(commit, tenant, served, now)
        }
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

    // MARK: What was issued before

    /// The invoice that a commit of a run issued.
    private func issued(
        _ commit: Commit, _ tenant: TenantID, _ served: Range<Date>, _ now: Date
    ) async throws -> BillingOutcome {
        let period = try Instants.microseconds(served.lowerBound)..<Instants.microseconds(served.upperBound)
        let before = try Revision(commit.revision.number - 1)
        for invoice in try await repository.invoices(of: .one(tenant), at: commit.revision)
        where invoice.served == period {
            // The one that this commit added.
            if try await repository.invoice(invoice.number, of: tenant, at: before) == nil {
                return .issuedBefore(invoice, commit, try await verification(of: invoice, now))
            }
        }
        throw BillingError(
            .expired, rule: "an invoice that was issued and erased is not issued again",
            detail: "tenant '\(tenant)', commit '\(commit.id)'")
    }

    /// The invoice for a period that the host issued in another way and that is not void.
    ///
    /// - Throws: `BillingError` with code `conflict` if it serves another time that overlaps.
    private func standing(
        _ tenant: TenantID, _ served: Range<Date>, _ context: ScreenContext
    ) async throws -> Invoice? {
        let period = try Instants.microseconds(served.lowerBound)..<Instants.microseconds(served.upperBound)
        let invoices = try await repository.invoices(of: .one(tenant), at: context.revision)
            .filter { $0.served?.overlaps(period) ?? false }
        guard !invoices.isEmpty else { return nil }
        let voids = try await repository.entries(of: .one(tenant), at: context.revision)
            .filter { $0.kind == .void }.map(\.invoice)
        for invoice in invoices where !Set(voids).contains(invoice.number) {
            guard invoice.served == period else {
                throw BillingError(
                    .conflict, rule: "a period is invoiced once, and no part of it before",
                    detail: "tenant '\(tenant)', invoice '\(invoice.number)'")
            }
            return invoice
        }
        return nil
    }

    /// What the plan gives now beside what was invoiced; an invoice is seen once it is issued.
    private func verification(of invoice: Invoice, _ now: Date) async throws -> InvoiceVerification {
        let after = Instants.date(
            max(try Instants.microseconds(now), min(invoice.issued, Instants.end - 2) + 1))
        return try await repository.scope(of: invoice.tenant).using(zones)
            .verification(of: invoice.number, now: after)
    }
}

extension BillingError {
    fileprivate static let overtaken = BillingError(
        .unavailable, rule: "a run that another one was faster than finds its commit")
}
