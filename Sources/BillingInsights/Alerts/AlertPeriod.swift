#if canImport(FoundationEssentials)
import FoundationEssentials
#else
import Foundation
#endif

import BillingModel

/// A period in microseconds, half-open and not empty.
struct AlertPeriod: Hashable, Sendable {
    let start: Int64
    let end: Int64

    init(_ range: Range<Date>) throws(BillingError) {
        try self.init(
            start: Instants.microseconds(range.lowerBound), end: Instants.microseconds(range.upperBound))
    }

    private init(start: Int64, end: Int64) throws(BillingError) {
        guard start < end else {
            throw BillingError(.invalidValue, rule: "the period of an alert ends after its start")
        }
        self.start = start
        self.end = end
    }

    var range: Range<Date> { Instants.date(start)..<Instants.date(end) }

    /// The period as part of an id.
    var text: String { "\(Instants.text(start))--\(Instants.text(end))" }
}

extension AlertPeriod: Comparable {
    static func < (left: Self, right: Self) -> Bool { (left.start, left.end) < (right.start, right.end) }
}

extension AlertPeriod: Codable {
    private enum CodingKeys: String, CodingKey { case start, end }

    init(from decoder: any Decoder) throws {
        let values = try decoder.container(keyedBy: CodingKeys.self)
        try self.init(
            start: Instants.microseconds(try values.decode(String.self, forKey: .start)),
            end: Instants.microseconds(try values.decode(String.self, forKey: .end)))
    }

    func encode(to encoder: any Encoder) throws {
        var values = encoder.container(keyedBy: CodingKeys.self)
        try values.encode(Instants.text(start), forKey: .start)
        try values.encode(Instants.text(end), forKey: .end)
    }
}
