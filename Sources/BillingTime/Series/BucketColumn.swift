package import BillingModel

/// What a series says about each bucket of a plan, as columns; a value of a bucket is made when it is asked for.
package struct BucketColumn: Sendable {
    private enum Content: Sendable {
        case values([BucketValue])
        case levels(LevelFrame, ArraySlice<Double>)
    }

    private let content: Content

    /// Takes values one by one.
    package init(_ values: [BucketValue]) { content = .values(values) }

    /// Takes the samples whose places a frame names.
    init(_ frame: LevelFrame, _ samples: ArraySlice<Double>) { content = .levels(frame, samples) }

    /// The frame that other series may share, and the samples; nil if the values are kept one by one.
    var levels: (frame: LevelFrame, samples: ArraySlice<Double>)? {
        if case .levels(let frame, let samples) = content { (frame, samples) } else { nil }
    }

    /// The figure of a bucket; nil if it is missing.
    package func value(_ bucket: Int) -> Double? {
        switch content {
        case .values(let values): return values[bucket].value
        case .levels(let frame, let samples):
            let place = frame.places[bucket]
            if place >= 0 { return samples[samples.startIndex + Int(place)] + 0.0 }
            return place == LevelFrame.zero ? 0 : nil
        }
    }

    /// The figure of a bucket before it was rounded.
    package func exact(_ bucket: Int) -> ExactSum? {
        switch content {
        case .values(let values): return values[bucket].exact
        case .levels:
            guard let value = value(bucket) else { return nil }
            var exact = ExactSum()
            exact.add(finite: value)
            return exact
        }
    }

    /// How far the figure of a bucket can be relied on.
    package func completeness(_ bucket: Int) -> Completeness {
        switch content {
        case .values(let values): values[bucket].completeness
        case .levels(let frame, _): frame.completeness[bucket]
        }
    }

    /// What was known last of a bucket whose level is missing.
    package func lastKnown(_ bucket: Int) -> LastKnown? {
        switch content {
        case .values(let values): return values[bucket].lastKnown
        case .levels(let frame, let samples):
            guard let past = frame.past(bucket) else { return nil }
            return LastKnown(
                value: samples[samples.startIndex + Int(past)] + 0.0, time: frame.time(of: past))
        }
    }

    /// When the sample was true that the figure of a bucket was taken from; nil if it follows from several or from silence.
    package func time(_ bucket: Int) -> SampleTime? {
        switch content {
        case .values(let values): values[bucket].time
        case .levels(let frame, _):
            frame.isTimed && frame.places[bucket] >= 0 ? frame.time(of: frame.places[bucket]) : nil
        }
    }

    /// Every figure, and not-a-number where it is missing, which no figure is.
    package var figures: [Double] {
        switch content {
        case .values(let values): return values.map { $0.value ?? .nan }
        case .levels(let frame, let samples):
            let first = samples.startIndex
            return frame.places.map { place in
                if place >= 0 { return samples[first + Int(place)] + 0.0 }
                return place == LevelFrame.zero ? 0 : .nan
            }
        }
    }

    /// Whether any bucket has a sample.
    package var hasSamples: Bool {
        switch content {
        case .values(let values): values.contains { $0.completeness.samples > 0 }
        case .levels(let frame, _): frame.hasSamples
        }
    }

    /// Whether any bucket has a figure.
    package var hasFigures: Bool {
        switch content {
        case .values(let values): values.contains { $0.value != nil }
        case .levels(let frame, _): frame.hasFigures
        }
    }

    /// Whether any of some buckets has covered time or a sample.
    package func isKnown(in buckets: Range<Int>) -> Bool {
        switch content {
        case .values(let values):
            values[buckets].contains { $0.completeness.coverage > 0 || $0.completeness.samples > 0 }
        case .levels(let frame, _):
            frame.completeness[buckets].contains { $0.coverage > 0 || $0.samples > 0 }
        }
    }

    /// The weakest completeness of some buckets; nil if there are none.
    package func weakest(of buckets: Range<Int>) throws(BillingError) -> Completeness? {
        switch content {
        case .values(let values):
            guard let first = buckets.first else { return nil }
            var weakest = values[first].completeness
            for bucket in buckets.dropFirst() { weakest = try weakest.weaker(values[bucket].completeness) }
            return weakest
        case .levels(let frame, _): return try Completeness.weakest(of: frame.completeness[buckets])
        }
    }

    /// The exact sum of the figures of some buckets, and how many have one.
    package func sum(of buckets: Range<Int>) -> (sum: ExactSum, count: Int) {
        var (sum, count) = (ExactSum(), 0)
        switch content {
        case .values(let values):
            for bucket in buckets {
                guard let exact = values[bucket].exact else { continue }
                sum.merge(exact)
                count += 1
            }
        case .levels(let frame, let samples):
            var figures: [Double] = []
            figures.reserveCapacity(buckets.count)
            for place in frame.places[buckets] {
                if place >= 0 { figures.append(samples[samples.startIndex + Int(place)]) }
                if place != LevelFrame.none { count += 1 }
            }
            sum.add(finite: figures[...])
        }
        return (sum, count)
    }
}

extension BucketColumn: RandomAccessCollection {
    package var startIndex: Int { 0 }

    package var endIndex: Int {
        switch content {
        case .values(let values): values.count
        case .levels(let frame, _): frame.places.count
        }
    }

    package subscript(bucket: Int) -> BucketValue {
        switch content {
        case .values(let values): values[bucket]
        case .levels(let frame, let samples): BucketValue(frame, samples, at: bucket)
        }
    }
}
