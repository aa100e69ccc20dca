import BillingModel
public import BillingStore

extension FileRepository {
    /// All that is known, as it is at one moment; others read and write meanwhile.
    ///
    /// - Throws: `corruptData` with the place of damage that is met, and `CancellationError` if the task is cancelled.
    /// - Complexity: O(*n*) for *n* records and samples, of which all are in memory afterwards.
    public func state() async throws -> RepositoryState {
        try await observing(.state) {
            try await readApart(label: "billing state", $0) { session, cancellation in
                try session.read(cancellation) { try StateReader($0).state(cancellation) }
            }
        }
    }

    /// Takes over a state in one transaction, unless a commit was made before.
    ///
    /// - Throws: `BillingError` with code `conflict` if the file has commits, and what ``commit(_:)`` throws; the file
    ///   is then as it was.
    /// - Complexity: O(*n* log *n*) for *n* records and samples.
    public func restore(_ state: RepositoryState) async throws {
        try await observing(.restore) { observation in
            guard let writer else { throw readOnly }
            try await writer.run { writer, _ in
                try writer.write(observation) { session in
                    var restoring = StateWriter(session)
                    try restoring.restore(state)
                }
            }
            writer.enqueue { $0.tidy() }
            feed.publish(try state.revision(.latest))
        }
    }
}
