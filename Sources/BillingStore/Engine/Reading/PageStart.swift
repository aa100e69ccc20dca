import BillingModel

/// What a page begins with: the revision that is read, the place at which its rows begin, and what its cursor is made for.
struct PageStart {
    let revision: Revision
    /// What the cursor says of the place; nil for the first page.
    let place: CanonicalReader?
    private let request: CanonicalBytes

    /// Begins the page of a request at a revision.
    init(_ request: CanonicalBytes, _ opened: CursorContent?, _ revision: Revision) {
        self.request = request
        self.revision = revision
        place = opened.map { CanonicalReader($0.place) }
    }

    /// The cursor of the page that begins at a place.
    func cursor(at place: (inout CanonicalBytes) -> Void) -> PageCursor {
        var form = CanonicalBytes()
        place(&form)
        return CursorContent.cursor(for: request, revision: revision, place: form)
    }
}

extension ReadSnapshot {
    /// Opens the page of a request.
    ///
    /// - Throws: `BillingError` with code `invalidCursor` or `invalidValue`, or `notFound` if the revision is not made yet.
    func start(
        _ request: CanonicalBytes, _ cursor: PageCursor?, _ knownAt: KnownAt, limit: Int
    ) throws -> PageStart {
        guard let opened = try CursorContent.opened(cursor, of: request, limit: limit) else {
            return PageStart(request, nil, try revision(knownAt))
        }
        guard try opened.revision <= latestRevision() else { throw CursorContent.invalid }
        return PageStart(request, opened, opened.revision)
    }
}
