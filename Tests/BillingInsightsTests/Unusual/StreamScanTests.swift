import BillingModel
import Testing

@testable import AnomalyScore
@testable import BillingInsights

@Suite("Streams of readings")
struct StreamScanTests {
    /// A day of 48 steps with noise.
    private static func stream(days: Int, seed: UInt64) -> [Double] {
        var random = SplitMix64(seed: seed)
        return (0..<48 * days).map { step in
            let place = Double(step % 48)
            return 100 + (place < 24 ? place : 48 - place) + 2 * random.gaussian()
        }
    }

    @Test("The example of the documentation")
    func example() throws {
        var readings: [Double?] = (0..<3_000).map { 20 + Double($0 * 7 % 13) }
        readings[2_000] = 60
        #expect(try StreamScan(of: readings).findings == [2_000])
    }

    @Test("Each view shows what is its own")
    func views() throws {
        let plain = Self.stream(days: 40, seed: 1)
        let view = { (change: (inout [Double]) -> Void) in
            var readings = plain
            change(&readings)
            let scan = try StreamScan(of: readings, settings: .init(cycle: 48, quietSteps: 0))
            let step = scan.findings.first { $0 >= 1_500 }
            return (step, step.flatMap { scan.verdicts[$0]?.view })
        }
        // Higher than ever.
        let high = try view { $0[1_512 + 24] += 60 }
        #expect(high.0 == 1_536)
        // A morning that does not come.
        let cycle = try view { for step in 1_548..<1_572 { $0[step] = $0[1_547] } }
        #expect((1_548..<1_572).contains(cycle.0 ?? 0) && cycle.1 == .cycle)
        // A reading of the upper half of a slow wave, in the lower half.
        var random = SplitMix64(seed: 2)
        var wave = (0..<3_000).map { Double(abs($0 % 240 - 120)) + random.gaussian() }
        wave[2_500] += 40
        let jump = try StreamScan(of: wave)
        #expect(jump.findings.contains(2_500) && jump.verdicts[2_500]?.view == .jump)
        // A level that rises by two and a half deviations and stays.
        let level = (0..<3_000).map { $0 < 2_000 ? random.gaussian() : 2.5 + random.gaussian() }
        let scan = try StreamScan(of: level)
        let verdicts = scan.verdicts[2_000..<2_010].compactMap { $0 }
        #expect(verdicts.contains { $0.view == .drift && $0.probability < 0.001 })
    }

    @Test("After a finding only what is rarer is another")
    func quiet() throws {
        var readings = Self.stream(days: 40, seed: 3)
        for (step, size) in [(1_500, 100.0), (1_510, 200), (1_520, 150), (1_700, 300)] {
            readings[step] += size
        }
        let findings = { (quiet: Int) in
            try StreamScan(of: readings, settings: .init(rate: 0.000_1, quietSteps: quiet)).findings
        }
        // What came once is a little less rare when it comes again.
        #expect(try findings(400) == [1_500])
        #expect(try findings(150) == [1_500, 1_700])
        #expect(try findings(0) == [1_500, 1_510, 1_520, 1_700])
    }

    @Test("The first part of a stream says the same about itself as the whole")
    func replay() throws {
        var readings = MadeUp.withGaps(Self.stream(days: 30, seed: 4), seed: 5)
        for step in 800..<900 { readings[step] = readings[step].map { $0 + 30 } }
        readings[1_200] = 500
        let settings = StreamScan.Settings(cycle: 48)
        let whole = try StreamScan(of: readings, settings: settings)
        #expect(zip(readings, whole.verdicts).allSatisfy { $0 != nil || $1 == nil })
        for count in stride(from: 1, through: readings.count, by: 311) {
            let part = try StreamScan(of: Array(readings[..<count]), settings: settings)
            #expect(part.verdicts == Array(whole.verdicts[..<count]))
            #expect(part.findings == whole.findings.filter { $0 < count })
        }
    }

    @Test("Of a thousand ordinary readings at most three are findings")
    func rate() throws {
        var findings = 0
        for seed in UInt64(1)...2 {
            findings += try StreamScan(of: Self.stream(days: 42, seed: seed), settings: .init(cycle: 48))
                .findings.count
        }
        #expect(findings <= 3 * 4, "\(findings)")
    }

    @Test("Settings out of their range are refused")
    func settings() {
        for settings in [
            StreamScan.Settings(cycle: 1), .init(cycle: 3_001), .init(cycle: .min), .init(rate: 0),
            .init(rate: .nan), .init(quietSteps: -1),
        ] {
            let error = #expect(throws: BillingError.self) { try StreamScan(of: [1], settings: settings) }
            #expect(error?.code == .invalidValue)
        }
        #expect(throws: BillingError.self) { try StreamScan(of: [.infinity]) }
        #expect(throws: BillingError.self) { try StreamScan(of: [-1.1e300]) }
    }

    @Test("Whatever comes, probabilities are from 0 to 1", arguments: HostileInputTests.series.indices)
    func hostile(index: Int) throws {
        let (name, values) = HostileInputTests.series[index]
        for cycle in [nil, 288] where values.count < 10_000 || cycle == nil {
            let readings = Array(values.prefix(4_000))
            let scan = try StreamScan(
                of: readings, settings: .init(cycle: cycle, rate: 0.000_001, quietSteps: .max))
            #expect(scan.verdicts.count == readings.count)
            let isBetween = scan.verdicts.allSatisfy { $0.map { (0...1).contains($0.probability) } ?? true }
            #expect(isBetween, "\(name)")
        }
    }
}
