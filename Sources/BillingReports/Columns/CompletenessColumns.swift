import BillingModel
import BillingTime

/// How far the figures of a line can be relied on, in runs: the members of a ``Completeness``, each as a column.
struct CompletenessColumns: Hashable, Codable {
    private let clipped: ValueRuns<[ClippedSide]>
    private let coverage: ValueRuns<Double>
    private let origin: ValueRuns<Completeness.Origin>
    private let phase: ValueRuns<Completeness.Phase>
    private let samples: ValueRuns<Int>

    init(_ parts: [Completeness], omitsTime: Bool) {
        let parts = omitsTime ? parts.map(\.withoutTime) : parts
        clipped = ValueRuns(parts.lazy.map { ClippedSide.list(start: $0.clippedStart, end: $0.clippedEnd) })
        coverage = ValueRuns(parts.lazy.map { $0.coverage })
        origin = ValueRuns(parts.lazy.map { $0.origin })
        phase = ValueRuns(parts.lazy.map { $0.phase })
        samples = ValueRuns(parts.lazy.map { $0.samples })
    }

    /// One for each of so many figures.
    func parts(_ count: Int) throws(BillingError) -> [Completeness] {
        let (clipped, coverage) = (try clipped.values(count), try coverage.values(count))
        let (phase, origin) = (try phase.values(count), try origin.values(count))
        let samples = try samples.values(count)
        var parts: [Completeness] = []
        parts.reserveCapacity(count)
        for place in 0..<count {
            parts.append(
                try Completeness(
                    clippedStart: clipped[place].contains(.start), clippedEnd: clipped[place].contains(.end),
                    phase: phase[place], coverage: coverage[place], samples: samples[place],
                    origin: origin[place]))
        }
        return parts
    }
}

/// A side of a bucket that the range asked for cuts off.
enum ClippedSide: String, Hashable, Sendable, Codable {
    case start, end

    static func list(start: Bool, end: Bool) -> [ClippedSide] {
        (start ? [.start] : []) + (end ? [.end] : [])
    }
}
