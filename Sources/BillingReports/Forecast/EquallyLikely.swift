import BillingModel

/// Figures that are equally likely, as the courses that they follow from are.
///
/// The figure at a place *i* of *n* in ascending order is taken for the middle of its share, (*i* − ½) / *n*; between two of them
/// it goes by the line. So intervals and probabilities agree.
///
/// - SeeAlso: Hyndman and Fan (1996), Sample quantiles in statistical packages, definition 5.
enum EquallyLikely {
    /// The mean of amounts and the intervals that they lie in, each rounded half away from zero.
    static func figure(_ amounts: [Int64], in currency: Currency) -> ForecastFigure<Money> {
        let sorted = amounts.sorted()
        func money(_ units: Int64) -> Money { Money(minorUnits: units, currency: currency) }
        return ForecastFigure(value: money(mean(of: amounts))) { money(quantile($0, ofSorted: sorted)) }
    }

    /// The mean of quantities and the intervals that they lie in.
    static func figure(_ quantities: [Double]) -> ForecastFigure<Double> {
        let sorted = quantities.sorted()
        let count = Double(max(quantities.count, 1))
        // Each is divided first, so that the sum is finite.
        let mean = quantities.reduce(0) { $0 + $1 / count }
        let isCertain = sorted.first == sorted.last
        return ForecastFigure(value: isCertain ? sorted.first ?? 0 : mean) { quantile($0, ofSorted: sorted) }
    }

    /// The mean of amounts, rounded half away from zero; 0 for none.
    static func mean(of amounts: [Int64]) -> Int64 {
        guard !amounts.isEmpty else { return 0 }
        return quotient(amounts.reduce(Int128(0)) { $0 + Int128($1) }, Int128(amounts.count))
    }

    /// The place of a share in fortieths among ascending figures, and what is left of it in fortieths.
    private static func place(_ fortieths: Int, of count: Int) -> (index: Int, rest: Int) {
        let position = count * fortieths - 20
        guard position > 0 else { return (0, 0) }
        let index = position / 40
        return index + 1 < count ? (index, position % 40) : (max(count - 1, 0), 0)
    }

    private static func quantile(_ fortieths: Int, ofSorted sorted: [Int64]) -> Int64 {
        guard !sorted.isEmpty else { return 0 }
        let (index, rest) = place(fortieths, of: sorted.count)
        guard rest > 0 else { return sorted[index] }
        let low = Int128(sorted[index])
        return quotient(40 * low + Int128(rest) * (Int128(sorted[index + 1]) - low), 40)
    }

    private static func quantile(_ fortieths: Int, ofSorted sorted: [Double]) -> Double {
        guard !sorted.isEmpty else { return 0 }
        let (index, rest) = place(fortieths, of: sorted.count)
        guard rest > 0 else { return sorted[index] }
        let share = Double(rest) / 40
        let value = sorted[index] * (1 - share) + sorted[index + 1] * share
        return min(max(value, sorted[index]), sorted[index + 1])
    }

    /// Half away from zero; the divisor is above 0 and the quotient that of 64 bits.
    private static func quotient(_ number: Int128, _ divisor: Int128) -> Int64 {
        Int64(clamping: RoundingRule.halfAwayFromZero.quotient(number, by: divisor))
    }

    /// The probability that an amount is exceeded, by the line between the amounts.
    ///
    /// Beyond the outermost amounts it falls with the fourth power of the distance from the median, as that of a forecast does. It is 0
    /// or 1 only where all amounts are one.
    ///
    /// - Complexity: O(*n* log *n*) for *n* amounts.
    static func probability(that amounts: [Int64], exceed amount: Int64) -> Double {
        let sorted = amounts.sorted()
        guard let first = sorted.first, let last = sorted.last, first < last else {
            return sorted.first.map { $0 > amount ? 1 : 0 } ?? 0
        }
        let count = Double(sorted.count)
        let median = sorted[sorted.count / 2]
        func tail(from limit: Int64) -> Double {
            let ratio = (distance(limit, median) + 1) / (distance(amount, median) + 1)
            return 0.5 / count * (ratio * ratio) * (ratio * ratio)
        }
        if amount < first { return 1 - tail(from: first) }
        if amount >= last { return tail(from: last) }
        let below = sorted.count { $0 <= amount }
        let share = distance(amount, sorted[below - 1]) / distance(sorted[below], sorted[below - 1])
        return 1 - (Double(below) - 0.5 + share) / count
    }

    private static func distance(_ one: Int64, _ other: Int64) -> Double {
        Double((Int128(one) - Int128(other)).magnitude)
    }

    /// The sums of amounts of several parts, paired by their places: the newest origin with the newest.
    ///
    /// A part of fewer amounts begins anew with its newest; what is then left over is spread over all of its amounts, so that they stay
    /// nearly equally likely.
    ///
    /// - Returns: As many sums as the longest part has amounts; nil if one does not fit 64 bits.
    static func sums(_ parts: [[Int64]]) -> [Int64]? {
        let count = parts.map(\.count).max() ?? 0
        var sums = Array(repeating: Int128(0), count: max(count, 1))
        for part in parts where !part.isEmpty {
            for place in sums.indices {
                sums[place] += Int128(part[Self.place(place, of: count, in: part.count)])
            }
        }
        var fitting: [Int64] = []
        for sum in sums {
            guard let sum = Int64(exactly: sum) else { return nil }
            fitting.append(sum)
        }
        return fitting
    }

    /// Which of fewer amounts stands at a place of more.
    private static func place(_ place: Int, of count: Int, in fewer: Int) -> Int {
        let left = count % fewer
        let begin = count - left
        return place < begin ? place % fewer : (place - begin) * fewer / left
    }
}
