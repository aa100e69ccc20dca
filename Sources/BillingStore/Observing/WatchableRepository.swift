public import BillingModel

/// A repository that tells of new revisions as they come.
public protocol WatchableRepository: BillingRepository {
    /// The latest revision, and each later one once it is known here.
    ///
    /// - It ascends. A consumer that is slow gets the newest when it asks, and none of those between.
    /// - Each consumer has its own course; nothing is kept for those that do not ask.
    /// - It ends once the repository is closed or let go of, and at once where the task of the consumer is cancelled.
    ///
    /// ```swift
    /// for try await revision in repository.revisions {
    ///     let scope = repository.fleet.known(at: .revision(revision))
    /// }
    /// ```
    var revisions: Revisions { get }
}

/// The revisions of a repository, as they become known: see ``WatchableRepository/revisions``.
public struct Revisions: AsyncSequence, Sendable {
    /// A revision.
    public typealias Element = Revision
    /// What ends it early: the repository cannot be watched any more, as when its file was replaced.
    public typealias Failure = BillingError

    private let feed: RevisionFeed

    init(_ feed: RevisionFeed) { self.feed = feed }

    /// Begins to watch.
    public func makeAsyncIterator() -> Iterator { Iterator(consumer: RevisionFeed.Consumer(feed)) }

    /// One consumer.
    public struct Iterator: AsyncIteratorProtocol {
        let consumer: RevisionFeed.Consumer

        /// Waits for a revision that this consumer has not seen.
        ///
        /// - Parameter actor: Where the consumer runs.
        /// - Returns: The newest; nil at the end, and if the task is cancelled.
        /// - Throws: `BillingError` once if the repository cannot be watched any more; then it is at the end.
        public mutating func next(
            isolation actor: isolated (any Actor)? = #isolation
        ) async throws(BillingError) -> Revision? {
            try await consumer.next(isolation: actor)
        }
    }
}
