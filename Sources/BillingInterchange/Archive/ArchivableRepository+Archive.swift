public import BillingStore

extension ArchivableRepository {
    /// Writes all that the repository knows as JSON lines, as it is at one moment.
    ///
    /// - Parameter sink: Takes one line at a time, its newline included, in order.
    /// - Returns: What was written.
    /// - Throws: What the repository and `sink` throw.
    @discardableResult
    public nonisolated(nonsending) func writeArchive(
        to sink: ([UInt8]) throws -> Void
    ) async throws -> ArchiveSummary {
        try await state().writeArchive(to: sink)
    }

    /// Takes over an archive, whole or not at all.
    ///
    /// Afterwards every read answers as the repository did that was archived, at every revision and instant. A commit that
    /// it had taken may be sent again and is known, and the next one makes the next revision.
    ///
    /// - Parameter source: Gives the next part of the archive, of any length; nil at its end.
    /// - Throws: `BillingError` with code `conflict` if the repository has commits; what ``ArchiveReader`` and `source`
    ///   throw. The repository is then as it was.
    public nonisolated(nonsending) func restoreArchive(from source: () throws -> [UInt8]?) async throws {
        var reader = ArchiveReader()
        while let part = try source() { try reader.read(part) }
        try await restore(try reader.finish())
    }
}
