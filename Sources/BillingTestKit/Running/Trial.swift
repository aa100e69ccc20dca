import BillingModel
import BillingStore

#if canImport(FoundationEssentials)
import FoundationEssentials
#else
import Foundation
#endif

/// A sequence of operations on a repository under trial, beside the one in memory that gives the answers expected.
///
/// Where a rule can be stated without another repository it is checked by itself as well: what memory does wrong is
/// found too.
struct Trial {
    let subject: any BillingRepository
    let reference: InMemoryRepository
    private let clock: KitClock
    /// What the sequence is about; nil if it is about everything.
    private let guarantee: Guarantee?
    /// The revision that each operation made, by its place in the sequence.
    private(set) var made: [Int: Revision] = [:]
    /// The calls that the subject answered.
    private(set) var calls = CallCounts()

    private var place = -1
    private var log = CommitLog()
    private var readers: [Int: Reading] = [:]
    private var foreign = ForeignSubjects()
    /// What was read of each revision since the last erasure.
    private var remembered: [RepositoryOperation.Read: (rows: [ResultRow], place: Int)] = [:]
    private var lastRefusal: Int?

    init(
        of guarantee: Guarantee?, _ makeEmpty: RepositoryConformance.Factory
    ) async throws {
        let clock = KitClock()
        self.clock = clock
        self.guarantee = guarantee
        reference = InMemoryRepository(clock: { clock.now })
        subject = try await makeEmpty { clock.now }
    }

    /// Makes one operation.
    ///
    /// - Returns: What was wrong; nil if nothing was.
    mutating func perform(_ operation: RepositoryOperation) async -> Deviation? {
        place += 1
        switch operation {
        case .commit(let changes, let instant):
            foreign.note(changes)
            return await write(
                operation, at: instant, changes.id, digest: changes.digest, of: changes.recordCount
            ) {
                try await $0.commit(changes)
            }
        case .erase(let request, let instant):
            let before = log.latest
            let deviation = await write(operation, at: instant, request.id, digest: request.digest, of: 1) {
                try await $0.erase(request)
            }
            guard deviation == nil, log.latest > before else { return deviation }
            remembered = [:]
            foreign.note(request.target)
            for number in readers.keys {
                readers[number]?.isReachedByErasure = true
                if case .tenant(let tenant) = request.target { readers[number]?.erased.insert(tenant) }
            }
            return nil
        case .revision(let knownAt):
            let expected = await OperationResult { .revision(try await reference.revision(knownAt)) }
            let actual = await OperationResult { .revision(try await subject.revision(knownAt)) }
            calls.note(actual)
            if let deviation = compare(operation, expected, actual) { return deviation }
            return log.check(knownAt, actual)
        case .read(let read): return await self.read(read, operation)
        case .find(let find):
            let actual = await OperationResult(subject, find)
            calls.note(actual)
            return compare(operation, await OperationResult(reference, find), actual)
        case .begin(let read, let reader):
            return await begin(read, reader, operation)
        case .proceed(let reader, let limit): return await proceed(reader, limit)
        case .misuse(let reader, let misuse): return await self.misuse(reader, misuse)
        case .together(let sets, let instant): return await together(sets, at: instant)
        }
    }

    // MARK: Writes

    private mutating func write(
        _ operation: RepositoryOperation, at instant: Date, _ id: CommitID, digest: String, of records: Int,
        _ work: (any BillingRepository) async throws -> CommitRecord
    ) async -> Deviation? {
        clock.set(instant)
        let expected = await OperationResult { .commit(try await work(reference)) }
        let actual = await OperationResult { .commit(try await work(subject)) }
        calls.note(actual)
        if case .commit(let commit) = expected, log.latest < commit.revision { made[place] = commit.revision }
        if let deviation = compare(operation, expected, actual, isRetry: log.contains(id)) {
            return deviation
        }
        switch actual {
        case .commit(let commit): return log.take(commit, id, digest, records: records)
        default:
            lastRefusal = place
            return await checkUnchanged(operation)
        }
    }

    /// A refusal leaves the revision as it was.
    private func checkUnchanged(_ operation: RepositoryOperation) async -> Deviation? {
        let now = await OperationResult { .revision(try await subject.revision(.latest)) }
        if case .revision(let revision) = now, revision == log.latest { return nil }
        return Deviation(
            guarantee: .refusals, expected: "revision \(log.latest) as before",
            actual: OperationResult.text(now) + " after the refusal")
    }

    // MARK: Reads

    private mutating func read(
        _ read: RepositoryOperation.Read, _ operation: RepositoryOperation
    ) async -> Deviation? {
        let expected = await whole(read)
        var reading = Reading(read, expected: expected)
        let bound = reading.pageBound
        var page = 0
        var request = read
        repeat {
            let answer = await PageAnswer(subject, request)
            calls.note(answer.result)
            switch answer {
            case .page(let page):
                if expected.code != nil {
                    return compare(operation, expected, .rows(page.rows, page.revision))
                }
                if let deviation = take(page, &reading, request) { return deviation }
            case .error(let actual):
                return compare(operation, page == 0 ? expected : .rows(reading.expectedRows, .zero), actual)
            }
            page += 1
            if page > bound {
                return Deviation(
                    guarantee: .pages, expected: "a last page after at most \(bound)",
                    actual: "cursors without end")
            }
            request.cursor = reading.next
        } while reading.next != nil
        if let deviation = await finish(reading, operation) { return deviation }
        return await checkSummaries(reading)
    }

    /// Summaries equal those that the default makes of the repository's own rows.
    private func checkSummaries(_ reading: Reading) async -> Deviation? {
        guard case .summaries = reading.read, let revision = reading.revision else { return nil }
        var request = reading.read
        request.limit = .max
        request.knownAt = .revision(revision)
        let raw = await OperationResult {
            let page = try await RawReader(reader: subject).page(request)
            return .rows(page.rows, page.revision)
        }
        return compare(.read(reading.read), raw, .rows(reading.rows, revision), as: guarantee ?? .summaries)
    }

    /// What memory gives for a request, in one page.
    private func whole(_ read: RepositoryOperation.Read) async -> OperationResult {
        var read = read
        if read.limit >= 1 { read.limit = .max }
        return await OperationResult {
            let page = try await reference.page(read)
            return .rows(page.rows, page.revision)
        }
    }

    private func take(
        _ page: Page, _ reading: inout Reading, _ request: RepositoryOperation.Read
    ) -> Deviation? {
        reading.take(page, request, latest: log.latest) ?? foreign.check(page, request)
    }

    /// Compares all that a request gave.
    private mutating func finish(_ reading: Reading, _ operation: RepositoryOperation) async -> Deviation? {
        guard let revision = reading.revision else { return nil }
        let rows = foreign.canonical(reading.rows)
        let expected: OperationResult =
            if case .rows(let rows, let revision) = reading.expected {
                .rows(foreign.canonical(rows), revision)
            } else {
                reading.expected
            }
        let actual = OperationResult.rows(rows, revision)
        if let deviation = compare(operation, expected, actual) {
            // If it is right in one page, cutting it into pages went wrong.
            guard reading.pages > 1, await isRightInOnePage(reading.read, revision, expected) else {
                return deviation
            }
            return compare(operation, expected, actual, as: .pages)
        }
        if let deviation = reading.checkOrder() ?? log.check(reading) { return deviation }
        var pinned = reading.read
        pinned.knownAt = .revision(revision)
        pinned.limit = 1
        pinned.cursor = nil
        if let before = remembered[pinned], before.rows != rows {
            let isRefusal = lastRefusal.map { $0 > before.place } ?? false
            return Deviation(
                guarantee: isRefusal ? .refusals : .oneRevision,
                expected: "what revision \(revision) gave before: \(OperationResult.text(before.rows))",
                actual: OperationResult.text(rows))
        }
        remembered[pinned] = (rows, place)
        return nil
    }

    private func isRightInOnePage(
        _ read: RepositoryOperation.Read, _ revision: Revision, _ expected: OperationResult
    ) async -> Bool {
        var whole = read
        whole.knownAt = .revision(revision)
        whole.limit = .max
        guard case .page(let page) = await PageAnswer(subject, whole), case .rows(let rows, _) = expected
        else {
            return false
        }
        return foreign.canonical(page.rows) == rows
    }

    // MARK: Pages

    private mutating func begin(
        _ read: RepositoryOperation.Read, _ reader: Int, _ operation: RepositoryOperation
    ) async -> Deviation? {
        let expected = await whole(read)
        var reading = Reading(read, expected: expected)
        let answer = await PageAnswer(subject, read)
        calls.note(answer.result)
        switch answer {
        case .error(let actual): return compare(operation, expected, actual)
        case .page(let page):
            if expected.code != nil { return compare(operation, expected, .rows(page.rows, page.revision)) }
            if let deviation = take(page, &reading, read) ?? reading.checkSoFar(foreign) { return deviation }
        }
        readers[reader] = reading
        return reading.next == nil ? await finish(reading, operation) : nil
    }

    private mutating func proceed(_ reader: Int, _ limit: Int) async -> Deviation? {
        guard var reading = readers[reader], let cursor = reading.next else { return nil }
        var request = reading.read
        request.cursor = cursor
        request.limit = limit
        let answer = await PageAnswer(subject, request)
        // After an erasure there may be a page or none.
        if !reading.isReachedByErasure { calls.note(answer.result) }
        switch answer {
        case .error(let actual):
            guard !reading.isReachedByErasure else { return nil }
            return Deviation(
                guarantee: .pages, expected: "the next page", actual: OperationResult.text(actual))
        case .page(let page):
            guard !reading.isReachedByErasure else {
                let rest = page.rows.first { $0.tenant.map(reading.erased.contains) ?? false }
                return rest.map { row in
                    Deviation(
                        guarantee: .tenantErasure, expected: "no row of the erased tenant",
                        actual: OperationResult.text([row]))
                }
            }
            if let deviation = take(page, &reading, request) ?? reading.checkSoFar(foreign) {
                return deviation
            }
        }
        readers[reader] = reading
        return reading.next == nil ? await finish(reading, .read(reading.read)) : nil
    }

    private mutating func misuse(_ reader: Int, _ misuse: RepositoryOperation.Misuse) async -> Deviation? {
        guard let reading = readers[reader], let cursor = reading.next, !reading.isReachedByErasure else {
            return nil
        }
        var request = reading.read
        var code = BillingError.Code.invalidCursor
        switch misuse {
        case .with(let other):
            var same = other
            same.limit = request.limit
            guard same != request else { return nil }
            request = other
            request.cursor = cursor
        case .limit(let limit):
            request.cursor = cursor
            request.limit = limit
            code = .invalidValue
        default:
            guard let text = misuse.damaged(cursor.text) else { return nil }
            request.cursor = PageCursor(text)
        }
        let actual = await PageAnswer(subject, request).result
        calls.note(actual)
        guard actual.code != code else { return nil }
        return Deviation(
            guarantee: code == .invalidValue ? .limits : .cursors, expected: "error \(code)",
            actual: OperationResult.text(actual))
    }
}

// MARK: At once

extension Trial {
    private enum Observation: Sendable {
        case commit(Int, OperationResult)
        case read(RepositoryOperation.Read, OperationResult)
    }

    /// Commits sets at once and reads meanwhile; all answers must be those of one serial order.
    private mutating func together(_ sets: [ChangeSet], at instant: Date) async -> Deviation? {
        clock.set(instant)
        for set in sets { foreign.note(set) }
        let subject = subject
        let reads = Self.glances(of: sets)
        let observations = await withTaskGroup(of: [Observation].self) { group in
            for (index, set) in sets.enumerated() {
                group.addTask {
                    [.commit(index, await OperationResult { .commit(try await subject.commit(set)) })]
                }
            }
            for read in reads {
                group.addTask {
                    var seen: [Observation] = []
                    for _ in 0..<4 {
                        let answer = await OperationResult {
                            let page = try await subject.page(read)
                            return .rows(page.rows, page.revision)
                        }
                        seen.append(.read(read, answer))
                    }
                    return seen
                }
            }
            return await group.reduce(into: [Observation]()) { $0 += $1 }
        }
        for case .commit(_, let answer) in observations { calls.note(answer) }
        for case .read(_, let answer) in observations { calls.note(answer) }
        return await replay(sets, observations)
    }

    private static func glances(of sets: [ChangeSet]) -> [RepositoryOperation.Read] {
        [
            .series(SeriesRequest(of: .all, limit: .max)),
            .records(RecordRequest(.action, of: .all, limit: .max)),
            .series(SeriesRequest(of: .all, metrics: [Metric.actions.id], limit: .max)),
        ]
    }

    private mutating func replay(_ sets: [ChangeSet], _ observations: [Observation]) async -> Deviation? {
        var commits: [(index: Int, commit: CommitRecord)] = []
        for case .commit(let index, let answer) in observations {
            guard case .commit(let commit) = answer else {
                // What memory refuses before all the others is refused here too.
                let expected = await OperationResult { .commit(try await reference.commit(sets[index])) }
                if expected.agrees(with: answer, isCounted: true) { continue }
                return Deviation(
                    guarantee: .atomicity, expected: "a commit of set \(index + 1), as in any serial order",
                    actual: OperationResult.text(answer))
            }
            commits.append((index, commit))
        }
        commits.sort { ($0.commit.revision, $0.index) < ($1.commit.revision, $1.index) }
        for (index, commit) in commits {
            let set = sets[index]
            let expected = await OperationResult { .commit(try await reference.commit(set)) }
            if let deviation = log.take(commit, set.id, set.digest, records: set.recordCount) {
                return deviation
            }
            if case .commit(let replayed) = expected, replayed == commit { continue }
            return Deviation(
                guarantee: .atomicity,
                expected: OperationResult.text(expected)
                    + " for set \(index + 1), made again in order of revisions",
                actual: OperationResult.text(.commit(commit)))
        }
        made[place] = log.latest
        for case .read(var read, let actual) in observations {
            guard case .rows(_, let revision) = actual else {
                return Deviation(
                    guarantee: .atomicity, expected: "a page while others commit",
                    actual: OperationResult.text(actual))
            }
            read.knownAt = .revision(revision)
            let expected = await whole(read)
            if let deviation = compare(.read(read), expected, actual, as: .atomicity) { return deviation }
        }
        return nil
    }
}

// MARK: Judging

extension Trial {
    private func compare(
        _ operation: RepositoryOperation, _ expected: OperationResult, _ actual: OperationResult,
        as named: Guarantee? = nil, isRetry: Bool = false
    ) -> Deviation? {
        let isCounted = guarantee == nil || guarantee == .counts || guarantee == .nothingNew
        guard !expected.agrees(with: actual, isCounted: isCounted) else { return nil }
        let (inArea, general) = (
            Diagnosis(scenario: guarantee, latest: log.latest, isRetry: isRetry),
            Diagnosis(scenario: nil, latest: log.latest, isRetry: isRetry)
        )
        return Deviation(
            named ?? inArea.guarantee(operation, expected, actual),
            general: named ?? general.guarantee(operation, expected, actual), expected, actual)
    }
}

/// A page, or the error in its place.
enum PageAnswer: Sendable {
    case page(Page)
    case error(OperationResult)

    init(_ reader: any BillingReader, _ read: RepositoryOperation.Read) async {
        do {
            self = .page(try await reader.page(read))
        } catch let error as BillingError {
            self = .error(.refusal(error))
        } catch {
            self = .error(.failure("\(type(of: error))"))
        }
    }

    var result: OperationResult {
        switch self {
        case .page(let page): .rows(page.rows, page.revision)
        case .error(let error): error
        }
    }
}

extension RepositoryOperation.Misuse {
    /// A cursor's text after the damage; nil if that leaves it as it is.
    func damaged(_ text: String) -> String? {
        var characters = Array(text)
        switch self {
        case .with, .limit: return nil
        case .replaced(let place):
            guard !characters.isEmpty else { return nil }
            let index = place % characters.count
            characters[index] = characters[index] == "0" ? "1" : "0"
        case .cut(let place):
            guard !characters.isEmpty else { return nil }
            characters.removeSubrange((place % characters.count)...)
        case .longer: characters.append("0")
        case .foreign(let other): characters = Array(other)
        }
        let damaged = String(characters)
        return damaged == text ? nil : damaged
    }
}
