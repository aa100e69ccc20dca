#if canImport(FoundationEssentials)
public import FoundationEssentials
#else
public import Foundation
#endif
public import BillingModel
public import BillingTime

/// How many actions ran in a range of time, and what was billed for them, grouped by what a host asks for.
///
/// Executions, what was suppressed, and billed quantities are told apart, the quantities per unit and exactly. Rows and
/// the rest add up to the total, in every bucket and of every measure. All counts are of the range asked for: where it
/// begins or ends inside a bucket, that bucket holds the part inside.
///
/// Where no feed has stated its coverage, silence is no zero: a bucket that is not covered and holds no action has no
/// counts. A total is the sum of what is known, and its completeness says how much that is.
///
/// The JSON form has the keys `stamp`, `range`, `width`, `dimensions`, `buckets`, `rows`, `rest` (if there is one), `total`
/// (unless nothing is known), `cost` (if a plan was given) and `completeness`.
public struct ActionBreakdown: BillingScreen {
    /// When and from what the screen was made.
    public let stamp: ScreenStamp
    /// The range that was asked for.
    public let range: InstantRange
    /// The width of the buckets.
    public let width: BucketWidth
    /// What the rows are grouped by, in the order of their columns.
    public let dimensions: [ActionDimension]
    /// The buckets that the range meets, in ascending order.
    public let buckets: [Interval]
    /// The groups with most executions, in descending order; equal ones by what was suppressed, then by their names.
    public let rows: [Row]
    /// All other groups together; nil if every group has a row.
    public let rest: Rest?
    /// All groups together in the whole range; nil if nothing is known.
    public let total: ActionTally?
    /// What the plan asks for these actions; nil if no plan was given.
    public let cost: ActionCost?
    /// How far the total can be relied on: the weakest of the buckets.
    public let completeness: Completeness

    init(
        stamp: ScreenStamp, range: InstantRange, width: BucketWidth, dimensions: [ActionDimension],
        buckets: [Interval], rows: [Row], rest: Rest?, total: ActionTally?, cost: ActionCost?,
        completeness: Completeness
    ) {
        self.stamp = stamp
        self.range = range
        self.width = width
        self.dimensions = dimensions
        self.buckets = buckets
        self.rows = rows
        self.rest = rest
        self.total = total
        self.cost = cost
        self.completeness = completeness
    }
}

extension ActionBreakdown {
    /// One bucket and the actions of all groups in it.
    public struct Interval: Hashable, Sendable, Codable, Identifiable {
        /// The whole bucket.
        public let bucket: Bucket
        /// The first instant of the bucket on the clock of the screen's zone: `2013-08-01T00:00:00-04:00`.
        public let local: String
        /// What ran in the part of the bucket that lies in the range; nil if nothing is known of it.
        public let tally: ActionTally?
        /// How far the counts of the bucket can be relied on.
        public let completeness: Completeness

        /// The first instant of the bucket, which no other has.
        public var id: Date { bucket.id }
    }

    /// What the actions of a row have in common; what they are not grouped by is nil.
    public struct Group: Hashable, Sendable, Codable {
        /// Why they ran.
        public let category: ActionCategory?
        /// What they did.
        public let type: ActionType?
        /// The workflow; nil also for those of none.
        public let workflow: WorkflowID?
        /// How they ended.
        public let outcome: ActionOutcome?

        /// Makes a group.
        package init(
            category: ActionCategory? = nil, type: ActionType? = nil, workflow: WorkflowID? = nil,
            outcome: ActionOutcome? = nil
        ) {
            self.category = category
            self.type = type
            self.workflow = workflow
            self.outcome = outcome
        }
    }

    /// The actions of one group.
    public struct Row: Hashable, Sendable, Codable, Identifiable {
        /// What they have in common.
        public let group: Group
        /// What ran per bucket, in the order of the buckets; nil where nothing is known.
        public let tallies: [ActionTally?]
        /// What ran in the whole range.
        public let total: ActionTally
        /// The part of all executions, from 0 to 1; nil if there are none at all.
        public let share: Double?

        /// The group.
        public var id: Group { group }
    }

    /// All groups that have no row of their own.
    public struct Rest: Hashable, Sendable, Codable {
        /// How many groups they are, at least 1.
        public let groups: Int
        /// What ran per bucket, in the order of the buckets; nil where nothing is known.
        public let tallies: [ActionTally?]
        /// What ran in the whole range.
        public let total: ActionTally
        /// The part of all executions, from 0 to 1; nil if there are none at all.
        public let share: Double?
    }
}

extension ActionBreakdown {
    private enum CodingKeys: String, CodingKey {
        case stamp, range, width, dimensions, buckets, rows, rest, total, cost, completeness
    }

    /// Reads a screen, and checks that its rows and its rest add up to its totals in every bucket and of every measure.
    public init(from decoder: any Decoder) throws {
        let values = try decoder.container(keyedBy: CodingKeys.self)
        self.init(
            stamp: try values.decode(ScreenStamp.self, forKey: .stamp),
            range: try values.decode(InstantRange.self, forKey: .range),
            width: try values.decode(BucketWidth.self, forKey: .width),
            dimensions: try values.decode([ActionDimension].self, forKey: .dimensions),
            buckets: try values.decode([Interval].self, forKey: .buckets),
            rows: try values.decode([Row].self, forKey: .rows),
            rest: try values.decodeIfPresent(Rest.self, forKey: .rest),
            total: try values.decodeIfPresent(ActionTally.self, forKey: .total),
            cost: try values.decodeIfPresent(ActionCost.self, forKey: .cost),
            completeness: try values.decode(Completeness.self, forKey: .completeness))
        guard Set(rows.map(\.group)).count == rows.count, rest?.groups ?? 1 >= 1, try addsUp(),
            cost?.charges.allSatisfy({ $0.amounts.count == buckets.count }) != false
        else {
            throw BillingError(
                .malformed, rule: "the groups of a screen of actions are different and add up to its totals")
        }
    }

    private func addsUp() throws(BillingError) -> Bool {
        let parts = rows.map { ($0.tallies, $0.total) } + (rest.map { [($0.tallies, $0.total)] } ?? [])
        for (tallies, total) in parts {
            guard tallies.count == buckets.count, try ActionTally.sum(tallies) == total else { return false }
        }
        for (index, interval) in buckets.enumerated() {
            guard try ActionTally.sum(parts.map { $0.0[index] }) == interval.tally ?? .none else {
                return false
            }
        }
        return try ActionTally.sum(parts.map(\.1)) == total ?? .none
    }
}
