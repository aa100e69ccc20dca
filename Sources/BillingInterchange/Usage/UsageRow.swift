import BillingModel
import BillingStore

#if canImport(FoundationEssentials)
import FoundationEssentials
#else
import Foundation
#endif

/// One row of the platform's daily usage report.
struct UsageRow {
    let tenant: TenantID
    let date: LocalDate
    let name: String?
    let currency: Currency?
    /// The zone that a column states.
    let zone: ZoneID?
    /// When the report was made, in microseconds; the version of its samples.
    let version: Int64?
    let counts: [(metric: MetricID, count: Int)]

    init(_ row: CSVRow) throws(CSVRowError) {
        // A file may name its tenants without an id; where it has a column for it, an empty one is no name.
        let hasID = row.columns.places[.tenant] != nil || row.mapping.constants[.tenant] != nil
        let named = hasID ? CSVField.tenant : .tenantName
        tenant = try row.id(named, of: Tenant.self)
        guard let date = try row.date(.date) else {
            throw CSVRowError(
                error: BillingError(.malformed, rule: "a field that is needed is not empty"),
                column: row.columns.places[.date]?.name)
        }
        self.date = date
        name = try row.value(.tenantName) { text throws(BillingError) in try FreeText(text).text }
        currency = row.columns.places[.currency] == nil ? nil : try row.currency()
        zone = row.columns.places[.zone] == nil ? nil : try row.zone()
        if let generated = try row.instant(.generated) {
            version = try row.record { () throws(BillingError) in try Instants.occurrence(generated) }
        } else {
            version = nil
        }
        var counts: [(metric: MetricID, count: Int)] = []
        let filled = Set((row.text(.filled) ?? "").split(separator: ";").map { CSVField.plain(String($0)) })
        for (field, metric) in CSVField.counts {
            if !filled.isEmpty, let name = row.columns.places[field]?.name,
                filled.contains(CSVField.plain(name))
            {
                continue
            }
            if let count = try row.count(field) { counts.append((metric.id, count)) }
        }
        self.counts = counts
    }

    /// A daily sample for each cell that is not empty.
    var records: [ImportRecord] {
        counts.map { metric, count in
            .sample(
                SampleWrite(
                    SeriesKey(tenant: tenant, metric: metric), at: .date(date), value: Double(count),
                    version: version, zone: zone))
        }
    }
}
