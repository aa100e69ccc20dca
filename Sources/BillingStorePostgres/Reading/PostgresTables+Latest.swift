#if PostgreSQL
import BillingModel
import BillingStore

extension PostgresTables {
    /// What is known of tenants now.
    struct Latest {
        fileprivate(set) var tenants: [TenantID: Tenant] = [:]
        fileprivate(set) var metrics: [TenantID: [MetricID: Metric]] = [:]
        fileprivate(set) var floors: [TenantID: [RetainedKind: LocalDate]] = [:]
    }

    /// What is known of tenants now, with their series, in one exchange with the server however many they are.
    func latest(_ ids: [TenantID]) throws -> Latest {
        var latest = Latest()
        guard !ids.isEmpty else { return latest }
        let asked: [PostgresValue] = [.texts(ids.map(\.text))]
        let rows = try connection.pipeline([
            (
                "SELECT DISTINCT ON (t.tenant) t.tenant, t.body FROM tenant t JOIN commit_log c ON c.number = t.number "
                    + "WHERE t.tenant = ANY($1) ORDER BY t.tenant, c.sequence DESC", asked
            ),
            (
                "SELECT DISTINCT ON (t.tenant, t.id) t.tenant, t.body FROM metric t JOIN commit_log c ON c.number = t.number "
                    + "WHERE t.tenant = ANY($1) ORDER BY t.tenant, t.id, c.sequence DESC", asked
            ),
            ("SELECT tenant, kind, date FROM floor WHERE tenant = ANY($1)", asked),
            (
                "SELECT tenant, place, kind, name, labels, timing, latest FROM series WHERE tenant = ANY($1) "
                    + "ORDER BY tenant, place", asked
            ),
        ])
        for row in 0..<rows[0].count {
            latest.tenants[try TenantID(rows[0].text(row, 0))] = try RecordText.value(
                Tenant.self, rows[0].text(row, 1))
        }
        for row in 0..<rows[1].count {
            let metric = try metricTexts.metric(rows[1].text(row, 1))
            latest.metrics[try TenantID(rows[1].text(row, 0)), default: [:]][metric.id] = metric
        }
        for row in 0..<rows[2].count {
            let tenant = try TenantID(rows[2].text(row, 0))
            guard let kind = RetainedKind(rawValue: rows[2].text(row, 1)) else {
                throw BillingError(
                    .corruptData, rule: "a floor is of a known kind", detail: "tenant '\(tenant)'")
            }
            latest.floors[tenant, default: [:]][kind] = try LocalDate(dayNumber: Int(rows[2].integer(row, 2)))
        }
        for id in ids { remember(TenantColumns(id, ColumnRows(connection: connection))) }
        for row in 0..<rows[3].count {
            try columns(of: TenantID(rows[3].text(row, 0))).add(
                try TenantColumns.Entry(rows[3], row, from: 1))
        }
        return latest
    }
}
#endif
