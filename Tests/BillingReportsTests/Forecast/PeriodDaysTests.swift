import BillingModel
import BillingTestSupport
import BillingTime
import Foundation
import Testing

@testable import BillingReports

@Suite("The days of a billing period")
struct PeriodDaysTests {
    private let first = constant { try LocalDate("2026-03-01") }

    /// Five days: 3, nothing known, 5, of which the rest is forecast, with 4 known of the fourth.
    private func days(_ rule: QuantityRule) throws -> PeriodDays {
        let grid = try BucketGrid(
            covering: first..<first.adding(days: 5), width: .day, zone: .utc)
        let known = [3, nil, 5, 4].enumerated().map { place, value in
            ChargeDay(value: value, isWhole: place < 3 && value != nil, weight: 1)
        }
        return PeriodDays(grid, known, rule, origin: 10 + 3) { 10 + first.days(to: $0) }
    }

    @Test("Known days count as they are, gaps are missing, and the rest goes as a course does")
    func rules() throws {
        #expect(try days(.sum).steps == 0..<2)
        #expect(try days(.sum).missing == [first.adding(days: 1)])
        #expect(try days(.sum).quantity([6, 7]) == 21)
        #expect(try days(.mean).quantity([6, 7]) == 21.0 / 4)
        #expect(try days(.peak).quantity([6, 7]) == 7)
        #expect(try days(.peak).quantity([1, 2]) == 5)
        #expect(try days(.timeWeightedMean).quantity([6, 7]) == 21.0 / 4)
        #expect(try days(.last).deciding == 1..<2)
        #expect(try days(.last).quantity([7]) == 7)
    }

    @Test("A day that has begun adds no less to a sum or a peak than what is known of it")
    func floor() throws {
        #expect(try days(.sum).quantity([1, 7]) == 3 + 5 + 4 + 7)
        #expect(try days(.peak).quantity([0, 0]) == 5)
        #expect(try days(.mean).quantity([1, 7]) == 4)
    }

    @Test("A history is of whole days up to the last of them")
    func history() {
        let days = [nil, 2, nil, 4, 5].enumerated().map {
            ChargeDay(value: $1, isWhole: $1 != nil && $0 < 4, weight: 1)
        }
        #expect(days.origin == 4 && days.history == [nil, 2, nil, 4])
        #expect([ChargeDay]().origin == nil && [ChargeDay]().history.isEmpty)
    }
}
