#if canImport(FoundationEssentials)
import FoundationEssentials
#else
import Foundation
#endif
import BillingModel
import InauroBilling

/// Whom a report is about, and the date at whose end it is made.
struct ReportSubject {
    /// Whom a report can be about, in the order of the ids.
    let tenants: [TenantID]
    /// Whom it is about, unless about all.
    let tenant: TenantID
    /// The clock whose date it is: that of the tenants.
    let home: Zone
    let date: LocalDate
    /// The first and the last date with data; nil if that is not known.
    let known: ClosedRange<LocalDate>?
    /// The plan of the events; usage rows have none.
    let plan: SamplePlan?
    /// The zone that a report about tenants with several clocks falls back on; nil if they have one.
    let commonZone: ZoneID?

    /// The tenant with most events, at the end of the last date with one.
    ///
    /// Nil if there is no event.
    init?(ofEventsIn reader: any BillingReader, at revision: Revision, _ options: Options) async throws {
        let subjects = try await ReportSubjects(in: reader, at: revision)
        guard let last = subjects.last, let largest = subjects.largest else { return nil }
        home = try ZoneDatabase.system.zone(try ZoneID(ReportCommand.home))
        let shown = try options.zone.map { try ZoneDatabase.system.zone($0) } ?? home
        tenants = subjects.tenants
        tenant = options.tenant ?? largest
        func local(_ instant: Date) throws -> LocalDate {
            try LocalDate(dayNumber: shown.dayNumber(holding: try Instants.microseconds(instant)))
        }
        let latest = try local(last)
        date = options.on ?? latest
        known = min(try subjects.first.map(local) ?? latest, latest)...latest
        plan = try SamplePlan()
        commonZone = nil
    }

    /// The first tenant that has rows, at the end of its last date with one, on its clock.
    ///
    /// Nil if there is no row.
    init?(ofUsageIn reader: any BillingReader, at revision: Revision, _ options: Options) async throws {
        let dates = try await UsageDates(in: reader, at: revision).dates
        guard let first = dates.first else { return nil }
        let tenants = dates.map(\.tenant)
        self.tenants = tenants
        let tenant = options.tenant ?? first.tenant
        self.tenant = tenant
        let own = dates.first { $0.tenant == tenant }
        let last = options.allTenants ? dates.map(\.dates.upperBound).max() : own?.dates.upperBound
        let date = options.on ?? last ?? first.dates.upperBound
        self.date = date
        let shown = options.allTenants ? dates.map(\.dates) : [own?.dates].compactMap(\.self)
        let start = shown.map(\.lowerBound).min()
        known = start.map { $0...max($0, shown.map(\.upperBound).max() ?? $0) }
        plan = nil
        let known = try await reader.tenants(.all, at: revision).filter {
            options.allTenants ? tenants.contains($0.id) : $0.id == tenant
        }
        let clocks = Set(known.map(\.zones))
        commonZone = clocks.count > 1 ? .utc : nil
        home = try ZoneDatabase.system.zone(
            clocks.first.flatMap { clocks.count == 1 ? $0 : nil } ?? ZoneHistory(.utc))
    }
}
