import BillingModel
import BillingTime

extension UsageInsights: BillingScreen {
    /// What the screen is about.
    public var title: String { "Insights into \(name)" }

    /// The `findings` and what their `parts` have to do with each, `trends`, `changes`, `links`, and what was `unjudged`.
    public var tables: [ReportTable] {
        [findingTable, parts, trendTable, changeTable, linkTable, unjudgedTable]
    }

    /// A sentence for each finding, what goes up or down, changed or moves together, and what was not judged.
    public var blocks: [ReportBlock] {
        let known = findings.filter { $0.mark != nil }.map { finding in
            "\(finding.statement) (\(finding.mark?.words ?? ""))"
        }
        let nothing =
            judged > 0
            ? "Nothing unusual since \(since)" : "Nothing can be judged since \(since): too little is known"
        let none = open.isEmpty ? [nothing] : []
        return [
            .notes(none + open.map(\.statement)), .notes(known), .notes(changes.map(\.statement)),
            .notes(trends.filter(\.isMoving).map(\.statement)), .notes(links.map(\.statement)),
            .notes(unjudged.map { "\($0.name) is not judged: \($0.rule)" }),
        ]
    }

    private var findingTable: ReportTable {
        ReportTable("findings", findings) { table in
            addKeys(&table, \.side)
            table.columnKey("first") { .date($0.first) }
            table.note("last") { .date($0.last) }
            table.note("unit") { .text($0.unit) }
            table.note("kind") { .text($0.kind.rawValue) }
            table.note("mark") { .text($0.mark?.rawValue) }
            table.figure("peak") { .date($0.peak?.date).depending(on: dependencies($0)) }
            addFigure(&table, "value") { $0.peak?.value }
            addFigure(&table, "expected") { $0.peak?.expected }
            addFigure(&table, "usual_from") { $0.peak?.usual.lowerBound }
            addFigure(&table, "usual_to") { $0.peak?.usual.upperBound }
            addFigure(&table, "probability") { $0.peak?.probability }
            table.figure("cost") { finding in
                finding.cost.map { ReportTable.Cell.money($0).depending(on: dependencies(finding)) } ?? .empty
            }
            table.note("currency") { .currency($0.cost?.currency) }
            table.note("annotations") { .list($0.annotations.map(\.text)) }
            table.note("statement") { .text($0.statement) }
            table.stamp(stamp)
        }
    }

    private var parts: ReportTable {
        typealias Entry = (finding: Finding, part: Finding.Part)
        let entries: [Entry] = findings.flatMap { finding in finding.parts.map { (finding, $0) } }
        return ReportTable("parts", entries) { table in
            addKeys(&table, \.finding.side)
            table.columnKey("first") { .date($0.finding.first) }
            table.key("part") { .labels($0.part.labels ?? .none) }
            table.key("rest") { .flag($0.part.labels == nil) }
            table.figure("difference") {
                .difference($0.part.difference).depending(on: dependencies($0.finding))
            }
            table.stamp(stamp)
        }
    }

    private var trendTable: ReportTable {
        ReportTable("trends", trends) { table in
            addKeys(&table, \.side)
            table.note("unit") { .text($0.unit) }
            table.note("first") { .date($0.first) }
            table.note("last") { .date($0.last) }
            table.trend("direction", \.self) { dependencies($0.metric, $0.labels) }
            table.stamp(stamp)
        }
    }

    private var changeTable: ReportTable {
        ReportTable("changes", changes) { table in
            addKeys(&table, \.side)
            table.columnKey("date") { .date($0.date) }
            table.key("kind") { .text($0.kind.rawValue) }
            table.note("unit") { .text($0.unit) }
            table.note("earliest") { .date($0.likely.lowerBound) }
            table.note("latest") { .date($0.likely.upperBound) }
            func figure(_ name: String, _ value: @escaping (MetricChange) -> Double) {
                table.figure(name) {
                    .number(value($0)).depending(on: dependencies($0.metric, $0.labels))
                }
            }
            figure("before", \.before)
            figure("after", \.after)
            figure("score", \.score)
            table.stamp(stamp)
        }
    }

    private var linkTable: ReportTable {
        ReportTable("links", links) { table in
            table.note("tenant") { _ in .tenant(tenant) }
            table.key("leader") { ReportTable.Cell(.metric($0.leader.metric), text: $0.leader.title) }
            table.key("leader_labels") { .labels($0.leader.labels) }
            table.key("follower") { ReportTable.Cell(.metric($0.follower.metric), text: $0.follower.title) }
            table.key("follower_labels") { .labels($0.follower.labels) }
            func figure(_ name: String, _ value: @escaping (MetricLink) -> ReportTable.Cell) {
                table.figure(name) { link in
                    value(link).depending(
                        on: [link.leader, link.follower].flatMap { dependencies($0.metric, $0.labels) })
                }
            }
            figure("lag") { .count($0.lag) }
            figure("coefficient") { .number($0.coefficient) }
            figure("days") { .count($0.days) }
            figure("effective") { .number($0.effectiveDays) }
            figure("probability") { .number($0.probability) }
            table.stamp(stamp)
        }
    }

    private var unjudgedTable: ReportTable {
        ReportTable("unjudged", unjudged) { table in
            table.note("tenant") { _ in .tenant(tenant) }
            table.key("metric") { .metric($0.metric) }
            table.note("title") { .text($0.name) }
            table.note("rule") { .text($0.rule) }
            table.stamp(stamp)
        }
    }

    /// What a row is about.
    private func addKeys<Element>(
        _ table: inout TableColumns<Element>, _ side: @escaping (Element) -> MetricLink.Side
    ) {
        table.note("tenant") { _ in .tenant(tenant) }
        table.note("name") { _ in .text(name) }
        table.key("metric") { ReportTable.Cell(.metric(side($0).metric), text: side($0).title) }
        table.key("labels") { .labels(side($0).labels) }
        table.note("title") { .text(side($0).name) }
    }

    private func addFigure(
        _ table: inout TableColumns<Finding>, _ name: String, _ value: @escaping (Finding) -> Double?
    ) {
        table.figure(name) { finding in
            value(finding).map { ReportTable.Cell.number($0).depending(on: dependencies(finding)) } ?? .empty
        }
    }

    private func dependencies(_ finding: Finding) -> [ReportTable.Dependency] {
        dependencies(finding.metric, finding.labels)
    }

    /// What is said of a day follows from all before it too.
    private func dependencies(_ metric: MetricID, _ labels: Labels) -> [ReportTable.Dependency] {
        [.init(.usage(metric, labels), of: tenant, in: .ever, clock: stamp.zones)]
    }
}

extension FindingMark.Meaning {
    /// What a person has said.
    fileprivate var words: String {
        switch self {
        case .expected: "as expected"
        case .event: "a known event"
        case .permanent: "a permanent change"
        }
    }
}
