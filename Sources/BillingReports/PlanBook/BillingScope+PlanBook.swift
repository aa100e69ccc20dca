public import BillingModel
public import BillingStore
public import BillingTime

#if canImport(FoundationEssentials)
public import FoundationEssentials
#else
public import Foundation
#endif

// The screens that need a plan, with the one that the plan book of the repository has for their time.

extension BillingScope {
    /// What the usage of a billing period costs so far, by the plan that the tenant's plan book has for it.
    ///
    /// The period is that of the book's cycle. It is rated by the plan in force on its first date, so that a plan that
    /// follows later changes nothing of it. On the tenant's own clock one that was invoiced has the instants of its invoice,
    /// and the one after it begins where that ends, also if a move that was told later moved the dates.
    ///
    /// ```swift
    /// let charges = try await repository.scope(of: acme).chargeToDate(now: now)
    /// charges.plan  // the plan of this period
    /// ```
    ///
    /// - Parameters:
    ///   - instant: Any instant of the period; nil for the period that holds `now`.
    ///   - now: The instant of the report; nothing at or after it is read.
    ///   - zone: The zone of the period; nil for the tenant's own clock.
    ///   - granularity: How long the parts are of which the screen shows what each adds; nil for none.
    /// - Returns: The screen, read at one revision.
    /// - Throws: `BillingError` with code `notFound` if no plan is in force on the first date of the period; else what
    ///   `chargeToDate(plan:cycle:holding:now:zone:by:)` throws.
    public func chargeToDate(
        holding instant: Date? = nil, now: Date, zone: ZoneID? = nil, by granularity: BucketWidth? = nil
    ) async throws -> ChargeToDate {
        let pinned = try await pinned()
        let context = try await pinned.context(now: now, zone: zone)
        let tenant = try context.tenant()
        let held = try instant.map { date throws(BillingError) in try Instants.microseconds(date) }
        let periods = try await IssuedPeriods(context, onOwnClock: zone == nil)
        let period = try periods.period(holding: held ?? context.now)
        guard let period else { throw BillingError.unplanned(tenant.id) }
        return try await context.charge(try RatedPeriod(period), by: granularity)
    }

    /// What the usage of the current billing period will cost at its end, by the plan that the tenant's plan book has for it.
    ///
    /// - Parameters:
    ///   - now: The instant of the report; nothing at or after it is read.
    ///   - zone: The zone of the period; nil for the tenant's own clock.
    /// - Returns: The screen, read at one revision.
    /// - Throws: `BillingError` with code `notFound` if no plan is in force on the first date of the period; else what
    ///   `chargeForecast(plan:cycle:now:zone:)` throws.
    public func chargeForecast(now: Date, zone: ZoneID? = nil) async throws -> ChargeForecast {
        let context = try await pinned().context(now: now, zone: zone)
        let tenant = try context.tenant()
        let periods = try await IssuedPeriods(context, onOwnClock: zone == nil)
        guard let period = try periods.period(holding: context.now) else {
            throw BillingError.unplanned(tenant.id)
        }
        return try await context.chargeForecast(try RatedPeriod(period))
    }

    /// What of the tenant's budget is spent, by the budget and the plans that the repository keeps.
    ///
    /// On the basis of the charge to date every billing period that meets the budget's and begins before `now` is rated by
    /// the plan of its time, and of those to come the fees are ahead; the forecast has each by the plan of its time. Time without a plan
    /// is not rated, and makes what is spent provisional.
    ///
    /// - Parameters:
    ///   - now: The instant of the report.
    ///   - date: A date in the period to report on; nil for the period that holds `now`.
    ///   - zone: The zone whose dates bound the periods; nil for the tenant's own clock.
    /// - Returns: The screen, read at one revision.
    /// - Throws: `BillingError` with code `notFound` if the tenant has no budget; else what
    ///   `budget(_:now:on:charges:zone:)` and `chargeToDate(holding:now:zone:by:)` throw.
    public func budget(
        now: Date, on date: LocalDate? = nil, zone: ZoneID? = nil
    ) async throws -> BudgetReport {
        let pinned = try await pinned()
        let context = try await pinned.context(now: now, zone: zone)
        let tenant = try context.tenant()
        guard let budget = try await reader.budgets(of: .one(tenant.id), at: context.revision).first else {
            throw BillingError(
                .notFound, rule: "a budget that is shown was committed, or is given",
                detail: "tenant '\(tenant.id)'")
        }
        guard budget.basis == .chargeToDate else {
            return try await pinned.budget(budget, now: now, on: date, zone: zone)
        }
        let clock = try context.zone()
        let time = try clock.bucket(
            holding: date.map { clock.startOfDay(Int($0.dayNumber)) } ?? context.now, width: budget.period)
        let periods = try await IssuedPeriods(context, onOwnClock: zone == nil)
        let planned = try periods.periods(meeting: time.startMicroseconds..<time.endMicroseconds)
            .map { try RatedPeriod($0) }
        let outlooks = try await context.outlooks(of: planned)
        return try await pinned.report(
            budget, now: now, on: date,
            charges: try outlooks.compactMap(\.toDate).map { try BudgetCharge($0) },
            fees: try BudgetCharge.fees(planned.map { ($0.plan, $0.bucket) }, after: context.now),
            outlooks: outlooks, zone: zone)
    }

    /// An invoice beside what its plan gives, by the plan of that id in the tenant's plan book.
    ///
    /// - Parameters:
    ///   - number: The number of the invoice.
    ///   - now: The instant of the report; nothing at or after it is read.
    ///   - zone: The zone of the period's days; nil for the tenant's own clock.
    /// - Returns: The screen; its basis says so if the book has no plan of the id that the invoice names.
    /// - Throws: What `verification(of:plans:now:zone:)` throws.
    public func verification(
        of number: InvoiceNumber, now: Date, zone: ZoneID? = nil
    ) async throws -> InvoiceVerification {
        let pinned = try await pinned()
        let books = try await pinned.planBooks()
        return try await pinned.verification(
            of: number, plans: books.count == 1 ? books.values.flatMap(\.plans) : [], now: now, zone: zone)
    }

    /// This scope at the revision that it reads now.
    func pinned() async throws -> BillingScope {
        known(at: .revision(try await reader.revision(knownAt)))
    }
}

extension RatedPeriod {
    /// Takes a period of a plan book.
    ///
    /// - Throws: `BillingError` with code `notFound` if no plan is in force on its first date.
    init(_ period: BillingPeriod) throws(BillingError) {
        guard let plan = period.term.plan else { throw BillingError.unplanned(period.term.tenant) }
        self.init(plan: plan, cycle: period.term.cycle, bucket: period.bucket)
    }
}

extension ScreenContext {
    /// The plan of each tenant in the period of an overview: those that were given, or else of the plan books.
    ///
    /// A tenant whose billing periods are of another width has none there.
    func plans(
        _ request: TenantOverviewRequest, of tenants: TenantSelection
    ) async throws -> [TenantID:
        PricePlan]
    {
        guard request.plans.isEmpty else { return request.plans }
        let books = try await reader.planBooks(of: tenants, at: revision)
        var plans: [TenantID: PricePlan] = [:]
        for tenant in self.tenants {
            guard let book = books[tenant.id] else { continue }
            let clock = try zone(of: tenant)
            let instant = request.date.map { clock.startOfDay(Int($0.dayNumber)) } ?? now
            guard let period = try book.period(holding: instant, clock: clock),
                period.term.cycle == request.period
            else { continue }
            plans[tenant.id] = period.term.plan
        }
        return plans
    }
}

extension BillingError {
    static func unplanned(_ tenant: TenantID) -> BillingError {
        BillingError(
            .notFound, rule: "a period is rated by the plan that is in force on its first date",
            detail: "tenant '\(tenant)' has none there")
    }
}
