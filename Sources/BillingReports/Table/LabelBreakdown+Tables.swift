import BillingModel

extension LabelBreakdown {
    /// The filters, in words; nil if there are none.
    var filterLine: String? { filters.isEmpty ? nil : Self.words(filters) }

    /// Filters in words: `Only series whose region is eu`.
    static func words(_ filters: [Filter]) -> String {
        let texts = filters.map { filter in
            "\(filter.name) " + (filter.values.count == 1 ? "is " : "is one of ")
                + filter.values.map(\.text).joined(separator: ", ")
        }
        return "Only series whose " + texts.joined(separator: " and ")
    }

    /// The name of a row: `Assets: eu`, `Assets: without region`, `Assets: rest`.
    func title(_ name: String, _ labels: Labels, _ part: RowPart) -> String {
        switch part {
        case .whole, .series, .group: ScreenText.title(name, labels)
        case .unlabelled: name + ": without " + (group?.text ?? "label")
        case .rest: name + ": rest"
        }
    }

    /// The filters as a cell; empty if every series counts.
    var cell: ReportTable.Cell { filters.isEmpty ? .empty : ReportTable.Cell(.filters(filters)) }

    /// The rows that cannot be told, and why.
    func table(of omitted: [OmittedRow], tenant: TenantID, stamp: ScreenStamp) -> ReportTable {
        ReportTable("omitted", omitted) { table in
            table.note("tenant") { _ in .tenant(tenant) }
            table.key("metric") { .metric($0.metric) }
            table.key("labels") { .labels($0.labels) }
            table.key("part") { .text($0.part.rawValue) }
            table.note("title") { .text($0.name) }
            table.note("reason") { .text($0.reason) }
            table.note("filters") { _ in cell }
            table.stamp(stamp)
        }
    }

    /// One line for each reason: which rows are left out, and why.
    func lines(_ omitted: [OmittedRow]) -> [String] {
        var reasons: [String] = []
        for row in omitted where !reasons.contains(row.reason) { reasons.append(row.reason) }
        return reasons.map { reason in
            let names = omitted.filter { $0.reason == reason }.map { title($0.name, $0.labels, $0.part) }
            return "Left out, as \(reason): " + names.joined(separator: "; ")
        }
    }
}
