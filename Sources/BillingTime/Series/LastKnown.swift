public import BillingModel

#if canImport(FoundationEssentials)
import FoundationEssentials
#else
import Foundation
#endif

/// A level that was known once, and when: what stands beside one that is missing.
///
/// The JSON form has the keys `value` and `time`.
public struct LastKnown: Hashable, Sendable, Codable {
    /// The level; of several series, the sum of the last ones known.
    public let value: Double
    /// When it was true; of several series, the earliest of their times.
    public let time: SampleTime

    /// Makes a level that was known once.
    ///
    /// - Parameters:
    ///   - value: The level.
    ///   - time: When it was true.
    public init(value: Double, time: SampleTime) {
        self.value = value
        self.time = time
    }

    /// What was known last of several series together; nil if there are none.
    ///
    /// - Throws: `BillingError` with code `overflow` if the sum is beyond `Double`.
    package static func sum(of parts: [LastKnown]) throws(BillingError) -> LastKnown? {
        guard let earliest = SampleTime.earliest(of: parts.map(\.time)) else { return nil }
        var sum = ExactSum()
        for part in parts { try sum.add(part.value) }
        return LastKnown(value: try sum.rounded(), time: earliest)
    }
}

extension SampleTime {
    /// The earliest of some times, dates as if they were those of UTC and before an instant at their start; nil if there are none.
    package static func earliest(of times: [SampleTime]) -> SampleTime? {
        times.min { $0.isEarlier(than: $1) }
    }

    /// The earlier of two times, in the same order.
    package static func earlier(_ one: SampleTime, _ other: SampleTime) -> SampleTime {
        other.isEarlier(than: one) ? other : one
    }

    private func isEarlier(than other: SampleTime) -> Bool {
        if case .date(let one) = self, case .date(let two) = other { return one < two }
        if order != other.order { return order < other.order }
        // The order in which series come decides nothing.
        if case .date = self, case .instant = other { return true }
        return false
    }

    /// Where the time stands among others, in seconds, dates as if they were those of UTC.
    private var order: Double {
        switch self {
        case .instant(let instant): instant.timeIntervalSince1970
        case .date(let date): Double(date.dayNumber) * 86_400
        }
    }
}

extension [BucketValue] {
    /// What was known last of series that are put together, each with its level or the last one that it had; nil if
    /// each has its level, or never had one.
    package func lastKnown() throws(BillingError) -> LastKnown? {
        guard contains(where: { $0.lastKnown != nil }) else { return nil }
        var parts: [LastKnown] = []
        for part in self {
            if let value = part.value, let time = part.time {
                parts.append(LastKnown(value: value, time: time))
            } else if let last = part.lastKnown {
                parts.append(last)
            }
        }
        return try LastKnown.sum(of: parts)
    }
}
