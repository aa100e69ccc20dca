#if canImport(FoundationEssentials)
public import FoundationEssentials
#else
public import Foundation
#endif
public import BillingModel
public import BillingStore
import BillingTime

extension BillingScope {
    /// What of a tenant's budget is spent, what is left, and whether the pace is kept.
    ///
    /// Nothing at or after `now` is read, so an invoice for the period that is issued later is not spent yet.
    ///
    /// - Parameters:
    ///   - budget: The budget of a tenant in scope.
    ///   - now: The instant of the report.
    ///   - date: A date in the period to report on; nil for the period that holds `now`.
    ///   - charges: What the tenant's plan gives for its billing periods so far: what is spent on the basis of the charge
    ///     to date, and not read on any other. One that spans several periods of the budget is shared like an invoice, over
    ///     the time that was rated.
    ///   - zone: The zone whose dates bound the period; nil for the clock of the tenant.
    /// - Returns: The screen, read at one revision.
    /// - Throws: `BillingError` with code `outOfScope` if this scope does not see the tenant, `notFound` if the tenant or the
    ///   zone is unknown, `invalidValue` if an instant lies outside years 1 to 9999, or `overflow` if a sum does not fit.
    /// - Complexity: Reads all invoices and entries of the tenant before `now`, except on the basis of the charge to date.
    public func budget(
        _ budget: Budget, now: Date, on date: LocalDate? = nil, charges: [BudgetCharge] = [],
        zone: ZoneID? = nil
    ) async throws -> BudgetReport {
        try await report(budget, now: now, on: date, charges: charges, fees: [], zone: zone)
    }

    /// As ``budget(_:now:on:charges:zone:)``, with the fees of billing periods that have not begun, and what all billing periods will
    /// come to.
    func report(
        _ budget: Budget, now: Date, on date: LocalDate?, charges: [BudgetCharge], fees: [BudgetCharge],
        outlooks: [RatedPeriodOutlook] = [], zone: ZoneID?
    ) async throws -> BudgetReport {
        let context = try await scope(of: budget.tenant).context(now: now, zone: zone)
        let zone = try context.zone()
        let bucket = try zone.bucket(
            holding: date.map { zone.startOfDay(Int($0.dayNumber)) } ?? context.now, width: budget.period)
        let time = bucket.startMicroseconds..<bucket.endMicroseconds
        var parts: [BudgetReport.Part] = []
        switch budget.basis {
        case .chargeToDate:
            parts = charges.sorted { $0.rated.lowerBound < $1.rated.lowerBound }
                .compactMap { BudgetReport.Part($0, in: time, zone) }
        case .payable, .paid:
            let accounts = try await context.accounts(of: .one(budget.tenant)).sorted { left, right in
                let (one, other) = (left.invoice, right.invoice)
                return one.issued == other.issued ? one.number < other.number : one.issued > other.issued
            }
            for account in accounts {
                let balance = try account.balance(now: context.now)
                let (amount, isOpen) =
                    budget.basis == .paid
                    ? (balance.paid, balance.due.minorUnits != 0)
                    : (try balance.payable - balance.credits, false)
                if let part = BudgetReport.Part(
                    account.invoice, amount: amount, status: balance.status, isProvisional: isOpen, in: time,
                    zone)
                {
                    parts.append(part)
                }
            }
        }
        let currency = budget.amount.currency
        let ahead = fees.filter { $0.amount.currency == currency && $0.rated.overlaps(time) }
            .map { BudgetReport.Part.share(of: $0.amount, for: $0.rated, in: time) }
        return try BudgetReport(
            stamp: context.stamp(showing: time), budget: budget, time: bucket,
            ahead: try Money.sum(of: ahead, in: currency),
            parts: parts.filter { $0.amount.currency == currency },
            excluded: parts.filter { $0.amount.currency != currency },
            forecast: outlooks.isEmpty
                ? nil : BudgetForecast(outlooks, of: budget, in: bucket, now: context.now))
    }
}

extension BudgetReport.Part {
    /// The part of an invoice in the period of a budget; nil if it does not belong there.
    fileprivate init?(
        _ invoice: Invoice, amount: Money, status: InvoiceStatus, isProvisional: Bool, in time: Range<Int64>,
        _ zone: Zone
    ) {
        let share: Money
        if let served = invoice.served {
            guard served.overlaps(time) else { return nil }
            share = Self.share(of: amount, for: served, in: time)
        } else {
            guard time.contains(invoice.issued) else { return nil }
            share = amount
        }
        self.init(
            invoice: invoice.number, plan: nil, issued: invoice.issuedAt,
            local: zone.text(of: invoice.issued),
            attribution: invoice.served == nil ? .issue : .service,
            period: InvoiceList.Period(of: invoice, zone), amount: amount, share: share, fixed: share,
            provisional: isProvisional, status: status, completeness: nil, doubts: [])
    }

    /// The part of a charge in the period of a budget; nil if it does not belong there.
    fileprivate init?(_ charge: BudgetCharge, in time: Range<Int64>, _ zone: Zone) {
        guard charge.rated.overlaps(time) else { return nil }
        self.init(
            invoice: nil, plan: charge.plan, issued: nil, local: nil, attribution: .service,
            period: InvoiceList.Period(of: charge.rated, zone), amount: charge.amount,
            share: Self.share(of: charge.amount, for: charge.rated, in: time),
            fixed: Self.share(of: charge.fixed, for: charge.rated, in: time), provisional: charge.provisional,
            status: nil, completeness: charge.completeness, doubts: charge.doubts)
    }
}
