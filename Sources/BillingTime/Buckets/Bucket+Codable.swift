import BillingModel

/// The JSON form: `start` and `end` as instants in UTC, `first` and `last` as dates, and in `clipped` which of
/// `start` and `end` the range asked for cuts, left out if neither.
extension Bucket: Codable {
    private enum Key: String, CodingKey {
        case start, end, first, last, clipped
    }

    private enum Side: String, Codable {
        case start, end
    }

    /// Reads a bucket, and checks that it is not empty and its dates are in order.
    public init(from decoder: any Decoder) throws {
        let container = try decoder.container(keyedBy: Key.self)
        let start = try Instants.microseconds(container.decode(String.self, forKey: .start))
        let end = try Instants.microseconds(container.decode(String.self, forKey: .end))
        let first = try container.decode(LocalDate.self, forKey: .first)
        let last = try container.decode(LocalDate.self, forKey: .last)
        let clipped = try container.decodeIfPresent([Side].self, forKey: .clipped) ?? []
        guard start < end, first <= last else {
            throw BillingError(
                .malformed, rule: "a bucket ends after it starts",
                detail: "\(Instants.text(start)) to \(Instants.text(end)), \(first) to \(last)")
        }
        self.init(
            start: start, end: end, firstDate: first, lastDate: last, clippedStart: clipped.contains(.start),
            clippedEnd: clipped.contains(.end))
    }

    /// Writes the bucket.
    public func encode(to encoder: any Encoder) throws {
        var container = encoder.container(keyedBy: Key.self)
        try container.encode(Instants.text(startMicroseconds), forKey: .start)
        try container.encode(Instants.text(endMicroseconds), forKey: .end)
        try container.encode(firstDate, forKey: .first)
        try container.encode(lastDate, forKey: .last)
        let clipped: [Side] = (clippedStart ? [.start] : []) + (clippedEnd ? [.end] : [])
        if !clipped.isEmpty { try container.encode(clipped, forKey: .clipped) }
    }
}
