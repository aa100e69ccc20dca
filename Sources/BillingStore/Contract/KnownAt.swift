#if canImport(FoundationEssentials)
public import FoundationEssentials
#else
public import Foundation
#endif
public import BillingModel

/// As of which state of knowledge a read answers.
///
/// This is another thing than the `now` of a screen, which bounds the time that is reported on.
public enum KnownAt: Hashable, Sendable {
    /// All that is committed.
    case latest
    /// What was known at a revision.
    case revision(Revision)
    /// What was known at an instant of the repository's clock: all commits recorded at or before it.
    case instant(Date)
}
