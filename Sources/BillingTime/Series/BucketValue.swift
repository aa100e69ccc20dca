public import BillingModel

#if canImport(FoundationEssentials)
public import FoundationEssentials
#else
public import Foundation
#endif

/// What a series says about one bucket, after gaps were filled by the rule of its kind.
public struct BucketValue: Hashable, Sendable {
    /// The figure of one period of a figure to date, in a bucket that crosses a reset.
    public struct PartialFigure: Hashable, Sendable {
        /// Where the period, or its part in the bucket, ends.
        package let endPosition: Int64
        /// The last figure of the period.
        public let value: Double

        /// The first instant after the period, or after its part in the bucket.
        public var end: Date { Instants.date(endPosition) }
    }

    /// The figure rounded once; nil if it is missing, or if the kind has none for such a bucket.
    public let value: Double?
    /// The figure before it was rounded, for what is derived from it.
    package let exact: ExactSum?
    /// How far the value can be relied on.
    public let completeness: Completeness
    /// Where the sample stands that the value was taken from; nil if it follows from several or from silence.
    package let position: Int64?
    /// Whether the position is an instant or a day number.
    private let timing: MetricSeries.Timing
    /// In a bucket that crosses a reset of a figure to date, the last figure of each period that has one.
    public let partialFigures: [PartialFigure]
    /// How often a cumulative reading began anew, by the rule of its metric; nil for other kinds, or without a value.
    public private(set) var resets: Int? = nil

    /// When the sample was true that the value was taken from; nil if it follows from several or from silence.
    ///
    /// A value that was carried into the bucket tells its age by this.
    public var time: SampleTime? { position.map { MetricSeries.time($0, timing) } }
}

extension BucketValue {
    init(
        _ exact: ExactSum?, _ completeness: Completeness, samples: Int, origin: Completeness.Origin,
        position: Int64? = nil
    ) throws(BillingError) {
        self.exact = exact
        value = if let exact { try exact.rounded() } else { nil }
        self.completeness = completeness.with(samples: samples, origin: origin)
        self.position = position
        timing = .instants
        partialFigures = []
    }

    /// The same value with the number of resets that an increase counts.
    func counting(resets: Int) -> BucketValue {
        var value = self
        value.resets = resets
        return value
    }

    init(missing completeness: Completeness) {
        (value, exact, position, timing, partialFigures) = (nil, nil, nil, .instants, [])
        self.completeness = completeness.with(samples: 0, origin: .missing)
    }

    init(absent completeness: Completeness, partialFigures: [PartialFigure]) {
        (value, exact, position, timing) = (nil, nil, nil, .instants)
        self.completeness = completeness
        self.partialFigures = partialFigures
    }

    /// Takes a value whose positions are day numbers; its periods then end at instants.
    init(daily value: BucketValue, startOfDay: (Int64) -> Int64) {
        (self.value, exact, completeness) = (value.value, value.exact, value.completeness)
        (position, timing) = (value.position, .dates)
        partialFigures = value.partialFigures.map {
            PartialFigure(endPosition: startOfDay($0.endPosition), value: $0.value)
        }
    }
}
