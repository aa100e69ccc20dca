/// What forecasts of earlier cycles missed, each from those before it, from every place.
///
/// Places are those with as many days left.
struct Backtest: Sendable {
    /// An earlier cycle, and how it was forecast.
    struct Row: Sendable {
        let cycle: ToDateCycle
        let place: CyclePlace
        /// Each older cycle weighs 0.9 times the next: fleets change, and the first forecasts had little to go by.
        let weight: Double
    }

    let rows: [Row]
    /// How many cycles the errors are worth, (Σw)² / Σw².
    let cycles: Double
    /// How far to trust the chain ladder with so many days left, from 0 on.
    private let credibilities: [Double]

    /// The first cycle has one before it whose level says something about change, too: it is the third.
    private static let firstCycle = 2

    /// - Complexity: O(*c* *n*) for *c* cycles of *n* days in all.
    init(_ history: ToDateHistory, longest: Int) {
        let cycles = history.earlier
        var rows: [Row] = []
        var weight = 1.0
        for index in (min(Self.firstCycle, cycles.count)..<cycles.count).reversed()
        where cycles[index].end != nil {
            let place = history.place(of: cycles[index].times, after: cycles[..<index], ahead: 1)
            rows.append(Row(cycle: cycles[index], place: place, weight: weight))
            weight *= 0.9
        }
        self.rows = rows
        let weights = rows.reduce(0) { $0 + $1.weight }
        self.cycles = max(weights * weights / max(rows.reduce(0) { $0 + $1.weight * $1.weight }, 1), 1)
        credibilities = (0...longest).map { Self.credibility(rows, left: $0) }
    }

    func credibility(left: Int) -> Double { credibilities[min(left, credibilities.count - 1)] }

    /// The β of least squares over places up to three days away, drawn towards a smooth step of the share that is
    /// due, as by four cycles.
    ///
    /// - SeeAlso: Bühlmann (1967), Experience rating and credibility.
    private static func credibility(_ rows: [Row], left: Int) -> Double {
        guard left > 0 else { return 1 }
        let reach = 3
        var (products, squares, shares, weights) = (0.0, 0.0, 0.0, 0.0)
        for row in rows {
            for near in max(left - reach, 0)...left + reach where near <= row.cycle.days {
                let days = row.cycle.days - near
                guard let value = row.cycle.values[days], let end = row.cycle.end else { continue }
                let weight = Double(reach + 1 - abs(near - left))
                let scale = row.place.scale(row.place.prior)
                let ladder = (row.place.chainLadder(value, after: days) - row.place.prior) / scale
                products += weight * ladder * ((end - row.place.prior) / scale)
                squares += weight * ladder * ladder
                shares += weight * min(row.place.share(after: days), 1)
                weights += weight
            }
        }
        let share = weights > 0 ? shares / weights : 0
        let expected = share * share * (3 - 2 * share)
        guard squares > 0 else { return expected }
        let (count, belief) = (Double(rows.count), 4.0)
        return min(max((count * products / squares + belief * expected) / (count + belief), 0), 1)
    }
}

extension Backtest {
    /// The root mean square error to expect of the figure `ahead` days on, with so many days left to the end.
    ///
    /// It is pooled over places with up to half as many days more or a third less, each at the same part of its
    /// way, the mean square being proportional to the way.
    ///
    /// - Parameters:
    ///   - left: Days to the end of the cycle, at least 1.
    ///   - ahead: Days ahead, from 1 to `left`.
    ///   - fromStart: Whether nothing of the cycle is known.
    /// - Returns: The size in units of the scale of a forecast.
    func size(left: Int, ahead: Int, fromStart: Bool = false) -> Double {
        let near = max((2 * left + 1) / 3, 1)...max((3 * left + 1) / 2, 1)
        var squares = 0.0
        var count = 0.0
        for row in rows {
            let ways = fromStart ? row.cycle.days...row.cycle.days : near.clamped(to: 1...row.cycle.days)
            for way in ways where fromStart || near.contains(way) {
                let step = min(max((ahead * way + left / 2) / left, 1), way)
                guard let error = error(row, left: way, ahead: step) else { continue }
                squares += row.weight * error * error * Double(ahead) / Double(step)
                count += row.weight
            }
        }
        // A forecast of what comes misses by as much more as one cycle adds to the evidence.
        return count > 0 ? (squares / count * (cycles + 1) / cycles).squareRoot() : 0
    }

    private func error(_ row: Row, left: Int, ahead: Int) -> Double? {
        let days = row.cycle.days - left
        guard let value = row.cycle.values[days], let later = row.cycle.values[days + ahead] else {
            return nil
        }
        let end = row.place.end(value, after: days, credibility: credibility(left: left))
        let forecast = row.place.value(after: days + ahead, from: value, after: days, to: end)
        return (later - forecast) / row.place.scale(forecast)
    }
}
