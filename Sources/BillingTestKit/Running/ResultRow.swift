import BillingModel
import BillingStore
import BillingTime

/// One row of a reply of any kind, so that all replies are compared in one way.
enum ResultRow: Hashable, Sendable {
    case record(BillingRecord)
    case sample(SeriesKey, position: Int64, value: Double, revision: Revision, zone: ZoneID?, isDate: Bool)
    case active(TenantID, quarterHour: Int32, subject: SubjectID)
    case summary(SummaryRow)

    /// Whose row it is; nil for a commit.
    var tenant: TenantID? {
        switch self {
        case .record(let record): record.owner
        case .sample(let key, _, _, _, _, _): key.tenant
        case .active(let tenant, _, _): tenant
        case .summary(let row): row.key.tenant
        }
    }

    /// Whether this row may stand before another in ascending order.
    ///
    /// Rows that may not stand twice do not precede themselves; activity of one quarter hour comes in any order.
    func precedes(_ later: ResultRow) -> Bool {
        switch (self, later) {
        case (.record(let left), .record(let right)): left.precedes(right)
        case (.sample(let left, let earlier, _, _, _, _), .sample(let right, let later, _, _, _, _)):
            left == right ? earlier < later : left < right
        case (.active(let left, let earlier, _), .active(let right, let later, _)):
            left == right ? earlier <= later : left < right
        case (.summary(let left), .summary(let right)): left.key < right.key
        default: false
        }
    }
}

extension BillingRecord {
    /// Whether this record stands before another in the order that `RecordKind` states.
    func precedes(_ later: BillingRecord) -> Bool {
        switch (self, later) {
        case (.tenant(let left), .tenant(let right)): return left.id < right.id
        case (.metric(let owner, let left), .metric(let other, let right)):
            return owner == other ? left.id < right.id : owner < other
        case (.invoice(let left), .invoice(let right)):
            if left.issued != right.issued { return left.issued < right.issued }
            return left.tenant == right.tenant ? left.number < right.number : left.tenant < right.tenant
        case (.entry(let left), .entry(let right)):
            if left.happened != right.happened { return left.happened < right.happened }
            if left.tenant != right.tenant { return left.tenant < right.tenant }
            return left.invoice == right.invoice ? left.id < right.id : left.invoice < right.invoice
        case (.action(let left), .action(let right)):
            if left.at != right.at { return left.at < right.at }
            if left.tenant != right.tenant { return left.tenant < right.tenant }
            return left.source == right.source ? left.id < right.id : left.source < right.source
        case (.coverage(let left), .coverage(let right)):
            if left.tenant != right.tenant { return left.tenant < right.tenant }
            if left.metric != right.metric { return left.metric < right.metric }
            if left.source != right.source { return left.source < right.source }
            // What touches is one statement.
            return left.range.upperBound < right.range.lowerBound
        case (.floor(let left), .floor(let right)):
            return left.tenant == right.tenant
                ? left.kind.place < right.kind.place : left.tenant < right.tenant
        case (.commit(let left), .commit(let right)): return left.revision < right.revision
        case (.plan(let left), .plan(let right)):
            return left.tenant == right.tenant ? left.from < right.from : left.tenant < right.tenant
        case (.budget(let left), .budget(let right)): return left.tenant < right.tenant
        default: return false
        }
    }
}

extension RetainedKind {
    /// The place among all kinds.
    fileprivate var place: Int { Self.allCases.firstIndex(of: self) ?? 0 }
}

/// One page of any kind.
struct Page: Sendable {
    var rows: [ResultRow] = []
    var next: PageCursor?
    var revision: Revision
    /// A series without samples, or a tenant without activity.
    var hasEmptyPart = false
    /// Which subject each number stood for, by tenant.
    var numbers: [TenantID: [UInt32: SubjectID]] = [:]
    /// Every subject that was named, by tenant.
    var subjects: [TenantID: [SubjectID]] = [:]
}

extension BillingReader {
    /// Reads one page of any kind.
    func page(_ read: RepositoryOperation.Read) async throws -> Page {
        switch read {
        case .records(let request):
            let page = try await records(request)
            return Page(rows: page.records.map { .record($0) }, next: page.next, revision: page.revision)
        case .series(let request): return Page(try await series(request))
        case .activity(let request): return try Page(try await activity(request))
        case .summaries(let request):
            let page = try await summaries(request)
            return Page(rows: page.rows.map { .summary($0) }, next: page.next, revision: page.revision)
        }
    }
}

extension Page {
    init(_ page: SeriesPage) {
        self.init(next: page.next, revision: page.revision)
        for series in page.series {
            if series.isEmpty { hasEmptyPart = true }
            for index in series.indices {
                rows.append(
                    .sample(
                        series.key, position: series.positions[index], value: series.values[index],
                        revision: series.revisions[index],
                        zone: index < series.zones.count ? series.zones[index] : nil,
                        isDate: series.timing == .dates))
            }
        }
    }

    init(_ page: ActivityPage) throws(BillingError) {
        self.init(next: page.next, revision: page.revision)
        for block in page.blocks {
            if block.activity.subjects.isEmpty { hasEmptyPart = true }
            subjects[block.tenant, default: []] += block.subjects
            for (quarterHour, number) in zip(block.activity.quarterHours, block.activity.subjects) {
                guard Int(number) < block.subjects.count else {
                    throw BillingError(.corruptData, rule: "each number of a block stands for a subject")
                }
                let subject = block.subjects[Int(number)]
                numbers[block.tenant, default: [:]][number] = subject
                rows.append(.active(block.tenant, quarterHour: quarterHour, subject: subject))
            }
        }
    }
}

/// A reader whose summaries are those of the default, whatever it has of its own.
struct RawReader: BillingReader {
    let reader: any BillingReader

    func revision(_ knownAt: KnownAt) async throws -> Revision { try await reader.revision(knownAt) }

    func records(_ request: RecordRequest) async throws -> RecordPage { try await reader.records(request) }

    func series(_ request: SeriesRequest) async throws -> SeriesPage { try await reader.series(request) }

    func activity(_ request: ActivityRequest) async throws -> ActivityPage {
        try await reader.activity(request)
    }
}
