import BillingModel

/// The offset of one zone at every instant: stored transitions, and a rule for the time after them.
struct ZoneRules: Sendable {
    /// The offset before the first transition.
    private let initialOffset: Int64
    /// In ascending order, each with another offset than the one before.
    private let transitions: [OffsetTransition]
    /// The instant up to which `transitions` are complete; the rule holds after it.
    private let horizon: Int64
    private let rule: FooterRule?

    /// After any instant that arithmetic meets, and still far from the limits of `Int64`.
    static let distantFuture = Int64.max / 4
    /// Before any instant that arithmetic meets.
    static let distantPast = -distantFuture
    /// Offsets lie strictly between these, as RFC 9636 asks of a zone file.
    static let secondsEast: ClosedRange<Int64> = -89_999...93_599
    /// Before 1811 and after 2100 there is nothing to gain from spelling out a rule.
    private static let spelledOut: Range<Int64> = -5_000_000_000_000_000..<4_102_444_800_000_000

    /// Makes the rules of a zone file.
    ///
    /// - Parameters:
    ///   - initialSecond: The offset before the first transition, in seconds east of UTC.
    ///   - stored: The transitions in strictly ascending order.
    ///   - rule: What holds after the last of them, or always if there is none.
    init(initialSecond: Int64, stored: [OffsetTransition], rule: FooterRule?) {
        var initial = initialSecond * Instants.perSecond
        if stored.isEmpty, let rule { initial = rule.standard * Instants.perSecond }
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

    /// The rule is spelled out to 2100-01-01, so that few questions have to ask it.
    private func spelledOut() -> ZoneRules {
        guard let rule, Self.spelledOut.contains(horizon) else { return self }
        let coming = spans(from: horizon, through: Self.spelledOut.upperBound).dropFirst()
        return ZoneRules(
            initialOffset: initialOffset, transitions: transitions + coming,
            horizon: Self.spelledOut.upperBound, rule: rule)
    }

    /// The offset at an instant.
    func offset(at instant: Int64) -> Int64 {
        if rule == nil || instant <= horizon {
            let index = indexOfFirst(after: instant)
            return index == 0 ? initialOffset : transitions[index - 1].offset
        }
        return spans(from: instant, through: instant)[0].offset
    }

    /// The spans of constant offset from the one that holds `low` to the one that holds `high`.
    ///
    /// - Parameters:
    ///   - low: An instant.
    ///   - high: An instant, not before `low`.
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

    private func indexOfFirst(after instant: Int64) -> Int {
        transitions.lowerBound { $0.at <= instant }
    }

    private static func year(_ instant: Int64) -> Int {
        CivilCalendar.date(Int(floorDivide(instant, Instants.perDay))).year
    }
}
