import BillingModel
import BillingTestSupport
import Foundation
import Testing

@Suite("A series is its samples in ascending order of time")
struct MetricSeriesTests {
    private let key: SeriesKey
    private let zone = ZoneID.utc

    init() throws {
        key = SeriesKey(tenant: try TenantID("acme"), metric: try MetricID("fuel"))
    }

    @Test("Samples in any order come out sorted, with their revision")
    func order() throws {
        var chance = SplitMix64(seed: 3)
        let expected = (-50..<50).map { (instant: instant(Int64($0) * 7), value: Double($0)) }
        let revision = try Revision(9)
        let series = try MetricSeries(
            key: key, instants: expected.shuffled(using: &chance), revision: revision)
        #expect(series.timing == .instants)
        #expect(series.map(\.time) == expected.map { .instant($0.instant) })
        #expect(series.map(\.value) == expected.map(\.value))
        #expect(series.values == expected.map(\.value))
        #expect(series.map(\.revision) == Array(repeating: revision, count: 100))
        #expect(Array(series.revisions) == Array(repeating: revision, count: 100))
        #expect(series.zones.isEmpty)
        #expect(series.positions == expected.map { Int64($0.instant.timeIntervalSince1970) * 1_000_000 })

        let dates = try (0..<40).map { (date: try LocalDate("2024-02-10").adding(days: $0), value: -0.5) }
        let daily = try MetricSeries(key: key, dates: dates.shuffled(using: &chance), zone: zone)
        #expect(daily.timing == .dates)
        #expect(daily.map(\.time) == dates.map { .date($0.date) })
        #expect(Array(daily.zones) == Array(repeating: zone, count: 40))
        #expect(daily[0].revision == .zero)
    }

    @Test("No samples make an empty series")
    func empty() throws {
        let instants = try MetricSeries(key: key, instants: [])
        #expect(instants.isEmpty)
        #expect(instants.revisions.isEmpty && instants.zones.isEmpty)
        let dates = try MetricSeries(key: key, dates: [], zone: zone)
        #expect(dates.first == nil && dates.zones.isEmpty)
        #expect(instants != dates)
    }

    @Test("The first and last instant and date of all are taken")
    func limits() throws {
        let last = Date(timeIntervalSince1970: 253_402_300_799)
        let first = Date(timeIntervalSince1970: -62_135_596_800)
        let series = try MetricSeries(key: key, instants: [(last, 2), (first, 1)])
        #expect(series.map(\.time) == [.instant(first), .instant(last)])
        let daily = try MetricSeries(key: key, dates: [(.max, 2), (.min, 1)], zone: zone)
        #expect(daily.map(\.time) == [.date(.min), .date(.max)])
        for date in impossibleDates {
            #expect(
                refusal { try MetricSeries(key: key, instants: [(instant(0), 1), (date, 1)]) }
                    == .invalidValue)
        }
    }

    @Test("Two samples at one time are refused, also within one microsecond or with one value")
    func twins() throws {
        let rule = "a series has one sample at a time"
        #expect(
            brokenRule {
                try MetricSeries(key: key, instants: [(instant(5), 1), (instant(0), 1), (instant(5), 1)])
            } == rule)
        let close = instant(5).addingTimeInterval(2e-7)
        #expect(close != instant(5))
        #expect(brokenRule { try MetricSeries(key: key, instants: [(close, 1), (instant(5), 2)]) } == rule)
        let date = try LocalDate("2024-02-29")
        #expect(brokenRule { try MetricSeries(key: key, dates: [(date, 1), (date, 2)], zone: zone) } == rule)
        #expect(
            try MetricSeries(key: key, instants: [(instant(5), 1), (instant(5, micro: 1), 1)]).count == 2)
    }

    @Test(
        "A value that is not finite is refused",
        arguments: [Double.nan, .infinity, -.infinity, .signalingNaN])
    func finite(_ value: Double) throws {
        let rule = "a sample has a finite value"
        #expect(
            brokenRule { try MetricSeries(key: key, instants: [(instant(1), 1), (instant(0), value)]) }
                == rule)
        let date = try LocalDate("2024-02-29")
        #expect(brokenRule { try MetricSeries(key: key, dates: [(date, value)], zone: zone) } == rule)
    }

    @Test("It is a collection with random access")
    func collection() throws {
        let series = try MetricSeries(key: key, instants: (0..<100).map { (instant($0), Double($0)) })
        #expect(series.startIndex == 0 && series.endIndex == 100 && series.count == 100)
        #expect(series.indices == 0..<100)
        #expect(series.index(10, offsetBy: 5) == 15)
        #expect(series.distance(from: 90, to: 10) == -80)
        #expect(series.index(95, offsetBy: 10, limitedBy: 100) == nil)
        #expect(Array(series) == series.indices.map { series[$0] })
        #expect(Array(series.reversed()) == Array(series).reversed())
        #expect(Array(series[20..<30]) == Array(Array(series)[20..<30]))
        #expect(series[20..<30].startIndex == 20)
        #expect(series.dropFirst(98).map(\.value) == [98, 99])
        #expect(series.suffix(2).map(\.value) == [98, 99])
        #expect(series.first?.value == 0 && series.last?.value == 99)
        var visited = 0
        for sample in series {
            #expect(sample.value == Double(visited))
            visited += 1
        }
        #expect(visited == 100)
    }

    @Test("Equality takes in key, times, values, revisions and zones")
    func equality() throws {
        let date = try LocalDate("2024-02-29")
        let series = try MetricSeries(key: key, dates: [(date, 1)], zone: zone)
        let same = try MetricSeries(key: key, dates: [(date, 1)], zone: zone)
        #expect(series == same && series.hashValue == same.hashValue)
        let other = SeriesKey(tenant: try TenantID("other"), metric: key.metric)
        #expect(try series != MetricSeries(key: other, dates: [(date, 1)], zone: zone))
        #expect(try series != MetricSeries(key: key, dates: [(date, 2)], zone: zone))
        #expect(try series != MetricSeries(key: key, dates: [(date.adding(days: 1), 1)], zone: zone))
        #expect(try series != MetricSeries(key: key, dates: [(date, 1)], zone: ZoneID("Europe/Paris")))
        #expect(try series != MetricSeries(key: key, dates: [(date, 1)], zone: zone, revision: Revision(1)))
    }

    @Test("The JSON form of instants is pinned")
    func instantsForm() throws {
        try expectForm(
            MetricSeries(
                key: key, instants: [(instant(1, micro: 5), -2.5), (instant(0), 0.1)], revision: Revision(3)),
            #"{"key":{"labels":[],"metric":"fuel","tenant":"acme"},"revisions":[{"count":2,"value":3}],"#
                + #""times":["1970-01-01T00:00:00.000000Z","1970-01-01T00:00:01.000005Z"],"timing":"instants","#
                + #""values":[0.1,-2.5],"zones":[]}"#)
        try expectForm(
            MetricSeries(key: key, instants: []),
            #"{"key":{"labels":[],"metric":"fuel","tenant":"acme"},"revisions":[],"times":[],"#
                + #""timing":"instants","values":[],"zones":[]}"#)
    }

    private static let form =
        #"{"key":{"labels":[],"metric":"fuel","tenant":"acme"},"revisions":[{"count":1,"value":3},"#
        + #"{"count":2,"value":1}],"times":["2024-02-28","2024-02-29","2024-03-01"],"timing":"dates","#
        + #""values":[1,2,3],"zones":[{"count":2,"value":"UTC"},{"count":1,"value":"Europe/Paris"}]}"#

    @Test("The JSON form of dates is pinned, with runs of revisions and zones")
    func datesForm() throws {
        let series = try read(MetricSeries.self, Self.form)
        try expectForm(series, Self.form)
        #expect(series.map(\.revision.number) == [3, 1, 1])
        #expect(series.zones.map(\.name) == ["UTC", "UTC", "Europe/Paris"])
        #expect(series.map(\.value) == [1, 2, 3])
        #expect(try series[1].time == .date(LocalDate("2024-02-29")))
    }

    @Test("Microseconds far from 2001 pass through JSON")
    func farForm() throws {
        let times = [
            "0001-01-01T00:00:00.000001Z", "0001-01-01T00:00:00.000002Z", "9999-12-31T23:59:59.999999Z",
        ]
        let list = times.map { "\"\($0)\"" }.joined(separator: ",")
        let form =
            #"{"key":{"labels":[],"metric":"fuel","tenant":"acme"},"revisions":[{"count":3,"value":0}],"times":["#
            + list + #"],"timing":"instants","values":[1,2,3],"zones":[]}"#
        try expectForm(read(MetricSeries.self, form), form)
    }

    @Test("Random values keep their bits in JSON")
    func bits() throws {
        let seed: UInt64 = 52
        var chance = SplitMix64(seed: seed)
        var samples: [(instant: Date, value: Double)] = [
            (instant(-1), .greatestFiniteMagnitude), (instant(-2), .leastNonzeroMagnitude),
            (instant(-3), -0.0),
            (instant(-4), 9_007_199_254_740_992),
        ]
        for second in 0..<500 {
            let value = Double(bitPattern: chance.next())
            samples.append((instant(Int64(second)), value.isFinite ? value : 0))
        }
        let series = try MetricSeries(key: key, instants: samples)
        let copy = try read(MetricSeries.self, json(series))
        #expect(copy == series)
        #expect(copy.values.map(\.bitPattern) == series.values.map(\.bitPattern), "seed \(seed)")
    }

    @Test(
        "JSON that breaks a rule is refused",
        arguments: [
            (#""values":[1,2,3]"#, #""values":[1,2]"#), (#""values":[1,2,3]"#, #""values":[1,2,3,4]"#),
            (#""values":[1,2,3]"#, #""values":[1,2,null]"#), (#""values":[1,2,3]"#, #""values":[1,2,1e999]"#),
            (#""values":[1,2,3]"#, #""values":[1,2,"3"]"#),
            (#""2024-03-01""#, #""2024-02-29""#), (#""2024-03-01""#, #""2024-02-27""#),
            (#""2024-03-01""#, #""2024-02-30""#),
            (#""2024-03-01""#, #""2024-03-01T00:00:00Z""#), (#""timing":"dates""#, #""timing":"instants""#),
            (#""timing":"dates""#, #""timing":"weeks""#),
            (#"{"count":2,"value":1}"#, #"{"count":0,"value":1}"#),
            (#"{"count":2,"value":1}"#, #"{"count":1,"value":1}"#),
            (#"{"count":2,"value":1}"#, #"{"count":-2,"value":1}"#),
            (#"{"count":2,"value":1}"#, #"{"count":9223372036854775807,"value":1}"#),
            (
                #"{"count":2,"value":1}"#,
                #"{"count":1099511627776,"value":1},{"count":1099511627776,"value":1}"#
            ),
            (#"{"count":2,"value":1}"#, #"{"count":2,"value":-1}"#), (#""UTC""#, #""../UTC""#),
            (#","zones":[{"count":2,"value":"UTC"},{"count":1,"value":"Europe/Paris"}]"#, ""),
            (#"[{"count":2,"value":"UTC"},{"count":1,"value":"Europe/Paris"}]"#, "[]"),
            (#""metric":"fuel","#, ""),
        ])
    func malformed(_ part: String, _ other: String) {
        let broken = Self.form.replacing(part, with: other)
        #expect(broken != Self.form)
        #expect(throws: (any Error).self) { try read(MetricSeries.self, broken) }
    }

    @Test("Instants carry no zones, and the end of year 9999 is no instant")
    func malformedInstants() {
        func form(_ times: String, _ values: String, _ zones: String) -> String {
            #"{"key":{"metric":"fuel","tenant":"acme"},"revisions":[{"count":1,"value":0}],"times":["#
                + times + #"],"timing":"instants","values":[\#(values)],"zones":[\#(zones)]}"#
        }
        let day = #""1970-01-01T00:00:00Z""#
        #expect(throws: Never.self) { try read(MetricSeries.self, form(day, "1", "")) }
        #expect(
            refusal { try read(MetricSeries.self, form(day, "1", #"{"count":1,"value":"UTC"}"#)) }
                == .malformed)
        let end = #""10000-01-01T00:00:00.000000Z""#
        #expect(refusal { try read(MetricSeries.self, form(end, "1", "")) } == .malformed)
    }
}
