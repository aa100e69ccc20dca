import BillingModel
import BillingReports
import BillingStore
import BillingTestSupport
import BillingTime
import Foundation
import Testing

@Suite("Labels filter and group a metric, and groups part the whole")
struct LabelBreakdownTests {
    private static let now = constant { try instant("2013-06-15T16:00:00Z") }
    private static let may = constant { ComparedPeriod.month(of: try day("2013-05-15")) }
    private static let region = constant { try LabelText("region") }

    /// Regions eu, us, jp and one series without a region; two sites in eu.
    private func world() async throws -> World {
        var world = try await World()
        try await world.commit { changes in
            changes.add(messages, for: acme)
            try changes.cover(messages, "2013-03-01T00:00:00Z", "2013-06-15T16:00:00Z")
            for (labels, april, may) in [
                (try Labels(("region", "eu"), ("site", "1")), 1.0, 10.0),
                (try Labels(("region", "eu"), ("site", "2")), 2, 20),
                (try Labels(("region", "us"), ("site", "3")), 4, 40),
                (try Labels(("region", "jp")), 800, 5),
                (try Labels(("site", "9")), 16, 160),
            ] {
                try changes.add(messages, april, at: "2013-04-10T00:00:00Z", labels: labels)
                try changes.add(messages, may, at: "2013-05-10T00:00:00Z", labels: labels)
            }
            for (region, users) in [("eu", 7.0), ("us", 5)] {
                let labels = try Labels(("region", region))
                changes.add(
                    .dailyActiveUsers, users, on: try days("2013-05-01", "2013-05-31"), labels: labels)
                changes.add(.monthlyActiveUsers, users, on: [try day("2013-05-31")], labels: labels)
            }
        }
        return world
    }

    private func rows(_ table: ConsumptionTable) -> [String] {
        table.rows.map { row in
            let labels = row.labels.pairs.map(\.value.text).joined(separator: " ")
            return "\(row.part) \(labels) \(row.windows[0].value ?? -1) of \(row.members)"
        }
    }

    @Test("A group holds the series that have one value of the label, and one those without it")
    func groups() async throws {
        let table = try await world().acme.consumptionTable(
            now: Self.now, metrics: [messages], breakdown: LabelBreakdown(group: Self.region))
        #expect(
            rows(table) == [
                "whole  1058.0 of 5", "group eu 33.0 of 2", "group jp 805.0 of 1", "group us 44.0 of 1",
                "unlabelled  176.0 of 1",
            ])
        #expect(table.row(messages, part: .unlabelled)?.windows[0].value == 176)
        #expect(table.text().contains("messages: without region"))
        try expectStableForms(table)
    }

    @Test("The greatest groups are shown, and the others are the rest")
    func top() async throws {
        let breakdown = try LabelBreakdown(group: Self.region, top: 1)
        let table = try await world().acme.consumptionTable(
            now: Self.now, metrics: [messages], breakdown: breakdown)
        #expect(
            rows(table) == [
                "whole  1058.0 of 5", "group jp 805.0 of 1", "unlabelled  176.0 of 1", "rest  77.0 of 3",
            ])
        // In a comparison the figure of the period decides, which is another one here.
        let comparison = try await world().acme.periodComparison(
            of: Self.may, mode: .previousPeriod, now: Self.now, metrics: [messages],
            breakdown: breakdown)
        let sums = comparison.rows.map { [$0.figures[0].period.value, $0.figures[0].base.value] }
        #expect(comparison.rows.map(\.part) == [.whole, .group, .unlabelled, .rest])
        #expect(sums == [[235, 823], [40, 4], [160, 16], [35, 803]])
        #expect(comparison.text().contains("messages: rest"))
        try expectStableForms(comparison)
    }

    @Test("A filter takes the series that have one of the values, and the whole is of these")
    func filter() async throws {
        let filter = LabelBreakdown.Filter(
            name: Self.region, values: [try LabelText("eu"), try LabelText("us")])
        let site = LabelBreakdown.Filter(
            name: try LabelText("site"), values: [try LabelText("2"), try LabelText("3")])
        var table = try await world().acme.consumptionTable(
            now: Self.now, metrics: [messages], breakdown: LabelBreakdown(filters: [filter]))
        #expect(rows(table)[0] == "whole  77.0 of 3")
        #expect(table.text().contains("Only series whose region is one of eu, us\n"))
        table = try await world().acme.consumptionTable(
            now: Self.now, breakdown: LabelBreakdown(filters: [filter, site], group: Self.region))
        #expect(rows(table) == ["whole  66.0 of 2", "group eu 22.0 of 1", "group us 44.0 of 1"])
        // Numbers of users have regions but no sites.
        #expect(table.omitted.map(\.metric) == [Metric.dailyActiveUsers.id, Metric.monthlyActiveUsers.id])
        #expect(Set(table.omitted.map(\.reason)) == ["no series has the labels that were asked for"])
        try expectStableForms(table)
    }

    @Test("Distinct counts and figures to date of several series are left out with the reason")
    func distinct() async throws {
        let table = try await world().acme.consumptionTable(now: Self.now)
        for metric in [Metric.dailyActiveUsers, .monthlyActiveUsers] {
            #expect(table.row(metric) == nil)
            #expect(table.rows.filter { $0.metric == metric.id }.map(\.part) == [.series, .series])
        }
        #expect(table.omitted.map(\.part) == [.whole, .whole])
        #expect(table.text().contains("Left out, as distinct counts"))
        let comparison = try await world().acme.periodComparison(
            of: Self.may, mode: .previousPeriod, now: Self.now, metrics: [.dailyActiveUsers],
            breakdown: LabelBreakdown(group: Self.region, top: 1))
        #expect(comparison.rows.map(\.part) == [.group, .rest])
        #expect(comparison.rows.map { $0.figures[0].period.value } == [7, 5])
        // Of two regions one is shown: the rest is one series, which can be told; the whole cannot.
        #expect(comparison.omitted.map(\.part) == [.whole])
    }

    @Test("A breakdown that makes no sense is refused, also in its JSON form")
    func refusals() throws {
        #expect(refusal { try LabelBreakdown(top: 1) } == .invalidValue)
        #expect(refusal { try LabelBreakdown(group: Self.region, top: 0) } == .invalidValue)
        for text in ["{\"filters\":[],\"top\":2}", "{\"filters\":[],\"group\":\"region\",\"top\":-1}"] {
            #expect(throws: BillingError.self) {
                try JSONDecoder().decode(LabelBreakdown.self, from: Data(text.utf8))
            }
        }
        let breakdown = try LabelBreakdown(
            filters: [.init(name: Self.region, values: [LabelText("eu")])], group: Self.region, top: 3)
        #expect(try roundTrip(breakdown) == breakdown)
    }

    @Test("Groups, those without the label and the rest add up to the whole", arguments: 0..<12)
    func partition(seed: UInt64) async throws {
        var random = SplitMix64(seed: seed)
        var world = try await World(zone: ["UTC", "America/St_Johns", "Pacific/Apia"][Int(seed % 3)])
        let names = ["region", "site", "kind"]
        let level = try Metric(id: MetricID("stock"), unit: "units", kind: .gauge, cadence: .daily)
        let hours = try Metric(id: MetricID("hours"), unit: "h", kind: .cumulative)
        var keys = Set<Labels>()
        for _ in 0..<9 {
            var pairs: [Labels.Pair] = []
            for name in names where Bool.random(using: &random) {
                pairs.append(
                    .init(
                        name: try LabelText(name),
                        value: try LabelText("v\(Int.random(in: 0...3, using: &random))")))
            }
            if !pairs.isEmpty { keys.insert(try Labels(pairs)) }
        }
        let series = keys.sorted()
        let start = try instant("2013-03-20T00:00:00Z")
        let dates = try days("2013-04-01", "2013-05-31")
        try await world.commit { changes in
            for metric in [messages, hours, level] {
                changes.add(metric, for: acme)
                try changes.cover(metric, "2013-03-01T00:00:00Z", "2013-06-10T00:00:00Z")
            }
            for labels in series {
                var instants = Set<Date>()
                for _ in 0..<20 {
                    let at = start.addingTimeInterval(Double(Int.random(in: 0..<80, using: &random)) * 86_400)
                    guard instants.insert(at).inserted else { continue }
                    for metric in [messages, hours] {
                        let value = Int.random(in: -50...50, using: &random)
                        let key = SeriesKey(tenant: acme, metric: metric.id, labels: labels)
                        changes.add(SampleWrite(key, at: .instant(at), value: Double(value)))
                    }
                }
                for date in dates where Int.random(in: 0..<3, using: &random) == 0 {
                    changes.add(
                        level, Double(Int.random(in: 0...99, using: &random)), on: [date], labels: labels)
                }
            }
        }
        let breakdown = try LabelBreakdown(
            group: LabelText(names[Int(seed % 3)]), top: [nil, 1, 2][Int(seed / 3 % 3)])
        let metrics = [messages, hours, level]
        let table = try await world.acme.consumptionTable(
            now: Self.now, metrics: metrics, breakdown: breakdown)
        let comparison = try await world.acme.periodComparison(
            of: Self.may, mode: .previousPeriod, now: Self.now, metrics: metrics, breakdown: breakdown)
        for metric in metrics {
            let rows = table.rows.filter { $0.metric == metric.id }
            let parts = rows.filter { $0.part != .whole }
            let whole = try #require(rows.first { $0.part == .whole })
            guard !parts.isEmpty else { continue }
            #expect(parts.map(\.members).reduce(0, +) == whole.members, "seed \(seed)")
            for place in whole.windows.indices where metric.kind != .gauge {
                let sum = parts.compactMap(\.windows[place].value).reduce(0, +)
                #expect(sum == whole.windows[place].value, "seed \(seed), \(metric.id)")
            }
            if metric.kind == .gauge {
                let net = parts.compactMap { $0.windows[0].steps?.net }.reduce(0, +)
                #expect(net == whole.windows[0].steps?.net, "seed \(seed)")
            }
            let compared = comparison.rows.filter { $0.metric == metric.id }
            for (side, name) in [(\PeriodComparison.Pair.period, "period"), (\.base, "base")] {
                let values = compared.map { $0.figures[0][keyPath: side].value }
                guard metric.kind != .gauge else { continue }
                #expect(
                    values.dropFirst().compactMap(\.self).reduce(0, +) == values[0],
                    "seed \(seed), \(metric.id) of the \(name)")
            }
        }
    }
}
