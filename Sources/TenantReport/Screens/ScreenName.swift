/// The names of the screens, in the order in which they are printed.
enum ScreenName: String, CaseIterable {
    case inventory, invoices, graph, table, actions, usage
    case overview, statement, charges, verification, budget, comparison, breakdown
    case forecast, insights, attention

    /// The screens of a report that names none; each other one is asked for by name.
    static let plain: [ScreenName] = [.inventory, .invoices, .graph, .table, .actions, .usage]

    /// Whether the screen can be about all tenants at once.
    var isForAllTenants: Bool {
        switch self {
        case .inventory, .invoices, .actions, .overview, .statement, .breakdown, .attention: true
        case .graph, .table, .usage, .charges, .verification, .budget, .comparison, .forecast, .insights:
            false
        }
    }
}
