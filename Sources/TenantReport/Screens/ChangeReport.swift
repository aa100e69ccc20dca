import InauroBilling

/// What changed on the screens of one report since a revision.
struct ChangeReport {
    /// Whom the screens are about, in the order of the ids.
    let tenants: [TenantID]
    var inventory: ScreenComparison?
    var invoices: ScreenComparison?
    var charges: ScreenComparison?
    var graph: ScreenComparison?
    var table: ScreenComparison?
    var actions: ScreenComparison?
    var usage: ScreenComparison?

    /// Compares the screens about the tenants of a scope with what was known at a revision.
    init(
        _ reader: ScreenReader, of scope: BillingScope, tenants: [TenantID], since revision: Revision
    ) async throws {
        self.tenants = tenants
        let since = KnownAt.revision(revision)
        let names = reader.names
        if names.contains(.inventory) {
            inventory = try await scope.comparison(since: since, of: reader.inventory)
        }
        if names.contains(.invoices) {
            invoices = try await scope.comparison(since: since, of: reader.invoices)
            charges = try await scope.comparison(since: since, of: reader.charges)
        }
        if names.contains(.graph) { graph = try await scope.comparison(since: since, of: reader.graph) }
        if names.contains(.table) { table = try await scope.comparison(since: since, of: reader.table) }
        if names.contains(.actions) { actions = try await scope.comparison(since: since, of: reader.actions) }
        if names.contains(.usage) { usage = try await scope.comparison(since: since, of: reader.usage) }
    }

    /// Whom the screens are about, then what changed on each, one below the other, as text for a terminal.
    var text: String {
        let screens = [inventory, invoices, charges, graph, table, actions, usage]
        return ([Report.subject(tenants)] + screens.compactMap { $0?.text() }).joined(separator: "\n")
    }
}

/// One JSON object with `tenants`, a key for each screen, and `charges` beside `invoices`.
extension ChangeReport: Encodable {}
