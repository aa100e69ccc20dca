import BillingModel

#if canImport(FoundationEssentials)
import FoundationEssentials
#else
import Foundation
#endif

extension CommitPlan {
    /// The actions of one tenant that a set touches.
    private struct Touched {
        struct Item {
            let key: ActionKey
            /// The record before the set; nil if there was none.
            let before: ActionRecord?
            /// The record after it; nil if it is void.
            var after: ActionRecord?
            /// What the set said first and then replaced itself.
            var between: [ActionRecord] = []
            let origin: Origin
        }

        private(set) var items: [Item] = []
        private var places: [ActionKey: Int] = [:]

        init(count: Int) {
            items.reserveCapacity(count)
            places.reserveCapacity(count)
        }

        func place(of key: ActionKey) -> Int? { places[key] }

        /// Takes note of what the set makes of an action, which stands at a place if the set touched it before.
        mutating func set(
            _ key: ActionKey, at place: Int?, before: ActionRecord?, after: ActionRecord?, _ origin: Origin
        ) {
            if let place {
                if let replaced = items[place].after { items[place].between.append(replaced) }
                items[place].after = after
            } else {
                places[key] = items.count
                items.append(Item(key: key, before: before, after: after, origin: origin))
            }
        }
    }

    /// Actions are taken in their order, so that a set may record one and amend it.
    mutating func planActions(_ changes: ChangeSet, _ basis: some CommitSnapshot) throws {
        var tenants: [TenantID] = []
        var placesOf: [TenantID: [Int]] = [:]
        var start = 0
        while start < changes.actions.count {
            // Those of one tenant stand together as a rule.
            let owner = changes.actions[start].tenant
            let end = changes.actions[start...].firstIndex { $0.tenant != owner } ?? changes.actions.count
            defer { start = end }
            if placesOf[owner] == nil {
                guard try tenant(owner, basis) != nil else {
                    for place in start..<end { refuse(Origin(kind: .action, index: place), unknown: owner) }
                    continue
                }
                tenants.append(owner)
            }
            placesOf[owner, default: []] += start..<end
        }
        for tenant in tenants {
            let floor = try floor(of: .action, tenant, basis)?.floorInstant
            let places = placesOf[tenant] ?? []
            var touched = Touched(count: places.count)
            // They are looked up in the order of their keys: a backend walks its index then, and does not jump about.
            let keys = places.map { changes.actions[$0].key }
            var known = [KnownAction?](repeating: nil, count: keys.count)
            for number in ActionKey.order(of: keys) {
                known[number] = try basis.action(keys[number], of: tenant)
            }
            for (place, known) in zip(places, known) {
                plan(changes.actions[place], Origin(kind: .action, index: place), known, floor, &touched)
            }
            try finish(touched, tenant, basis)
        }
    }

    private mutating func plan(
        _ change: ChangeSet.ActionChange, _ origin: Origin, _ known: KnownAction?, _ floor: Int64?,
        _ touched: inout Touched
    ) {
        let key = change.key
        let place = touched.place(of: key)
        let item = place.map { touched.items[$0] }
        let before = known?.current
        let now: Standing =
            if let item { item.after.map { .current($0) } ?? .void } else { Standing(known) }
        func name() -> String { "\(change.tenant)/\(key.source)/\(key.id)" }
        if let floor, let at = change.record?.at, let position = try? Instants.microseconds(at),
            position < floor
        {
            refuse(origin, name(), .expired, Self.belowFloor)
            return
        }
        switch (change, now) {
        case (.record(let action), .unknown):
            counts.inserted += 1
            touched.set(key, at: place, before: nil, after: action, origin)
        case (.record(let action), .current(let current)):
            // A feed that is sent again says the original, also of what was amended since.
            let contents = [current] + (known?.contents ?? []) + (item?.between ?? [])
            if contents.contains(where: { action.hasSameContent(as: $0) }) {
                counts.unchanged += 1
            } else {
                refuse(
                    origin, name(), .conflict, "a known action takes other content only as an amendment")
            }
        case (.record, .void), (.amend, .void):
            refuse(origin, name(), .conflict, "an action that is void stays void")
        case (.amend(let action), .current(let current)):
            if action.hasSameContent(as: current) {
                counts.unchanged += 1
            } else {
                counts.corrected += 1
                touched.set(key, at: place, before: before, after: action, origin)
            }
        case (.void, .current):
            counts.retracted += 1
            touched.set(key, at: place, before: before, after: nil, origin)
        case (.void, .void):
            counts.unchanged += 1
        case (.amend, .unknown), (.void, .unknown):
            refuse(origin, name(), .notFound, "an action that is amended or void is known")
        }
    }

    /// What is known of an action when a change of it comes up.
    private enum Standing {
        case unknown
        case current(ActionRecord)
        case void

        init(_ known: KnownAction?) {
            guard let known else {
                self = .unknown
                return
            }
            self = known.current.map { .current($0) } ?? .void
        }
    }

    private mutating func finish(
        _ touched: Touched, _ tenant: TenantID, _ basis: some CommitSnapshot
    ) throws {
        var ending: [ActionKey] = []
        var adding: [ActionChange.Addition] = []
        adding.reserveCapacity(touched.items.count)
        var totals = Totals()
        for item in touched.items {
            if let before = item.before {
                ending.append(item.key)
                totals.add(before, sign: -1, item.origin)
            }
            if let after = item.after { totals.add(after, sign: 1, item.origin) }
            func add(_ record: ActionRecord, isCurrent: Bool) {
                guard let position = try? Instants.microseconds(record.at), position < Instants.end else {
                    refuse(
                        item.origin, "\(tenant)/\(item.key.source)/\(item.key.id)", .invalidValue,
                        "an instant lies in the years 1 to 9999")
                    return
                }
                adding.append(.init(action: record, isCurrent: isCurrent, position: position))
            }
            for record in item.between { add(record, isCurrent: false) }
            if let after = item.after { add(after, isCurrent: true) }
        }
        guard !ending.isEmpty || !adding.isEmpty else { return }
        actions.append(
            ActionChange(
                tenant: tenant, ending: ending, adding: adding,
                totals: try resolve(totals, tenant, basis)))
    }

    /// How much the totals of actions change, by measure, labels and instant.
    private struct Totals {
        struct Name: Hashable {
            let measure: Metric.ActionMeasure
            let category: ActionCategory
            let type: ActionType
        }

        struct Change {
            let position: Int64
            let amount: Int64
            let origin: Origin
        }

        private var changes: [Name: [Change]] = [:]

        /// The changes of each measure, in order of its name, so that backends number new series alike.
        var inOrder: [(name: MeasureName, changes: [Change])] {
            changes.compactMap { name, changes in
                CommitPlan.labels(name.category, name.type).map { labels in
                    (MeasureName(measure: name.measure, labels: labels), changes)
                }
            }.sorted { $0.0 < $1.0 }
        }

        mutating func add(_ action: ActionRecord, sign: Int64, _ origin: Origin) {
            guard let position = try? Instants.microseconds(action.at) else { return }
            func add(_ measure: Metric.ActionMeasure, _ amount: Int) {
                guard amount != 0 else { return }
                let name = Name(measure: measure, category: action.category, type: action.type)
                changes[name, default: []].append(
                    Change(position: position, amount: sign * Int64(amount), origin: origin))
            }
            add(.executed, action.executed)
            add(.failed, action.failed)
            add(.suppressed, action.suppressed)
        }
    }

    private mutating func resolve(
        _ totals: Totals, _ tenant: TenantID, _ basis: some CommitSnapshot
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
                        sorted[start].origin, "\(tenant)", .overflow,
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

    /// The labels of the series that an action counts in; texts of names and of labels obey one rule.
    fileprivate static func labels(_ category: ActionCategory, _ type: ActionType) -> Labels? {
        guard let category = try? LabelText(category.text), let type = try? LabelText(type.text) else {
            return nil
        }
        return try? Labels([
            Labels.Pair(name: .category, value: category), Labels.Pair(name: .type, value: type),
        ])
    }
}

extension ChangeSet.ActionChange {
    /// The content that is sent; nil for a void.
    fileprivate var record: ActionRecord? {
        switch self {
        case .record(let action), .amend(let action): action
        case .void: nil
        }
    }

    fileprivate var key: ActionKey {
        switch self {
        case .record(let action), .amend(let action): ActionKey(source: action.source, id: action.id)
        case .void(_, let source, let id): ActionKey(source: source, id: id)
        }
    }
}
