import Testing

@testable import AnomalyScore
@testable import BillingInsights

@Suite("Rates of findings")
struct AnomalyRateTests {
    private static let seeds = UInt64(1)...50

    @Test(
        "Ordinary and heavy-tailed series have at most one finding in a thousand values",
        arguments: MadeUpSeries.ordinary + MadeUpSeries.heavyTailed)
    func falseAlarms(kind: MadeUpSeries) throws {
        let findings = try kind.findings(seeds: Self.seeds, rate: AnomalyScan.Settings().rate)
        #expect(findings <= 1)
    }

    /// Series whose robust deviation is known, or no less than the least that the scan believes in.
    private static let steady: [(kind: MadeUpSeries, deviation: @Sendable (Double) -> Double)] = [
        (.counts, { $0.squareRoot() }), (.gauge, { _ in 3 }), (.charges, { _ in 9.6 }),
        (.growingCounts, { $0.squareRoot() }),
    ]

    @Test("Of spikes and dips of six deviations, 95 % are found", arguments: [1.0, -1.0])
    func spikes(sign: Double) throws {
        for (kind, deviation) in Self.steady {
            var found = 0
            for seed in Self.seeds {
                var values = kind.series(seed: seed)
                // A usual value, with the spike on top.
                let usual = try kind.scan(values).verdicts[310]?.expected ?? 0
                values[310] = usual + sign * 6 * deviation(usual)
                let scan = try kind.scan(values)
                if scan.findings.contains(where: { $0.steps.contains(310) }) { found += 1 }
            }
            #expect(found * 100 >= Self.seeds.count * 95, "\(kind) \(sign): \(found)")
        }
    }

    @Test("Of shifts by six deviations, 90 % are found within seven days", arguments: [1.0, -1.0])
    func shifts(sign: Double) throws {
        for (kind, deviation) in Self.steady where kind != .growingCounts {
            var found = 0
            for seed in Self.seeds {
                var values = kind.series(seed: seed)
                let size = deviation(values[300])
                for day in 300..<values.count { values[day] += sign * 6 * size }
                let scan = try kind.scan(values)
                if scan.findings.contains(where: { $0.steps.overlaps(300..<307) }) { found += 1 }
            }
            #expect(found * 100 >= Self.seeds.count * 90, "\(kind) \(sign): \(found)")
        }
    }
}
