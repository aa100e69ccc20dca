package import BillingModel

/// A repository that gives and takes all that it knows, every revision included.
///
/// A conforming type promises, beyond what a repository promises:
/// - ``state()`` is one moment, whatever is committed meanwhile.
/// - After ``restore(_:)`` every read answers as the repository did that the state was taken from, at every revision and
///   instant; a commit that it had taken is known, and the next one makes the next revision.
public protocol ArchivableRepository: BillingRepository {
    /// All that is known.
    func state() async throws -> RepositoryState

    /// Takes over a state, whole or not at all.
    ///
    /// - Throws: `BillingError` with code `conflict` if a commit was made before.
    func restore(_ state: RepositoryState) async throws

    /// All that is known, and on the way there how far that is.
    ///
    /// The default tells of the end alone.
    ///
    /// - Parameter progress: Is told each few thousand records, on whatever thread reads them, and should return soon.
    /// - Returns: What ``state()`` does.
    /// - Throws: `CancellationError` if the task is cancelled, which is looked for with each record.
    func state(
        progress: @escaping @Sendable (ArchiveProgress) -> Void
    ) async throws -> RepositoryState

    /// Takes over a state as ``restore(_:)`` does, and tells how far that is.
    ///
    /// The default tells of the end alone.
    ///
    /// - Parameters:
    ///   - state: What is taken over.
    ///   - progress: Is told each few thousand records, on whatever thread writes them, and should return soon.
    /// - Throws: What ``restore(_:)`` throws; `CancellationError` if the task is cancelled, which is looked for with each record.
    ///   The repository is then as it was, without commits, and takes another state or a commit.
    func restore(
        _ state: RepositoryState, progress: @escaping @Sendable (ArchiveProgress) -> Void
    ) async throws
}

extension ArchivableRepository {
    /// All that is known; tells of the end.
    public func state(
        progress: @escaping @Sendable (ArchiveProgress) -> Void
    ) async throws -> RepositoryState {
        let state = try await state()
        progress(ArchiveProgress(endOf: .reading, state))
        return state
    }

    /// Takes over a state; tells of the end.
    public func restore(
        _ state: RepositoryState, progress: @escaping @Sendable (ArchiveProgress) -> Void
    ) async throws {
        try await restore(state)
        progress(ArchiveProgress(endOf: .writing, state))
    }

    /// Takes over all that another repository knows at one moment, whatever its backend: from a file into a server, and back.
    ///
    /// Afterwards both answer alike, at every revision and instant. What the other one commits meanwhile is not taken over: a
    /// host that moves for good lets nobody write until it has changed over.
    ///
    /// - Parameters:
    ///   - other: Where it is read; it stays as it is.
    ///   - progress: Is told how far reading is, and then how far writing is, each few thousand records, on whatever thread does it.
    /// - Throws: `BillingError` with code `conflict` if a commit was made here before, and what the two repositories throw;
    ///   `CancellationError` if the task is cancelled. This repository is then as it was.
    /// - Complexity: O(*n* log *n*) for *n* records and samples, of which all are in memory meanwhile.
    public func restore(
        from other: some ArchivableRepository,
        progress: @escaping @Sendable (ArchiveProgress) -> Void = { _ in }
    ) async throws {
        // What would be refused at the end is refused before all is read.
        guard try await revision(.latest) == .zero else { throw BillingError.notEmpty }
        let state = try await other.state(progress: progress)
        try Task.checkCancellation()
        try await restore(state, progress: progress)
    }
}

extension BillingError {
    /// A state meets a repository that already has commits.
    package static let notEmpty = BillingError(
        .conflict, rule: "a state is restored into a repository without commits")
}
