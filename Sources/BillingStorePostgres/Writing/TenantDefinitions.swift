#if PostgreSQL
import BillingModel
import BillingStore

/// What is defined of a tenant: what every commit asks for, and few change.
struct TenantDefinitions {
    fileprivate(set) var tenant: Tenant?
    fileprivate(set) var metrics: [MetricID: Metric] = [:]
    fileprivate(set) var floors: [RetainedKind: LocalDate] = [:]
    fileprivate(set) var series = SeriesList()
}

/// The definitions that commits of one connection have read, by the write that changed them last.
///
/// Whether they hold is asked of the outline of a tenant while it is locked. It belongs to a connection, as a server that takes
/// the place of another may number writes that this one never had.
final class KnownDefinitions {
    private var known: [TenantID: (defined: Int64, definitions: TenantDefinitions)] = [:]
    /// How many metrics and series there are in all; some hundred bytes each.
    private var size = 0
    private static let most = 500_000

    func contains(_ tenant: TenantID) -> Bool { known[tenant] != nil }

    /// What is known of a tenant whose definitions were changed last by a write.
    func definitions(of tenant: TenantID, at defined: Int64) -> TenantDefinitions? {
        guard let known = known[tenant], known.defined == defined else { return nil }
        return known.definitions
    }

    func remember(_ definitions: TenantDefinitions, of tenant: TenantID, at defined: Int64) {
        if size > Self.most {
            known.removeAll()
            size = 0
        }
        size += 1 + definitions.metrics.count + definitions.series.entries.count
        known[tenant] = (defined, definitions)
    }
}

extension PostgresTables {
    /// The statements that read what is defined of tenants, however many they are.
    static func definitions(of tenants: [TenantID]) -> [(sql: String, values: [PostgresValue])] {
        let asked: [PostgresValue] = [.texts(tenants.map(\.text))]
        // A tenant is locked when it takes a number, so that its later writes have higher ones.
        return [
            (
                "SELECT t.tenant, t.body FROM tenant t JOIN commit_log c ON c.number = t.number "
                    + "WHERE t.tenant = ANY($1) ORDER BY t.number", asked
            ),
            (
                "SELECT t.tenant, t.body FROM metric t JOIN commit_log c ON c.number = t.number "
                    + "WHERE t.tenant = ANY($1) ORDER BY t.number", asked
            ),
            ("SELECT tenant, kind, date FROM floor WHERE tenant = ANY($1)", asked),
            (
                "SELECT tenant, place, kind, name, labels, timing FROM series WHERE tenant = ANY($1) "
                    + "ORDER BY place", asked
            ),
        ]
    }

    /// Takes what those statements gave.
    func definitions(_ rows: ArraySlice<PostgresRows>) throws -> [TenantID: TenantDefinitions] {
        var found: [TenantID: TenantDefinitions] = [:]
        // The id of the tenant is the first column.
        func each(_ rows: PostgresRows, _ body: (inout TenantDefinitions, Int) throws -> Void) throws {
            for row in 0..<rows.count {
                let id = try TenantID(rows.text(row, 0))
                try body(&found[id, default: TenantDefinitions()], row)
            }
        }
        let rows = Array(rows)
        var bodies: [TenantID: String] = [:]
        for row in 0..<rows[0].count { bodies[try TenantID(rows[0].text(row, 0))] = rows[0].text(row, 1) }
        for (id, body) in bodies {
            found[id, default: TenantDefinitions()].tenant = try RecordText.value(Tenant.self, body)
        }
        try each(rows[1]) { tenant, row in
            let metric = try metricTexts.metric(rows[1].text(row, 1))
            tenant.metrics[metric.id] = metric
        }
        try each(rows[2]) { tenant, row in
            guard let kind = RetainedKind(rawValue: rows[2].text(row, 1)) else {
                throw BillingError(
                    .corruptData, rule: "a floor is of a known kind",
                    detail: "tenant '\(rows[2].text(row, 0))'")
            }
            tenant.floors[kind] = try LocalDate(dayNumber: Int(rows[2].integer(row, 2)))
        }
        try each(rows[3]) { tenant, row in tenant.series.add(try TenantColumns.Entry(rows[3], row, from: 1)) }
        return found
    }
}
#endif
