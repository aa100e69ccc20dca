import BillingModel
import BillingTime

#if canImport(FoundationEssentials)
import FoundationEssentials
#else
import Foundation
#endif

/// The actions of a screen as they are added up, group by group and bucket by bucket.
struct ActionGroups {
    typealias Group = ActionBreakdown.Group

    private let grid: BucketGrid
    private let dimensions: Set<ActionDimension>
    /// Only the buckets that hold any action.
    private var sums: [Group: [Int: ActionSum]] = [:]
    private var known: [Completeness?]

    init(_ grid: BucketGrid, by dimensions: [ActionDimension]) {
        self.grid = grid
        self.dimensions = Set(dimensions)
        known = Array(repeating: nil, count: grid.count)
    }

    /// Whether the labels of derived series tell the groups, so that records need not be read.
    var areLabels: Bool { !dimensions.contains(.workflow) }

    /// Adds what one record states.
    mutating func add(
        _ action: ActionRecord, at instant: Int64, billed: Bool
    ) throws(BillingError) {
        guard let index = grid.index(ofMicroseconds: instant) else { return }
        let counts: [(outcome: ActionOutcome, count: Int)] = [
            (.succeeded, action.succeeded), (.failed, action.failed), (.suppressed, action.suppressed),
        ]
        let happened = counts.filter { $0.count > 0 }
        for (outcome, count) in happened {
            let group = group(action.category, action.type, action.workflow, outcome)
            try add(count, outcome, to: group, in: index)
        }
        if billed, let quantity = action.quantity, let unit = action.unit {
            // A quantity does not tell which of several outcomes it was billed for.
            let outcome = happened.count == 1 ? happened[0].outcome : .mixed
            let group = group(action.category, action.type, action.workflow, outcome)
            try sums[group, default: [:]][index, default: ActionSum()]
                .add(try ExactDecimal(quantity), in: try FreeText(unit))
        }
    }

    /// Adds what a derived series counts.
    mutating func add(_ series: SeriesColumn, of metric: Metric) throws(BillingError) {
        guard let id = try ActionCounts.id(series.labels) else { return }
        let (succeeded, failed) = (group(id, .succeeded), group(id, .failed))
        for (index, state) in series.states.enumerated() {
            let count = try ActionCounts.count(state)
            guard count != 0 else { continue }
            switch metric.id {
            case Metric.actionsFailed.id:
                // Those that failed are among the executed ones.
                try add(-count, .succeeded, to: succeeded, in: index)
                try add(count, .failed, to: failed, in: index)
            case Metric.actionsSuppressed.id:
                try add(count, .suppressed, to: group(id, .suppressed), in: index)
            default: try add(count, .succeeded, to: succeeded, in: index)
            }
        }
    }

    /// Takes note of how far a series of executions is known.
    mutating func note(_ series: SeriesColumn) throws(BillingError) {
        for (index, value) in series.values.enumerated() {
            known[index] = try ActionCounts.weaker(known[index], value.completeness)
        }
    }

    private mutating func add(
        _ count: Int, _ outcome: ActionOutcome, to group: Group, in index: Int
    ) throws(BillingError) {
        var sum = sums[group]?[index] ?? ActionSum()
        switch outcome {
        case .succeeded: try sum.add(succeeded: count)
        case .failed: try sum.add(failed: count)
        case .suppressed: try sum.add(suppressed: count)
        case .mixed: return
        }
        sums[group, default: [:]][index] = sum
    }

    private func group(_ id: ActionCounts.ID, _ outcome: ActionOutcome) -> Group {
        group(id.category, id.type, nil, outcome)
    }

    private func group(
        _ category: ActionCategory, _ type: ActionType, _ workflow: WorkflowID?, _ outcome: ActionOutcome
    ) -> Group {
        Group(
            category: dimensions.contains(.category) ? category : nil,
            type: dimensions.contains(.type) ? type : nil,
            workflow: dimensions.contains(.workflow) ? workflow : nil,
            outcome: dimensions.contains(.outcome) ? outcome : nil)
    }
}

extension ActionGroups {
    /// What the groups come to.
    struct Result {
        var buckets: [ActionBreakdown.Interval] = []
        var rows: [ActionBreakdown.Row] = []
        var rest: ActionBreakdown.Rest?
        var total: ActionTally?
        let completeness: Completeness
    }

    /// The rows of the groups with most executions, and the rest.
    func result(top: Int?) throws(BillingError) -> Result {
        // What nobody is asked for is unknown, and an empty range has nothing to know.
        let unknown = try Completeness(phase: .future, coverage: 0, samples: 0, origin: .missing)
        let nothing = try Completeness(phase: .settled, coverage: 1, samples: 0, origin: .filled)
        let parts = known.map { $0 ?? unknown }
        var result = Result(completeness: try Completeness.weakest(of: parts) ?? nothing)
        var members: [(group: Group, tallies: [ActionTally], total: ActionTally)] = []
        for (group, sums) in sums {
            var tallies = Array(repeating: ActionTally.none, count: grid.count)
            for (index, sum) in sums { tallies[index] = try sum.tally() }
            let total = try ActionTally.sum(tallies)
            // Nothing is left where all that ran was of another outcome, or was taken back.
            if total != .none { members.append((group, tallies, total)) }
        }
        members.sort { left, right in
            if left.total.executed != right.total.executed {
                return left.total.executed > right.total.executed
            }
            if left.total.suppressed != right.total.suppressed {
                return left.total.suppressed > right.total.suppressed
            }
            return left.group.precedes(right.group)
        }
        let total = try ActionTally.sum(members.map(\.total))
        func share(_ tally: ActionTally) -> Double? {
            total.executed > 0 ? Double(tally.executed) / Double(total.executed) : nil
        }
        func shown(_ tallies: [ActionTally]) -> [ActionTally?] {
            zip(tallies, parts).map { $0 != .none || ConsumptionActions.isKnown(0, $1) ? $0 : nil }
        }
        func summed(_ members: [[ActionTally]]) throws(BillingError) -> [ActionTally] {
            var sums: [ActionTally] = []
            for index in 0..<grid.count { sums.append(try ActionTally.sum(members.map { $0[index] })) }
            return sums
        }
        let count = min(members.count, top ?? members.count)
        result.rows = members.prefix(count).map { member in
            .init(
                group: member.group, tallies: shown(member.tallies), total: member.total,
                share: share(member.total))
        }
        let others = members.dropFirst(count)
        if !others.isEmpty {
            let rest = try ActionTally.sum(others.map(\.total))
            result.rest = .init(
                groups: others.count, tallies: shown(try summed(others.map(\.tallies))), total: rest,
                share: share(rest))
        }
        let all = shown(try summed(members.map(\.tallies)))
        result.buckets = zip(grid, zip(all, parts)).map { bucket, part in
            .init(
                bucket: bucket, local: grid.zone.text(of: bucket.startMicroseconds), tally: part.0,
                completeness: part.1)
        }
        result.total = all.isEmpty || all.contains { $0 != nil } ? total : nil
        return result
    }
}

extension ActionBreakdown.Group {
    /// The order of the names, dimension by dimension; what has no name comes last.
    fileprivate func precedes(_ other: Self) -> Bool {
        func order<Name: Comparable>(_ left: Name?, _ right: Name?) -> Bool? {
            switch (left, right) {
            case (let left?, let right?): left == right ? nil : left < right
            case (_?, nil): true
            case (nil, _?): false
            case (nil, nil): nil
            }
        }
        func rank(_ outcome: ActionOutcome?) -> Int? {
            outcome.flatMap { ActionOutcome.allCases.firstIndex(of: $0) }
        }
        return order(category, other.category) ?? order(type, other.type)
            ?? order(workflow, other.workflow) ?? order(rank(outcome), rank(other.outcome)) ?? false
    }
}
