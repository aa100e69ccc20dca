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
}

extension BillingError {
    /// A state meets a repository that already has commits.
    package static let notEmpty = BillingError(
        .conflict, rule: "a state is restored into a repository without commits")
}
