import BillingModel
import BillingTestSupport
import BillingTime
import Foundation
import Testing

@Suite("The states of a series in a grid")
struct SeriesStatesTests {
    @Test("Samples lie in the days of the grid's zone, also when the clock changes")
    func days() throws {
        // In Berlin the 30th has 23 hours: it ends at 22:00 UTC.
        let states = try series([
            "2025-03-29T22:59Z": 1, "2025-03-29T23:00Z": 2, "2025-03-30T21:59Z": 4, "2025-03-30T22:00Z": 8,
        ]).states(in: grid("2025-03-29", "2025-03-31", .day, "Europe/Berlin"))
        #expect(states.map(\.count) == [1, 2, 1])
        #expect(try states.map { try $0.sum() } == [1, 6, 8])
        #expect(try states.map { try $0.mean() } == [1, 3, 8])
        #expect(states.map(\.first) == [1, 2, 8])
        #expect(states.map(\.last) == [1, 4, 8])
        #expect(states.map(\.minimum) == [1, 2, 8])
        #expect(states.map(\.maximum) == [1, 4, 8])
    }

    @Test("Samples outside the range count in no bucket, but an increase counts from the one before")
    func range() throws {
        let meter = try series([
            "2025-01-01T00:00Z": 90, "2025-01-10T11:59Z": 100, "2025-01-10T12:00Z": 107,
            "2025-01-11T11:59Z": 3,
            "2025-01-11T12:00Z": 50,
        ])
        let states = try meter.states(in: cut("2025-01-10T12:00Z", "2025-01-11T12:00Z", .day))
        #expect(states.map(\.count) == [1, 1])
        #expect(try states.map { try $0.increase() } == [7, 3])
        #expect(try states.map { try $0.resets() } == [0, 1])
    }

    @Test("Daily values are put into buckets by their date, wherever they were recorded")
    func dates() throws {
        let values = try daily(["2025-01-31": 40, "2025-02-01": 1, "2025-02-28": 33, "2025-03-01": 2])
        let states = try values.states(in: grid("2025-01-01", "2025-02-28", .month, "America/New_York"))
        #expect(states.map(\.last) == [40, 33])
        #expect(states.map(\.count) == [1, 2])
        // From noon to noon: a date counts if any of its day lies in the range.
        let noons = try cut("2025-01-31T17:00Z", "2025-02-28T17:00Z", .month, "America/New_York")
        #expect(try values.states(in: noons).map(\.count) == [1, 2])
        let morning = try cut("2025-02-01T05:00Z", "2025-02-28T05:00Z", .month, "America/New_York")
        #expect(try values.states(in: morning).map(\.count) == [1])
    }

    @Test("The value of a date that the clock skips lies in the day before it")
    func skipped() throws {
        let values = try daily(["2011-12-29": 5, "2011-12-30": 6, "2011-12-31": 7])
        let days = try grid("2011-12-29", "2011-12-31", .day, "Pacific/Apia")
        #expect(try values.states(in: days).map(\.last) == [6, 7])
        // The range ends at once where the skipped date begins and ends.
        for last in ["2011-12-29", "2011-12-30"] {
            let day = try grid("2011-12-29", last, .day, "Pacific/Apia")
            #expect(try values.states(in: day).map(\.count) == [2], "\(last)")
        }
        let year = try grid("2011-01-01", "2011-12-29", .year, "Pacific/Apia")
        #expect(try values.states(in: year).map(\.count) == [2])
    }

    @Test("Daily values need buckets of a day or more")
    func narrow() throws {
        let hours = try grid("2025-01-01", "2025-01-01", .hour)
        #expect(refusal({ try daily(["2025-01-01": 1]).states(in: hours) }) == .unsupported)
        #expect(refusal({ try daily([:]).states(in: hours) }) == .unsupported)
        #expect(try series(["2025-01-01T23:30Z": 1]).states(in: hours).map(\.count).last == 1)
    }

    @Test("A grid without buckets has no state, a series without samples has empty ones")
    func empty() throws {
        let none = try cut("2025-01-01T00:00Z", "2025-01-01T00:00Z", .day)
        #expect(try series(["2025-01-01T00:00Z": 1]).states(in: none).isEmpty)
        #expect(try daily(["2025-01-01": 1]).states(in: none).isEmpty)
        let days = try grid("2025-01-01", "2025-01-02")
        #expect(try series([:]).states(in: days) == [AggregateState(), AggregateState()])
        #expect(try daily([:]).states(in: days) == [AggregateState(), AggregateState()])
    }

    @Test("The first and the last year of the calendar are read like others")
    func limits() throws {
        let ends = try daily(["0001-01-01": 1, "9999-12-31": 2])
        #expect(try ends.states(in: grid("0001-01-01", "9999-12-31", .year)).map(\.count).first == 1)
        #expect(try ends.states(in: grid("9999-12-30", "9999-12-31")).map(\.last) == [nil, 2])
        let instants = try series(["0002-01-01T00:00Z": 1, "9999-12-31T23:59Z": 2])
        #expect(try instants.states(in: grid("9999-12-30", "9999-12-31")).map(\.last) == [nil, 2])
        let west = try grid("9999-12-31", "9999-12-31", .day, "America/New_York")
        #expect(try ends.states(in: west).map(\.last) == [2])
    }
}
