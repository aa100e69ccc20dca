#if canImport(FoundationEssentials)
public import FoundationEssentials
#else
public import Foundation
#endif
public import BillingModel
public import BillingRating
public import BillingTime

/// An invoice beside what its plan gives for its service period: at the revision it was rated at, and now.
///
/// A line of the invoice belongs to the charge that has its id. All amounts are before tax. Without a plan, a period or
/// a known revision nothing can be rated again; the screen then says which is missing and shows the invoice's own
/// amounts.
///
/// The JSON form has the keys `stamp`, `tenant`, `number`, `issued`, `local`, `period` (left out if unknown), `plan` and
/// `revision` (left out if unknown), `basis`, `lines`, `total` and `source`.
public struct InvoiceVerification: Hashable, Sendable {
    /// What an invoice can be compared with.
    ///
    /// The domain is closed: it is what an invoice needs in order to be rated again.
    public enum Basis: String, CaseIterable, Hashable, Sendable, Codable {
        /// Its plan, its period and the revision that it was rated at are known.
        case complete
        /// It names no plan and revision: a feed of totals does not.
        case unrated
        /// Its plan is not among those that were given.
        case plan
        /// It has no service period.
        case period
        /// Its currency is not that of its plan.
        case currency
        /// The revision that it was rated at is not known to the repository, so that only now can be compared.
        case revision
    }

    /// Why an amount of the invoice and that of its plan differ, or that they do not.
    ///
    /// The domain is closed: the first case that applies is the cause.
    public enum Cause: String, CaseIterable, Hashable, Sendable, Codable {
        /// There is nothing to compare with; ``Basis`` says why.
        case unverifiable
        /// The invoice has no lines, so only its total is compared.
        case unlisted
        /// The line belongs to no charge of the plan.
        case uncharged
        /// The charge has no amount at the rated revision: its usage is not known there, or some of it lay before a
        /// retention floor and was erased since.
        case unknown
        /// The charge costs something, and the invoice has no line for it.
        case omitted
        /// The amount was not that of the plan when the invoice was rated.
        case arithmetic
        /// The amount was right when the invoice was rated, and the usage has changed since.
        case usage
        /// All amounts are the same.
        case equal
    }

    /// Which amount of the invoice the total is.
    ///
    /// The domain is closed: the first that the invoice has is taken.
    public enum Source: String, CaseIterable, Hashable, Sendable, Codable {
        /// The subtotal, before tax.
        case subtotal
        /// The sum of the lines, before tax.
        case lines
        /// What is payable, less the tax.
        case untaxed
        /// What is payable, which may hold tax that the invoice does not tell.
        case payable
        /// What was paid, which may hold tax.
        case paid
        /// Nothing: the invoice has no amount.
        case none
    }

    /// When and from what the screen was made; its revision is that of the amounts of now.
    public let stamp: ScreenStamp
    /// Whose invoice it is.
    public let tenant: TenantID
    /// The number of the invoice.
    public let number: InvoiceNumber
    /// The instant of issue.
    @InstantText public private(set) var issued: Date
    /// The instant of issue on the clock of the screen's zone.
    public let local: String
    /// The service period; nil if unknown.
    public let period: InvoiceList.Period?
    /// The plan that the invoice names; nil if none.
    public let plan: EntityID<PricePlan>?
    /// The revision that the invoice was rated at; nil if unknown.
    public let revision: Revision?
    /// What the invoice can be compared with.
    public let basis: Basis
    /// The lines of the invoice in its order, then the charges without a line in the order of the plan.
    public let lines: [Line]
    /// The invoice as a whole, before tax.
    public let total: Comparison
    /// Which amount of the invoice the total is.
    public let source: Source

    /// Whether the invoice is what its plan gave, and still gives: line by line, if it has lines.
    public var isEqual: Bool {
        total.cause == .equal && lines.allSatisfy { $0.comparison.isUnchanged }
    }
}

extension InvoiceVerification.Comparison {
    /// Whether an amount is what the plan gave and still gives, or a charge without a line is.
    fileprivate var isUnchanged: Bool {
        cause == .equal || cause == .unlisted && drift?.minorUnits == 0
    }
}

extension InvoiceVerification {
    /// An amount of an invoice beside those of its plan, in one currency.
    ///
    /// The JSON form has the keys `invoiced`, `rated`, `current`, `difference`, `drift`, `completeness` (each left out if
    /// unknown) and `cause`.
    public struct Comparison: Hashable, Sendable {
        /// What the invoice says; nil if it says nothing.
        public let invoiced: Money?
        /// What the plan gives at the revision that the invoice was rated at; nil if it cannot be told.
        public let rated: Money?
        /// What the plan gives now; nil if it cannot be told.
        public let current: Money?
        /// What was invoiced less what the plan gave; nil unless both are known.
        ///
        /// A charge that an invoice with lines has no line for was invoiced as zero.
        public let difference: Money?
        /// What the plan gives now less what it gave; nil unless both are known.
        public let drift: Money?
        /// How far the usage can be relied on that the plan's amounts follow from, at both revisions; nil if it has none.
        public let completeness: Completeness?
        /// Why they differ, or that they do not.
        public let cause: Cause
    }

    /// One line of the invoice, one charge of the plan, or both.
    ///
    /// The JSON form has the keys `id`, `name`, `quantity`, `rated`, `current` (each left out if there is none) and
    /// `comparison`.
    public struct Line: Hashable, Sendable, Identifiable {
        /// The id of the line and of the charge.
        public let id: String
        /// What was charged for: as the invoice describes it, else as the plan names it.
        public let name: String
        /// The quantity on the invoice; nil if unknown.
        public let quantity: Decimal?
        /// The charge at the revision that the invoice was rated at, with its arithmetic.
        public let rated: RatedCharge?
        /// The charge now, with its arithmetic.
        public let current: RatedCharge?
        /// The amounts.
        public let comparison: Comparison
    }
}

extension InvoiceVerification.Comparison {
    /// Compares amounts.
    ///
    /// `known` is a cause that is known before amounts are looked at; `isCharged` tells that what is missing on the
    /// invoice counts as nothing.
    init(
        invoiced: Money?, rated: Money?, current: Money?, completeness: Completeness?,
        known: InvoiceVerification.Cause? = nil,
        isCharged: Bool = false
    ) throws(BillingError) {
        self.invoiced = invoiced
        self.rated = rated
        self.current = current
        self.completeness = completeness
        let stated = isCharged ? invoiced ?? rated.map { .zero($0.currency) } : invoiced
        var difference: Money?
        if let stated, let rated { difference = try stated - rated }
        var drift: Money?
        if let rated, let current { drift = try current - rated }
        (self.difference, self.drift) = (difference, drift)
        if let known {
            cause = known
        } else if let difference {
            if difference.minorUnits != 0 {
                cause = invoiced == nil ? .omitted : .arithmetic
            } else if let drift {
                cause = drift.minorUnits == 0 ? .equal : .usage
            } else {
                // What can no longer be rated has changed.
                cause = .usage
            }
        } else {
            cause = .unknown
        }
    }
}

extension InvoiceVerification: Codable {
    enum CodingKeys: String, CodingKey {
        case stamp, tenant, number, issued, local, period, plan, revision, basis, lines, total, source
    }
}

extension InvoiceVerification.Comparison: Codable {
    enum CodingKeys: String, CodingKey {
        case invoiced, rated, current, difference, drift, completeness, cause
    }
}

extension InvoiceVerification.Line: Codable {
    enum CodingKeys: String, CodingKey { case id, name, quantity, rated, current, comparison }
}
