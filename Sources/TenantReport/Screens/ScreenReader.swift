#if canImport(FoundationEssentials)
import FoundationEssentials
#else
import Foundation
#endif
import InauroBilling

/// Reads the screens of a report at the end of a local date of its zone.
///
/// The zone is that of the tenants, `home`, unless another one is to be shown; service periods are months of `home`.
struct ScreenReader: Sendable {
    let names: Set<ScreenName>
    private let home: Zone
    private let shown: ZoneID?
    private let date: LocalDate
    private let plan: SamplePlan
    private let now: Date
    private let months: Range<Date>

    init(
        _ names: Set<ScreenName>, home: Zone, zone shown: ZoneID?, at date: LocalDate, plan: SamplePlan
    ) throws {
        self.names = names
        self.home = home
        self.shown = shown
        self.date = date
        self.plan = plan
        let zone = try shown.map { try ZoneDatabase.system.zone($0) } ?? home
        now = zone.interval(of: date).upperBound
        months = try Self.months(upTo: date, in: zone)
    }

    /// The last twelve complete months, and the one in progress if one is, as a whole.
    static func months(upTo date: LocalDate, in zone: Zone) throws -> Range<Date> {
        let current = try ServicePeriod(from: date.firstOfMonth, in: zone)
        let isComplete = date == current.lastDate
        let first = (try? current.firstDate.adding(months: isComplete ? -11 : -12)) ?? .min
        return zone.start(of: first)..<current.interval.upperBound
    }

    @Sendable func inventory(_ scope: BillingScope) async throws -> TenantInventory {
        try await scope.inventory(
            now: now, since: try? date.adding(months: -1), sortedBy: .assets, descending: true, zone: shown)
    }

    @Sendable func invoices(_ scope: BillingScope) async throws -> InvoiceList {
        try await scope.invoices(now: now, zone: shown)
    }

    @Sendable func charges(_ scope: BillingScope) async throws -> EndedPeriods {
        try await EndedPeriods(
            of: scope, zone: home, plan: plan, now: now, invoices: try await invoices(scope))
    }

    @Sendable func graph(_ scope: BillingScope) async throws -> ConsumptionGraph {
        try await scope.consumptionGraph(range: months, width: .month, now: now, zone: shown)
    }

    @Sendable func table(_ scope: BillingScope) async throws -> ConsumptionTable {
        try await scope.consumptionTable(now: now, zone: shown)
    }

    @Sendable func actions(_ scope: BillingScope) async throws -> ConsumptionActions {
        try await scope.actions(range: months, width: .month, now: now, zone: shown)
    }

    @Sendable func usage(_ scope: BillingScope) async throws -> DailyUsageReport {
        let first = (try? date.adding(days: -30)) ?? .min
        return try await scope.dailyUsage(dates: first...date, now: now, zone: shown)
    }
}
