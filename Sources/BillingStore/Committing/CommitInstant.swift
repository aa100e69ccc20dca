package import BillingModel

#if canImport(FoundationEssentials)
package import FoundationEssentials
#else
package import Foundation
#endif

/// The instant of the clock at a commit, and the rule by which it is recorded.
///
/// A commit is never recorded before the one before it, so an instant far ahead, which a broken clock gave once, would be
/// that of every later commit. It is refused, unless the host accepts it.
package struct CommitInstant: Sendable {
    private let now: Int64
    private let acceptsJumps: Bool

    /// Ten years: longer than any repository lies idle, and shorter than what clocks lose or win that count in few bits or weeks.
    package static let longestIdle = 3_653 * Instants.perDay
    /// 2100-01-01T00:00Z, before which the first commit is made.
    package static let endOfFirst: Int64 = 4_102_444_800_000_000

    package init(clock: Date, acceptsJumps: Bool) throws(BillingError) {
        now = try Instants.microseconds(clock)
        self.acceptsJumps = acceptsJumps
    }

    /// The instant that is recorded.
    ///
    /// - Parameter last: When the commit before was recorded; `Int64.min` if there is none.
    /// - Returns: The instant of the clock, or that of the commit before if this is later.
    /// - Throws: `BillingError` with code `unavailable` if the clock is too far ahead.
    package func recorded(after last: Int64) throws(BillingError) -> Int64 {
        let (end, isBeyond) = last.addingReportingOverflow(Self.longestIdle)
        let bound = last == .min ? Self.endOfFirst : isBeyond ? .max : end
        guard acceptsJumps || now <= bound else {
            throw BillingError(
                .unavailable,
                rule:
                    "the clock of a repository stands at most ten years after the last commit, and at the first one before 2100",
                detail: last == .min
                    ? Instants.text(now) : "\(Instants.text(now)) after \(Instants.text(last))")
        }
        return max(now, last)
    }
}
