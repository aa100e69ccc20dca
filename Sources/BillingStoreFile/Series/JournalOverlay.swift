import BillingModel
import BillingStore

/// What a journal changed at positions that lie in chunks.
struct JournalOverlay {
    typealias Entry = (revision: Revision, changes: SampleChanges)

    /// In order of their revisions.
    private var commits: [Entry] = []
    private var versioned: [VersionedWrite] = []
    private var latest: [Int64: (revision: Revision, change: SeriesColumns.Change)] = [:]
    /// All positions that are changed, sorted when first asked for.
    private var changed: [Int64]?

    var isEmpty: Bool { commits.isEmpty && versioned.isEmpty }

    /// Takes what a later commit did.
    mutating func absorb(
        _ changes: SampleChanges, _ versions: ArraySlice<VersionedWrite>,
        at revision: Revision
    ) {
        versioned.merge(sorted: Array(versions), by: VersionedWrite.isInOrder)
        guard !changes.isEmpty else { return }
        commits.append((revision, changes))
        for change in changes { latest[change.position] = (revision, change) }
        changed = nil
    }

    /// The last change at a position.
    func latest(at position: Int64) -> (revision: Revision, change: SeriesColumns.Change)? {
        latest[position]
    }

    /// The writes with a version in a part of the stored series.
    func versions(in domain: ClosedRange<Int64>) -> ArraySlice<VersionedWrite> {
        let start = versioned.lowerBound { $0.position < domain.lowerBound }
        return versioned[start..<versioned.lowerBound { $0.position <= domain.upperBound }]
    }

    /// What was changed in a part of the stored series up to a revision, commit by commit.
    mutating func commits(in domain: ClosedRange<Int64>, upTo revision: Revision) -> [Entry] {
        guard !commits.isEmpty else { return [] }
        let positions = changed ?? latest.keys.sorted()
        changed = positions
        let first = positions.lowerBound { $0 < domain.lowerBound }
        guard first < positions.count, positions[first] <= domain.upperBound else { return [] }
        return commits.compactMap { commit in
            guard commit.revision <= revision else { return nil }
            let changes = commit.changes
            let start = changes.positions.lowerBound { $0 < domain.lowerBound }
            let end = changes.positions.lowerBound { $0 <= domain.upperBound }
            return start < end ? (commit.revision, changes.part(start..<end)) : nil
        }
    }

    /// Every position that is changed or has a new version, in ascending order, some more than once.
    var positions: [Int64] { (latest.keys + versioned.map(\.position)).sorted() }
}
