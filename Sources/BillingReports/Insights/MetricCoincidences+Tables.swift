import BillingModel
import BillingTime

extension MetricCoincidences: BillingScreen {
    /// What the screen is about.
    public var title: String { "What is unusual with \(metric.title) of \(name)" }

    /// The `companions`, and the `days` with what else was unusual on each.
    public var tables: [ReportTable] { [companionTable, dayTable] }

    /// A sentence for each companion, and a line for each day.
    public var blocks: [ReportBlock] {
        guard !companions.isEmpty else {
            return [.notes(["Nothing else is unusual on these days more often than by chance"])]
        }
        let told = companions.map { one in
            "\(one.metric.title): unusual on \(one.hits) of \(one.judged) of these days, as on "
                + "\(NumberText.share(of: one.share, in: 1) ?? NumberText.missing) of all"
        }
        let days = days.map { "\($0.date): \($0.others.map(\.title).joined(separator: ", "))" }
        return [.notes(told), .notes(days)]
    }

    private var companionTable: ReportTable {
        ReportTable("companions", companions) { table in
            addKeys(&table, \.metric)
            func figure(_ name: String, _ value: @escaping (Companion) -> ReportTable.Cell) {
                table.figure(name) { value($0).depending(on: dependencies($0.metric)) }
            }
            figure("hits") { .count($0.hits) }
            figure("judged") { .count($0.judged) }
            figure("share") { .number($0.share) }
            figure("probability") { .number($0.probability) }
            table.stamp(stamp)
        }
    }

    private var dayTable: ReportTable {
        typealias Entry = (date: LocalDate, side: MetricLink.Side)
        let entries: [Entry] = days.flatMap { day in day.others.map { (day.date, $0) } }
        return ReportTable("days", entries) { table in
            table.columnKey("date") { .date($0.date) }
            addKeys(&table, \.side)
            table.figure("unusual") { entry in
                ReportTable.Cell.flag(true).depending(on: dependencies(entry.side))
            }
            table.stamp(stamp)
        }
    }

    private func addKeys<Element>(
        _ table: inout TableColumns<Element>, _ side: @escaping (Element) -> MetricLink.Side
    ) {
        table.note("tenant") { _ in .tenant(tenant) }
        table.key("metric") { ReportTable.Cell(.metric(side($0).metric), text: side($0).title) }
        table.key("labels") { .labels(side($0).labels) }
    }

    /// What came together follows from both.
    private func dependencies(_ side: MetricLink.Side) -> [ReportTable.Dependency] {
        [metric, side].map {
            .init(.usage($0.metric, $0.labels), of: tenant, in: .ever, clock: stamp.zones)
        }
    }
}
