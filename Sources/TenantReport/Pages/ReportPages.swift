#if canImport(FoundationEssentials)
import FoundationEssentials
#else
import Foundation
#endif
import BillingCharts
import BillingModel
import BillingReports
import BillingTime
import InauroBilling

/// The pages of one tenant, or of all and an overview of them, as files.
struct ReportPages {
    let repository: any BillingRepository
    /// The state that every page is read from.
    let revision: Revision
    let subject: ReportSubject
    let plan: PricePlan?
    let budget: BudgetFile?
    let options: Options

    /// Writes what the options ask for.
    ///
    /// - Parameter path: The file of the page, or the folder of the pages of all tenants.
    /// - Returns: A line that says what was written.
    /// - Throws: `OutputError` with the path that cannot be written; else what the reader throws.
    func write(to path: String) async throws -> String {
        let (pages, place) =
            options.allTenants ? try await writeAll(to: path) : (try await writeOne(to: path), path)
        let line = "Wrote the \(pages) as of the end of \(subject.date) to \(place)"
        return DisplayText(line).text + "\n"
    }

    private static let index = "index.html"

    /// - Returns: What was written.
    private func writeOne(to path: String) async throws -> String {
        let reader = try ScreenReader([], basis(home: subject.home, date: subject.date, now: nil))
        let scope = repository.scope(of: subject.tenant).known(at: .revision(revision))
        try PageFile.write(try await reader.page(scope, dueAfter: options.dueAfter).html(), to: path)
        return "page of \(subject.tenant)"
    }

    /// Writes the pages of the tenants first, so that the overview leads to none that is not there.
    ///
    /// - Returns: What was written, and where it begins.
    private func writeAll(to path: String) async throws -> (pages: String, index: String) {
        var basis = basis(home: subject.home, date: subject.date, now: nil)
        basis.common = subject.commonZone
        let reader = try ScreenReader([], basis)
        let (page, tenants) = try await reader.fleetPage(
            repository.fleet.known(at: .revision(revision)), tenants: subject.tenants.count)
        let folder = URL(filePath: path)
        try PageFile.makeFolder(at: folder.path)
        try PageFile.makeFolder(at: folder.appending(path: "tenants").path)
        let zones = Dictionary(
            try await repository.tenants(.all, at: revision).map { ($0.id, $0.zones) }
        ) { first, _ in first }
        for tenant in tenants {
            let page = try await self.page(of: tenant, zones[tenant] ?? ZoneHistory(.utc), now: reader.now)
            try PageFile.write(
                page.html(overview: "../\(Self.index)"),
                to: folder.appending(path: FleetPage.path(of: tenant)).path)
        }
        let index = folder.appending(path: Self.index).path
        try PageFile.write(page.html(), to: index)
        return ("pages of \(tenants.count) \(tenants.count == 1 ? "tenant" : "tenants")", index)
    }

    /// The page of one of all tenants on its own clock, for the instant of the overview.
    private func page(of tenant: TenantID, _ zones: ZoneHistory, now: Date) async throws -> TenantPage {
        let home = try ZoneDatabase.system.zone(zones)
        let shown = try options.zone.map { try ZoneDatabase.system.zone($0) } ?? home
        let date = try LocalDate(dayNumber: shown.dayNumber(holding: try Instants.microseconds(now) - 1))
        let reader = try ScreenReader([], basis(home: home, date: date, now: now))
        let scope = repository.scope(of: tenant).known(at: .revision(revision))
        return try await reader.page(scope, dueAfter: options.dueAfter)
    }

    private func basis(home: Zone, date: LocalDate, now: Date?) -> ScreenReader.Basis {
        ScreenReader.Basis(
            home: home, asked: options.zone, date: date, sample: subject.plan,
            plan: plan ?? subject.plan?.plan, budget: budget, choices: options.choices, now: now)
    }
}
