/// The offset of a wall clock at every instant: that of one zone, or of several zones that follow each other.
///
/// The change from one zone to the next is a transition like any other, and none where both have the same offset.
struct ClockRules: Sendable {
    /// The rules of a zone that is in force from an instant on.
    struct Part: Sendable {
        /// Microseconds since 1970.
        let from: Int64
        let rules: ZoneRules
    }

    /// The rules from the beginning of time.
    let first: ZoneRules
    /// Those from then on, in ascending order; none of a clock that stays in one zone.
    let later: [Part]

    /// The offset at an instant.
    func offset(at instant: Int64) -> Int64 {
        let part = later.last { $0.from <= instant }
        return (part?.rules ?? first).offset(at: instant)
    }

    /// The spans of constant offset from the one that holds `low` to the one that holds `high`.
    ///
    /// - Parameters:
    ///   - low: An instant.
    ///   - high: An instant, not before `low`.
    /// - Returns: At least one span, given by its first instant; it lasts until the next one's.
    func spans(from low: Int64, through high: Int64) -> [OffsetTransition] {
        if later.isEmpty { return first.spans(from: low, through: high) }
        var spans: [OffsetTransition] = []
        for index in -1..<later.count {
            let from = index < 0 ? ZoneRules.distantPast : later[index].from
            let until = index + 1 < later.count ? later[index + 1].from : ZoneRules.distantFuture
            guard from <= high, until > low else { continue }
            let rules = index < 0 ? first : later[index].rules
            for span in rules.spans(from: max(low, from), through: min(high, until - 1))
            where span.offset != spans.last?.offset {
                spans.append(OffsetTransition(at: max(span.at, from), offset: span.offset))
            }
        }
        return spans
    }
}
