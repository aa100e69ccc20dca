public import BillingModel
public import BillingTime

#if canImport(FoundationEssentials)
public import FoundationEssentials
#else
public import Foundation
#endif

/// Which plan a tenant has from when: the terms of its contract in order of their dates.
///
/// A period is rated by the plan of its time, so a later term leaves earlier periods as they are.
public struct PlanBook: Hashable, Sendable {
    /// Whose book it is.
    public let tenant: TenantID
    /// The terms, in ascending order of their first dates.
    public let terms: [PlanTerm]

    /// A billing period, and the term whose plan it is rated by.
    public struct Period: Hashable, Sendable {
        /// The period.
        public let bucket: Bucket
        /// The term that is in force on the first date of the period.
        public let term: PlanTerm
    }

    /// Makes a book of its terms, in any order.
    ///
    /// - Throws: `BillingError` with code `invalidValue` if a term is of another tenant; `conflict` if two begin on one
    ///   date, two plans with one id differ, or another cycle begins inside a billing period of the one before it.
    public init(of tenant: TenantID, _ terms: [PlanTerm]) throws(BillingError) {
        var contents: [EntityID<PricePlan>: String] = [:]
        let sorted = terms.sorted { $0.from < $1.from }
        for term in sorted {
            guard term.tenant == tenant else {
                throw BillingError(
                    .invalidValue, rule: "the terms of a plan book are those of its tenant",
                    detail: "a term of '\(term.tenant)' in the book of '\(tenant)'")
            }
            if let plan = term.plan {
                try Self.require(
                    contents[plan.id].map { $0.hasSameBytes(as: term.content) } ?? true, Self.oneContent, term
                )
                contents[plan.id] = term.content
            }
        }
        for (term, next) in zip(sorted, sorted.dropFirst()) {
            try Self.require(term.from < next.from, "a plan book says one thing of a date", next)
            try Self.require(Self.canFollow(next, term), Self.cyclesMeet, next)
        }
        self.tenant = tenant
        self.terms = sorted
    }

    static let oneContent = "the id of a plan stands for one content: another one has another id"
    static let cyclesMeet = "another cycle begins where a period of both begins"

    private static func require(_ holds: Bool, _ rule: String, _ term: PlanTerm) throws(BillingError) {
        if !holds {
            throw BillingError(.conflict, rule: rule, detail: "from \(term.from) of '\(term.tenant)'")
        }
    }

    /// Whether a term may come after another one: if the cycle changes, no period of either is cut.
    static func canFollow(_ next: PlanTerm, _ term: PlanTerm) -> Bool {
        guard term.plan != nil, next.plan != nil, term.cycle != next.cycle else { return true }
        let day = Int(next.from.dayNumber)
        return term.cycle.firstDay(holding: day) == day && next.cycle.firstDay(holding: day) == day
    }

    /// The term in force on a date; nil before the first one.
    ///
    /// - Complexity: O(log *n*) for *n* terms.
    public func term(on date: LocalDate) -> PlanTerm? { Self.term(on: date, of: terms) }

    static func term(on date: LocalDate, of terms: [PlanTerm]) -> PlanTerm? {
        let place = terms.lowerBound { $0.from <= date }
        return place > 0 ? terms[place - 1] : nil
    }

    /// The plan with an id; nil if no term has it.
    public func plan(_ id: EntityID<PricePlan>) -> PricePlan? {
        terms.lazy.compactMap(\.plan).first { $0.id == id }
    }

    /// Every plan of the book once, in the order of their first terms.
    public var plans: [PricePlan] {
        var known: Set<EntityID<PricePlan>> = []
        return terms.compactMap(\.plan).filter { known.insert($0.id).inserted }
    }

    /// The billing period that holds an instant, and the term that it is rated by.
    ///
    /// - Parameters:
    ///   - instant: An instant of years 1 to 9999.
    ///   - clock: The tenant's clock.
    /// - Returns: The period; nil if no plan is in force on its first date.
    /// - Throws: `BillingError` with code `invalidValue` if the instant lies outside years 1 to 9999.
    public func period(holding instant: Date, clock: Zone) throws(BillingError) -> Period? {
        try period(holding: try Instants.microseconds(instant), clock: clock)
    }

    package func period(holding instant: Int64, clock: Zone) throws(BillingError) -> Period? {
        let date = try LocalDate(dayNumber: clock.dayNumber(holding: instant))
        guard let term = term(on: date), term.plan != nil else { return nil }
        let bucket = try clock.bucket(holding: instant, width: term.cycle)
        // A term of another cycle would begin with a period.
        guard let first = self.term(on: bucket.firstDate), first.plan != nil else { return nil }
        return Period(bucket: bucket, term: first)
    }
}

extension PlanBook {
    /// The billing periods that meet a range of instants and have a plan, in order.
    package func periods(meeting range: Range<Int64>, clock: Zone) throws(BillingError) -> [Period] {
        var periods: [Period] = []
        var instant = range.lowerBound
        while instant < range.upperBound {
            let date = try LocalDate(dayNumber: clock.dayNumber(holding: instant))
            guard let term = term(on: date), term.plan != nil else {
                guard let next = terms.first(where: { $0.from > date }) else { break }
                instant = max(instant + 1, clock.startOfDay(Int(next.from.dayNumber)))
                continue
            }
            let bucket = try clock.bucket(holding: instant, width: term.cycle)
            if let first = self.term(on: bucket.firstDate), first.plan != nil {
                periods.append(Period(bucket: bucket, term: first))
            }
            instant = max(instant + 1, bucket.endMicroseconds)
        }
        return periods
    }

    /// The last billing period that has a plan and has ended by an instant; nil if there is none.
    package func lastPeriod(endedBy now: Int64, clock: Zone) throws(BillingError) -> Period? {
        var instant = now
        while instant > Instants.first {
            let date = try LocalDate(dayNumber: clock.dayNumber(holding: instant))
            guard let term = term(on: date) else { return nil }
            guard term.plan != nil else {
                instant = min(instant, clock.startOfDay(Int(term.from.dayNumber))) - 1
                continue
            }
            let bucket = try clock.bucket(holding: instant, width: term.cycle)
            if bucket.endMicroseconds <= now, let first = self.term(on: bucket.firstDate), first.plan != nil {
                return Period(bucket: bucket, term: first)
            }
            instant = min(instant, bucket.startMicroseconds) - 1
        }
        return nil
    }
}
