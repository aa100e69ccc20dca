import BillingModel
import BillingRating
import BillingTime

#if canImport(FoundationEssentials)
import FoundationEssentials
#else
import Foundation
#endif

/// The quantities that the charges of a plan count, as they are added up tenant by tenant.
///
/// Time is cut into pieces where buckets or billing periods touch, so that each piece lies in one of both.
struct ActionPricing {
    private let plan: PricePlan
    private let period: BucketWidth
    private let charges: [(charge: Charge, selection: ActionSelection)]
    /// The instants at which pieces touch, from the start of the first period to the end of the range.
    private let bounds: [Int64]
    /// The bucket of each piece; nil before the range.
    private let buckets: [Int?]
    /// The pieces of each period that the range meets, and whether the range holds it whole.
    private let periods: [(pieces: Range<Int>, isWhole: Bool)]
    private var quantities: [TenantID: [[ExactDecimal]]] = [:]
    private var units: [Set<FreeText>]

    init(_ plan: PricePlan, ratedEvery period: BucketWidth, on grid: BucketGrid) throws(BillingError) {
        guard period.isDayOrWider else {
            throw BillingError(
                .unsupported, rule: "a billing period is a day or longer", detail: "every \(period)")
        }
        self.plan = plan
        self.period = period
        charges = plan.charges.compactMap { charge in
            if case .actions(let selection) = charge.usage { (charge, selection) } else { nil }
        }
        units = Array(repeating: [], count: charges.count)
        let range = grid.rangeMicroseconds
        guard !grid.isEmpty else {
            (bounds, buckets, periods) = ([], [], [])
            return
        }
        let whole = try BucketGrid(range, width: period, zone: grid.zone, limit: .max - 1).boundaries
        let inside = grid.boundaries.filter { range.contains($0) }
        let all = Set(inside + whole.filter { $0 < range.upperBound } + [range.lowerBound, range.upperBound])
        let bounds = all.sorted()
        self.bounds = bounds
        buckets = bounds.dropLast().map { $0 < range.lowerBound ? nil : grid.index(ofMicroseconds: $0) }
        periods = zip(whole, whole.dropFirst()).map { start, end in
            let first = max(0, Self.place(of: start, in: bounds))
            let last = Self.place(of: min(end, range.upperBound), in: bounds)
            return (first..<max(first, last), start >= range.lowerBound && end <= range.upperBound)
        }
    }

    /// The first instant whose actions count, which may lie before the range.
    var start: Int64? { bounds.first }

    mutating func add(_ action: ActionRecord, at instant: Int64) throws(BillingError) {
        let place = Self.place(of: instant, in: bounds)
        guard buckets.indices.contains(place) else { return }
        for (index, part) in charges.enumerated()
        where part.selection.includes(category: action.category.text, type: action.type.text) {
            let quantity: ExactDecimal
            switch part.selection.measure {
            case .executions: quantity = ExactDecimal(Int128(action.executed), exponent: 0)
            case .succeeded: quantity = ExactDecimal(Int128(action.succeeded), exponent: 0)
            case .billed:
                guard let billed = action.quantity, let unit = action.unit else { continue }
                units[index].insert(try FreeText(unit))
                quantity = try ExactDecimal(billed)
            }
            // Changed in place, since a copy for each record would cost as much as all its pieces.
            let empty = quantities[action.tenant] == nil ? nothing : []
            let sum = try quantities[action.tenant, default: empty][index][place] + quantity
            quantities[action.tenant, default: empty][index][place] = sum
        }
    }

    private var nothing: [[ExactDecimal]] {
        Array(repeating: Array(repeating: .zero, count: buckets.count), count: charges.count)
    }

    /// The last place whose bound is not after an instant.
    private static func place(of instant: Int64, in bounds: [Int64]) -> Int {
        var (low, high) = (0, bounds.count)
        while low < high {
            let middle = low + (high - low) / 2
            if bounds[middle] <= instant { low = middle + 1 } else { high = middle }
        }
        return low - 1
    }

    /// What the plan asks for of the tenants together, who have it whether they ran anything or not.
    func cost(
        of tenants: [TenantID], isKnown: [Bool], _ completeness: Completeness, now: Int64
    ) throws(BillingError) -> ActionCost {
        var parts: [ActionCost.Part] = []
        for (index, part) in charges.enumerated() {
            let units = units[index].map(\.text).sorted { $0.precedesByBytes($1) }
            var sum = ChargeSum(buckets: isKnown.count)
            var quantity = ExactDecimal.zero
            if units.count > 1 {
                sum.lose()
            } else {
                for tenant in tenants {
                    let own = (quantities[tenant] ?? nothing)[index]
                    for (piece, amount) in own.enumerated() where buckets[piece] != nil {
                        quantity = try quantity + amount
                    }
                    try rate(part.charge, own, isKnown: isKnown, now: now, into: &sum)
                }
            }
            parts.append(
                ActionCost.Part(
                    charge: part.charge.id, name: part.charge.name, measure: part.selection.measure,
                    units: units, quantity: units.count > 1 ? nil : try quantity.decimal(),
                    amounts: sum.amounts(in: plan.currency), total: try sum.total(in: plan.currency)))
        }
        return try ActionCost(
            plan: plan, period: period, charges: parts, buckets: isKnown.count, completeness: completeness)
    }

    private func rate(
        _ charge: Charge, _ quantities: [ExactDecimal], isKnown: [Bool], now: Int64, into sum: inout ChargeSum
    ) throws(BillingError) {
        for (pieces, isWhole) in periods {
            var toEnd = ExactDecimal.zero
            var ends: [Decimal?] = []
            for piece in pieces {
                toEnd = try toEnd + quantities[piece]
                let isPast = bounds[piece] < now && buckets[piece].map { isKnown[$0] } ?? true
                // Where more was credited than billed so far, there is no amount yet.
                ends.append(isPast && toEnd >= .zero ? try toEnd.decimal() : nil)
            }
            if toEnd < .zero {
                // No price is asked for less than nothing.
                for case let bucket? in Set(pieces.map({ buckets[$0] })) { sum.lose(bucket) }
                sum.loseTotal()
                continue
            }
            guard charge.hasParts else {
                // The tier is that of the period, so only who holds the period whole has an amount.
                let own = Set(pieces.map { buckets[$0] })
                guard let last = ends.compactMap(\.self).last else { continue }
                let amount = try charge.rated(last, currency: plan.currency, rounding: plan.rounding).amount
                if own.count == 1, let bucket = own.first ?? nil, isWhole {
                    try sum.add(amount, to: bucket)
                } else {
                    for case let bucket? in own { sum.lose(bucket) }
                    if isWhole { try sum.addToTotal(amount) } else { sum.loseTotal() }
                }
                continue
            }
            let amounts = try charge.amounts(
                toEnds: ends, currency: plan.currency, rounding: plan.rounding)
            for (piece, amount) in zip(pieces, amounts) {
                // A part that is not known adds nothing; what was missed lies in the next one that is.
                if let bucket = buckets[piece], let amount { try sum.add(amount, to: bucket) }
            }
        }
    }
}

/// The amounts of one charge as they are added up over tenants and periods.
private struct ChargeSum {
    private enum Amount {
        case none
        case some(Money)
        /// There is none that could be told.
        case lost
    }

    private var buckets: [Amount]
    private var whole = Amount.none

    init(buckets: Int) { self.buckets = Array(repeating: .none, count: buckets) }

    mutating func add(_ amount: Money, to bucket: Int) throws(BillingError) {
        buckets[bucket] = try Self.sum(buckets[bucket], amount)
        whole = try Self.sum(whole, amount)
    }

    mutating func addToTotal(_ amount: Money) throws(BillingError) { whole = try Self.sum(whole, amount) }

    mutating func lose(_ bucket: Int) { buckets[bucket] = .lost }

    mutating func loseTotal() { whole = .lost }

    mutating func lose() {
        buckets = buckets.map { _ in .lost }
        whole = .lost
    }

    func amounts(in currency: Currency) -> [Money?] {
        buckets.map { if case .some(let amount) = $0 { amount } else { nil } }
    }

    /// Nil if it is lost or no bucket has an amount; zero where there is no bucket.
    func total(in currency: Currency) throws(BillingError) -> Money? {
        switch whole {
        case .none: buckets.isEmpty ? .zero(currency) : nil
        case .some(let amount): amount
        case .lost: nil
        }
    }

    private static func sum(_ sum: Amount, _ amount: Money) throws(BillingError) -> Amount {
        switch sum {
        case .none: .some(amount)
        case .some(let other): .some(try other + amount)
        case .lost: .lost
        }
    }
}
