import BillingModel

#if canImport(FoundationEssentials)
import FoundationEssentials
#else
import Foundation
#endif

extension MemoryState {
    /// The revision of a page, and the place at which it begins; nil for the first page.
    func opening(
        _ cursor: Cursor?, of form: CanonicalBytes, _ knownAt: KnownAt, limit: Int
    ) throws(BillingError) -> (revision: Revision, place: CanonicalReader?) {
        guard limit >= 1 else {
            throw BillingError(.invalidValue, rule: "a page has at least one row", detail: "limit \(limit)")
        }
        guard let cursor else { return (try revision(knownAt), nil) }
        let opened = try PageCursor(cursor, for: form)
        guard opened.revision <= revision else { throw PageCursor.invalid }
        return (opened.revision, CanonicalReader(opened.place))
    }

    /// A range of instants in microseconds; everything if there is none.
    static func microseconds(_ range: Range<Date>?) throws(BillingError) -> Range<Int64> {
        guard let range else { return .min ..< .max }
        let start = try Instants.microseconds(range.lowerBound)
        // A range made without checks may be reversed.
        return start..<max(start, try Instants.microseconds(range.upperBound))
    }
}
