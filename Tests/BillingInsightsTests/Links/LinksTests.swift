import BillingModel
import Testing

@testable import BillingInsights
@testable import LinkScore

@Suite("Links")
struct LinksTests {
    private static func planted(lag: Int, seed: UInt64 = 1) -> [LinkSeries] {
        MadeUpSets.planted(seed: seed, first: .counts, second: .gauge, lag: lag, others: 4)
            .map { LinkSeries($0) }
    }

    @Test("Independent series show hardly any link, whatever calendar they share")
    func falseLinks() throws {
        var sets = 0
        for calendar in MadeUpSets.Calendar.allCases {
            for seed in UInt64(1)...2 {
                let set = MadeUpSets.independent(seed: seed, sharing: calendar, count: 6)
                sets += try Links(of: set.map { LinkSeries($0) }).links.isEmpty ? 0 : 1
            }
        }
        #expect(sets <= 1)
    }

    @Test("A planted link is found with its lag and direction", arguments: 0...7)
    func planted(lag: Int) throws {
        let links = try Links(of: Self.planted(lag: lag)).links
        let link = try #require(links.first)
        #expect((link.leader, link.follower, link.lag) == (0, 1, lag))
        #expect((0.4...0.75).contains(link.coefficient))
        #expect(link.probability < 1e-5)
        #expect(link.effectiveDays <= Double(link.days) && link.days <= 180 - lag)
        // The same two the other way round.
        let swapped = Array(Self.planted(lag: lag).prefix(2).reversed())
        let other = try #require(try Links(of: swapped).links.first)
        #expect((other.leader, other.follower, other.lag) == (lag == 0 ? 0 : 1, lag == 0 ? 1 : 0, lag))
    }

    @Test("Where one falls as the other rises, the coefficient is negative")
    func negative() throws {
        let link = try #require(try Links(of: Self.planted(lag: 2, seed: 3)).links.first)
        #expect(link.lag == 2 && link.coefficient < -0.4)
    }

    @Test("Links come by strength, and each two series have at most one")
    func order() throws {
        var random = SplitMix64(seed: 6)
        let common = (0..<300).map { _ in random.gaussian() }
        let series = [0.3, 0.6, 1].map { size in
            LinkSeries(common.map { 100 + 5 * $0 + 5 * size * random.gaussian() })
        }
        let links = try Links(of: series).links
        #expect(links.map { [$0.leader, $0.follower] } == [[0, 1], [0, 2], [1, 2]])
        #expect(links.allSatisfy { $0.lag == 0 })
        #expect(zip(links, links.dropFirst()).allSatisfy { $0.coefficient >= $1.coefficient })
    }

    @Test("What belongs together by construction is not compared, whichever of the two says so")
    func related() throws {
        for names in 0...1 {
            var series = Self.planted(lag: 1)
            let before = try Links(of: series).tested
            series[names].related = [1 - names]
            let links = try Links(of: series)
            #expect(!links.links.contains { $0.leader == 0 && $0.follower == 1 })
            #expect(links.tested == before - 15)
        }
    }

    @Test("Saw-teeth, short series and those that hardly vary are not compared")
    func notCompared() throws {
        var series = Self.planted(lag: 0)
        series[0].isRunningTotal = true
        series[2].values = Array(series[2].values.suffix(59))
        series[3].values = (0..<180).map { $0 % 3 == 0 ? Double($0) : 0 }
        series[4].values = Array(repeating: 4, count: 180)
        series[5].values = []
        let links = try Links(of: series)
        #expect(links.compared == [1])
        #expect(links.tested == 0)
        #expect(links.links.isEmpty)
    }

    @Test("Days that are named, and those before the last two years, are not read")
    func leftOut() throws {
        let set = Self.planted(lag: 0)
        let late = set.map { one in
            LinkSeries(Array(repeating: nil, count: 14) + (0..<550).map { _ in 1 } + one.values)
        }
        let links = try Links(of: set)
        let read = try Links(of: late.map { LinkSeries(Array($0.values.suffix(730))) })
        #expect(try Links(of: late).links == read.links)
        // Values of days that are left out do not matter.
        let days = [20, 100, 101, -3, 5_000]
        var changed = set
        for index in set.indices { for day in days.prefix(3) { changed[index].values[day] = 77_777 } }
        let without = try Links(of: set, without: days)
        #expect(without == (try Links(of: changed, without: days)))
        #expect(without.links.first?.days ?? 0 < links.links.first?.days ?? 0)
    }

    @Test("A unit does not matter, nor does a level or a trend of gauges")
    func units() throws {
        let set = Self.planted(lag: 3)
        let links = try Links(of: set)
        #expect(try Links(of: set.map { LinkSeries($0.values.map { $0.map { $0 * 0x1p-500 } }) }) == links)
        let gauges = set.map { one in LinkSeries(one.values.map { $0.map { 1 - $0 } }) }
        let sloping = gauges.map { one in
            LinkSeries(one.values.enumerated().map { day, value in value.map { $0 - Double(4 * day) } })
        }
        let (flat, steep) = (try Links(of: gauges), try Links(of: sloping))
        #expect(flat.links.map(\.lag) == [3] && steep.links.map(\.lag) == [3])
    }

    @Test("Gaps are no values")
    func gaps() throws {
        let gappy = Self.planted(lag: 2).enumerated().map { index, one in
            LinkSeries(MadeUp.withGaps(one.values.compactMap { $0 }, seed: UInt64(index)))
        }
        let link = try #require(try Links(of: gappy).links.first)
        #expect((link.leader, link.follower, link.lag) == (0, 1, 2))
        #expect(link.days < 150)
    }

    @Test("Any two series give finite figures, and nothing is said where nothing can be")
    func hostile() throws {
        for (name, values) in HostileInputTests.series {
            let other = MadeUp.series(seed: 1, count: values.count, period: 7)
            let links = try Links(of: [LinkSeries(values), LinkSeries(other), LinkSeries(values)])
            for link in links.links {
                #expect(link.coefficient.isFinite && abs(link.coefficient) <= 1, "\(name)")
                #expect(link.effectiveDays.isFinite && (0...1).contains(link.probability), "\(name)")
            }
            if values.compactMap({ $0 }).count < 60 { #expect(links.tested == 0, "\(name)") }
        }
        #expect(try Links(of: []).tested == 0)
    }

    @Test("What is out of range is refused")
    func refused() {
        func code(_ series: [LinkSeries]) -> BillingError.Code? {
            #expect(throws: BillingError.self) { try Links(of: series) }?.code
        }
        #expect(code([LinkSeries([1, .nan])]) == .invalidValue)
        #expect(code([LinkSeries([-1e301])]) == .invalidValue)
        #expect(code([LinkSeries([1], related: [1])]) == .invalidValue)
        #expect(code(Array(repeating: LinkSeries([1]), count: 201)) == .limitExceeded)
    }
}
