import BillingModel
import Testing

@testable import AnomalyScore
@testable import BillingInsights

@Suite("Unusual values")
struct AnomalyScanTests {
    private static let week: [Double] = [50, 60, 60, 70, 60, 20, 10]
    private static let weeks: [Double?] = (0..<84).map { week[$0 % 7] }

    @Test("A spike has its expected value and its impact")
    func spike() throws {
        var days = Self.weeks
        days[60] = 400
        let scan = try AnomalyScan(of: days, grid: .daily)
        let finding = try #require(scan.findings.first)
        #expect(scan.findings.count == 1)
        #expect(finding.kind == .spike)
        #expect(finding.steps == 60..<61)
        #expect(finding.peak == 60)
        #expect(finding.value == 400)
        #expect(finding.expected == 60)
        #expect(finding.impact == 340)
        #expect(finding.usual.contains(60) && !finding.usual.contains(400))
        #expect(finding.probability < 0.002)
    }

    @Test("A day without anything is a dip; a day without a value is none")
    func dip() throws {
        var days: [Double?] = Self.weeks.map { $0.map { $0 * 10 } }
        days[59] = 0
        let finding = try #require(try AnomalyScan(of: days, grid: .daily).findings.first)
        #expect(finding.kind == .dip)
        #expect(finding.impact == -700)
        days[59] = nil
        let scan = try AnomalyScan(of: days, grid: .daily)
        #expect(scan.findings.isEmpty)
        #expect(scan.verdicts[59] == nil)
    }

    @Test("Neighbouring values are one finding, far ones are not")
    func neighbours() throws {
        var days = Self.weeks
        for day in [50, 52, 70] { days[day] = 900 }
        let findings = try AnomalyScan(of: days, grid: .daily).findings
        #expect(findings.map(\.steps) == [50..<53, 70..<71])
        // Days 50 and 52 are the second and the fourth of a week.
        #expect(findings[0].impact == (900 - 60) + (900 - 70))
    }

    @Test("What stays is a shift, and the new level is expected afterwards")
    func shift() throws {
        var days: [Double?] = Array(repeating: 100, count: 60)
        for day in 40..<60 { days[day] = 300 }
        let scan = try AnomalyScan(of: days, grid: .daily)
        #expect(scan.findings.map(\.kind) == [.shift])
        // Three days against the old level, the fourth is taken for the new one.
        #expect(scan.findings.map(\.steps) == [40..<44])
        #expect(scan.verdicts[43]?.isNewLevel == true)
        #expect(scan.verdicts[44]?.expected == 300)
        #expect(scan.verdicts[44]?.isUnusual == false)
    }

    @Test("A small difference is none where an impact is asked for")
    func impact() throws {
        var days = Self.weeks
        days[60] = 400
        let findings = { (least: Double) in
            try AnomalyScan(of: days, grid: .daily, settings: .init(leastImpact: least)).findings.count
        }
        #expect(try findings(340) == 1)
        #expect(try findings(341) == 0)
    }

    @Test("A feed is silent where it ends in a longer gap than before")
    func silence() throws {
        let since = { (values: [Double?]) in try AnomalyScan(of: values, grid: .daily).silentSince }
        #expect(try since([1, 2, 3, nil, nil]) == 3)
        #expect(try since([1, 2, 3, nil]) == nil)
        #expect(try since([1, nil, nil, 2, 3, nil, nil]) == nil)
        #expect(try since([1, nil, nil, 2, 3, nil, nil, nil]) == 5)
        #expect(try since([nil, nil, nil, 1, nil, nil]) == 4)
        #expect(try since([nil, nil]) == nil)
        #expect(try since([]) == nil)
    }

    @Test("A month-to-date figure may begin anew, and a monthly charge may come")
    func months() throws {
        var toDate = 0.0
        let starts = Set(MadeUpSeries.monthStarts)
        let totals: [Double?] = (0..<200).map {
            toDate = (starts.contains($0) ? 0 : toDate) + 10
            return toDate
        }
        let scan = try AnomalyScan(
            of: totals, grid: .daily, cycleStarts: starts, settings: .init(isRunningTotal: true))
        #expect(scan.findings.isEmpty)
        #expect(scan.verdicts[151]?.expected == 10)
        var jump = totals
        for day in 170..<181 { jump[day] = jump[day].map { $0 + 200 } }
        let found = try AnomalyScan(
            of: jump, grid: .daily, cycleStarts: starts, settings: .init(isRunningTotal: true))
        #expect(found.findings.first?.steps.lowerBound == 170)

        let charged: [Double?] = (0..<200).map { starts.contains($0) ? 500 : 20 }
        #expect(try AnomalyScan(of: charged, grid: .daily, cycleStarts: starts).findings.isEmpty)
        #expect(try !AnomalyScan(of: charged, grid: .daily).findings.isEmpty)
    }

    @Test(
        "The first part of a series says the same about itself as the whole", arguments: MadeUpSeries.ordinary
    )
    func replay(kind: MadeUpSeries) throws {
        var values = MadeUp.withGaps(kind.series(seed: 3), seed: 4)
        for day in [150, 151, 260] { values[day] = 5_000 }
        for day in 300..<values.count { values[day] = values[day].map { $0 * 3 } }
        let whole = try kind.scan(values).verdicts
        for count in stride(from: 1, through: values.count, by: 7) {
            let part = try kind.scan(Array(values[..<count])).verdicts
            #expect(part == Array(whole[..<count]))
        }
    }

    @Test("Settings out of their range are refused")
    func settings() {
        for settings in [
            AnomalyScan.Settings(rate: 0), .init(rate: 1e-300), .init(rate: .nan), .init(rate: 0.2),
            .init(leastImpact: -1),
            .init(leastImpact: .infinity),
        ] {
            let error = #expect(throws: BillingError.self) {
                try AnomalyScan(of: [1], grid: .daily, settings: settings)
            }
            #expect(error?.code == .invalidValue)
        }
        #expect(throws: BillingError.self) { try AnomalyScan(of: [.nan], grid: .daily) }
        #expect(throws: BillingError.self) { try AnomalyScan(of: [1e301], grid: .daily) }
    }

    @Test("Whatever comes, what is said is finite", arguments: HostileInputTests.series.indices)
    func hostile(index: Int) throws {
        let (name, values) = HostileInputTests.series[index]
        for grid in [Forecast.Grid.hourly, .daily, .weekly, .monthly] {
            for isTotal in [false, true] where values.count < 10_000 || grid == .hourly {
                let scan = try AnomalyScan(
                    of: values, grid: grid, cycleStarts: stride(from: 0, to: 1_000, by: 30),
                    settings: .init(isRunningTotal: isTotal, rate: isTotal ? 0.000_001 : 0.1))
                #expect(scan.verdicts.count == values.count)
                let isFinite = scan.verdicts.allSatisfy { verdict in
                    guard let verdict else { return true }
                    return verdict.expected.isFinite && verdict.usual.lowerBound.isFinite
                        && verdict.usual.upperBound.isFinite && (0...1).contains(verdict.probability)
                }
                #expect(isFinite, "\(name)")
                #expect(scan.findings.allSatisfy { $0.impact.isFinite }, "\(name)")
            }
        }
    }
}
