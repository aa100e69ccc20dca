public import BillingModel
import BillingRating
public import BillingStore
import BillingTime

#if canImport(FoundationEssentials)
public import FoundationEssentials
#else
public import Foundation
#endif

extension BillingScope {
    /// An invoice beside what its plan gives for its service period, at the revision it was rated at and now.
    ///
    /// ```swift
    /// let check = try await repository.scope(of: acme).verification(of: number, plans: [plan], now: now)
    /// check.total.cause  // .equal, or why not
    /// ```
    ///
    /// The days of the period are those of `zone`; on the tenant's own clock the invoice of a period of its plan book is for
    /// the dates of that period, also if a move that was told later let them begin or end at other instants. Both amounts are those as of `now`, read at two revisions.
    ///
    /// - Parameters:
    ///   - number: The number of the invoice.
    ///   - plans: The plans that the invoice may have been rated by, with different ids.
    ///   - now: The instant of the report; nothing at or after it is read.
    ///   - zone: The zone of the period's days; nil for the clock of the tenant.
    /// - Returns: The screen.
    /// - Throws: `BillingError` with code `unsupported` if the scope has not exactly one tenant or the rule of a charge
    ///   makes no sense for the kind of its metric; `invalidValue` if two plans have one id; `notFound` if no invoice that
    ///   was issued before `now` has this number; else what the reader or the zone database throws.
    /// - Complexity: Reads the invoices of the tenant, twice the samples of the period, and the commits since the rating.
    public func verification(
        of number: InvoiceNumber, plans: [PricePlan], now: Date, zone: ZoneID? = nil
    ) async throws -> InvoiceVerification {
        guard Set(plans.map(\.id)).count == plans.count else {
            throw BillingError(
                .invalidValue, rule: "the plans that an invoice is verified by have different ids",
                detail: "invoice '\(number)'")
        }
        let context = try await context(now: now, zone: zone)
        let tenant = try context.tenant()
        let past = Instants.date(Instants.first)..<Instants.date(context.now)
        let issued =
            past.isEmpty ? [] : try await reader.invoices(of: tenants, in: past, at: context.revision)
        guard let invoice = issued.first(where: { $0.number == number }) else {
            throw BillingError(
                .notFound, rule: "an invoice that is verified was issued before now",
                detail: "invoice '\(number)' of '\(tenant.id)'")
        }
        let plan = plans.first { $0.id == invoice.rating?.plan }
        var basis = invoice.basis(plan)
        var before: InvoiceVerification.RatedCharges?
        var current: InvoiceVerification.RatedCharges?
        let rated = try invoice.rating.map { rating throws(BillingError) in
            try Revision(Int64(rating.revision))
        }
        if basis == .complete, let plan, let served = invoice.served, let rated {
            let clock = try context.zone()
            let dates = try await IssuedPeriods(context, onOwnClock: zone == nil).dates(of: invoice)
            let rating = InvoiceRating(
                plan: plan, range: served, dates: dates, tenant: tenant, zone: clock, now: context.now)
            current = try await rating.charges(try await self.context(at: context.revision, now, zone))
            do {
                before = try await rating.charges(try await self.context(at: rated, now, zone))
                // What is erased is gone from every revision, also from one that is pinned before.
                let erasures = try await Erasures(
                    in: self, from: rated, to: try await reader.revision(.latest), now: context.now)
                for charge in plan.charges
                where try erasures.reach(charge, of: tenant.id, in: served, clock.history) {
                    before?.amounts[charge.id] = nil
                }
            } catch BillingError.Code.notFound {
                basis = .revision
            }
        }
        let compared = basis == .complete || basis == .revision ? plan : nil
        let (amount, source) = try InvoiceVerification.stated(invoice)
        let shown = try context.zone()
        return InvoiceVerification(
            stamp: context.stamp(showing: invoice.served), tenant: tenant.id, number: number,
            issued: invoice.issuedAt, local: shown.text(of: invoice.issued),
            period: InvoiceList.Period(of: invoice, shown), plan: invoice.rating?.plan, revision: rated,
            basis: basis,
            lines: try InvoiceVerification.lines(
                of: invoice, compared, before: before, now: current),
            total: try InvoiceVerification.total(amount, compared, before: before, now: current),
            source: source)
    }

    private func context(at revision: Revision, _ now: Date, _ zone: ZoneID?) async throws -> ScreenContext {
        try await known(at: .revision(revision)).context(now: now, zone: zone)
    }
}

extension Invoice {
    /// What it can be compared with, before the repository is asked for the revision.
    fileprivate func basis(_ plan: PricePlan?) -> InvoiceVerification.Basis {
        guard rating != nil else { return .unrated }
        guard let plan else { return .plan }
        if served == nil { return .period }
        return plan.currency == currency ? .complete : .currency
    }
}

extension Erasures {
    /// Whether a charge stands on records of a period that a retention floor has taken away, maybe.
    fileprivate func reach(
        _ charge: Charge, of tenant: TenantID, in period: Range<Int64>, _ clock: ZoneHistory
    ) throws(BillingError) -> Bool {
        let metric: MetricID
        switch charge.usage {
        case .period: return false
        case .actions: metric = Metric.actions.id
        case .metric(let id, _, _): metric = id
        }
        return try reach(
            ReportTable.Dependency(
                .usage(metric, .none), of: tenant, in: .instants(InstantRange(period)), clock: clock))
    }
}

/// Rates the service period of an invoice at any revision.
private struct InvoiceRating {
    let plan: PricePlan
    let range: Range<Int64>
    /// The dates of the period by the tenant's plan book; nil for those of its instants.
    let dates: ClosedRange<LocalDate>?
    let tenant: Tenant
    let zone: Zone
    let now: Int64

    /// The charges that have an amount at the revision of a context.
    func charges(_ context: ScreenContext) async throws -> InvoiceVerification.RatedCharges {
        let period = try ChargePeriod(range, dates: dates, zone: zone, now: now)
        let usage = try await ChargeReading.usage(
            of: [ChargeMeter(plan, over: period)], try await MetricReader(context))
        var charges = InvoiceVerification.RatedCharges()
        for usage in usage.joined() {
            charges.completeness[usage.charge.id] = usage.completeness
            guard let quantity = usage.quantity else { continue }
            charges.amounts[usage.charge.id] = try usage.charge.rated(
                quantity, currency: plan.currency, rounding: plan.rounding)
        }
        return charges
    }
}
