import BillingModel

#if canImport(FoundationEssentials)
import FoundationEssentials
#else
import Foundation
#endif

/// The instant of the clock at a commit, and the rule by which it is recorded.
///
/// A commit is never recorded before the one before it, so an instant far ahead, which a broken clock gave once, would be
/// that of every later commit. It is refused, unless the host accepts it.
package struct CommitInstant {
    private let now: Int64
    private let acceptsJumps: Bool

    /// Ten years: longer than any repository lies idle, and shorter than what clocks lose or win that count in few bits or weeks.
    package static let longestIdle = 3_653 * Instants.perDay
    /// 2100-01-01T00:00Z, before which the first commit is made.
    package static let endOfFirst: Int64 = 4_102_444_800_000_000

    init(clock: Date, acceptsJumps: Bool) throws(BillingError) {
        now = try Instants.microseconds(clock)
        self.acceptsJumps = acceptsJumps
    }

    /// The instant that is recorded: that of the clock, or that of the commit before if this is later.
    ///
    /// - Throws: `BillingError` with code `unavailable` if the clock is too far ahead.
    func recorded(after commit: CommitRecord?) throws(BillingError) -> Date {
        guard let commit else {
            guard acceptsJumps || now <= Self.endOfFirst else { throw Self.tooLate(Instants.text(now)) }
            return Instants.date(now)
        }
        let last = try Instants.microseconds(commit.recordedAt)
        guard acceptsJumps || now <= last + Self.longestIdle else {
            throw Self.tooLate("\(Instants.text(now)) after \(Instants.text(last))")
        }
        return Instants.date(max(now, last))
    }

    private static func tooLate(_ detail: String) -> BillingError {
        BillingError(
            .unavailable,
            rule:
                "the clock of a repository stands at most ten years after the last commit, and at the first one before 2100",
            detail: detail)
    }
}
