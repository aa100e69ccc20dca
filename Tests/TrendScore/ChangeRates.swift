import BillingInsights

/// How often changes are told where there are none, and found where there are.
struct ChangeRates {
    /// Series of which a change is told besides those that were planted.
    private(set) var told = 0
    private(set) var planted = 0
    private(set) var found = 0
    /// Changes found whose likely places hold the true one.
    private(set) var covered = 0

    /// Tries a year with this noise.
    mutating func add(_ change: PlantedChange, _ noise: [Double], seed: UInt64) throws {
        let (days, truth) = change.days(noise, seed: seed)
        var changes = try ChangePoints(of: days, grid: .daily).changes
        for (kind, index) in truth {
            planted += 1
            let near = changes.indices.filter {
                changes[$0].kind == kind && abs(changes[$0].index - index) <= change.reach
            }
            guard let match = near.first else { continue }
            found += 1
            if changes[match].likely.contains(index) { covered += 1 }
            changes.remove(at: match)
        }
        if !changes.isEmpty { told += 1 }
    }

    static func print() throws {
        Swift.print("change,noise,series,told,planted,found,covered")
        for change in PlantedChange.allCases {
            for correlation in [0, 0.3, 0.5, 0.8] {
                var rates = ChangeRates()
                for seed in MadeUpDays.seeds {
                    let noise = MadeUpDays.noise(seed: seed, count: 365, correlation: correlation)
                    try rates.add(change, noise, seed: seed)
                }
                rates.print("\(change),\(correlation),\(MadeUpDays.seeds.count)")
            }
        }
        var rates = ChangeRates()
        for seed in MadeUpDays.seeds {
            try rates.add(.none, MadeUpDays.wandering(seed: seed, count: 365, step: 0.1), seed: seed)
        }
        rates.print("none,wandering,\(MadeUpDays.seeds.count)")
    }

    private func print(_ label: String) { Swift.print("\(label),\(told),\(planted),\(found),\(covered)") }
}
