import BillingModel
import BillingTime

#if canImport(FoundationEssentials)
import FoundationEssentials
#else
import Foundation
#endif

extension CommitPlan {
    /// A term of the set, and where it stands there.
    private struct Sent {
        let origin: Origin
        let term: PlanTerm
    }

    private static let invoiced = "a period that was invoiced keeps the plan that its invoice names"

    mutating func planPlans(
        _ changes: ChangeSet, _ basis: some CommitSnapshot, _ zones: ZoneDatabase
    ) throws {
        var order: [TenantID] = []
        var sent: [TenantID: [Sent]] = [:]
        for (index, term) in changes.plans.enumerated() {
            let origin = Origin(kind: .plan, index: index)
            guard let owner = try tenant(term.tenant, basis) else {
                refuse(origin, unknown: term.tenant)
                continue
            }
            if let plan = term.plan, plan.currency != owner.currency {
                refuse(
                    origin, Self.name(term), .invalidValue, "the plan of a tenant is in the tenant's currency"
                )
                continue
            }
            if sent[owner.id] == nil { order.append(owner.id) }
            sent[owner.id, default: []].append(Sent(origin: origin, term: term))
        }
        for id in order {
            guard let owner = try tenant(id, basis) else { continue }
            try plan(sent[id] ?? [], owner, basis, zones)
        }
    }

    private static func name(_ term: PlanTerm) -> String { "\(term.tenant)/\(term.from)" }

    /// Decides what the terms of a set do to the book of one tenant.
    private mutating func plan(
        _ sent: [Sent], _ owner: Tenant, _ basis: some CommitSnapshot, _ zones: ZoneDatabase
    ) throws {
        var book: [LocalDate: PlanTerm] = [:]
        var contents: [EntityID<PricePlan>: String] = [:]
        for term in try basis.planTerms(of: owner.id) {
            book[term.from] = term
            if let plan = term.plan { contents[plan.id] = term.content }
        }
        let before = book.values.sorted { $0.from < $1.from }
        var named: [LocalDate: PlanTerm] = [:]
        var taken: [Sent] = []
        for next in sent {
            let term = next.term
            if let twin = named[term.from] {
                if term.hasSameContent(as: twin) {
                    counts.unchanged += 1
                } else {
                    refuse(next.origin, Self.name(term), .conflict, "a plan book says one thing of a date")
                }
                continue
            }
            named[term.from] = term
            if let plan = term.plan {
                if let known = contents[plan.id], !known.hasSameBytes(as: term.content) {
                    refuse(next.origin, Self.name(term), .conflict, PlanBook.oneContent)
                    continue
                }
                contents[plan.id] = term.content
            }
            if let known = book[term.from] {
                if term.hasSameContent(as: known) {
                    counts.unchanged += 1
                    continue
                }
                counts.corrected += 1
            } else {
                counts.inserted += 1
            }
            book[term.from] = term
            taken.append(next)
        }
        guard !taken.isEmpty else { return }
        let after = book.values.sorted { $0.from < $1.from }
        let refused = checkCycles(taken, after)
        try checkInvoices(taken, refused, owner, before, after, basis, zones)
        plans += taken.map(\.term)
    }

    /// Refuses terms whose cycle cuts a period of their neighbour's.
    ///
    /// - Returns: The dates of those that were refused.
    private mutating func checkCycles(_ taken: [Sent], _ after: [PlanTerm]) -> Set<LocalDate> {
        var refused: Set<LocalDate> = []
        for next in taken {
            let place = after.lowerBound { $0.from < next.term.from }
            let follows = place == 0 || PlanBook.canFollow(next.term, after[place - 1])
            let isFollowed = place + 1 >= after.count || PlanBook.canFollow(after[place + 1], next.term)
            if !follows || !isFollowed {
                refused.insert(next.term.from)
                refuse(next.origin, Self.name(next.term), .conflict, PlanBook.cyclesMeet)
            }
        }
        return refused
    }

    /// Refuses terms by which a period that was invoiced would have another plan than its invoice names.
    private mutating func checkInvoices(
        _ taken: [Sent], _ known: Set<LocalDate>, _ owner: Tenant, _ before: [PlanTerm], _ after: [PlanTerm],
        _ basis: some CommitSnapshot, _ zones: ZoneDatabase
    ) throws {
        // A term is refused once, for one reason.
        var refused = known
        for invoice in try basis.ratedInvoices(of: owner.id) {
            guard let served = invoice.served, let rating = invoice.rating,
                try basis.standing(of: invoice.number, tenant: owner.id).void == nil
            else { continue }
            let first: LocalDate
            do throws(BillingError) {
                first = try Self.firstDate(of: served, before, try zones.zone(owner.zones))
            } catch {
                if error.code == .unavailable { throw error }
                if let next = taken.first, refused.insert(next.term.from).inserted {
                    refuse(next.origin, Self.name(next.term), error.code, error.rule)
                }
                return
            }
            let (old, new) = (PlanBook.term(on: first, of: before), PlanBook.term(on: first, of: after))
            guard let new, old != new, let next = taken.first(where: { $0.term.from == new.from }) else {
                continue
            }
            let isSame = old.map { $0.plan?.id == new.plan?.id && $0.cycle == new.cycle } ?? false
            let isNamed =
                new.plan?.id == rating.plan && (old?.plan == nil || old?.cycle == new.cycle)
            if !isSame, !isNamed, refused.insert(new.from).inserted {
                refuse(next.origin, Self.name(new), .conflict, Self.invoiced)
            }
        }
    }

    /// The first date of what an invoice serves: that of a period of the book whose ends are near, since a move that is told
    /// late may have let the period begin at another instant; else that of its first instant.
    private static func firstDate(
        of served: Range<Int64>, _ terms: [PlanTerm], _ zone: Zone
    ) throws(BillingError) -> LocalDate {
        let middle = served.lowerBound + (served.upperBound - served.lowerBound) / 2
        let date = try LocalDate(dayNumber: zone.dayNumber(holding: middle))
        if let cycle = PlanBook.term(on: date, of: terms)?.cycle {
            let bucket = try zone.bucket(holding: middle, width: cycle)
            if bucket.isNear(served) { return bucket.firstDate }
        }
        return try LocalDate(dayNumber: zone.dayNumber(holding: served.lowerBound))
    }

    mutating func planBudgets(_ changes: ChangeSet, _ basis: some CommitSnapshot) throws {
        var named: [TenantID: Budget] = [:]
        for (index, budget) in changes.budgets.enumerated() {
            let origin = Origin(kind: .budget, index: index)
            guard try tenant(budget.tenant, basis) != nil else {
                refuse(origin, unknown: budget.tenant)
                continue
            }
            if let twin = named[budget.tenant] {
                if budget.hasSameContent(as: twin) {
                    counts.unchanged += 1
                } else {
                    refuse(origin, "\(budget.tenant)", .conflict, "a set says one budget of a tenant")
                }
                continue
            }
            named[budget.tenant] = budget
            if let known = try basis.budget(of: budget.tenant) {
                if budget.hasSameContent(as: known) {
                    counts.unchanged += 1
                    continue
                }
                counts.corrected += 1
            } else {
                counts.inserted += 1
            }
            budgets.append(budget)
        }
    }
}
