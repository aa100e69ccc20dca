#if canImport(Darwin)
import Darwin
#elseif canImport(Musl)
import Musl
#else
import Glibc
#endif

/// How a connection waits for a lock that another one holds.
///
/// SQLite's own wait naps longer and longer, up to a tenth of a second. Beside a process that commits without pause it
/// would seldom look in the short time between two commits, and could wait in vain. These naps stay short, and differ in
/// length so that two processes do not keep step.
final class LockWait {
    private var limit: Duration
    private var began: ContinuousClock.Instant?
    /// How often it napped, and for how long in all, since somebody last set this to nothing.
    var naps: (count: Int, time: Duration) = (0, .zero)

    init(milliseconds: Int32) { limit = .milliseconds(milliseconds) }

    /// Waits no longer than this while `body` runs.
    func atMost<Result>(milliseconds: Int32, _ body: () throws -> Result) rethrows -> Result {
        let usual = limit
        limit = min(usual, .milliseconds(milliseconds))
        defer { limit = usual }
        return try body()
    }

    /// Takes a nap before another attempt.
    ///
    /// - Parameter attempt: How many attempts came before for the same lock.
    /// - Returns: Whether there may be another attempt.
    func nap(before attempt: Int32) -> Bool {
        let now = ContinuousClock.now
        if attempt == 0 { began = now }
        guard let began, now - began < limit else { return false }
        usleep(UInt32.random(in: 500...3_000))
        naps = (naps.count + 1, naps.time + (ContinuousClock.now - now))
        return true
    }
}
