import BillingInsights
import BillingModel

/// Made-up sets of series with spikes, for what comes together with them.
enum MadeUpSpikes {
    /// The days of the spikes of the first series.
    private static let spikes = [150, 190, 230, 270, 310]

    /// Coincidences with the spikes of the first of thirteen independent series.
    ///
    /// Each other series has as many spikes on days of its own; the second has some of them on the days of the
    /// first, or one day later.
    static func coincidences(seed: UInt64, shared: Int) throws -> Coincidences {
        var random = SplitMix64(seed: seed)
        let scans = try (0..<13).map { index in
            let noise = MadeUpSets.noise(365, &random)
            let kind: MadeUpSets.Kind = index % 2 == 0 ? .noisyCounts : .trend
            var values = MadeUpSets.series(kind, noise: noise, &random)
            for (place, day) in spikes.enumerated() {
                let late = Int(random.next() % 2)
                let own = 120 + Int(random.next() % 240)
                let isShared = index == 1 && place < shared
                values[index == 0 ? day : isShared ? day + late : own] *= 4
            }
            return try AnomalyScan(of: values, grid: .daily)
        }
        return try Coincidences(on: spikes, among: scans.dropFirst().map { UnusualDays($0) })
    }

    /// Prints in how many sets something is told that is so, and something that is not.
    static func printShares() throws {
        print("\n| spikes shared, of five | companion found | false ones |\n| --- | --- | --- |")
        for shared in [0, 2, 3, 4] {
            var (found, wrong) = (0, 0)
            for seed in UInt64(1)...200 {
                let companions = try coincidences(seed: seed, shared: shared).companions.map(\.series)
                found += companions.contains(0) ? 1 : 0
                wrong += companions.contains { shared == 0 || $0 != 0 } ? 1 : 0
            }
            print("| \(shared) | \(Double(found) / 200) | \(Double(wrong) / 200) |")
        }
    }
}
