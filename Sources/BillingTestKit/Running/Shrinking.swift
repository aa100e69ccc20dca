import BillingModel
import BillingStore

#if canImport(FoundationEssentials)
import FoundationEssentials
#else
import Foundation
#endif

/// Looks for a smaller sequence that breaks the same guarantee: without some operations, without some records, with
/// simpler values.
struct Shrinking {
    let scenario: Guarantee?
    let makeEmpty: RepositoryConformance.Factory
    let discard: @Sendable (any BillingRepository) async -> Void

    /// The most sequences that are tried.
    private static let attempts = 400

    typealias Result = (operations: [RepositoryOperation], failure: RepositoryConformance.Failure)

    func smallest(
        _ operations: [RepositoryOperation], _ failure: RepositoryConformance.Failure
    ) async -> Result {
        var search = Search(self, (Array(operations.prefix(failure.place + 1)), failure))
        var size = Int.max
        // What a smaller set leaves over may let another operation go.
        while search.best.operations.weight < size, search.left > 0 {
            size = search.best.operations.weight
            await search.dropCalls()
            await search.joinCommits()
            await search.dropRecords()
            await search.simplify()
        }
        return search.best
    }

    private struct Search {
        let shrinking: Shrinking
        private(set) var best: Result
        private(set) var left = Shrinking.attempts

        init(_ shrinking: Shrinking, _ best: Result) {
            self.shrinking = shrinking
            self.best = best
        }

        /// Keeps a sequence if it breaks the same guarantee.
        private mutating func keep(_ operations: [RepositoryOperation]) async -> Bool {
            guard left > 0, operations != best.operations else { return false }
            left -= 1
            // What happens at once does not happen each time.
            let isAtOnce = operations.contains { if case .together = $0 { true } else { false } }
            for _ in 0..<(isAtOnce ? 4 : 1) {
                if let failure = await RepositoryConformance.failure(
                    of: operations, shrinking.scenario, shrinking.makeEmpty, shrinking.discard),
                    failure.deviation.guarantee == best.failure.deviation.guarantee,
                    failure.deviation.signature == best.failure.deviation.signature
                {
                    best = (Array(operations.prefix(failure.place + 1)), failure)
                    return true
                }
            }
            return false
        }

        /// Leaves out ever smaller runs of operations.
        mutating func dropCalls() async {
            var length = max(1, best.operations.count / 2)
            while length >= 1 {
                var start = max(0, best.operations.count - length)
                while true {
                    let end = min(start + length, best.operations.count)
                    if start < end {
                        let kept = best.operations.dropping(start..<end, made: best.failure.made)
                        let simply = Array(best.operations[..<start] + best.operations[end...])
                        if await !keep(kept), kept != simply { _ = await keep(simply) }
                    }
                    if start == 0 { break }
                    start = max(0, start - length)
                }
                if length == 1 { break }
                length /= 2
            }
        }

        /// Makes one commit of two that follow each other.
        mutating func joinCommits() async {
            var place = best.operations.count - 1
            while place > 0 {
                defer { place -= 1 }
                guard place < best.operations.count,
                    case .commit(let second, let clock) = best.operations[place],
                    case .commit(let first, _) = best.operations[place - 1]
                else { continue }
                var operations = best.operations
                operations[place] = .commit(
                    ChangeSet(id: second.id, basis: second.basis, first.items + second.items), clock: clock)
                _ = await keep(operations.dropping((place - 1)..<place, made: best.failure.made))
            }
        }

        /// Leaves out ever smaller runs of the records of each set.
        mutating func dropRecords() async {
            for place in best.operations.indices.reversed() {
                guard place < best.operations.count, case .commit(let first, _) = best.operations[place]
                else {
                    continue
                }
                var length = max(1, first.count / 2)
                while length >= 1 {
                    guard case .commit(let changes, _) = best.operations[place] else { break }
                    var start = max(0, changes.items.count - length)
                    while true {
                        guard case .commit(let changes, let clock) = best.operations[place] else { break }
                        var items = changes.items
                        let end = min(start + length, items.count)
                        if start < end {
                            items.removeSubrange(start..<end)
                            var operations = best.operations
                            operations[place] = .commit(
                                ChangeSet(id: changes.id, basis: changes.basis, items), clock: clock)
                            _ = await keep(operations)
                            guard place < best.operations.count else { return }
                        }
                        if start == 0 { break }
                        start = max(0, start - length)
                    }
                    if length == 1 { break }
                    length /= 2
                }
            }
        }

        /// Puts simpler values in the place of others.
        mutating func simplify() async {
            for place in best.operations.indices.reversed() {
                for simpler in best.operations[safe: place]?.simpler ?? [] {
                    guard place < best.operations.count else { return }
                    var operations = best.operations
                    guard let operation = simpler(operations[place]), operation != operations[place] else {
                        continue
                    }
                    operations[place] = operation
                    _ = await keep(operations)
                }
            }
        }
    }
}

extension Array {
    fileprivate subscript(safe place: Int) -> Element? { indices.contains(place) ? self[place] : nil }
}

extension [RepositoryOperation] {
    /// How much there is to read.
    fileprivate var weight: Int {
        reduce(0) { weight, operation in
            switch operation {
            case .commit(let changes, _): weight + 10 + changes.count
            case .together(let sets, _): weight + 10 + sets.reduce(0) { $0 + 1 + $1.count }
            default: weight + 10
            }
        }
    }

    /// The operations without some, whose revisions the others no longer count.
    fileprivate func dropping(_ range: Range<Int>, made: [Int: Revision]) -> [RepositoryOperation] {
        let gone = range.compactMap { made[$0]?.number }.sorted()
        let rest = self[..<range.lowerBound] + self[range.upperBound...]
        return gone.isEmpty ? Array(rest) : rest.map { $0.renumbered(without: gone) }
    }
}

extension RepositoryOperation {
    /// This operation with numbers of revisions as they are without some.
    fileprivate func renumbered(without gone: [Int64]) -> RepositoryOperation {
        func number(_ revision: Revision) -> Revision {
            let fewer = gone.count { $0 <= revision.number }
            return (try? Revision(Swift.max(0, revision.number - Int64(fewer)))) ?? revision
        }
        func known(_ knownAt: KnownAt) -> KnownAt {
            if case .revision(let revision) = knownAt { .revision(number(revision)) } else { knownAt }
        }
        func renumbered(_ read: Read) -> Read {
            var read = read
            read.knownAt = known(read.knownAt)
            return read
        }
        switch self {
        case .commit(var changes, let clock):
            changes.basis = changes.basis.map(number)
            return .commit(changes, clock: clock)
        case .revision(let knownAt): return .revision(known(knownAt))
        case .read(let read): return .read(renumbered(read))
        case .begin(let read, let reader): return .begin(renumbered(read), reader: reader)
        case .misuse(let reader, .with(let read)): return .misuse(reader: reader, .with(renumbered(read)))
        case .find(.invoice(let invoice, let tenant, let revision)):
            return .find(.invoice(invoice, of: tenant, at: number(revision)))
        case .erase, .proceed, .misuse, .find, .together: return self
        }
    }

    /// Ways to make the operation simpler, each of which may do nothing.
    fileprivate var simpler: [@Sendable (RepositoryOperation) -> RepositoryOperation?] {
        switch self {
        case .commit(let changes, _):
            return [{ $0.withoutBasis }, { $0.atStart }]
                + (0..<Swift.min(changes.count, 12)).flatMap {
                    place -> [@Sendable (RepositoryOperation) -> RepositoryOperation?] in
                    [
                        { $0.simplifying(place) { $0.withoutLabels } },
                        { $0.simplifying(place) { $0.withoutVersion } },
                        { $0.simplifying(place) { $0.withSmallValue } },
                    ]
                }
        case .read, .begin:
            return [
                { $0.changing { $0.knownAt = .latest } }, { $0.changing { $0.limit = .max } },
                { $0.changing { $0.limit = 2 } },
                { $0.changing { $0.limit = 1 } },
                { $0.changing { $0.tenants = .all } }, { $0.changing { $0.widen() } },
            ]
        case .together:
            return (0..<24).map { place in { $0.withoutSet(place) } }
        default: return []
        }
    }

    private var withoutBasis: RepositoryOperation? {
        guard case .commit(var changes, let clock) = self else { return nil }
        changes.basis = nil
        return .commit(changes, clock: clock)
    }

    private var atStart: RepositoryOperation? {
        guard case .commit(let changes, _) = self else { return nil }
        return .commit(changes, clock: ValuePool.start)
    }

    private func withoutSet(_ place: Int) -> RepositoryOperation? {
        guard case .together(var sets, let clock) = self, place < sets.count else { return nil }
        sets.remove(at: sets.count - 1 - place)
        return .together(sets, clock: clock)
    }

    private func simplifying(
        _ place: Int, _ change: (ChangeSet.Item) -> ChangeSet.Item?
    ) -> RepositoryOperation? {
        guard case .commit(let changes, let clock) = self else { return nil }
        var items = changes.items
        guard place < items.count, let simpler = change(items[place]) else { return nil }
        items[place] = simpler
        return .commit(ChangeSet(id: changes.id, basis: changes.basis, items), clock: clock)
    }

    private func changing(_ change: (inout Read) -> Void) -> RepositoryOperation? {
        switch self {
        case .read(var read):
            change(&read)
            return .read(read)
        case .begin(var read, let reader):
            change(&read)
            return .begin(read, reader: reader)
        default: return nil
        }
    }
}

extension RepositoryOperation.Read {
    /// Takes away what bounds the request beside its tenants.
    fileprivate mutating func widen() {
        switch self {
        case .records(var request):
            request.range = nil
            request.descending = false
            self = .records(request)
        case .series(var request):
            (request.instants, request.dates, request.includesPrevious) = (nil, nil, false)
            self = .series(request)
        case .activity(var request):
            request.range = nil
            self = .activity(request)
        case .summaries: break
        }
    }
}

extension ChangeSet.Item {
    fileprivate var withoutLabels: ChangeSet.Item? {
        guard case .sample(var write) = self, !write.series.labels.isEmpty else { return nil }
        write.series = SeriesKey(tenant: write.series.tenant, metric: write.series.metric)
        return .sample(write)
    }

    fileprivate var withoutVersion: ChangeSet.Item? {
        guard case .sample(var write) = self, write.version != nil else { return nil }
        write.version = nil
        return .sample(write)
    }

    fileprivate var withSmallValue: ChangeSet.Item? {
        guard case .sample(var write) = self, let value = write.value, value != 1, value.isFinite else {
            return nil
        }
        write.value = 1
        return .sample(write)
    }
}
