public import BillingModel

extension DistinctActivity {
    /// Makes distinct activity of who was active when, in any order.
    ///
    /// The same id is the same subject. The subjects are numbered in the order in which they first come.
    ///
    /// - Complexity: O(*n* log *n*) for *n* pairs.
    public init(_ activity: [(quarter: QuarterHour, subject: SubjectID)]) {
        self.init(activity.map { ($0.quarter, $0.subject) }, identifiedBy: \.self)
    }

    /// Makes distinct activity of records, in any order.
    ///
    /// Ids are compared within a tenant and a kind of subject: the same id of two tenants stands for two subjects. Where
    /// identities are shared, make it of pairs of quarter hour and subject.
    ///
    /// - Complexity: O(*n* log *n*) for *n* records.
    public init(_ records: [ActivityRecord]) {
        self.init(records.map { ($0.quarter, $0) }) { record in
            Owner(tenant: record.tenant, kind: record.kind, subject: record.subject)
        }
    }

    /// Every activity that is in any of several values, each with the subjects that its ordinals stand for.
    ///
    /// The same id is the same subject in all of them.
    ///
    /// - Parameter members: In any order; the place of a subject is its ordinal.
    /// - Returns: Each activity once, with ordinals of its own.
    /// - Throws: `BillingError` with code `invalidValue` if an ordinal stands for no subject.
    /// - Complexity: O(*n* log *n*) for *n* rows together.
    public static func union(
        named members: [(activity: DistinctActivity, subjects: [SubjectID])]
    ) throws(BillingError) -> DistinctActivity {
        var numbers: [SubjectID: UInt32] = [:]
        var renumbered: [DistinctActivity] = []
        for (activity, subjects) in members {
            guard activity.subjects.allSatisfy({ Int($0) < subjects.count }) else {
                throw BillingError(
                    .invalidValue, rule: "each ordinal of distinct activity stands for a subject",
                    detail: "\(subjects.count) subjects")
            }
            let common = subjects.map { Self.number(of: $0, in: &numbers) }
            renumbered.append(
                DistinctActivity(
                    checked: activity.quarterHours, activity.subjects.map { common[Int($0)] }))
        }
        return union(renumbered)
    }

    /// A subject whose identity means the same within its tenant only.
    private struct Owner: Hashable {
        let tenant: TenantID
        let kind: SubjectKind
        let subject: SubjectID
    }

    private init<Row, Identity: Hashable>(
        _ rows: [(quarter: QuarterHour, row: Row)], identifiedBy identity: (Row) -> Identity
    ) {
        var numbers: [Identity: UInt32] = [:]
        let numbered = rows.map { ($0.quarter.number, Self.number(of: identity($0.row), in: &numbers)) }
        let sorted = numbered.sorted { $0.0 < $1.0 }
        self.init(checked: sorted.map(\.0), sorted.map(\.1))
    }

    private static func number<Identity: Hashable>(
        of identity: Identity, in numbers: inout [Identity: UInt32]
    ) -> UInt32 {
        if let number = numbers[identity] { return number }
        let number = UInt32(truncatingIfNeeded: numbers.count)
        numbers[identity] = number
        return number
    }
}
