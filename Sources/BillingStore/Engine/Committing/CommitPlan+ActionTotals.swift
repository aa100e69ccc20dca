import BillingModel

extension CommitPlan {
    /// How much the totals of actions change, by measure, labels and instant.
    struct TotalChanges {
        private struct Name: Hashable {
            let category: ActionCategory
            let type: ActionType
        }

        struct Change {
            let position: Int64
            let amount: Int64
            /// The change of the set that it is from.
            let place: Int
        }

        private var numbers: [Name: Int] = [:]
        /// The name that came last, as the next one is the same more often than not.
        private var latest: (name: Name, number: Int)?
        /// The changes of each measure, in the order of ``measures``, of each name.
        private var changes: [[Change]] = []

        private static let measures: [Metric.ActionMeasure] = [.executed, .failed, .suppressed]

        /// The changes of each measure, in order of its name, so that backends number new series alike.
        var inOrder: [(name: MeasureName, changes: [Change])] {
            var all: [(name: MeasureName, changes: [Change])] = []
            for (name, number) in numbers {
                guard let labels = Self.labels(name.category, name.type) else { continue }
                for (offset, measure) in Self.measures.enumerated() {
                    let changes = changes[number * Self.measures.count + offset]
                    guard !changes.isEmpty else { continue }
                    all.append((MeasureName(measure: measure, labels: labels), changes))
                }
            }
            return all.sorted { $0.name < $1.name }
        }

        mutating func add(_ action: ActionRecord, at position: Int64, sign: Int64, place: Int) {
            let start = number(of: Name(category: action.category, type: action.type)) * Self.measures.count
            func add(_ amount: Int, _ offset: Int) {
                guard amount != 0 else { return }
                changes[start + offset].append(
                    Change(position: position, amount: sign * Int64(amount), place: place))
            }
            add(action.executed, 0)
            add(action.failed, 1)
            add(action.suppressed, 2)
        }

        private mutating func number(of name: Name) -> Int {
            if let latest, latest.name == name { return latest.number }
            let number = numbers[name] ?? add(name)
            latest = (name, number)
            return number
        }

        private mutating func add(_ name: Name) -> Int {
            let number = numbers.count
            numbers[name] = number
            for _ in Self.measures { changes.append([]) }
            return number
        }

        /// The labels of the series that an action counts in; texts of names and of labels obey one rule.
        private static func labels(_ category: ActionCategory, _ type: ActionType) -> Labels? {
            guard let category = try? LabelText(category.text), let type = try? LabelText(type.text) else {
                return nil
            }
            return try? Labels([
                Labels.Pair(name: .category, value: category), Labels.Pair(name: .type, value: type),
            ])
        }
    }

    /// What becomes of the totals that some changes touch.
    mutating func resolve(
        _ totals: TotalChanges, _ tenant: TenantID, _ basis: some CommitSnapshot
    ) throws -> [(name: MeasureName, changes: SampleChanges)] {
        var resolved: [(name: MeasureName, changes: SampleChanges)] = []
        for (measure, changes) in totals.inOrder {
            let sorted = changes.sorted { $0.position < $1.position }
            let columns = try basis.totals(measure, of: tenant, at: sorted.map(\.position))
            var result = SampleChanges()
            var start = 0
            while start < sorted.count {
                let position = sorted[start].position
                let current = columns?.index(of: position).map { columns?.values[$0] ?? 0 } ?? 0
                // Both are whole numbers up to 2^53, and a set has too few records to overflow their sum.
                var total = Int64(current)
                var end = start
                while end < sorted.count, sorted[end].position == position {
                    total &+= sorted[end].amount
                    end += 1
                }
                if total > Self.totalLimit {
                    refuse(
                        Origin(kind: .action, index: sorted[start].place), "\(tenant)", .overflow,
                        "the actions of one type at one instant are at most 2^53")
                } else if Double(total) != current {
                    result.append(
                        SeriesColumns.Change(
                            position: position, value: total == 0 ? nil : Double(total), zone: nil))
                }
                start = end
            }
            if !result.isEmpty { resolved.append((measure, result)) }
        }
        return resolved
    }

    /// Beyond 2^53 a `Double` holds not every whole number.
    private static let totalLimit: Int64 = 1 << 53
}
