import BillingInsights

/// How often a trend is told where there is none, is found where there is one, and has its true growth in the
/// interval.
struct TrendRates {
    private(set) var told = 0
    private(set) var found = 0
    private(set) var covered = 0

    /// Tries one noise without trend and with 4 % a month.
    mutating func add(_ noise: [Double]) throws {
        let flat = try Trend(of: MadeUpDays.days(noise, growth: 0), grid: .daily)
        if flat.direction == .growing || flat.direction == .shrinking { told += 1 }
        let growing = try Trend(of: MadeUpDays.days(noise, growth: 0.04), grid: .daily)
        if growing.direction == .growing { found += 1 }
        if growing.growth?.interval95.contains(0.04) == true { covered += 1 }
    }

    static func print() throws {
        Swift.print("days,noise,told,found,covered")
        for days in [60, 90, 180, 365] {
            for correlation in [0, 0.3, 0.5, 0.8] {
                var rates = TrendRates()
                for seed in MadeUpDays.seeds {
                    try rates.add(MadeUpDays.noise(seed: seed, count: days, correlation: correlation))
                }
                Swift.print("\(days),\(correlation),\(rates.told),\(rates.found),\(rates.covered)")
            }
            var rates = TrendRates()
            for seed in MadeUpDays.seeds {
                try rates.add(MadeUpDays.wandering(seed: seed, count: days, step: 0.1))
            }
            Swift.print("\(days),wandering,\(rates.told),\(rates.found),\(rates.covered)")
        }
    }
}
