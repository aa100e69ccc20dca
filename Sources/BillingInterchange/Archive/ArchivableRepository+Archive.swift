public import BillingStore

extension ArchivableRepository {
    /// Writes all that the repository knows as JSON lines, as it is at one moment.
    ///
    /// - Parameters:
    ///   - sink: Takes one line at a time, its newline included, in order.
    ///   - progress: Is told how far reading the repository is, and then how far writing the lines is, each few thousand records.
    /// - Returns: What was written.
    /// - Throws: What the repository and `sink` throw, and `CancellationError` if the task is cancelled: what came to the sink is
    ///   then no archive, and its end is missing.
    @discardableResult
    public nonisolated(nonsending) func writeArchive(
        to sink: ([UInt8]) throws -> Void,
        progress: @escaping @Sendable (ArchiveProgress) -> Void = { _ in }
    ) async throws -> ArchiveSummary {
        let state = try await state(progress: progress)
        return try state.writeArchive(to: sink, progress: progress, checkCancellation: Task.checkCancellation)
    }

    /// Takes over an archive, whole or not at all.
    ///
    /// Afterwards every read answers as the repository did that was archived, at every revision and instant. A commit that
    /// it had taken may be sent again and is known, and the next one makes the next revision.
    ///
    /// - Parameters:
    ///   - source: Gives the next part of the archive, of any length; nil at its end.
    ///   - progress: Is told how far reading the lines is, and then how far writing the repository is, each few thousand records.
    /// - Throws: `BillingError` with code `conflict` if the repository has commits; what ``ArchiveReader`` and `source`
    ///   throw, and `CancellationError` if the task is cancelled. The repository is then as it was.
    public nonisolated(nonsending) func restoreArchive(
        from source: () throws -> [UInt8]?,
        progress: @escaping @Sendable (ArchiveProgress) -> Void = { _ in }
    ) async throws {
        var reader = ArchiveReader()
        var told = 0
        while let part = try source() {
            try Task.checkCancellation()
            try reader.read(part)
            guard let read = reader.progress, read.records - told >= 4_096 else { continue }
            told = read.records
            progress(read)
        }
        let state = try reader.finish()
        progress(ArchiveProgress(endOf: .reading, state))
        try await restore(state, progress: progress)
    }
}
