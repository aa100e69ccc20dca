public import BillingModel

/// What the rows of many tenants are sorted by.
///
/// What is missing comes last, whichever way the rows are sorted, and equal rows stand in ascending order of id. The text,
/// which is also the JSON form, is `tenant`, `name`, `count assets`, `change assets`, `actions` or `charge USD`.
public struct TenantOrder: Hashable, Sendable {
    enum Column: Hashable {
        case tenant, name, actions
        case count(MetricID)
        case change(MetricID)
        case charge(Currency)
    }

    let column: Column

    private init(_ column: Column) { self.column = column }

    /// By the ids of the tenants.
    public static let tenant = Self(.tenant)
    /// By the bytes of their names.
    public static let name = Self(.name)
    /// By the actions that were executed in the period.
    public static let actions = Self(.actions)

    /// By how many there are of one thing.
    public static func count(of metric: Metric) -> Self { Self(.count(metric.id)) }

    /// By how much that changed.
    public static func change(of metric: Metric) -> Self { Self(.change(metric.id)) }

    /// By the charge to date in a currency; whoever is charged in another one has none.
    public static func charge(in currency: Currency) -> Self { Self(.charge(currency)) }

    /// The metric that has to be shown.
    var metric: MetricID? {
        switch column {
        case .count(let id), .change(let id): id
        case .tenant, .name, .actions, .charge: nil
        }
    }
}

extension TenantOrder: TextCodable {
    /// The text of the order.
    public var description: String {
        switch column {
        case .tenant: "tenant"
        case .name: "name"
        case .actions: "actions"
        case .count(let id): "count \(id)"
        case .change(let id): "change \(id)"
        case .charge(let currency): "charge \(currency.code)"
        }
    }

    /// Reads the text of an order.
    ///
    /// - Throws: `BillingError` with code `malformed` if there is no such order.
    public init(_ text: String) throws(BillingError) {
        let parts = text.split(separator: " ", maxSplits: 1).map(String.init)
        let known: TenantOrder? =
            switch (parts.first, parts.count == 2 ? parts[1] : nil) {
            case ("tenant", nil): .tenant
            case ("name", nil): .name
            case ("actions", nil): .actions
            case ("count", let id?): Self(.count(try MetricID(id)))
            case ("change", let id?): Self(.change(try MetricID(id)))
            case ("charge", let code?): Self(.charge(try Currency(code)))
            default: nil
            }
        guard let known, known.description.hasSameBytes(as: text) else {
            throw BillingError(.malformed, rule: "tenants are sorted by a known column", detail: text)
        }
        self = known
    }
}
