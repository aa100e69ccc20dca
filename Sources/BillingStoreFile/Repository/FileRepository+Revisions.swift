import BillingModel
public import BillingStore

extension FileRepository {
    /// The latest revision, and each later one: those of this repository at once, those of others within
    /// ``Options/lookInterval`` and the time of a look.
    ///
    /// While anybody waits, a thread of the repository looks at a counter in the shared memory of the file. That takes
    /// far less than a millisecond, reads the commit log only if another connection committed, and no observer is told.
    ///
    /// It ends with the error of a look that failed, such as `replaced`; whoever begins again watches again.
    public var revisions: Revisions { feed.revisions }
}

extension Session {
    /// The latest revision, if another connection may have committed since this was last asked; belongs into a transaction.
    func newRevision() throws -> Revision? {
        let version = try connection.first("PRAGMA data_version") { try $0.integer(0) }
        guard version != watched else { return nil }
        let revision = try revision(.latest)
        watched = version
        return revision
    }
}
