#if canImport(FoundationEssentials)
public import FoundationEssentials
#else
public import Foundation
#endif
public import BillingModel
public import BillingTime

/// How many actions of which category and type ran in a range of time, per bucket and in total, and how that differs
/// from the window before.
///
/// Only executions count, whether they succeeded or failed; what was suppressed is told apart. All counts are of the
/// range asked for: where it begins or ends inside a bucket, that bucket holds the part inside. Rows add up to their
/// category, and categories to the total.
///
/// Where no feed has stated its coverage, silence is no zero: a bucket that is not covered and holds no action has no count.
/// A total is the sum of what is known, and its completeness says how much that is; it is missing if nothing is known.
///
/// The JSON form has the keys `stamp`, `range`, `before` (left out if the calendar has no room for it), `width`,
/// `buckets`, `rows`, `categories`, `total` and `completeness`, and `outlook` if one was added.
public struct ConsumptionActions: BillingScreen {
    /// When and from what the screen was made.
    public let stamp: ScreenStamp
    /// The range that was asked for.
    public let range: InstantRange
    /// The window that the range is compared with, which ends where the range begins; nil if the calendar has no room.
    ///
    /// It has as many buckets as the range if both ends of the range lie on bucket boundaries, else as many days if they lie
    /// on those of days, else its elapsed length.
    public let before: InstantRange?
    /// The width of the buckets.
    public let width: BucketWidth
    /// The buckets that the range meets, in ascending order.
    public let buckets: [Interval]
    /// One row per category and type that has actions in the range or the window before.
    ///
    /// In descending order of the category's executions, then of the row's own; those that are equal in the order of
    /// their names.
    public let rows: [Row]
    /// The totals of each category, in the order of the rows.
    public let categories: [Category]
    /// The total of all rows.
    public let total: Tally
    /// How far every total can be relied on: the weakest of the buckets.
    public let completeness: Completeness
    /// How many actions will have run at the end of the period in progress; nil unless a forecast that tells it was added.
    public internal(set) var outlook: Outlook?
    /// Whose the actions are.
    let owner: ScreenOwner

    init(
        stamp: ScreenStamp, range: InstantRange, before: InstantRange?, width: BucketWidth,
        buckets: [Interval], rows: [Row], categories: [Category], total: Tally, completeness: Completeness,
        outlook: Outlook? = nil, owner: ScreenOwner = .unknown
    ) {
        self.stamp = stamp
        self.range = range
        self.before = before
        self.width = width
        self.buckets = buckets
        self.rows = rows
        self.categories = categories
        self.total = total
        self.completeness = completeness
        self.outlook = outlook
        self.owner = owner
    }
}

extension ConsumptionActions {
    /// One bucket and the actions of all rows in it.
    public struct Interval: Hashable, Sendable, Codable, Identifiable {
        /// The whole bucket.
        public let bucket: Bucket
        /// The first instant of the bucket on the clock of the screen's zone: `2013-08-01T00:00:00-04:00`.
        public let local: String
        /// Executions in the part of the bucket that lies in the range; nil if nothing is known of it.
        public let executed: Int?
        /// How far the numbers of the bucket can be relied on.
        public let completeness: Completeness

        /// The first instant of the bucket, which no other has.
        public var id: Date { bucket.id }
    }

    /// What ran in the whole range.
    ///
    /// Counts are nil if nothing is known of the range. The JSON form leaves out what there is none of.
    public struct Tally: Hashable, Sendable, Codable {
        /// Executions, whether they succeeded or failed.
        public let executed: Int?
        /// Executions that failed, which are part of the executed ones.
        public let failed: Int?
        /// Triggered but not executed, which are no part of the executed ones.
        public let suppressed: Int?
        /// The part of all executions, from 0 to 1; nil if there are none at all.
        public let share: Double?
        /// The executions less those of the window before; nil unless that window is past and wholly covered.
        public let change: FigureChange?
    }

    /// The actions of one category and type.
    public struct Row: Hashable, Sendable, Codable, Identifiable {
        /// What tells a row from all others.
        public struct ID: Hashable, Sendable {
            /// Why the actions ran.
            public let category: ActionCategory
            /// What they did.
            public let type: ActionType

            /// Makes an identity.
            public init(category: ActionCategory, type: ActionType) {
                self.category = category
                self.type = type
            }
        }

        /// Why the actions ran.
        public let category: ActionCategory
        /// What they did.
        public let type: ActionType
        /// Executions per bucket, in the order of the buckets; nil where nothing is known.
        public let executed: [Int?]
        /// What ran in the whole range.
        public let total: Tally

        /// The category and the type.
        public var id: ID { ID(category: category, type: type) }
    }

    /// The actions of one category.
    public struct Category: Hashable, Sendable, Codable, Identifiable {
        /// Why the actions ran.
        public let category: ActionCategory
        /// Executions per bucket, in the order of the buckets; nil where nothing is known.
        public let executed: [Int?]
        /// What ran in the whole range.
        public let total: Tally

        /// The category.
        public var id: ActionCategory { category }
    }
}

extension ConsumptionActions {
    private enum CodingKeys: String, CodingKey {
        case stamp, range, before, width, buckets, rows, categories, total, completeness, outlook
    }

    /// Reads a screen, and checks that its rows add up to its totals in every bucket.
    public init(from decoder: any Decoder) throws {
        let values = try decoder.container(keyedBy: CodingKeys.self)
        self.init(
            stamp: try values.decode(ScreenStamp.self, forKey: .stamp),
            range: try values.decode(InstantRange.self, forKey: .range),
            before: try values.decodeIfPresent(InstantRange.self, forKey: .before),
            width: try values.decode(BucketWidth.self, forKey: .width),
            buckets: try values.decode([Interval].self, forKey: .buckets),
            rows: try values.decode([Row].self, forKey: .rows),
            categories: try values.decode([Category].self, forKey: .categories),
            total: try values.decode(Tally.self, forKey: .total),
            completeness: try values.decode(Completeness.self, forKey: .completeness),
            outlook: try values.decodeIfPresent(Outlook.self, forKey: .outlook))
        guard addsUp else {
            throw BillingError(
                .malformed, rule: "the rows of a screen of actions add up to its categories and totals")
        }
        let ids = outlook?.types.map(\.id) ?? []
        guard Set(ids).count == ids.count, Set(rows.map(\.id)).isSuperset(of: ids) else {
            throw BillingError(.malformed, rule: "an outlook of actions is of rows of the screen, each once")
        }
    }

    private var addsUp: Bool {
        let all = buckets.map(\.executed)
        let lists = [all] + rows.map(\.executed) + categories.map(\.executed)
        let shows = lists.allSatisfy { executed in
            zip(buckets, executed).allSatisfy { interval, executed in
                (executed != nil) == Self.isKnown(executed ?? 0, interval.completeness)
            }
        }
        return shows && Self.adds(rows.map { ($0.executed, $0.total) }, upTo: all, total)
            && Self.adds(categories.map { ($0.executed, $0.total) }, upTo: all, total)
            && categories.allSatisfy { category in
                let members = rows.filter { $0.category == category.category }
                return Self.adds(
                    members.map { ($0.executed, $0.total) }, upTo: category.executed, category.total)
            }
    }

    /// Whether a bucket has a count: where nothing is known, not even that it was silent, there is none.
    static func isKnown(_ count: Int, _ completeness: Completeness) -> Bool {
        count != 0 || completeness.origin != .missing || completeness.coverage > 0
    }

    private static func adds(
        _ parts: [(executed: [Int?], total: Tally)], upTo executed: [Int?], _ total: Tally
    ) -> Bool {
        // 128 bits hold the sum of any counts in memory.
        func sum(_ counts: some Sequence<Int?>) -> Int128 { counts.reduce(0) { $0 + Int128($1 ?? 0) } }
        func isSum(_ total: Int?, of counts: some Sequence<Int?>) -> Bool { sum(counts) == total ?? 0 }
        return parts.allSatisfy {
            $0.executed.count == executed.count && isSum($0.total.executed, of: $0.executed)
        }
            && executed.indices.allSatisfy { index in
                isSum(executed[index], of: parts.lazy.map { $0.executed[index] })
            }
            && isSum(total.executed, of: parts.lazy.map(\.total.executed))
            && isSum(total.failed, of: parts.lazy.map(\.total.failed))
            && isSum(total.suppressed, of: parts.lazy.map(\.total.suppressed))
    }
}
