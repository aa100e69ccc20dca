extension Bucket {
    /// Whether a range may be this bucket on another clock: neither end is further off than two clocks can be.
    package func isNear(_ range: Range<Int64>) -> Bool {
        Self.areNear(startMicroseconds, range.lowerBound) && Self.areNear(endMicroseconds, range.upperBound)
    }

    /// Whether two instants may be one reading on two clocks.
    package static func areNear(_ instant: Int64, _ other: Int64) -> Bool {
        abs(instant - other) <= Zone.mostDifference
    }
}
