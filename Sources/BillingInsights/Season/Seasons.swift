/// The seasons of a series, taken apart.
///
/// Additive or multiplicative is decided by squared error around the moving average; a series with a value of
/// 0 or less is additive. With two seasons, such as the day and the week of hours, the shorter is estimated
/// first and the longer from what remains, so that what a week lacks in cycles to tell 168 indices apart it
/// borrows from the day.
struct Seasons: Sendable {
    /// The season that returns soonest.
    let short: SeasonalProfile
    /// What the longer season adds to the shorter; nothing where there is one season.
    let long: SeasonalProfile?
    /// All together.
    let whole: SeasonalProfile

    /// Estimates the seasons, shortest first; each period is a multiple of the one before.
    ///
    /// - Parameters:
    ///   - course: The series.
    ///   - periods: The seasons to look for; none for a series without.
    ///   - decay: The weight of each older cycle of the shortest period relative to the next.
    /// - Complexity: O(*n*).
    init(of course: Course, periods: [Int], decay: Double) {
        let additive = Self(of: course, periods: periods, decay: decay, kind: .additive)
        guard zip(course.values, course.known).allSatisfy({ $0 > 0 || $1 == 0 }) else {
            self = additive
            return
        }
        let ratios = Self(of: course, periods: periods, decay: decay, kind: .multiplicative)
        let level = MovingAverage(of: course.values, period: periods.last ?? 1)
        let multiplies =
            ratios.whole.squaredError(in: course, around: level)
            <= additive.whole.squaredError(in: course, around: level)
        self = multiplies ? ratios : additive
    }

    private init(of course: Course, periods: [Int], decay: Double, kind: SeasonalProfile.Kind) {
        let shortest = periods.first ?? 1
        guard shortest > 1 else {
            short = .flat(kind, period: 1)
            long = nil
            whole = short
            return
        }
        short = ClassicalSeason(kind: kind, period: shortest, decay: decay)
            .profile(of: course, around: MovingAverage(of: course.values, period: shortest))
        guard let longest = periods.last, longest > shortest else {
            long = nil
            whole = short
            return
        }
        let rest = short.removed(from: course)
        var cycleDecay = 1.0
        for _ in 0..<longest / shortest { cycleDecay *= decay }
        let extra = ClassicalSeason(kind: kind, period: longest, decay: cycleDecay)
            .profile(of: rest, around: MovingAverage(of: rest.values, period: longest))
        long = extra
        whole = short.combined(with: extra)
    }
}

extension Seasons {
    /// The series with all seasons put back on.
    func restored(_ plain: Course) -> Course {
        var result = plain
        for index in 0..<plain.count {
            result.values[index] = whole.apply(to: plain.values[index], at: index)
        }
        return result
    }
}
