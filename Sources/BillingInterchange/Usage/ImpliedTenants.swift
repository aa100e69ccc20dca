import BillingModel
import BillingStore
import BillingTime

#if canImport(FoundationEssentials)
import FoundationEssentials
#else
import Foundation
#endif

/// The tenants that the rows of a file say something of.
///
/// Names and currencies are those of the last row that states one. Of usage rows that state the zone of one date, the
/// one of the highest version counts, of those with equal ones the last; so it does not matter in what order they come.
struct ImpliedTenants {
    private struct Facts {
        var name: String?
        var currency: Currency?
        var organisation: OrganisationID?
        var parent: TenantID?
        /// The zone of each date that a usage row states.
        var dates = StatedZones()
        /// The zones of a file of tenants, by their first instants; nil for the first zone.
        var first: ZoneID?
        var changes: [Date: ZoneID] = [:]

        mutating func take(_ row: UsageRow) {
            name = row.name ?? name
            currency = row.currency ?? currency
            if let zone = row.zone { dates.state(zone, on: row.date, version: row.version) }
        }
    }

    private let mapping: CSVMapping
    private var facts: [TenantID: Facts] = [:]

    init(_ mapping: CSVMapping) { self.mapping = mapping }

    mutating func add(_ row: UsageRow) {
        facts[row.tenant, default: Facts()].take(row)
    }

    /// Takes a row of a file of tenants.
    mutating func add(_ row: CSVRow) throws(CSVRowError) {
        let id = try row.id(.tenant, of: Tenant.self)
        let zone = try row.zone()
        var tenant = facts[id] ?? Facts()
        tenant.name =
            try row.value(.tenantName) { text throws(BillingError) in try FreeText(text).text } ?? tenant.name
        tenant.currency = try row.currency() ?? tenant.currency
        tenant.organisation = try row.optionalID(.organisation, of: Organisation.self) ?? tenant.organisation
        tenant.parent = try row.optionalID(.parent, of: Tenant.self) ?? tenant.parent
        guard let zone else {
            throw CSVRowError(
                error: BillingError(.malformed, rule: "a row of a tenant names a zone"),
                column: row.columns.places[.zone]?.name)
        }
        guard tenant.currency != nil else {
            throw CSVRowError(
                error: BillingError(.malformed, rule: "the first row of a tenant names its currency"),
                column: row.columns.places[.currency]?.name)
        }
        guard tenant.parent != id else {
            throw CSVRowError(
                error: BillingError(.invalidValue, rule: "a tenant is not its own parent"),
                column: row.columns.places[.parent]?.name)
        }
        if let from = try row.instant(.from) {
            tenant.changes[from] = zone
        } else {
            tenant.first = zone
        }
        facts[id] = tenant
    }

    /// Each tenant of a scope as it is to be.
    func tenants(
        of scope: TenantSelection, in reader: any BillingReader, at revision: Revision
    ) async throws -> [Tenant] {
        let known = Dictionary(
            try await reader.tenants(.all, at: revision).map { ($0.id, $0) }, uniquingKeysWith: { $1 })
        var tenants: [Tenant] = []
        for (id, facts) in facts.sorted(by: { $0.key < $1.key }) where scope.contains(id) {
            var next: LocalDate?
            if let latest = facts.dates.dates.last, latest < .max, known[id] != nil {
                next = try await Self.date(after: latest, of: id, in: reader, at: revision)
            }
            tenants.append(try tenant(id, facts, beside: known[id], next))
        }
        return tenants
    }

    /// The first date after another one for which usage rows are known.
    private static func date(
        after date: LocalDate, of tenant: TenantID, in reader: any BillingReader, at revision: Revision
    ) async throws -> LocalDate? {
        var first: Int64?
        var request = SeriesRequest(
            of: .one(tenant), metrics: CSVField.counts.map(\.metric.id),
            dates: try date.adding(days: 1)...LocalDate.max, knownAt: .revision(revision))
        repeat {
            let page = try await reader.series(request)
            for series in page.series where series.timing == .dates {
                first = [first, series.positions.first].compactMap(\.self).min()
            }
            request.cursor = page.next
        } while request.cursor != nil
        return try first.map { try LocalDate(dayNumber: Int($0)) }
    }

    private func tenant(
        _ id: TenantID, _ facts: Facts, beside known: Tenant?, _ next: LocalDate?
    ) throws(BillingError) -> Tenant {
        let zones =
            try mapping.kind == .tenants
            ? Self.history(of: facts) : history(of: facts, id, after: known, next)
        var currency = facts.currency ?? known?.currency
        if currency == nil, let code = mapping.constants[.currency] { currency = try Currency(code) }
        guard let currency else { throw Self.lacking("currency", id) }
        return try Tenant(
            id: id, name: facts.name ?? known?.name ?? id.text, zones: zones, currency: currency,
            organisation: facts.organisation ?? known?.organisation, parent: facts.parent ?? known?.parent)
    }

    private static func lacking(_ what: String, _ id: TenantID) -> BillingError {
        BillingError(
            .invalidValue, rule: "a tenant that is not known has a zone and a currency",
            detail: "tenant '\(id)' has no \(what): name one as an option, or in a column")
    }

    /// The zones that a file of tenants states; without a first zone the earliest is that too.
    private static func history(of facts: Facts) throws(BillingError) -> ZoneHistory {
        let changes = facts.changes.sorted { $0.key < $1.key }
        guard let first = facts.first ?? changes.first?.value else { return ZoneHistory(.utc) }
        return try history(first: first, changes.map { .init(from: $0.key, zone: $0.value) })
    }

    /// A history without changes that change nothing.
    private static func history(
        first: ZoneID, _ changes: [ZoneHistory.Change]
    ) throws(BillingError) -> ZoneHistory {
        var zone = first
        var kept: [ZoneHistory.Change] = []
        for change in changes where change.zone != zone {
            kept.append(change)
            zone = change.zone
        }
        return try ZoneHistory(first: first, changes: kept)
    }

    /// The zones that usage rows state, in the place of what is known of the dates from their first to their last.
    ///
    /// The last of them stays until the next date for which rows are known, where the zone goes on that was known of it;
    /// so files may come in any order.
    private func history(
        of facts: Facts, _ id: TenantID, after known: Tenant?, _ next: LocalDate?
    ) throws(BillingError) -> ZoneHistory {
        let dates = facts.dates.dates
        guard let earliest = dates.first, let latest = dates.last else {
            if let known { return known.zones }
            guard let name = mapping.constants[.zone] else { throw Self.lacking("time zone", id) }
            return ZoneHistory(try mapping.zones.zone(try ZoneID(name)).id)
        }
        var changes: [ZoneHistory.Change] = []
        var zone: ZoneID?
        for (place, date) in dates.enumerated() where facts.dates.zone(at: place) != zone {
            let stated = facts.dates.zone(at: place)
            let start = try mapping.zones.zone(stated).start(of: date)
            // Two zones may begin their dates in another order than that of the dates.
            if changes.last.map({ $0.from < start }) ?? true {
                changes.append(.init(from: start, zone: stated))
                zone = stated
            }
        }
        let (first, last) = (facts.dates.zone(at: 0), facts.dates.zone(at: dates.count - 1))
        guard let known else { return try Self.history(first: first, changes) }
        let start = try mapping.zones.zone(first).start(of: earliest)
        let end = max(
            try mapping.zones.zone(last).start(of: latest), changes.last?.from ?? start)
        var later = known.zones.changes.filter { $0.from > end }
        if let next {
            let resumed = try change(known.zones, to: next)
            if resumed.from > end, later.first.map({ $0.from > resumed.from }) ?? true {
                later.insert(resumed, at: 0)
            }
        }
        return try Self.history(
            first: known.zones.first, known.zones.changes.filter { $0.from < start } + changes + later)
    }

    /// The zone that a history has for a date, from its start.
    private func change(
        _ history: ZoneHistory, to date: LocalDate
    ) throws(BillingError) -> ZoneHistory.Change {
        for change in history.changes.reversed() {
            let start = try mapping.zones.zone(change.zone).start(of: date)
            if change.from <= start { return .init(from: start, zone: change.zone) }
        }
        return .init(from: try mapping.zones.zone(history.first).start(of: date), zone: history.first)
    }
}
