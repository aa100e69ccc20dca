import BillingModel
import BillingStore

extension Session {
    /// The revision of a page, and the place at which it begins; nil for the first page.
    func opening(
        _ cursor: Cursor?, of form: CanonicalBytes, _ knownAt: KnownAt, limit: Int
    ) throws -> (revision: Revision, place: CanonicalReader?) {
        guard let opened = try PageCursor.opened(cursor, of: form, limit: limit) else {
            return (try revision(knownAt), nil)
        }
        guard try opened.revision <= head().revision else { throw PageCursor.invalid }
        return (opened.revision, CanonicalReader(opened.place))
    }
}
