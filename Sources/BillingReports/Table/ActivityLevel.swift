public import BillingModel
public import BillingTime

/// How many of a tenant's subjects are active in a month, and how regularly; complete months only.
///
/// The level is the month-end figure of active subjects over that of all: monthly active users ÷ users, or monthly
/// active devices ÷ linked devices. Stickiness is the mean of the daily active subjects ÷ the month-end figure of
/// active subjects. Both are shares, 1 for all; there is none where the divisor is zero or missing.
///
/// The JSON form has the keys `subject`, `months` and `windows`.
public struct ActivityLevel: Hashable, Sendable, Codable, Identifiable {
    /// What kind of subject it is about.
    public let subject: SubjectKind
    /// The last 12 complete months, in ascending order.
    public let months: [Month]
    /// The last 3, 6 and 12 complete months.
    public let windows: [Window]

    /// The kind of subject.
    public var id: SubjectKind { subject }

    /// One calendar month.
    ///
    /// The JSON form has the keys `month`, `completeness`, and `level` and `stickiness` if there are any.
    public struct Month: Hashable, Sendable, Codable, Identifiable {
        /// The first date of the month.
        public let month: LocalDate
        /// The share of the subjects that were active.
        public let level: Double?
        /// The share of the active subjects that were active on an average day.
        public let stickiness: Double?
        /// The weakest of the days and month-ends that it follows from.
        public let completeness: Completeness

        /// The first date of the month.
        public var id: LocalDate { month }
    }

    /// The mean over the last so many complete months.
    ///
    /// The JSON form has the keys `months`, `level` and `stickiness`.
    public struct Window: Hashable, Sendable, Codable, Identifiable {
        /// How many months it has.
        public let months: Int
        /// The mean level.
        public let level: Mean
        /// The mean stickiness.
        public let stickiness: Mean

        /// The number of months.
        public var id: Int { months }
    }

    /// The mean of the shares of those months that have one.
    ///
    /// The JSON form has the keys `covered`, and `value` if there is any.
    public struct Mean: Hashable, Sendable, Codable {
        /// The mean; nil if no month has a share.
        public let value: Double?
        /// How many months have a share.
        public let covered: Int
    }
}
