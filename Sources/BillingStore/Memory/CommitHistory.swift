import BillingModel

/// Every commit that was made, in order, and the revisions that they made.
struct CommitHistory: Sendable {
    private struct Made: Sendable {
        let known: KnownCommit
        /// The instant at which it was recorded, in microseconds.
        let recorded: Int64
    }

    /// Every commit in its order, also those that made no revision.
    private var made: [Made] = []
    private var places: [CommitID: Int] = [:]
    /// The places of the commits that made a revision, from revision 1 on.
    private var makers: [Int] = []

    /// How many commits there are.
    var count: Int { made.count }
    /// Every commit with the digest of its content, in their order.
    var all: [KnownCommit] { made.map(\.known) }
    /// The last commit.
    var last: CommitRecord? { made.last?.known.commit }
    /// The revision that the last commit left.
    var revision: Revision { last?.revision ?? .zero }

    /// The commit that was made under an id, if any.
    subscript(id: CommitID) -> KnownCommit? { places[id].map { made[$0].known } }

    /// The commit that made a revision under an id, if any.
    func commit(withID id: CommitID) -> CommitRecord? {
        guard let place = places[id] else { return nil }
        let commit = made[place].known.commit
        let number = Int(commit.revision.number)
        return makers.indices.contains(number - 1) && makers[number - 1] == place ? commit : nil
    }

    /// The commits that made some revisions, in their order or backwards.
    func commits(
        _ revisions: ClosedRange<Revision>, descending isDescending: Bool, limit: Int
    ) -> [CommitRecord] {
        // The commit of a revision lies at the place before its number.
        let places = makers.indices.clamped(
            to: Int(revisions.lowerBound.number) - 1..<Int(revisions.upperBound.number))
        let commits = (isDescending ? places.suffix(limit) : places.prefix(limit)).map {
            made[makers[$0]].known.commit
        }
        return isDescending ? commits.reversed() : commits
    }

    /// The last revision that was recorded at or before an instant.
    func revision(recordedBy instant: Int64) throws(BillingError) -> Revision {
        try Revision(Int64(makers.lowerBound { made[$0].recorded <= instant }))
    }

    /// Takes note of a commit, which was recorded at an instant in microseconds.
    mutating func append(_ commit: CommitRecord, digest: String, recorded: Int64) {
        places[commit.id] = made.count
        if commit.revision > revision { makers.append(made.count) }
        made.append(Made(known: KnownCommit(commit, digest: digest), recorded: recorded))
    }

    /// Takes a commit back, which follows the one before it.
    mutating func restore(_ commit: CommitRecord, digest: String) throws(BillingError) {
        let recorded = try Instants.microseconds(commit.recordedAt)
        guard places[commit.id] == nil, commit.revision >= revision,
            commit.revision.number - revision.number <= 1, recorded >= made.last?.recorded ?? .min,
            [commit.inserted, commit.unchanged, commit.corrected, commit.retracted].allSatisfy({ $0 >= 0 }),
            ChangeSet.isContentDigest(digest)
        else { throw RepositoryState.broken("commit '\(commit.id)' does not follow the one before it") }
        append(commit, digest: digest, recorded: recorded)
    }
}
