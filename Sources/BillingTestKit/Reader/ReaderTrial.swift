import BillingModel
import BillingStore

#if canImport(FoundationEssentials)
import FoundationEssentials
#else
import Foundation
#endif

/// A reader under trial.
struct ReaderTrial {
    let reader: any BillingReader
    let seed: UInt64
    var random: SplitMix64
    private(set) var findings: [Guarantee: ConformanceFinding] = [:]
    var latest = Revision.zero
    var tenants: [TenantID] = []

    /// The most rows that are read of one request.
    private static let rowLimit = 20_000

    init(_ reader: any BillingReader, seed: UInt64) {
        self.reader = reader
        self.seed = seed
        random = SplitMix64(seed: seed)
    }

    /// Rows of one request from the first on, and whether they are all.
    struct Whole {
        let rows: [ResultRow]
        let isComplete: Bool
    }

    mutating func run() async {
        let answer = await OperationResult { .revision(try await reader.revision(.latest)) }
        guard case .revision(let revision) = answer else {
            return note(.errorCodes, [.revision(.latest)], "a revision", OperationResult.text(answer))
        }
        latest = revision
        for row in await whole(records(.tenant))?.rows ?? [] {
            if case .record(.tenant(let tenant)) = row { tenants.append(tenant.id) }
        }
        await checkFuture()
        await checkCommits()
        await checkFinders()
        for read in await reads() {
            guard let whole = await whole(read) else { continue }
            await checkAgain(read, whole)
            await checkPages(read, whole)
            await checkSelections(read, whole)
            await checkRefusals(read)
            if whole.rows.count > 1 { await checkCursors(read) }
        }
        await checkActionSeries()
        await checkSummaries()
    }

    mutating func note(
        _ guarantee: Guarantee, _ operations: [RepositoryOperation], _ expected: String, _ actual: String
    ) {
        guard findings[guarantee] == nil else { return }
        findings[guarantee] = ConformanceFinding(
            guarantee: guarantee, operations: operations, expected: expected, actual: actual, seed: seed)
    }

    // MARK: Reads

    func records(
        _ kind: RecordKind, of tenants: TenantSelection = .all, descending: Bool = false
    ) -> RepositoryOperation.Read {
        .records(
            RecordRequest(kind, of: tenants, descending: descending, knownAt: .revision(latest), limit: 1_000)
        )
    }

    /// A request of each kind, and one at an earlier revision.
    private mutating func reads() async -> [RepositoryOperation.Read] {
        var reads: [RepositoryOperation.Read] = RecordKind.allCases.flatMap {
            [records($0), records($0, descending: true)]
        }
        let at = KnownAt.revision(latest)
        reads.append(.series(SeriesRequest(of: .all, knownAt: at, limit: 5_000)))
        reads.append(
            .series(SeriesRequest(of: .all, metrics: [Metric.actions.id], knownAt: at, limit: 5_000)))
        for kind in await subjectKinds() {
            reads.append(.activity(ActivityRequest(of: .all, kind: kind, knownAt: at, limit: 5_000)))
        }
        if let earlier = try? Revision(.random(in: 0...latest.number, using: &random)) {
            reads += reads.map { read in
                var read = read
                read.knownAt = .revision(earlier)
                return read
            }
        }
        return reads
    }

    private mutating func subjectKinds() async -> [SubjectKind] {
        var kinds: Set<SubjectKind> = [.device, .user]
        for row in await whole(records(.metric))?.rows ?? [] {
            if case .record(.metric(_, let metric)) = row, case .activity(let kind) = metric.source {
                kinds.insert(kind)
            }
        }
        return kinds.sorted()
    }

    /// The rows of a request; nil after a finding.
    mutating func whole(_ read: RepositoryOperation.Read, limit: Int = Self.rowLimit) async -> Whole? {
        var reading = Reading(read, expected: .rows([], latest))
        var request = read
        repeat {
            switch await PageAnswer(reader, request) {
            case .error(let error):
                note(.errorCodes, [.read(read)], "rows", OperationResult.text(error))
                return nil
            case .page(let page):
                if let deviation = reading.take(page, request, latest: latest) {
                    note(deviation.guarantee, [.read(read)], deviation.expected, deviation.actual)
                    return nil
                }
            }
            guard reading.pages <= 2 * reading.rows.count + 10 else {
                note(.pages, [.read(read)], "a last page", "\(reading.pages) pages of few rows")
                return nil
            }
            request.cursor = reading.next
        } while reading.next != nil && reading.rows.count < limit
        if let deviation = reading.checkOrder() {
            note(deviation.guarantee, [.read(read)], deviation.expected, deviation.actual)
            return nil
        }
        return Whole(rows: reading.rows, isComplete: reading.next == nil)
    }

    /// The answer to the first page of a request.
    func answer(_ read: RepositoryOperation.Read) async -> OperationResult {
        switch await PageAnswer(reader, read) {
        case .page(let page): .rows(page.rows, page.revision)
        case .error(let error): error
        }
    }

    mutating func expect(
        _ code: BillingError.Code, _ guarantee: Guarantee, _ read: RepositoryOperation.Read
    ) async {
        let answer = await answer(read)
        if answer.code != code {
            note(guarantee, [.read(read)], "error \(code)", OperationResult.text(answer))
        }
    }
}
