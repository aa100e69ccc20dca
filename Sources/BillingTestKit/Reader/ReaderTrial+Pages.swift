import BillingModel
import BillingStore

#if canImport(FoundationEssentials)
import FoundationEssentials
#else
import Foundation
#endif

extension ReaderTrial {
    /// A request gives the same rows again, and turned round in the other direction.
    mutating func checkAgain(_ read: RepositoryOperation.Read, _ whole: Whole) async {
        guard let again = await self.whole(read) else { return }
        if again.rows != whole.rows {
            let (wanted, came) = OperationResult.texts(.rows(whole.rows, latest), .rows(again.rows, latest))
            note(.oneRevision, [.read(read), .read(read)], wanted, came)
        }
        guard whole.isComplete, case .records(var request) = read, !request.descending else { return }
        request.descending = true
        guard let turned = await self.whole(.records(request)), turned.isComplete else { return }
        if turned.rows != whole.rows.reversed() {
            let (wanted, came) = OperationResult.texts(
                .rows(whole.rows.reversed(), latest), .rows(turned.rows, latest))
            note(.recordOrder, [.read(read), .read(.records(request))], wanted, came)
        }
    }

    /// Pages of any size give the same rows.
    mutating func checkPages(_ read: RepositoryOperation.Read, _ whole: Whole) async {
        for limit in [1, 2, 7, whole.rows.count / 3 + 1] {
            var small = read
            small.limit = limit
            guard let part = await self.whole(small, limit: min(whole.rows.count + 1, 12 * limit)) else {
                return
            }
            let isWhole = !part.isComplete || !whole.isComplete || part.rows.count == whole.rows.count
            if !whole.rows.starts(with: part.rows) || !isWhole {
                let (wanted, came) = OperationResult.texts(
                    .rows(whole.rows, latest), .rows(part.rows, latest))
                note(.pages, [.read(read), .read(small)], wanted, came)
            }
        }
    }

    /// One tenant, or a set, gives the rows of these tenants.
    mutating func checkSelections(_ read: RepositoryOperation.Read, _ whole: Whole) async {
        guard whole.isComplete, !read.isOfCommits else { return }
        let some = tenants.shuffled(using: &random).prefix(3)
        let earlier = await known(at: read.knownAt)
        for selection in some.map({ TenantSelection.one($0) }) + [.set(Set(some.prefix(2)))] {
            var narrow = read
            narrow.tenants = selection
            if case .one(let tenant) = selection, !earlier.contains(tenant) {
                await expect(.notFound, .unknownTenants, narrow)
                continue
            }
            guard some.prefix(2).allSatisfy(earlier.contains), let part = await self.whole(narrow) else {
                continue
            }
            let expected = whole.rows.filter { $0.tenant.map(selection.contains) ?? true }
            if part.isComplete, part.rows != expected {
                let (wanted, came) = OperationResult.texts(.rows(expected, latest), .rows(part.rows, latest))
                note(.isolation, [.read(read), .read(narrow)], wanted, came)
            }
        }
    }

    private mutating func known(at knownAt: KnownAt) async -> Set<TenantID> {
        var read = records(.tenant)
        read.knownAt = knownAt
        let rows = await whole(read)?.rows ?? []
        return Set(rows.compactMap(\.tenant))
    }

    /// What every reader refuses, and an empty selection.
    mutating func checkRefusals(_ read: RepositoryOperation.Read) async {
        for limit in [0, -1, Int.min] {
            var none = read
            none.limit = limit
            await expect(.invalidValue, .limits, none)
        }
        guard !read.isOfCommits else { return }
        var empty = read
        empty.tenants = .set([])
        let answer = await answer(empty)
        if case .rows(let rows, _) = answer, rows.isEmpty {
        } else {
            note(.unknownTenants, [.read(empty)], "no row", OperationResult.text(answer))
        }
        guard let stranger = try? TenantID("no tenant \(UInt64.random(in: 0...UInt64.max, using: &random))")
        else {
            return
        }
        for selection in [TenantSelection.one(stranger), .set(Set(tenants.prefix(1) + [stranger]))] {
            var unknown = read
            unknown.tenants = selection
            await expect(.notFound, .unknownTenants, unknown)
        }
    }

    /// A cursor is refused if it is damaged or used with another request.
    mutating func checkCursors(_ read: RepositoryOperation.Read) async {
        var first = read
        first.limit = 1
        guard case .page(let page) = await PageAnswer(reader, first), let cursor = page.next else { return }
        var misuses: [RepositoryOperation.Misuse] = [
            .longer, .foreign(""), .foreign("\u{0}"), .with(records(.tenant)),
        ]
        for _ in 0..<4 { misuses.append(.replaced(.random(in: 0..<500, using: &random))) }
        misuses.append(.cut(.random(in: 0..<500, using: &random)))
        if let tenant = tenants.first { misuses.append(.with(records(.action, of: .one(tenant)))) }
        for misuse in misuses {
            var request = first
            if case .with(let other) = misuse {
                var same = other
                same.limit = 1
                guard same != first else { continue }
                request = other
                request.cursor = cursor
            } else {
                guard let text = misuse.damaged(cursor.text) else { continue }
                request.cursor = PageCursor(text)
            }
            let answer = await answer(request)
            guard answer.code != .invalidCursor else { continue }
            note(
                .cursors, [.begin(first, reader: 1), .misuse(reader: 1, misuse)], "error invalidCursor",
                OperationResult.text(answer))
        }
    }

    /// What is not made yet is not found.
    mutating func checkFuture() async {
        guard latest.number < .max, let next = try? Revision(latest.number + 1) else { return }
        let answer = await OperationResult { .revision(try await reader.revision(.revision(next))) }
        if answer.code != .notFound {
            note(
                .futureRevisions, [.revision(.revision(next))], "error notFound", OperationResult.text(answer)
            )
        }
        var read = records(.tenant)
        read.knownAt = .revision(next)
        await expect(.notFound, .futureRevisions, read)
    }
}

extension RepositoryOperation.Read {
    /// Whether commits are read, which are no tenant's.
    var isOfCommits: Bool { if case .records(let request) = self { request.kind == .commit } else { false } }
}
