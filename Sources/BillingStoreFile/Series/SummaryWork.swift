import BillingModel
import BillingStore
import BillingTime

/// Summaries that are made together: their parts are found one after the other by the thread that has the connection, and
/// chunks are unpacked by whichever threads are free.
struct SummaryWork {
    /// What is added to the buckets of a series, in its order.
    enum Part {
        /// A state of samples that lie in one bucket.
        case state(AggregateState)
        /// What a revision sees of a range of columns.
        case columns(SeriesColumns, Range<Int64>, Revision)
        /// The place among the chunks that are to be unpacked, and the error if it is another one than was written.
        case chunk(Int, isAnother: () -> BillingError)
    }

    private struct Run {
        var buckets: BucketStates
        var failure: (any Error)?
    }

    private var runs: [Run] = []
    private var parts: [(run: Int, part: Part)] = []
    private var chunks: [CutChunk] = []
    private var bytes = 0
    /// Chunks of so many bytes are unpacked before more are read.
    private static let limit = 8 << 20
    /// So few cost less than threads do.
    private static let fewest = 1 << 16

    /// Begins the summary of a series; gives its place.
    mutating func begin(_ buckets: BucketStates) -> Int {
        runs.append(Run(buckets: buckets))
        return runs.count - 1
    }

    /// Adds the next part of a series.
    mutating func add(_ part: Part, to run: Int) { parts.append((run, part)) }

    /// Adds a chunk as the next part of a series.
    mutating func add(_ chunk: CutChunk, to run: Int, isAnother: @escaping () -> BillingError) {
        parts.append((run, .chunk(chunks.count, isAnother: isAnother)))
        chunks.append(chunk)
        bytes += chunk.bytes.count
        if bytes >= Self.limit { work() }
    }

    /// The states of a series, all parts of which were added.
    mutating func states(of run: Int) throws -> [AggregateState] {
        work()
        if let failure = runs[run].failure { throw failure }
        return runs[run].buckets.finished()
    }

    /// Works on the parts that were added; what fails is thrown where its series is asked for.
    private mutating func work() {
        guard !parts.isEmpty else { return }
        let chunks = chunks
        let unpacked =
            bytes < Self.fewest
            ? chunks.map { $0.states() } : Pieces.map(chunks.count) { chunks[$0].states() }
        for (run, part) in parts where runs[run].failure == nil {
            do { try add(part, unpacked, to: run) } catch { runs[run].failure = error }
        }
        parts.removeAll()
        self.chunks.removeAll()
        bytes = 0
    }

    private mutating func add(_ part: Part, _ unpacked: [CutChunk.Unpacked], to run: Int) throws {
        switch part {
        case .state(let state): try runs[run].buckets.add(state)
        case .columns(let columns, let range, let revision):
            try runs[run].buckets.add(columns, range, at: revision)
        case .chunk(let place, let isAnother):
            switch unpacked[place] {
            case .states(let states): for state in states { try runs[run].buckets.add(state) }
            case .another: throw isAnother()
            case .failure(let error): throw error
            }
        }
    }
}

/// A chunk that is cut by the boundaries of buckets or by a range.
struct CutChunk: Sendable {
    let bytes: [UInt8]
    /// The number of the stored series.
    let lane: Int64
    let entry: IndexEntry
    let range: Range<Int64>
    let asked: SummaryBuckets

    /// What comes of its bytes.
    enum Unpacked: Sendable {
        /// The states of its buckets.
        case states([AggregateState])
        /// It is not the chunk that was written.
        case another
        case failure(any Error)
    }

    func states() -> Unpacked {
        do {
            return try bytes.withUnsafeBytes { blob in
                let place = BlobPlace(kind: .chunk, owner: lane, key: entry.start)
                guard let view = try ChunkView(blob, at: place, as: entry, hasValues: true) else {
                    return .another
                }
                let first = view.firstIndex(atOrAfter: range.lowerBound)
                guard first < view.count else { return .states([]) }
                var buckets = BucketStates(asked, from: view.position(first))
                try buckets.add(view, range)
                return .states(buckets.part)
            }
        } catch {
            return .failure(error)
        }
    }
}

extension ChunkView {
    /// Opens a chunk; nil if it is not the one that its directory states.
    init?(
        _ blob: UnsafeRawBufferPointer, at place: BlobPlace, as entry: IndexEntry, hasValues: Bool
    ) throws(BillingError) {
        let view = try ChunkView(blob, at: place)
        guard ByteReader.checksum(of: blob) == entry.chunk, view.count == entry.count,
            view.count == 0 || view.hasValues == hasValues
        else { return nil }
        self = view
    }
}
