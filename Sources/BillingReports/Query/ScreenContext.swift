#if canImport(FoundationEssentials)
package import FoundationEssentials
#else
package import Foundation
#endif
import BillingModel
package import BillingStore
import BillingTime

/// What every screen begins with: one pinned revision, the tenants in scope, and the clock of the dates shown.
struct ScreenContext: Sendable {
    let reader: any BillingReader
    let zones: ZoneDatabase
    let revision: Revision
    /// The tenants in scope, in ascending order of id.
    let tenants: [Tenant]
    /// The clock of the screen: the zone that was given, or else that of the tenants; nil if each has its own.
    let commonZone: Zone?
    /// The instant of the report in microseconds: nothing at or after it is read.
    let now: Int64
    /// A selection of the tenants in scope and nobody else.
    let selection: TenantSelection
    /// What is left out because it cannot be shown.
    var unshown: [Unshown]

    /// Every read of the screen is made at this state.
    var knownAt: KnownAt { .revision(revision) }

    /// The clock of the dates shown.
    ///
    /// - Throws: `BillingError` with code `unsupported` if the tenants have different clocks and no zone was given.
    func zone() throws(BillingError) -> Zone {
        guard let commonZone else {
            throw BillingError(
                .unsupported,
                rule: "a screen of tenants in several zones, now or once, needs a zone that is given",
                detail: Set(tenants.map(\.zones.description)).sorted().joined(separator: "; "))
        }
        return commonZone
    }

    /// The only tenant in scope.
    ///
    /// - Throws: `BillingError` with code `unsupported` if there are none or several.
    func tenant() throws(BillingError) -> Tenant {
        guard let tenant = tenants.first, tenants.count == 1 else {
            throw BillingError(
                .unsupported, rule: "this screen is of one tenant",
                detail: "\(tenants.count) tenants in scope")
        }
        return tenant
    }

    /// The clock of one tenant's rows: the zone that was given, else its own.
    func zone(of tenant: Tenant) throws(BillingError) -> Zone {
        if let commonZone { return commonZone }
        return try zones.zone(tenant.zones)
    }

    /// The clocks of the tenants' rows, each with the places of the tenants that have it: what follows from a clock is made
    /// once for all of them.
    func clocks() throws(BillingError) -> [(zone: Zone, tenants: [Int])] {
        if tenants.isEmpty { return [] }
        if let commonZone { return [(commonZone, Array(tenants.indices))] }
        var places: [ZoneHistory: Int] = [:]
        var clocks: [(zone: Zone, tenants: [Int])] = []
        var last: (zones: ZoneHistory, clock: Int)?
        for (tenant, zones) in tenants.lazy.map(\.zones).enumerated() {
            let known = last.flatMap { $0.zones == zones ? $0.clock : nil } ?? places[zones]
            if let known {
                clocks[known].tenants.append(tenant)
            } else {
                places[zones] = clocks.count
                clocks.append((try self.zones.zone(zones), [tenant]))
            }
            last = (zones, known ?? clocks.count - 1)
        }
        return clocks
    }

    /// The stamp of a screen that shows a range of time, half-open in microseconds; nil if it shows none.
    ///
    /// If each tenant keeps its own clock, the stamp is in UTC, and the rows name theirs.
    func stamp(showing range: Range<Int64>? = nil) -> ScreenStamp {
        let zone = commonZone ?? .utc
        var moves: [ScreenStamp.Move] = []
        if let range {
            for place in tenants.indices where !tenants[place].zones.changes.isEmpty {
                for change in tenants[place].zones.changes {
                    // A change at the first instant divides nothing that is shown.
                    guard let from = try? Instants.microseconds(change.from), range.contains(from),
                        from > range.lowerBound, from < now
                    else { continue }
                    moves.append(.init(tenant: tenants[place].id, from: change.from, zone: change.zone))
                }
            }
        }
        let date = Instants.date(now)
        return ScreenStamp(
            now: date, local: zone.text(of: now), zone: zone.history.zone(at: date), clock: zone.history,
            release: zone.release, digest: zone.digest, revision: revision, moves: moves, unshown: unshown)
    }
}

extension BillingScope {
    /// Pins a revision and reads the tenants.
    ///
    /// - Parameters:
    ///   - now: The instant of the report, in years 1 to 9999.
    ///   - zone: The zone of the dates shown, throughout; nil for the clock of the tenants.
    /// - Returns: What the screen goes on with.
    /// - Throws: `BillingError` with code `invalidValue` if `now` is out of range, `notFound` if a tenant or the zone is
    ///   unknown, `unavailable` if there is no time zone database.
    func context(now: Date, zone: ZoneID?) async throws -> ScreenContext {
        let instant = try Instants.microseconds(now)
        let revision = try await reader.revision(knownAt)
        let known = try await reader.tenants(tenants, at: revision)
        var own: Set<ZoneHistory> = []
        for place in known.indices where place == 0 || known[place].zones != known[place - 1].zones {
            own.insert(known[place].zones)
        }
        var common: Zone?
        if let zone {
            common = try zones.zone(zone)
        } else if own.count <= 1 {
            // A scope that sees nobody has no zone of its own.
            common = try zones.zone(own.first ?? ZoneHistory(.utc))
        }
        return ScreenContext(
            reader: reader, zones: zones, revision: revision, tenants: known, commonZone: common,
            now: instant, selection: tenants, unshown: unshown)
    }
}

extension BillingReader {
    /// Every record of a kind, page after page.
    package func allRecords(
        _ kind: RecordKind, of tenants: TenantSelection, in range: Range<Date>? = nil, knownAt: KnownAt
    ) async throws -> [BillingRecord] {
        try await allRecords(
            RecordRequest(kind, of: tenants, in: range, knownAt: knownAt, limit: 100_000))
    }
}
