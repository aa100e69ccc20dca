/// How errors of a known size scatter: their limits in units of their root mean square.
struct Spread: Equatable, Sendable {
    static let levels = [0.8, 0.95]
    /// The limits of the Gaussian distribution at these levels.
    static let gaussian = [1.2815515655446004, 1.959963984540054]

    let limits: Limits

    /// Blends what was seen with the Gaussian distribution, and skewed limits with even ones, as far as there
    /// is much to see.
    ///
    /// - Parameters:
    ///   - scaled: Errors in units of their root mean square.
    ///   - origins: From how many origins they come: ten weigh as much as the Gaussian limits.
    ///   - windows: How many of these speak for themselves: a hundred weigh as much as even limits.
    init(of scaled: [Double], origins: Double, windows: Double) {
        let sorted = scaled.sorted()
        let sizes = Self.sizes(sorted)
        let trust = origins / (origins + 10)
        let skew = windows / (windows + 100)
        func limit(_ level: Int, seen: Double) -> Double {
            let even = Median.quantile(Self.levels[level], ofSorted: sizes)
            return max(trust * (skew * seen + (1 - skew) * even) + (1 - trust) * Self.gaussian[level], 0)
        }
        limits = Limits(
            below: Self.levels.indices.map {
                limit($0, seen: -Median.quantile((1 - Self.levels[$0]) / 2, ofSorted: sorted))
            },
            above: Self.levels.indices.map {
                limit($0, seen: Median.quantile((1 + Self.levels[$0]) / 2, ofSorted: sorted))
            })
    }

    /// The magnitudes of ascending values, ascending: a merge, since each sign is in order already.
    static func sizes(_ sorted: [Double]) -> [Double] {
        var right = sorted.firstIndex { $0 >= 0 } ?? sorted.count
        var left = right - 1
        return sorted.map { _ in
            if right < sorted.count, left < 0 || sorted[right] <= -sorted[left] {
                right += 1
                return sorted[right - 1]
            }
            left -= 1
            return -sorted[left + 1]
        }
    }

    /// Limits for errors of this root mean square.
    func limits(ofSize size: Double) -> Limits { limits.widened(by: [size, size]) }
}
