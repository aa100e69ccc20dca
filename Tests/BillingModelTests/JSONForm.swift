import BillingModel
import BillingTestSupport
import Foundation
import Testing

/// Expects that a value is written as this JSON and read back from it, whatever strategies a host has chosen.
func expectForm<Value: Codable & Hashable>(
    _ value: Value, _ form: String, sourceLocation: SourceLocation = #_sourceLocation
) throws {
    for strategies in [false, true] {
        #expect(try json(value, strategies: strategies) == form, sourceLocation: sourceLocation)
        let copy = try read(Value.self, form, strategies: strategies)
        #expect(copy == value, sourceLocation: sourceLocation)
        #expect(copy.hashValue == value.hashValue, sourceLocation: sourceLocation)
    }
}

/// An instant, counted in seconds and microseconds from 1970.
func instant(_ seconds: Int64, micro: Int64 = 0) -> Date { Instants.date(seconds * 1_000_000 + micro) }

/// 10000-01-01T00:00Z, the end of year 9999.
let endOfTime = Date(timeIntervalSince1970: 253_402_300_800)

/// Dates that no instant of a record may have.
let impossibleDates = [
    endOfTime, Date(timeIntervalSince1970: -62_135_596_801), Date(timeIntervalSince1970: 1e15),
    Date(timeIntervalSince1970: -.greatestFiniteMagnitude), Date(timeIntervalSince1970: .infinity),
    Date(timeIntervalSince1970: .nan), .distantPast.addingTimeInterval(-1e9),
]
