import BillingModel
public import BillingStore

extension FileRepository {
    /// All that is known, as it is at one moment; others read and write meanwhile.
    ///
    /// - Throws: `corruptData` with the place of damage that is met, and `CancellationError` if the task is cancelled.
    /// - Complexity: O(*n*) for *n* records and samples, of which all are in memory afterwards.
    public func state() async throws -> RepositoryState { try await state(progress: { _ in }) }

    /// All that is known, as ``state()`` says, and on the way there how far that is.
    public func state(
        progress: @escaping @Sendable (ArchiveProgress) -> Void
    ) async throws -> RepositoryState {
        try await observing(.state) {
            try await readApart(label: "billing state", $0) { session, cancellation in
                try session.read(cancellation) {
                    try StateReader($0).state(progress: progress, cancellation)
                }
            }
        }
    }

    /// Takes over a state in one transaction, unless a commit was made before.
    ///
    /// - Throws: `BillingError` with code `conflict` if the file has commits, what ``commit(_:)`` throws, and
    ///   `CancellationError`; the file is then as it was.
    /// - Complexity: O(*n* log *n*) for *n* records and samples.
    public func restore(_ state: RepositoryState) async throws {
        try await restore(state, progress: { _ in })
    }

    /// Takes over a state as ``restore(_:)`` does, and tells how far that is.
    public func restore(
        _ state: RepositoryState, progress: @escaping @Sendable (ArchiveProgress) -> Void
    ) async throws {
        try await observing(.restore) { observation in
            guard let writer else { throw readOnly }
            try await writer.run { writer, cancellation in
                try writer.write(observation) { session in
                    let tally = ArchiveTally(
                        .writing, tenantCount: state.extent.tenants, recordCount: state.recordCount,
                        tell: progress, checkCancellation: cancellation.check)
                    var restoring = StateWriter(session, tally)
                    try restoring.restore(state)
                }
            }
            writer.enqueue { $0.tidy() }
            feed.publish(try state.revision(.latest))
        }
    }
}
