package import BillingModel
import BillingStore

extension ScreenStamp {
    /// Checks that another screen can stand beside this one: what one says and what the other says are true at once.
    ///
    /// - Throws: `BillingError` with code `invalidValue` if they were read at two revisions, for two instants, or by two clocks.
    package func checkJoining(_ other: ScreenStamp) throws(BillingError) {
        guard revision == other.revision, now == other.now else {
            throw BillingError(
                .invalidValue, rule: "screens that are joined were read at one revision, for one instant",
                detail: "revision \(revision) for \(ScreenText.utc(now)), and \(other.revision) for "
                    + ScreenText.utc(other.now))
        }
        guard zones == other.zones, digest == other.digest else {
            throw BillingError(
                .invalidValue, rule: "screens that are joined tell the dates of one clock",
                detail: "\(zones) and \(other.zones)")
        }
    }
}
