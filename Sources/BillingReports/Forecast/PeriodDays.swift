import BillingModel
import BillingTime

/// The days of one billing period of a charge: those that are known, which count as they are, and those that a course of days stands
/// for.
struct PeriodDays: Sendable {
    /// The days that are known, in order.
    private(set) var known: [ChargeDay] = []
    /// The steps of a forecast that stand for the rest, which follow each other.
    let steps: Range<Int>
    /// What is known so far of the days that are forecast.
    private(set) var begun: [ChargeDay] = []
    /// The dates of which nothing is known, and which are not forecast since later ones are known.
    private(set) var missing: [LocalDate] = []
    private let rule: QuantityRule

    /// Parts the days of a period at the origin of a forecast.
    ///
    /// - Parameters:
    ///   - dates: The days of the period.
    ///   - days: What is known of those that have begun.
    ///   - rule: The rule of the charge; a sum for actions.
    ///   - origin: The place of the first day that is forecast, among all days.
    ///   - place: The place of a date among all days.
    init(
        _ dates: BucketGrid, _ days: [ChargeDay], _ rule: QuantityRule, origin: Int,
        place: (LocalDate) -> Int
    ) {
        self.rule = rule
        var steps: Range<Int>?
        for (index, bucket) in dates.enumerated() {
            let place = place(bucket.firstDate)
            let day = days.element(at: index)
            if place >= origin {
                steps = (steps?.lowerBound ?? place - origin)..<place - origin + 1
                if let day { begun.append(day) }
            } else if let day, day.value != nil {
                known.append(day)
            } else {
                missing.append(bucket.firstDate)
            }
        }
        self.steps = steps ?? 0..<0
        // A figure at the end is without no day before it.
        if isOfEnd { missing.removeAll { $0 != dates.last?.firstDate } }
    }

    private var isOfEnd: Bool { rule == .last || rule == .monthEnd }

    /// Whether the quantity of whole numbers is whole.
    var isOfWhole: Bool { rule == .sum || rule == .peak || isOfEnd }

    /// The steps that decide the quantity: the last one alone of a figure at the end.
    var deciding: Range<Int> {
        isOfEnd && !steps.isEmpty ? steps.upperBound - 1..<steps.upperBound : steps
    }

    /// The quantity at the end of the period, if the deciding days go as these values; nil if nothing is known and no day is ahead.
    ///
    /// A day that has begun adds no less to a sum or a peak than what is known of it, and a figure to date ends no lower.
    ///
    /// - Complexity: O(*d*) for *d* days.
    func quantity(_ values: [Double] = []) -> Double? {
        var ahead = values
        if rule == .sum || rule == .peak {
            for (place, day) in begun.enumerated() where ahead.indices.contains(place) {
                if let value = day.value { ahead[place] = max(ahead[place], value) }
            }
        }
        let past = known.compactMap(\.value)
        guard past.count + ahead.count > 0 else { return nil }
        let sum = past.reduce(0, +) + ahead.reduce(0, +)
        switch rule {
        case .last: return ahead.last ?? past.last
        case .monthEnd:
            return ahead.last.map { max($0, begun.last { $0.value != nil }?.value ?? $0) } ?? past.last
        case .peak: return (past + ahead).reduce(-.infinity, max)
        case .sum: return sum
        case .mean: return sum / Double(past.count + ahead.count)
        case .timeWeightedMean:
            // The days of a clock have nearly one length.
            let length = known.isEmpty ? 1 : known.reduce(0) { $0 + $1.weight } / Double(known.count)
            let weighted = known.reduce(0) { $0 + ($1.value ?? 0) * $1.weight }
            return (weighted + ahead.reduce(0, +) * length)
                / (length * Double(known.count + ahead.count))
        }
    }
}
