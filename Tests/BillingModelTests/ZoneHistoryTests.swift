import BillingModel
import BillingTestSupport
import Foundation
import Testing

@Suite("A zone history says which zone was in force when")
struct ZoneHistoryTests {
    private let paris: ZoneID
    private let tokyo: ZoneID
    private let history: ZoneHistory

    init() throws {
        paris = try ZoneID("Europe/Paris")
        tokyo = try ZoneID("Asia/Tokyo")
        history = try ZoneHistory(.utc).changing(to: paris, from: instant(1_000)).changing(
            to: tokyo, from: instant(2_000))
    }

    @Test("A zone is in force from its first instant to the next one's")
    func lookup() {
        for (at, zone) in [
            (instant(-5), ZoneID.utc), (instant(999, micro: 999_999), .utc), (instant(1_000), paris),
            (instant(1_999, micro: 999_999), paris), (instant(2_000), tokyo), (instant(9_999_999), tokyo),
        ] {
            #expect(history.zone(at: at) == zone)
        }
    }

    @Test("An instant counts as its nearest microsecond")
    func nearest() {
        let close = instant(1_000).addingTimeInterval(-2e-7)
        #expect(close < instant(1_000))
        #expect(history.zone(at: close) == paris)
        #expect(history.zone(at: instant(1_000).addingTimeInterval(-6e-7)) == .utc)
    }

    @Test("Any date has a zone, however far")
    func far() {
        #expect(history.zone(at: .distantPast) == .utc)
        #expect(history.zone(at: .distantFuture) == tokyo)
        #expect(history.zone(at: endOfTime) == tokyo)
        #expect(history.zone(at: Date(timeIntervalSince1970: .infinity)) == tokyo)
        #expect(history.zone(at: Date(timeIntervalSince1970: -.infinity)) == .utc)
        #expect([.utc, paris, tokyo].contains(history.zone(at: Date(timeIntervalSince1970: .nan))))
        #expect(ZoneHistory(paris).zone(at: .distantPast) == paris)
    }

    @Test("Changes ascend, and each names another zone")
    func rules() throws {
        let rule = "changes of zone ascend in time and each names another zone"
        func changes(_ list: [(Date, ZoneID)]) throws -> ZoneHistory {
            try ZoneHistory(first: .utc, changes: list.map { .init(from: $0.0, zone: $0.1) })
        }
        #expect(try changes([]) == ZoneHistory(.utc))
        #expect(try changes([(instant(1_000), paris), (instant(2_000), tokyo)]) == history)
        #expect(
            try changes([(instant(1), paris), (instant(2), .utc), (instant(3), paris)]).changes.count == 3)
        #expect(brokenRule { try changes([(instant(1), .utc)]) } == rule)
        #expect(brokenRule { try changes([(instant(1), paris), (instant(2), paris)]) } == rule)
        #expect(brokenRule { try changes([(instant(2), paris), (instant(1), tokyo)]) } == rule)
        #expect(brokenRule { try changes([(instant(1), paris), (instant(1), tokyo)]) } == rule)
        let close = instant(1).addingTimeInterval(2e-7)
        #expect(brokenRule { try changes([(instant(1), paris), (close, tokyo)]) } == rule)
        #expect(brokenRule { try history.changing(to: tokyo, from: instant(3_000)) } == rule)
        #expect(brokenRule { try history.changing(to: .utc, from: instant(2_000)) } == rule)
        for date in impossibleDates {
            #expect(refusal { try ZoneHistory(.utc).changing(to: paris, from: date) } == .invalidValue)
        }
        #expect(
            try changes([(Date(timeIntervalSince1970: -62_135_596_800), paris)]).zone(at: instant(0)) == paris
        )
    }

    @Test("A finer instant is kept to the microsecond, so that JSON gives the same history")
    func codable() throws {
        let fine = try ZoneHistory(.utc).changing(to: paris, from: instant(1_000).addingTimeInterval(2e-7))
        #expect(fine.changes.map(\.from) == [instant(1_000)])
        try expectForm(
            fine, #"{"changes":[{"from":"1970-01-01T00:16:40.000000Z","zone":"Europe/Paris"}],"first":"UTC"}"#
        )
        try expectForm(ZoneHistory(tokyo), #"{"changes":[],"first":"Asia/Tokyo"}"#)
        let twice = #"{"changes":[{"from":"1970-01-01T00:16:40Z","zone":"UTC"}],"first":"UTC"}"#
        #expect(refusal { try read(ZoneHistory.self, twice) } == .invalidValue)
        let end = #"{"changes":[{"from":"10000-01-01T00:00:00.000000Z","zone":"Asia/Tokyo"}],"first":"UTC"}"#
        #expect(refusal { try read(ZoneHistory.self, end) } == .invalidValue)
    }
}
