public import BillingModel

/// What is known of the values of one series in one bucket, from which figures are finished late.
///
/// States of adjacent buckets, or of adjacent chunks of one bucket, merge in order of time, and the result is the
/// state of all their values: merging is associative, and bit for bit independent of how the values were cut. -0.0 is
/// taken as 0.0.
///
/// Increase is that of a cumulative reading: the first reading adds 0, a reset counts from 0 (it adds the new reading),
/// and nothing is extrapolated. Which drop is a reset is decided by the state's ``resetRule`` from the two readings alone;
/// a drop that is none counts as the negative difference that it is. An increase lies in the bucket of its later reading,
/// so a state may hold the reading before its first one. It is exact, as sums are: last − first, plus every reading that
/// was followed by a reset. So without resets the increases of adjacent buckets telescope, and chunks and merges change
/// no bit under any rule.
public struct AggregateState: Hashable, Sendable {
    /// Which sums a state keeps beside count, extremes, first and last; each costs time.
    public struct Measures: OptionSet, Hashable, Sendable {
        /// The bits of the measures.
        public let rawValue: UInt8

        /// Makes a set of its bits.
        public init(rawValue: UInt8) { self.rawValue = rawValue }

        /// The sum, for sum and mean, and with ``squares`` for the variance.
        public static let sum = Measures(rawValue: 1)
        /// The sum of squares, for the variance.
        public static let squares = Measures(rawValue: 2)
        /// What increase and resets of a cumulative reading need.
        public static let increase = Measures(rawValue: 4)
        /// Every measure.
        public static let all: Measures = [.sum, .squares, .increase]
    }

    /// The number of values.
    public private(set) var count = 0
    /// Which drops of a cumulative reading are resets.
    public private(set) var resetRule = ResetRule.anyDrop
    package private(set) var measures: Measures
    private var totalSum = ExactSum()
    private var squares = ExactSum()
    private var smallest = 0.0
    private var largest = 0.0
    private var firstValue = 0.0
    private var lastValue = 0.0
    private var firstPlace: Int64 = 0
    private var lastPlace: Int64 = 0
    /// The reading before the first one, if any.
    private var previous: Double?
    /// The sum of the readings that were followed by a reset, and their number, inside the state: what a difference
    /// of last and first misses.
    private var dropped = ExactSum()
    private var drops = 0

    /// Makes the state of no values, which changes nothing when merged.
    ///
    /// - Parameter resets: Which drops of a cumulative reading that is added are resets.
    public init(resets: ResetRule = .anyDrop) {
        measures = .all
        resetRule = resets
    }

    /// Makes the state of no values after a reading, if there was one.
    package init(after previous: Double?, measures: Measures = .all, resets: ResetRule = .anyDrop) {
        self.measures = measures
        guard measures.contains(.increase) else { return }
        self.previous = previous.map { $0 + 0.0 }
        resetRule = resets
    }

    /// Makes the state of what is known of values in any order, without squares or increases.
    init(_ slot: BucketSlot, sum: ExactSum, measures: Measures) {
        self.measures = measures
        guard slot.count > 0 else { return }
        count = slot.count
        if measures.contains(.sum) { totalSum = sum }
        (smallest, largest) = (slot.least + 0.0, slot.greatest + 0.0)
        (firstValue, firstPlace) = (slot.first + 0.0, slot.firstPlace)
        (lastValue, lastPlace) = (slot.last + 0.0, slot.lastPlace)
    }

    /// Adds the values at some places of two columns.
    ///
    /// The caller has checked that the values are finite and that their positions do not descend; positions are
    /// microseconds since 1970 or day numbers.
    package mutating func add(
        finite values: ArraySlice<Double>, positions: ArraySlice<Int64>
    ) throws(BillingError) {
        guard let first = positions.first, let last = positions.last else { return }
        var scan = ValueScan()
        try add(finite: values, from: first, through: last, by: &scan)
    }

    /// As its namesake, with what is known of the values before.
    mutating func add(
        finite values: ArraySlice<Double>, from start: Int64, through end: Int64, by scan: inout ValueScan
    ) throws(BillingError) {
        guard let first = values.first, let last = values.last else { return }
        let total = try Self.total(count, values.count)
        if count == 0 { (firstValue, firstPlace, lastValue) = (first + 0.0, start, first + 0.0) }
        let areEqual = ValueBlock.areEqual(values)
        // Of equal values, only the first may be less than the one before.
        if measures.contains(.increase), resetRule != .never {
            addDrops(areEqual ? values.prefix(1) : values)
        }
        if let found = scan.add(
            values, areEqual: areEqual, measures: measures, sum: &totalSum, squares: &squares)
        {
            smallest = count == 0 ? found.least : min(smallest, found.least)
            largest = count == 0 ? found.greatest : max(largest, found.greatest)
        }
        (lastValue, lastPlace) = (last + 0.0, end)
        count = total
    }

    /// Adds the readings that a reset follows, from the last value on.
    private mutating func addDrops(_ values: ArraySlice<Double>) {
        var reading = lastValue
        for start in stride(from: values.startIndex, to: values.endIndex, by: ValueBlock.limit) {
            let end = min(start + ValueBlock.limit, values.endIndex)
            let descends = ValueBlock.withBlock(values, start..<end) { $0.descends(after: reading) }
            if descends == true {
                for value in values[start..<end] {
                    if resetRule.isReset(value, after: reading) {
                        dropped.add(finite: reading)
                        drops += 1
                    }
                    reading = value
                }
            }
            reading = values[end - 1]
        }
    }

    /// Adds what a later state of the same series knows.
    ///
    /// - Parameter later: The state of values that all come after those of this one, with none between.
    /// - Throws: `BillingError` with code `invalidValue` if its values come earlier or its reset rule is another, or
    ///   `overflow` if the count would overflow; this state is then unchanged.
    public mutating func merge(_ later: AggregateState) throws(BillingError) {
        let total = try Self.total(count, later.count)
        let decidesResets = measures.intersection(later.measures).contains(.increase)
        guard isBlank || later.isBlank || resetRule == later.resetRule || !decidesResets else {
            throw BillingError(
                .invalidValue, rule: "states that are merged have one reset rule",
                detail: "\(resetRule) and \(later.resetRule)")
        }
        if count > 0, later.count > 0, later.firstPlace < lastPlace {
            throw BillingError(
                .invalidValue, rule: "states are merged in order of time",
                detail: "\(later.firstPlace) after \(lastPlace)")
        }
        restrict(to: later.measures)
        var later = later
        later.restrict(to: measures)
        if isBlank, !later.isBlank { resetRule = later.resetRule }
        guard later.count > 0 else {
            if count == 0 { previous = previous ?? later.previous }
            return
        }
        guard count > 0 else {
            let carried = previous ?? later.previous
            self = later
            previous = carried
            return
        }
        // There are fewer drops than values, so their number cannot overflow.
        drops += later.drops
        dropped.merge(later.dropped)
        if measures.contains(.increase), resetRule.isReset(later.firstValue, after: lastValue) {
            dropped.add(finite: lastValue)
            drops += 1
        }
        totalSum.merge(later.totalSum)
        squares.merge(later.squares)
        smallest = min(smallest, later.smallest)
        largest = max(largest, later.largest)
        (lastValue, lastPlace) = (later.lastValue, later.lastPlace)
        count = total
    }

    /// Forgets the measures that are not named, so that equal knowledge is equal.
    private mutating func restrict(to kept: Measures) {
        measures.formIntersection(kept)
        if !measures.contains(.sum) { totalSum = ExactSum() }
        if !measures.contains(.squares) { squares = ExactSum() }
        if !measures.contains(.increase) {
            (previous, dropped, drops, resetRule) = (nil, ExactSum(), 0, .anyDrop)
        }
    }

    /// Whether the state knows no reading, so that its reset rule has decided nothing.
    private var isBlank: Bool { count == 0 && previous == nil }

    private static func total(_ left: Int, _ right: Int) throws(BillingError) -> Int {
        let (total, overflow) = left.addingReportingOverflow(right)
        guard !overflow else {
            throw BillingError(.overflow, rule: "a count fits 64 bits", detail: "\(left) + \(right)")
        }
        return total
    }
}

extension AggregateState {
    /// The least value; nil if there are none.
    public var minimum: Double? { count > 0 ? smallest : nil }
    /// The greatest value; nil if there are none.
    public var maximum: Double? { count > 0 ? largest : nil }
    /// The earliest value; nil if there are none.
    public var first: Double? { count > 0 ? firstValue : nil }
    /// The latest value; nil if there are none.
    public var last: Double? { count > 0 ? lastValue : nil }
    package var firstPosition: Int64? { count > 0 ? firstPlace : nil }
    package var lastPosition: Int64? { count > 0 ? lastPlace : nil }

    /// The exact sum rounded once; 0 if there are no values.
    ///
    /// - Throws: `BillingError` with code `overflow` if it is beyond `Double`, or
    ///   `unsupported` if sums were not asked for.
    public func sum() throws(BillingError) -> Double {
        try exactSum().rounded()
    }

    package func exactSum() throws(BillingError) -> ExactSum {
        try need(.sum)
        return totalSum
    }

    /// The exact quotient of sum and count, rounded once; nil if there are no values.
    ///
    /// - Throws: `BillingError` with code `unsupported` if sums were not asked for.
    public func mean() throws(BillingError) -> Double? {
        try need(.sum)
        return count > 0 ? try totalSum.rounded(dividedBy: count) : nil
    }

    /// The mean square distance from the mean (divisor n), exact and rounded once; nil if there are no values.
    ///
    /// - Throws: `BillingError` with code `overflow` if it is beyond `Double`, or
    ///   `unsupported` if squares were not asked for.
    public func populationVariance() throws(BillingError) -> Double? {
        try variance(divisor: count)
    }

    /// The variance estimated from a sample (divisor n − 1), exact and rounded once; nil below two values.
    ///
    /// - Throws: `BillingError` with code `overflow` if it is beyond `Double`, or
    ///   `unsupported` if squares were not asked for.
    public func sampleVariance() throws(BillingError) -> Double? {
        try variance(divisor: count - 1)
    }

    private func variance(divisor: Int) throws(BillingError) -> Double? {
        try need([.sum, .squares])
        guard count > 0, divisor > 0 else { return nil }
        return try ExactSum.variance(
            sum: totalSum, squares: squares, count: UInt64(count), divisor: UInt64(divisor))
    }

    /// How much a cumulative reading grew, exact and rounded once; nil if there are no values.
    ///
    /// - Throws: `BillingError` with code `overflow` if it is beyond `Double`, or
    ///   `unsupported` if increase was not asked for.
    public func increase() throws(BillingError) -> Double? {
        guard count > 0 else { return nil }
        return try exactIncrease().rounded()
    }

    /// The number of resets of a cumulative reading, one from the reading before the first value on included.
    ///
    /// - Throws: `BillingError` with code `unsupported` if increase was not asked for.
    public func resets() throws(BillingError) -> Int {
        try need(.increase)
        return dropsAtStart ? drops + 1 : drops
    }

    /// last − (the reading before the first, else the first) + all readings that were followed by a reset.
    package func exactIncrease() throws(BillingError) -> ExactSum {
        try need(.increase)
        guard count > 0 else { return ExactSum() }
        var increase = dropped
        increase.add(finite: lastValue)
        if dropsAtStart { return increase }
        increase.add(finite: -(previous ?? firstValue))
        return increase
    }

    private var dropsAtStart: Bool {
        guard count > 0, let previous else { return false }
        return resetRule.isReset(firstValue, after: previous)
    }

    private func need(_ needed: Measures) throws(BillingError) {
        guard measures.isSuperset(of: needed) else {
            throw BillingError(
                .unsupported, rule: "a figure can be finished only from measures that were asked for")
        }
    }
}

extension AggregateState {
    /// The state of the same values under another reset rule; nil if only the values themselves can tell.
    ///
    /// A state of any drop that saw none has none to judge, and one without resets needs none of what drops left. So a
    /// store keeps states under any drop, whichever rule the metric has or comes to have.
    package func judged(by rule: ResetRule) -> AggregateState? {
        guard rule != resetRule, measures.contains(.increase) else { return self }
        var state = self
        state.resetRule = rule
        if rule == .never {
            (state.dropped, state.drops) = (ExactSum(), 0)
            return state
        }
        return resetRule == .anyDrop && drops == 0 ? state : nil
    }

    /// The state of the same values without the measures that are not named.
    package func keeping(_ kept: Measures) -> AggregateState {
        var state = self
        state.restrict(to: kept)
        return state
    }

    /// All that a state of any drop holds; its reset rule is no part of it.
    package var parts: Parts {
        Parts(
            count: count, measures: measures, sum: totalSum.parts, squares: squares.parts, minimum: smallest,
            maximum: largest, first: firstValue, last: lastValue, firstPosition: firstPlace,
            lastPosition: lastPlace, previous: previous, dropped: dropped.parts, drops: drops)
    }

    /// Makes a state of what one held.
    ///
    /// - Throws: `BillingError` with code `invalidValue` if no state holds that.
    package init(_ parts: Parts) throws(BillingError) {
        try parts.check()
        (count, measures) = (parts.count, parts.measures)
        (totalSum, squares) = (try ExactSum(parts.sum), try ExactSum(parts.squares))
        (smallest, largest) = (parts.minimum, parts.maximum)
        (firstValue, lastValue) = (parts.first, parts.last)
        (firstPlace, lastPlace) = (parts.firstPosition, parts.lastPosition)
        previous = parts.previous
        (dropped, drops) = (try ExactSum(parts.dropped), parts.drops)
    }
}
