import Foundation
import BillingModel
import BillingReports
import InauroBilling

/// Reads the screens of a report at the end of a local date of its zone.
///
/// The zone is that of the tenants, `home`, unless another one is to be shown; service periods are months of `home`.
struct ScreenReader: Sendable {
    /// What a report is made from, beside its records.
    struct Basis: Sendable {
        /// The clock of the tenants.
        var home: Zone
        /// The zone that was asked for; nil for the clock of each tenant.
        var asked: ZoneID?
        /// The zone of screens whose tenants have several clocks.
        var common: ZoneID?
        /// The date at whose end the report is made.
        var date: LocalDate
        /// The plan of the events, by which their invoices were made; usage rows have none.
        var sample: SamplePlan?
        /// The plan that is rated: the one that was asked for, else that of the events.
        var plan: PricePlan?
        var budget: BudgetFile?
        var choices = ScreenChoices()
        /// The instant of the report; nil for the end of the date.
        var now: Date?
    }

    /// The screens that are read, in their order.
    let names: [ScreenName]
    let basis: Basis
    private let date: LocalDate
    let now: Date
    private let zone: Zone
    let shown: ZoneID?
    /// The last twelve complete months, and the one in progress if one is.
    private let months: Range<Date>

    init(_ names: [ScreenName], _ basis: Basis) throws {
        self.names = names
        self.basis = basis
        date = basis.date
        shown = basis.asked ?? basis.common
        zone = try shown.map { try ZoneDatabase.system.zone($0) } ?? basis.home
        now = basis.now ?? zone.interval(of: date).upperBound
        months = try Self.months(upTo: date, in: zone)
    }

    /// The last twelve complete months, and the one in progress if one is, as a whole.
    static func months(upTo date: LocalDate, in zone: Zone) throws -> Range<Date> {
        let current = try ServicePeriod(from: date.firstOfMonth, in: zone)
        let isComplete = date == current.lastDate
        let first = (try? current.firstDate.adding(months: isComplete ? -11 : -12)) ?? .min
        return zone.start(of: first)..<current.interval.upperBound
    }

    /// The screen of a name.
    func screen(_ name: ScreenName, _ scope: BillingScope) async throws -> any BillingScreen {
        switch name {
        case .inventory: try await inventory(scope)
        case .invoices: try await invoices(scope)
        case .graph: try await graph(scope)
        case .table: try await table(scope)
        case .actions: try await actions(scope)
        case .usage: try await usage(scope)
        case .overview: try await overview(scope)
        case .statement: try await statement(scope)
        case .charges: try await charges(scope)
        case .verification: try await verification(scope)
        case .budget: try await budget(scope)
        case .comparison: try await comparison(scope)
        case .breakdown: try await breakdown(scope)
        case .forecast: try await forecast(scope)
        case .insights: try await insights(scope)
        case .attention: try await attention(scope)
        }
    }

    /// What changed on the screen of a name.
    func comparison(
        _ name: ScreenName, _ scope: BillingScope, _ since: KnownAt
    ) async throws -> ScreenComparison {
        try await scope.comparison(since: since) { scope in try await screen(name, scope) }
    }

    /// The instants of the dates that are asked for; nil if none are.
    private var asked: Range<Date>? {
        basis.choices.dates(upTo: date).map { dates in
            let end = zone.interval(of: dates.upperBound).upperBound
            return zone.start(of: dates.lowerBound)..<max(end, zone.start(of: dates.lowerBound))
        }
    }
}

// MARK: - The screens of a report that names none

extension ScreenReader {
    @Sendable func inventory(_ scope: BillingScope) async throws -> TenantInventory {
        try await scope.inventory(
            now: now, since: date.monthBefore, sortedBy: .assets, descending: true, zone: shown)
    }

    @Sendable func invoices(_ scope: BillingScope) async throws -> InvoiceList {
        try await scope.invoices(now: now, zone: shown)
    }

    /// Whether the invoices were made by the sample's plan, so that the charges of ended periods can be told beside them.
    var hasEndedPeriods: Bool { basis.sample != nil }

    @Sendable func endedPeriods(_ scope: BillingScope) async throws -> EndedPeriods {
        guard let sample = basis.sample else {
            throw BillingError(.unsupported, rule: "charges of ended periods follow from the sample's plan")
        }
        return try await EndedPeriods(
            of: scope, zone: basis.home, plan: sample, now: now, invoices: try await invoices(scope))
    }

    /// The last months, or the period or exactly the dates that are asked for, whose points are as wide as fits them.
    @Sendable func graph(_ scope: BillingScope) async throws -> ConsumptionGraph {
        let choices = basis.choices
        guard choices.view != nil || asked != nil else {
            return try await scope.consumptionGraph(
                range: months, width: choices.width ?? .month, now: now, zone: shown)
        }
        let bounds = asked ?? (Instants.date(Instants.first)..<now)
        let navigator = try GraphNavigator(zone: zone, data: bounds, points: 100)
        let view =
            choices.view.map { navigator.view(of: $0, on: date) } ?? navigator.everything(snapping: false)
        guard let view else {
            throw BillingError(.invalidValue, rule: "a graph shows some time", detail: "\(bounds)")
        }
        return try await scope.consumptionGraph(
            range: view.range, width: choices.width ?? navigator.width(of: view), now: now, zone: shown)
    }

    @Sendable func table(_ scope: BillingScope) async throws -> ConsumptionTable {
        try await scope.consumptionTable(now: now, zone: shown)
    }

    @Sendable func actions(_ scope: BillingScope) async throws -> ConsumptionActions {
        try await scope.actions(
            range: asked ?? months, width: basis.choices.width ?? .month, now: now, zone: shown)
    }

    @Sendable private func usage(_ scope: BillingScope) async throws -> DailyUsageReport {
        let first = (try? date.adding(days: -30)) ?? .min
        return try await scope.dailyUsage(
            dates: basis.choices.dates(upTo: date) ?? first...date, now: now, zone: shown)
    }
}

// MARK: - The screens that are asked for by name

extension ScreenReader {
    /// Each tenant in its own zone, unless one was asked for.
    func overview(_ scope: BillingScope, limit: Int = 10_000) async throws -> TenantOverview {
        let request = TenantOverviewRequest(
            since: date.monthBefore, period: basis.choices.cycle ?? .month, on: date,
            plans: try await plans(of: scope), order: .count(of: .assets), descending: true,
            zone: basis.asked, limit: limit)
        return try await scope.tenantOverview(request, now: now)
    }

    /// The plan that is rated, of the tenants of its currency; the others have no charge.
    func plans(of scope: BillingScope) async throws -> [TenantID: PricePlan] {
        guard let plan = basis.plan else { return [:] }
        let tenants = try await scope.reader.tenants(
            scope.tenants, at: try await scope.reader.revision(scope.knownAt))
        let priced = tenants.filter { $0.currency == plan.currency }
        return Dictionary(priced.map { ($0.id, plan) }) { first, _ in first }
    }

    @Sendable private func statement(_ scope: BillingScope) async throws -> InvoiceStatement {
        var numbering: [TenantID: InvoiceNumbering] = [:]
        if let pattern = basis.choices.numbering, case .one(let tenant) = scope.tenants {
            numbering[tenant] = pattern
        }
        return try await scope.statement(
            now: now, range: asked, per: basis.choices.width ?? .month, numbering: numbering, zone: shown)
    }

    /// The billing period that holds the date of the report, which may end with it.
    func charges(_ scope: BillingScope) async throws -> ChargeToDate {
        guard let plan = basis.plan else { throw UsageError.lacking("--plan", for: "--screen charges") }
        return try await scope.chargeToDate(
            plan: plan, cycle: basis.choices.cycle ?? .month, holding: zone.start(of: date), now: now,
            zone: shown, by: basis.choices.width)
    }

    /// The invoice that was asked for, else the newest one, and of several the first by number.
    private func verification(_ scope: BillingScope) async throws -> InvoiceVerification {
        let newest = try await invoices(scope).rows.first?.number
        guard let number = basis.choices.invoice ?? newest else {
            throw BillingError(.notFound, rule: "there is no invoice to verify")
        }
        do {
            return try await scope.verification(
                of: number, plans: [basis.plan].compactMap(\.self), now: now, zone: shown)
        } catch let error as BillingError where error.code == .notFound {
            throw BillingError(
                .notFound, rule: "there is no invoice '\(number)' that was issued by the end of \(date)",
                detail: error.detail)
        }
    }

    /// The period of the budget that holds the date of the report.
    func budget(_ scope: BillingScope) async throws -> BudgetReport {
        guard let file = basis.budget, case .one(let tenant) = scope.tenants else {
            throw UsageError.lacking("--budget", for: "--screen budget")
        }
        let budget = try file.budget(of: tenant)
        guard budget.basis == .chargeToDate else {
            return try await scope.budget(budget, now: now, on: date, zone: shown)
        }
        guard let plan = basis.plan else {
            throw UsageError.lacking("--plan", for: "a budget of charges to date")
        }
        return try await scope.budget(
            budget, plan: plan, cycle: basis.choices.cycle ?? .month, now: now, on: date, zone: shown)
    }

    /// The period that holds the end of the date of the report, which is the next one where that date ends one.
    func forecast(_ scope: BillingScope) async throws -> UsageForecast {
        try await scope.forecast(
            width: basis.choices.width ?? .day, of: basis.choices.cycle ?? .month, now: now, zone: shown)
    }

    /// What is worth a look since a date, or in the last month.
    func insights(_ scope: BillingScope) async throws -> UsageInsights {
        try await scope.insights(
            since: basis.choices.from, plan: basis.plan, now: now, zone: shown)
    }

    /// What is worth a look in the last month, as lines; nil if nothing is.
    func hint(_ scope: BillingScope) async throws -> String? {
        let rows = try await scope.attention(
            days: 31, plans: try await plans(of: scope), now: now, zone: shown
        ).rows
        guard let found = rows.first?.findings, let first = found.first else { return nil }
        let count = found.count == 1 ? "" : " and \(found.count - 1) more"
        return DisplayText("Worth a look (--screen insights)\(count): \(first.statement)").text + "\n"
    }

    /// Each tenant in its own zone, unless one was asked for.
    func attention(_ scope: BillingScope) async throws -> TenantAttention {
        try await scope.attention(
            plans: try await plans(of: scope), now: now, zone: basis.asked)
    }

    private func comparison(_ scope: BillingScope) async throws -> PeriodComparison {
        let dates = basis.choices.dates(upTo: date)
        return try await scope.periodComparison(
            of: dates.map { .dates($0) } ?? .month(of: date), mode: basis.choices.mode ?? .toDate, now: now,
            zone: shown)
    }

    private func breakdown(_ scope: BillingScope) async throws -> ActionBreakdown {
        let choices = basis.choices
        return try await scope.actions(
            range: asked ?? months, width: choices.width ?? .month, now: now,
            by: choices.dimensions ?? [.category, .type], top: choices.top, plan: basis.plan,
            period: choices.cycle ?? .month, zone: shown)
    }
}
