#if canImport(FoundationEssentials)
import FoundationEssentials
#else
import Foundation
#endif
import InauroBilling

/// The screens of one report.
struct Report {
    /// Whom the screens are about, in the order of the ids.
    let tenants: [TenantID]
    var inventory: TenantInventory?
    var invoices: InvoiceList?
    var charges: EndedPeriods?
    var graph: ConsumptionGraph?
    var table: ConsumptionTable?
    var actions: ConsumptionActions?
    var usage: DailyUsageReport?

    /// Reads some screens about the tenants of a scope, at the end of a local date of the zone of the report.
    ///
    /// The zone is that of the tenants, `home`, unless another one is to be shown; service periods are months of `home`.
    init(
        _ names: Set<ScreenName>, of scope: BillingScope, tenants: [TenantID], home: Zone,
        zone shown: ZoneID?,
        at date: LocalDate, plan: SamplePlan
    ) async throws {
        self.tenants = tenants
        let zone = try shown.map { try ZoneDatabase.system.zone($0) } ?? home
        let now = zone.interval(of: date).upperBound
        let months = try Self.months(upTo: date, in: zone)
        if names.contains(.inventory) {
            inventory = try await scope.inventory(
                now: now, since: try? date.adding(months: -1), sortedBy: .assets, descending: true,
                zone: shown)
        }
        if names.contains(.invoices) {
            let list = try await scope.invoices(now: now, zone: shown)
            invoices = list
            charges = try await EndedPeriods(
                of: tenants, in: scope.reader, zone: home, plan: plan, now: now, invoices: list)
        }
        if names.contains(.graph) {
            graph = try await scope.consumptionGraph(range: months, width: .month, now: now, zone: shown)
        }
        if names.contains(.table) {
            table = try await scope.consumptionTable(now: now, zone: shown)
        }
        if names.contains(.actions) {
            actions = try await scope.actions(range: months, width: .month, now: now, zone: shown)
        }
        if names.contains(.usage) {
            let first = (try? date.adding(days: -30)) ?? .min
            usage = try await scope.dailyUsage(dates: first...date, now: now, zone: shown)
        }
    }

    /// The last twelve complete months, and the one in progress if one is, as a whole.
    static func months(upTo date: LocalDate, in zone: Zone) throws -> Range<Date> {
        let current = try ServicePeriod(from: date.firstOfMonth, in: zone)
        let isComplete = date == current.lastDate
        let first = (try? current.firstDate.adding(months: isComplete ? -11 : -12)) ?? .min
        return zone.start(of: first)..<current.interval.upperBound
    }

    /// Whom the screens are about, then these one below the other, as text for a terminal.
    var text: String {
        let subject = tenants.count == 1 ? "Tenant \(tenants[0])" : "All \(tenants.count) tenants"
        let invoices = invoices.map { $0.text() + (charges.map { "\n" + $0.text } ?? "") }
        return [
            "\(DisplayText(subject).text)\n", inventory?.text(), invoices, graph?.text(), table?.text(),
            actions?.text(), usage?.text(),
        ].compactMap(\.self).joined(separator: "\n")
    }

    /// One JSON object with `tenants`, a key for each screen, and `charges` beside `invoices`.
    func json() throws -> String {
        let encoder = JSONEncoder()
        encoder.outputFormatting = [.sortedKeys, .prettyPrinted, .withoutEscapingSlashes]
        return String(decoding: try encoder.encode(self), as: UTF8.self) + "\n"
    }
}

extension Report: Encodable {}
