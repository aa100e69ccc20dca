/// Whether a call that failed may succeed when it is made again.
public enum RetryAdvice: String, Hashable, Sendable, CaseIterable, Codable {
    /// The same call may succeed once some time has passed; a commit that is sent again is never counted twice.
    case later
    /// Not as it was: another value, a fresh read or a repository opened again is needed first, as the code says.
    case afterChange
    /// No call helps; an operator has to mend the data or install another release.
    case never
}
