public import BillingModel

#if canImport(FoundationEssentials)
public import FoundationEssentials
#else
public import Foundation
#endif

/// What a series says about one bucket, after gaps were filled by the rule of its kind.
public struct BucketValue: Hashable, Sendable {
    /// What is known of one period of a figure to date, in a bucket that crosses a reset.
    public struct PartialFigure: Hashable, Sendable {
        /// Where the period, or its part in the bucket, ends.
        package let endPosition: Int64
        /// The figure at that end; nil if it is missing.
        public let value: Double?
        /// How far the figure can be relied on, in its own time.
        public let completeness: Completeness
        /// The last figure of the period that is known, if that at the end is missing.
        public let lastKnown: LastKnown?

        /// The first instant after the period, or after its part in the bucket.
        public var end: Date { Instants.date(endPosition) }

        init(_ piece: BucketValue, end: Int64) {
            endPosition = end
            value = piece.value
            completeness = piece.completeness
            lastKnown = piece.lastKnown
        }
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
    var timing: MetricSeries.Timing
    /// The last sample before the end, of a level that is missing there.
    private let last: Aggregation.Reading?
    /// In a bucket that crosses a reset of a figure to date, each period in it; else none.
    public let partialFigures: [PartialFigure]
    /// How often a cumulative reading began anew, by the rule of its metric; nil for other kinds, or without a value.
    public private(set) var resets: Int? = nil

    /// When the sample was true that the value was taken from; nil if it follows from several or from silence.
    ///
    /// A value that was carried into the bucket tells its age by this.
    public var time: SampleTime? { position.map { MetricSeries.time($0, timing) } }

    /// The last level before the end of the bucket, if none is in force there; nil if there was none, and for other kinds.
    ///
    /// That of a figure to date is of the period that the end lies in.
    public var lastKnown: LastKnown? {
        last.map { LastKnown(value: $0.value + 0.0, time: MetricSeries.time($0.position, timing)) }
    }
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
        last = nil
        partialFigures = []
    }

    /// The same value with the number of resets that an increase counts.
    func counting(resets: Int) -> BucketValue {
        var value = self
        value.resets = resets
        return value
    }

    init(missing completeness: Completeness) {
        (value, exact, position, timing, last, partialFigures) = (nil, nil, nil, .instants, nil, [])
        self.completeness = completeness.with(samples: 0, origin: .missing)
    }

    init(absent completeness: Completeness, partialFigures: [PartialFigure]) {
        (value, exact, position, timing, last) = (nil, nil, nil, .instants, nil)
        self.completeness = completeness
        self.partialFigures = partialFigures
    }

    /// What a frame says of a bucket, with the samples that it names.
    init(_ frame: LevelFrame, _ samples: ArraySlice<Double>, at bucket: Int) {
        let place = frame.places[bucket]
        completeness = frame.completeness[bucket]
        timing = frame.timing
        partialFigures = []
        let first = samples.startIndex
        guard place != LevelFrame.none else {
            (value, exact, position) = (nil, nil, nil)
            last = frame.past(bucket).map { past in
                Aggregation.Reading(
                    position: frame.positions[frame.positions.startIndex + Int(past)],
                    value: samples[first + Int(past)])
            }
            return
        }
        let figure = place >= 0 ? samples[first + Int(place)] : 0
        var exact = ExactSum()
        exact.add(finite: figure)
        self.exact = exact
        // What a single double stands for is rounded to that double.
        value = figure + 0.0
        position =
            frame.isTimed && place >= 0 ? frame.positions[frame.positions.startIndex + Int(place)] : nil
        last = nil
    }
}
