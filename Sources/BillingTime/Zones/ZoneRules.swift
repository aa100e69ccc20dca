import BillingModel

/// An instant, in seconds since 1970, from which another offset holds.
struct OffsetTransition: Sendable, Hashable {
    let at: Int64
    /// Seconds east of UTC from then on.
    let offset: Int64
}

/// The offset of one zone at every instant: stored transitions, and a rule for the time after them.
struct ZoneRules: Sendable {
    /// The offset before the first transition.
    private let initialOffset: Int64
    /// In ascending order, each with another offset than the one before.
    private let transitions: [OffsetTransition]
    /// The instant up to which `transitions` are complete; the rule holds after it.
    private let horizon: Int64
    private let rule: FooterRule?

    /// Before any instant that arithmetic meets, and still far from the limits of `Int64`.
    static let distantPast = Int64.min / 4
    /// Offsets lie strictly between these, as RFC 9636 asks of a zone file.
    static let offsetBounds: ClosedRange<Int64> = -89_999...93_599
    /// The rule is spelled out to 2100-01-01, so that few questions have to ask it.
    private static let spelledOutThrough: Int64 = 4_102_444_800

    /// Makes the rules of a zone file.
    ///
    /// - Parameters:
    ///   - initialOffset: The offset before the first transition.
    ///   - stored: The transitions in strictly ascending order.
    ///   - rule: What holds after the last of them, or always if there is none.
    init(initialOffset: Int64, stored: [OffsetTransition], rule: FooterRule?) {
        var initial = initialOffset
        if stored.isEmpty, let rule { initial = rule.standard }
        var last = initial
        var changes: [OffsetTransition] = []
        for transition in stored where transition.offset != last {
            changes.append(transition)
            last = transition.offset
        }
        let plain = ZoneRules(
            initialOffset: initial, transitions: changes, horizon: stored.last?.at ?? Self.distantPast,
            rule: rule)
        self = plain.spelledOut()
    }

    private init(initialOffset: Int64, transitions: [OffsetTransition], horizon: Int64, rule: FooterRule?) {
        self.initialOffset = initialOffset
        self.transitions = transitions
        self.horizon = horizon
        self.rule = rule?.daylight == nil ? nil : rule
    }

    private func spelledOut() -> ZoneRules {
        // Earlier than 1811 or after 2100 there is nothing to gain.
        guard let rule, horizon > -5_000_000_000, horizon < Self.spelledOutThrough else { return self }
        let coming = spans(from: horizon, through: Self.spelledOutThrough).dropFirst()
        return ZoneRules(
            initialOffset: initialOffset, transitions: transitions + coming, horizon: Self.spelledOutThrough,
            rule: rule)
    }

    /// Seconds east of UTC at an instant in seconds.
    func offset(at second: Int64) -> Int64 {
        if rule == nil || second <= horizon {
            let index = indexOfFirst(after: second)
            return index == 0 ? initialOffset : transitions[index - 1].offset
        }
        return spans(from: second, through: second)[0].offset
    }

    /// The spans of constant offset from the one that holds `low` to the one that holds `high`.
    ///
    /// - Parameters:
    ///   - low: An instant in seconds.
    ///   - high: An instant in seconds, not before `low`.
    /// - Returns: At least one span, given by its first instant; it lasts until the next one's.
    func spans(from low: Int64, through high: Int64) -> [OffsetTransition] {
        var index = indexOfFirst(after: low)
        var spans = [
            index == 0
                ? OffsetTransition(at: Self.distantPast, offset: initialOffset) : transitions[index - 1]
        ]
        while index < transitions.count, transitions[index].at <= high {
            spans.append(transitions[index])
            index += 1
        }
        guard let rule, high > horizon else { return spans }
        // Two years back there is a transition for certain, wherever in its year the rule puts it.
        let years = (Self.year(max(low, horizon)) - 2)...(Self.year(high) + 1)
        for transition in rule.transitions(inYears: years) where transition.at > horizon {
            guard transition.at <= high else { break }
            if transition.at <= low {
                spans = [transition]
            } else if spans[spans.count - 1].offset != transition.offset {
                spans.append(transition)
            }
        }
        return spans
    }

    private func indexOfFirst(after second: Int64) -> Int {
        var (low, high) = (0, transitions.count)
        while low < high {
            let middle = (low + high) / 2
            if transitions[middle].at <= second { low = middle + 1 } else { high = middle }
        }
        return low
    }

    private static func year(_ second: Int64) -> Int {
        CivilCalendar.date(Int(floorDivide(second, 86_400))).year
    }
}

/// Tells when the wall clock of a zone first reaches a reading, for readings in ascending order.
///
/// A reading that the clock jumps over is reached at the jump; one that comes twice is reached the first time. So
/// a later reading is never reached earlier, and intervals between readings tile the time line.
struct WallClock {
    let spans: [OffsetTransition]
    private var index = 0

    /// A clock for readings that are reached between two instants in seconds.
    init(_ rules: ZoneRules, from low: Int64, through high: Int64) {
        // A clock differs from UTC by less than 26 hours.
        spans = rules.spans(from: low - 2 * 93_600, through: high + 2 * 93_600)
    }

    /// The first instant, in seconds, at which the clock reads `reading` or later, in seconds of that clock.
    mutating func firstReach(_ reading: Int64) -> Int64 {
        while index + 1 < spans.count, spans[index + 1].at + spans[index].offset <= reading { index += 1 }
        return max(spans[index].at, reading - spans[index].offset)
    }

    /// The first instant, in seconds, of the day of this number.
    mutating func start(ofDay dayNumber: Int) -> Int64 {
        firstReach(Int64(dayNumber) * 86_400)
    }
}
