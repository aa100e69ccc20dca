import BillingModel

extension LabelBreakdown {
    /// The filters, in words; nil if there are none.
    var filterLine: String? {
        guard !filters.isEmpty else { return nil }
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
