#if PostgreSQL
import BillingModel

/// What a server or the way to it answered instead of rows.
package struct PostgresFailure: Error, CustomStringConvertible {
    /// Five characters of appendix A of the manual; empty if the server said none.
    let state: String
    let message: String
    /// Whether the connection is lost: whether a commit that was under way has happened is not known then.
    let isDisconnected: Bool

    package var description: String { state.isEmpty ? message : "\(message) (SQLSTATE \(state))" }

    /// Whether the same transaction, begun again, may succeed at once: it met another one.
    var isCollision: Bool {
        // Serialization, deadlock, and a commit of the same id at the same time.
        ["40001", "40P01", "23505"].contains(state)
    }

    /// Whether a connection that meets it is of no use any more, such as one to a server that has become a standby.
    var endsConnection: Bool { isDisconnected || state == "25006" || state.hasPrefix("57P") }

    /// What a host is told.
    func error(writing isWriting: Bool) -> BillingError {
        let (code, rule) = meaning(isWriting)
        return BillingError(code, rule: rule, detail: description, cause: self)
    }

    private func meaning(_ isWriting: Bool) -> (BillingError.Code, String) {
        switch state {
        case "40001", "40P01": (.busy, "transactions that meet are begun again a few times")
        case "55P03": (.busy, "a lock is waited for as long as the options say")
        case "57014": (.busy, "a statement takes as long as the options say")
        case "53300": (.unavailable, "a server has connections to spare")
        case "53100": (.noSpace, "the server has room on its disk")
        case "53000", "53200", "53400": (.unavailable, "a server has resources to spare")
        case "25006": (.unavailable, "commits go to the server that takes them, and not to a standby")
        case "42501":
            isWriting
                ? (.readOnly, "a role that commits may change the tables")
                : (.unavailable, "a role that reads may read the tables")
        case "42P01", "3F000": (.unavailable, "the tables are made before they are used")
        case "3D000": (.notFound, "a database is there before it is used")
        case "28000", "28P01": (.unavailable, "a server knows the role and its password")
        case "22021", "22P05": (.invalidValue, "a text can be written in UTF-8, without NUL")
        default:
            isDisconnected || state.hasPrefix("08") || state.hasPrefix("57P")
                ? (.unavailable, "a server can be reached")
                : (.storageFailed, "a server does what it is asked")
        }
    }
}
#endif
