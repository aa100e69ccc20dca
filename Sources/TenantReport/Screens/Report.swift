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

    /// Reads the screens about the tenants of a scope.
    init(_ reader: ScreenReader, of scope: BillingScope, tenants: [TenantID]) async throws {
        self.tenants = tenants
        if reader.names.contains(.inventory) { inventory = try await reader.inventory(scope) }
        if reader.names.contains(.invoices) {
            invoices = try await reader.invoices(scope)
            charges = try await reader.charges(scope)
        }
        if reader.names.contains(.graph) { graph = try await reader.graph(scope) }
        if reader.names.contains(.table) { table = try await reader.table(scope) }
        if reader.names.contains(.actions) { actions = try await reader.actions(scope) }
        if reader.names.contains(.usage) { usage = try await reader.usage(scope) }
    }

    /// Whom the screens are about, then these one below the other, as text for a terminal.
    var text: String {
        let invoices = invoices.map { $0.text() + (charges.map { "\n" + $0.text } ?? "") }
        return [
            Self.subject(tenants), inventory?.text(), invoices, graph?.text(), table?.text(),
            actions?.text(), usage?.text(),
        ].compactMap(\.self).joined(separator: "\n")
    }

    /// Whom screens are about, as a line.
    static func subject(_ tenants: [TenantID]) -> String {
        let subject = tenants.count == 1 ? "Tenant \(tenants[0])" : "All \(tenants.count) tenants"
        return "\(DisplayText(subject).text)\n"
    }
}

/// One JSON object with `tenants`, a key for each screen, and `charges` beside `invoices`.
extension Report: Encodable {}
