import BillingModel
import BillingTime

extension TenantAttention: BillingScreen {
    /// What the screen is about.
    public var title: String { "What needs attention" }

    /// The `findings` of each tenant with a row, and what `tenants` need it.
    public var tables: [ReportTable] { [findingTable, tenantTable()] }

    /// The tenants, and a sentence for each finding.
    public var blocks: [ReportBlock] {
        let quiet =
            "\(NumberText.whole(self.quiet)) of \(NumberText.whole(tenants)) tenants have nothing unusual"
        let sentences = rows.flatMap { row in row.findings.map { "\(row.name): \($0.statement)" } }
        return [
            .line("\(quiet) in the last \(days == 1 ? "day" : "\(days) days")"),
            .table(tenantTable(title: "Tenants")), .notes(sentences),
        ]
    }

    private func tenantTable(title: String? = nil) -> ReportTable {
        ReportTable("tenants", rows, title: title) { table in
            table.key("tenant", "Tenant") { ReportTable.Cell(.tenant($0.tenant), text: $0.name) }
            table.note("name") { .text($0.name) }
            table.figure("findings", "Findings") { row in
                .count(row.findings.count).depending(on: dependencies(row, nil))
            }
            table.figure("cost", "At stake") { row in
                row.cost.map { ReportTable.Cell.money($0).depending(on: dependencies(row, nil)) } ?? .empty
            }
            table.note("currency", "") { .currency($0.cost?.currency) }
            table.stamp(stamp)
        }
    }

    private var findingTable: ReportTable {
        typealias Entry = (row: Row, finding: Finding)
        let entries: [Entry] = rows.flatMap { row in row.findings.map { (row, $0) } }
        return ReportTable("findings", entries) { table in
            table.key("tenant") { .tenant($0.row.tenant) }
            table.note("name") { .text($0.row.name) }
            table.key("metric") { .metric($0.finding.metric) }
            table.key("labels") { .labels($0.finding.labels) }
            table.columnKey("first") { .date($0.finding.first) }
            table.note("last") { .date($0.finding.last) }
            table.note("kind") { .text($0.finding.kind.rawValue) }
            table.figure("probability") { entry in
                .number(entry.finding.peak?.probability).depending(on: dependencies(entry.row, entry.finding))
            }
            table.figure("cost") { entry in
                entry.finding.cost.map {
                    ReportTable.Cell.money($0).depending(on: dependencies(entry.row, entry.finding))
                } ?? .empty
            }
            table.note("currency") { .currency($0.finding.cost?.currency) }
            table.note("statement") { .text($0.finding.statement) }
            table.stamp(stamp)
        }
    }

    private func dependencies(_ row: Row, _ finding: Finding?) -> [ReportTable.Dependency] {
        let findings = finding.map { [$0] } ?? row.findings
        return findings.map {
            .init(.usage($0.metric, $0.labels), of: row.tenant, in: .ever, clock: stamp.zones)
        }
    }
}
