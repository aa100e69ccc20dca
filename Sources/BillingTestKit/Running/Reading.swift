import BillingModel
import BillingStore

/// The pages of one request so far.
struct Reading: Sendable {
    let read: RepositoryOperation.Read
    /// What all pages together should give.
    let expected: OperationResult
    private(set) var rows: [ResultRow] = []
    /// The revision of the first page.
    private(set) var revision: Revision?
    private(set) var next: PageCursor?
    /// How many pages came.
    private(set) var pages = 0
    var isReachedByErasure = false
    /// The tenants that were erased since the first page; one that was begun again before it has rows.
    var erased: Set<TenantID> = []
    private var numbers: [TenantID: [UInt32: SubjectID]] = [:]

    init(_ read: RepositoryOperation.Read, expected: OperationResult) {
        self.read = read
        self.expected = expected
    }

    var expectedRows: [ResultRow] { if case .rows(let rows, _) = expected { rows } else { [] } }

    /// More pages than any reader needs.
    var pageBound: Int { 2 * expectedRows.count + 10 }

    /// Takes the next page, unless it breaks a rule by itself.
    mutating func take(_ page: Page, _ request: RepositoryOperation.Read, latest: Revision?) -> Deviation? {
        func broken(_ guarantee: Guarantee, _ expected: String, _ actual: String) -> Deviation {
            Deviation(guarantee: guarantee, expected: expected, actual: actual)
        }
        if page.rows.count > request.limit {
            return broken(.pages, "at most \(request.limit) rows", "\(page.rows.count) rows")
        }
        if let revision, page.revision != revision {
            return broken(
                .pages, "a page at revision \(revision), like the first", "one at revision \(page.revision)")
        }
        if case .revision(let asked) = read.knownAt, asked != page.revision {
            return broken(.repliedRevision, "revision \(asked)", "revision \(page.revision)")
        }
        if page.hasEmptyPart {
            return broken(read.order, "series and tenants that have rows", "one without any")
        }
        if let stranger = page.rows.first(where: { $0.tenant.map { !read.tenants.contains($0) } ?? false }) {
            let isTwin = stranger.tenant.map { read.tenants.hasTwin(of: $0) } ?? false
            return broken(
                isTwin ? .bytewiseIDs : .isolation, "rows of \(text(read.tenants))",
                OperationResult.text([stranger]))
        }
        for (tenant, meanings) in page.numbers {
            for (number, subject) in meanings {
                if let known = numbers[tenant]?[number], known != subject {
                    return broken(
                        .activityNumbers, "number \(number) of \(name(tenant)) for \(name(known))",
                        "for \(name(subject))")
                }
                numbers[tenant, default: [:]][number] = subject
            }
        }
        rows += page.rows
        pages += 1
        revision = page.revision
        next = page.next
        return nil
    }

    /// Whether the rows are in the order of the request.
    func checkOrder() -> Deviation? {
        let isDescending = if case .records(let request) = read { request.descending } else { false }
        var seen: Set<ResultRow> = []
        for (place, row) in rows.enumerated() {
            if !seen.insert(row).inserted {
                return Deviation(
                    guarantee: .pages, expected: "each row once",
                    actual: "twice: " + OperationResult.text([row]))
            }
            guard place > 0 else { continue }
            let (earlier, later) = isDescending ? (row, rows[place - 1]) : (rows[place - 1], row)
            guard earlier.precedes(later) else {
                return Deviation(
                    guarantee: read.order, expected: "rows in order",
                    actual: OperationResult.text([rows[place - 1]]) + " before " + OperationResult.text([row])
                )
            }
        }
        return nil
    }

    /// Whether what came so far can be the beginning of what is expected.
    func checkSoFar(_ foreign: ForeignSubjects) -> Deviation? {
        guard next != nil, case .rows(let whole, let revision) = expected else { return nil }
        if case .activity = read {
            let known = foreign.canonical(whole)
            // Within a quarter hour and among erased subjects a backend has its own order.
            guard rows.count <= known.count else {
                return Deviation(
                    guarantee: .pages, expected: OperationResult.text(known),
                    actual: OperationResult.text(rows) + " so far")
            }
            return nil
        }
        guard !whole.starts(with: rows) || self.revision != revision else { return nil }
        let (wanted, came) = OperationResult.texts(
            .rows(whole, revision), .rows(rows, self.revision ?? revision))
        return Deviation(guarantee: .pages, expected: wanted, actual: came + " so far")
    }
}

extension TenantSelection {
    /// Whether an id is named that Swift's `String` takes for another, or that differs from it in case only.
    fileprivate func hasTwin(of tenant: TenantID) -> Bool {
        let named: Set<TenantID> =
            switch self {
            case .one(let one): [one]
            case .set(let set): set
            case .all: []
            }
        return named.contains { $0 != tenant && $0.text.lowercased() == tenant.text.lowercased() }
    }
}

extension RepositoryOperation.Read {
    /// The guarantee of the order of the rows.
    var order: Guarantee {
        switch self {
        case .records: .recordOrder
        case .series: .seriesOrder
        case .activity: .activityOrder
        case .summaries: .summaries
        }
    }
}
