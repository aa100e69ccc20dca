import BillingModel
import BillingTestSupport
import BillingTime
import Foundation
import Testing

@Suite("A state that a host adds values to, and values that it combines")
struct AddingTests {
    @Test("Values that are added one by one give the states of the series")
    func adding() throws {
        let meter = try series([
            "2025-01-01T20:00Z": 100, "2025-01-02T08:00Z": 130, "2025-01-02T20:00Z": 10,
        ])
        let states = try meter.states(in: grid("2025-01-02", "2025-01-02"))
        var state = try AggregateState(following: 100)
        try state.add(130, at: instant("2025-01-02T08:00Z"))
        try state.add(10, at: instant("2025-01-02T20:00Z"))
        #expect([state] == states)
        #expect(try state.increase() == 40)
        let dates = try daily(["2025-01-02": 3, "2025-01-03": 4])
            .states(in: grid("2025-01-02", "2025-01-03", .month))
        var ofDates = AggregateState()
        try ofDates.add(3, on: LocalDate("2025-01-02"))
        try ofDates.add(4, on: LocalDate("2025-01-03"))
        #expect([ofDates] == dates)
    }

    @Test("What is not finite, not in order or not in the calendar is refused, and changes nothing")
    func refusals() throws {
        var state = AggregateState()
        let noon = try instant("2025-01-02T12:00Z")
        try state.add(1, at: noon)
        let before = state
        for value in [Double.nan, .infinity, -.infinity] {
            #expect(refusal({ try state.add(value, at: noon + 1) }) == .invalidValue)
            #expect(refusal({ try AggregateState(following: value) }) == .invalidValue)
        }
        #expect(refusal({ try state.add(2, at: noon - 1) }) == .invalidValue)
        #expect(refusal({ try state.add(2, at: Date(timeIntervalSince1970: 1e15)) }) == .invalidValue)
        #expect(state == before)
        try state.add(2, at: noon)
        #expect(state.count == 2)
        var ofDates = AggregateState()
        try ofDates.add(1, on: .max)
        #expect(refusal({ try ofDates.add(1, on: .min) }) == .invalidValue)
    }

    @Test("Gauges, counts and increases are added once each series is filled")
    func combine() throws {
        let days = try grid("2025-01-01", "2025-01-03")
        let gauge = try metric(.gauge)
        let one = try series(["2025-01-01T06:00Z": 5]).values(of: gauge, in: days)
        let other = try series(["2025-01-02T06:00Z": 2]).values(of: gauge, in: days)
        let sums = try CombinedValue.combine([one, other], kind: .gauge, over: .tenants)
        #expect(sums.map(\.value) == [5, 7, 7])
        #expect(sums.map(\.members) == [2, 2, 2])
        #expect(sums.map(\.membersWithData) == [1, 2, 2])
        // The second is known from the morning of the 2nd on.
        #expect(sums.map(\.isComplete) == [false, false, true])
        #expect(sums.map(\.completeness.origin) == [.observed, .filled, .filled])
        #expect(sums.map(\.mayCountSharedObjects) == [true, true, true])
        let labels = try CombinedValue.combine([one, other], kind: .gauge, over: .labels)
        #expect(labels.map(\.mayCountSharedObjects) == [false, false, false])
        for kind in [MetricKind.distinct, .distinctToDate] {
            #expect(
                refusal({ try CombinedValue.combine([one], kind: kind, over: .labels) }) == .unsupported)
        }
        #expect(
            refusal({ try CombinedValue.combine([one, []], kind: .count, over: .labels) })
                == .invalidValue)
    }
}
