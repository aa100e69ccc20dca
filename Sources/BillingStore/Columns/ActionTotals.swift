package import BillingModel

/// Adds up the actions of a tenant by instant, category and type: what the commits that brought them have added up.
package struct ActionTotals {
    private struct Step {
        let position: Int64
        let revision: Revision
        let amount: Int64
    }

    private var steps: [MeasureName: [Step]] = [:]

    package init() {}

    /// Takes one content of an action.
    ///
    /// - Parameters:
    ///   - action: The content.
    ///   - position: Its instant in microseconds.
    ///   - from: The first revision that sees it.
    ///   - until: The first revision that does not see it any more, if there is one.
    /// - Throws: `BillingError` if its type or category is no text of a label.
    package mutating func add(
        _ action: ActionRecord, at position: Int64, from: Revision, until: Revision?
    ) throws(BillingError) {
        guard until != from else { return }
        let labels = try Labels([
            Labels.Pair(name: .category, value: LabelText(action.category.text)),
            Labels.Pair(name: .type, value: LabelText(action.type.text)),
        ])
        let amounts: [(Metric.ActionMeasure, Int)] = [
            (.executed, action.executed), (.failed, action.failed), (.suppressed, action.suppressed),
        ]
        for (measure, amount) in amounts where amount != 0 {
            let name = MeasureName(measure: measure, labels: labels)
            steps[name, default: []].append(
                Step(position: position, revision: from, amount: Int64(amount)))
            if let until {
                steps[name, default: []].append(
                    Step(position: position, revision: until, amount: -Int64(amount)))
            }
        }
    }

    /// The columns of each measure.
    package func columns() throws(BillingError) -> [MeasureName: SeriesColumns] {
        var columns: [MeasureName: SeriesColumns] = [:]
        for (name, steps) in steps { columns[name] = try Self.columns(of: steps) }
        return columns
    }

    private static func columns(of steps: [Step]) throws(BillingError) -> SeriesColumns {
        let steps = steps.sorted { ($0.position, $0.revision) < ($1.position, $1.revision) }
        var (positions, values): ([Int64], [Double]) = ([], [])
        var revisions = RunLengths<Revision>()
        var replaced: [SeriesColumns.Replaced] = []
        var start = 0
        while start < steps.count {
            let position = steps[start].position
            var (total, since) = (Int64(0), Revision.zero)
            while start < steps.count, steps[start].position == position {
                let revision = steps[start].revision
                var next = total
                while start < steps.count, steps[start].position == position,
                    steps[start].revision == revision
                {
                    let (sum, overflows) = next.addingReportingOverflow(steps[start].amount)
                    guard !overflows else { throw tooMany }
                    next = sum
                    start += 1
                }
                guard (0...(1 << 53)).contains(next) else { throw tooMany }
                guard next != total else { continue }
                if total != 0 {
                    replaced.append(
                        .init(
                            position: position, value: Double(total), zone: nil, from: since, until: revision)
                    )
                }
                (total, since) = (next, revision)
            }
            guard total != 0 else { continue }
            positions.append(position)
            values.append(Double(total))
            revisions.append(since)
        }
        return SeriesColumns(
            timing: .instants, positions: positions, values: values, revisions: revisions,
            zones: RunLengths(), replaced: replaced, versioned: [])
    }

    private static var tooMany: BillingError {
        RepositoryState.broken("the actions of one type at one instant are more than 2^53")
    }
}
