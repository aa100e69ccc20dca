import BillingInsights
import BillingModel
import BillingTime

extension ConsumptionGraph {
    /// What is expected of the buckets of each line.
    func outlookTable(title: String? = nil) -> ReportTable {
        typealias Entry = (line: Outlook, name: Series?, bucket: Bucket?, estimate: Forecast.Estimate)
        let names = Dictionary(series.map { ($0.id, $0) }) { first, _ in first }
        let entries: [Entry] = outlook.flatMap { line in
            line.estimates.enumerated().map { offset, estimate in
                (line, names[line.id], buckets.element(at: line.index + offset), estimate)
            }
        }
        return ReportTable("outlook", entries, title: title) { table in
            table.columnKey("metric", "Metric") { entry in
                ReportTable.Cell(.metric(entry.line.metric), text: entry.name?.title)
            }
            table.columnKey("labels") { .labels($0.line.labels, "") }
            table.note("title") { .text($0.name?.name) }
            table.note("unit") { .text($0.name?.unit) }
            table.note("kind") { .text($0.name?.kind.rawValue) }
            table.key(nil, "From", .fixed) { entry in
                entry.bucket.map { .text(name(of: $0), heading($0)) } ?? .unknown
            }
            table.bounds(
                instants: { $0.bucket.map { $0.start..<$0.end } },
                dates: { $0.bucket.map { ($0.firstDate, $0.lastDate) } })
            table.estimate("estimate", "Forecast", label: "forecast", \.estimate) { everything($0.line.id) }
            table.stamp(stamp)
        }
    }

    /// What is unusual in each line.
    var findingTable: ReportTable {
        ReportTable("findings", findings) { table in
            table.columnKey("metric") { point in
                ReportTable.Cell(
                    .metric(point.finding.metric),
                    text: ScreenText.title(point.finding.name, point.finding.labels))
            }
            table.columnKey("labels") { .labels($0.finding.labels, "") }
            table.note("title") { .text($0.finding.name) }
            table.note("unit") { .text($0.finding.unit) }
            // A finding is known by its first day, and stands on the bucket of its rarest one.
            table.key("since") { .date($0.finding.first) }
            table.bounds(
                instants: { point in buckets.element(at: point.index).map { $0.start..<$0.end } },
                dates: { point in buckets.element(at: point.index).map { ($0.firstDate, $0.lastDate) } })
            table.note("kind") { .text($0.finding.kind.rawValue) }
            table.note("mark") { .text($0.finding.mark?.rawValue) }
            table.figure("peak") { .date($0.finding.peak?.date).depending(on: everything($0.id.line)) }
            func figure(_ name: String, _ value: @escaping (Finding.Peak) -> Double) {
                table.figure(name) { point in
                    guard let peak = point.finding.peak else { return .empty }
                    return .number(value(peak)).depending(on: everything(point.id.line))
                }
            }
            figure("value", \.value)
            figure("expected", \.expected)
            figure("probability", \.probability)
            table.note("statement") { .text($0.finding.statement) }
            table.stamp(stamp)
        }
    }

    /// A forecast and a finding follow from all that was looked back on.
    private func everything(_ line: Series.ID) -> [ReportTable.Dependency] {
        [.init(.usage(line.metric, line.labels), in: .ever, clock: stamp.zones)]
    }
}
