import BillingModel
import BillingStore

#if canImport(FoundationEssentials)
import FoundationEssentials
#else
import Foundation
#endif

extension ReaderTrial {
    /// Commits are counted from 1, their instants never descend, and an instant stands for the last of them.
    mutating func checkCommits() async {
        let read = records(.commit)
        guard let whole = await whole(read) else { return }
        let commits = whole.rows.compactMap { row -> CommitRecord? in
            if case .record(.commit(let commit)) = row { commit } else { nil }
        }
        for (place, commit) in commits.enumerated() {
            if commit.revision.number != Int64(place + 1) {
                note(
                    .commitRecords, [.read(read)], "revision \(place + 1)",
                    OperationResult.text(.commit(commit)))
            }
            if place > 0, commit.recordedAt < commits[place - 1].recordedAt {
                note(
                    .clock, [.read(read)], "recorded at \(text(commits[place - 1].recordedAt)) or later",
                    OperationResult.text(.commit(commit)))
            }
        }
        if whole.isComplete, commits.count != Int(latest.number) {
            note(.commitRecords, [.read(read)], "\(latest) commits", "\(commits.count)")
        }
        guard whole.isComplete, let first = commits.first else { return }
        let some = [first] + commits.shuffled(using: &random).prefix(5)
        for instant in some.flatMap({ [$0.recordedAt, $0.recordedAt - 0.000_001] }) {
            let expected = commits.last { $0.recordedAt <= instant }?.revision ?? .zero
            let answer = await OperationResult { .revision(try await reader.revision(.instant(instant))) }
            if case .revision(expected) = answer {
            } else {
                note(
                    .instants, [.read(read), .revision(.instant(instant))], "revision \(expected)",
                    OperationResult.text(answer))
            }
            await checkReplies(at: instant, expected)
        }
    }

    /// A read known at an instant is that of its revision.
    private mutating func checkReplies(at instant: Date, _ revision: Revision) async {
        for read in [records(.tenant), records(.action), .series(SeriesRequest(of: .all, limit: 1_000))] {
            var (byInstant, byRevision) = (read, read)
            byInstant.knownAt = .instant(instant)
            byRevision.knownAt = .revision(revision)
            let (came, expected) = (await answer(byInstant), await answer(byRevision))
            if !expected.agrees(with: came, isCounted: true) {
                let (wanted, came) = OperationResult.texts(expected, came)
                note(.instants, [.read(byRevision), .read(byInstant)], wanted, came)
            }
        }
    }

    /// Series of actions are the sums of the actions.
    mutating func checkActionSeries() async {
        let measures: [(Metric, KeyPath<ActionRecord, Int>)] = [
            (.actions, \.executed), (.actionsFailed, \.failed), (.actionsSuppressed, \.suppressed),
        ]
        let read = records(.action)
        guard let actions = await whole(read), actions.isComplete else { return }
        for (metric, measure) in measures {
            var sums: [SeriesKey: [Int64: Int]] = [:]
            for case .record(.action(let action)) in actions.rows {
                guard let category = try? LabelText(action.category.text),
                    let type = try? LabelText(action.type.text),
                    let at = try? Instants.microseconds(action.at),
                    let labels = try? Labels([
                        Labels.Pair(name: .category, value: category), Labels.Pair(name: .type, value: type),
                    ])
                else { continue }
                let key = SeriesKey(tenant: action.tenant, metric: metric.id, labels: labels)
                sums[key, default: [:]][at, default: 0] += action[keyPath: measure]
            }
            let request = RepositoryOperation.Read.series(
                SeriesRequest(of: .all, metrics: [metric.id], knownAt: .revision(latest), limit: 5_000))
            guard let series = await whole(request), series.isComplete else { continue }
            var found: [SeriesKey: [Int64: Int]] = [:]
            for case .sample(let key, let position, let value, _, _, _) in series.rows {
                found[key, default: [:]][position] = Int(exactly: value) ?? -1
            }
            let expected = sums.mapValues { $0.filter { $0.value != 0 } }.filter { !$0.value.isEmpty }
            if let key = Set(expected.keys).union(found.keys).sorted().first(where: {
                expected[$0] != found[$0]
            }) {
                func total(_ sums: [SeriesKey: [Int64: Int]]) -> String {
                    guard let samples = sums[key] else { return "no series \(text(key))" }
                    return
                        "\(samples.count) samples of \(text(key)), \(samples.values.reduce(0) { $0 + Double($1) }) together"
                }
                note(.actionSeries, [.read(read), .read(request)], total(expected), total(found))
            }
        }
    }

    /// Summaries are those that the default makes of the reader's own rows.
    mutating func checkSummaries() async {
        let request = RepositoryOperation.Read.series(
            SeriesRequest(of: .all, knownAt: .revision(latest), limit: 5_000))
        guard let series = await whole(request) else { return }
        var ids: Set<MetricID> = [Metric.actions.id]
        var (positions, days): ([Int64], [Int64]) = ([], [])
        for case .sample(let key, let position, _, _, _, let isDate) in series.rows {
            ids.insert(key.metric)
            if isDate { days.append(position) } else { positions.append(position) }
        }
        for row in await whole(records(.metric))?.rows ?? [] {
            if case .record(.metric(_, let metric)) = row { ids.insert(metric.id) }
        }
        for row in await whole(records(.action))?.rows ?? [] {
            if case .record(.action(let action)) = row, let at = try? Instants.microseconds(action.at) {
                positions.append(at)
            }
        }
        for _ in 0..<6 {
            let bounds = bounds(positions, days)
            let read = RepositoryOperation.Read.summaries(
                SummaryRequest(
                    of: .all, metrics: ids.sorted(), in: bounds, knownAt: .revision(latest), limit: 1_000))
            guard let found = await whole(read) else { return }
            var small = read
            small.limit = 2
            guard let paged = await whole(small, limit: 20) else { return }
            if !found.rows.starts(with: paged.rows) {
                let (wanted, came) = OperationResult.texts(
                    .rows(found.rows, latest), .rows(paged.rows, latest))
                note(.pages, [.read(read), .read(small)], wanted, came)
            }
            let raw = RawReader(reader: reader)
            guard case .page(let page) = await PageAnswer(raw, read), page.next == nil, found.isComplete,
                page.rows != found.rows
            else { continue }
            let (wanted, came) = OperationResult.texts(.rows(page.rows, latest), .rows(found.rows, latest))
            note(.summaries, [.read(read)], wanted, came)
        }
        let descending = SummaryBounds(instants: [2, 1], dayNumbers: nil, resets: [], now: 0)
        await expect(
            .invalidValue, .summaryBounds,
            .summaries(
                SummaryRequest(
                    of: .all, metrics: ids.sorted(), in: descending, knownAt: .revision(latest), limit: 1)))
    }

    /// Five buckets that touch at samples and between them.
    private mutating func bounds(_ positions: [Int64], _ days: [Int64]) -> SummaryBounds {
        func cuts(_ numbers: [Int64], _ limits: ClosedRange<Int64>) -> [Int64] {
            let first = numbers.min() ?? limits.lowerBound
            let last = max(first, numbers.max() ?? limits.lowerBound)
            return (0..<6).map { _ in
                let free = Int64.random(in: first...last, using: &random)
                let cut = Bool.random(using: &random) ? numbers.randomElement(using: &random) ?? free : free
                return min(max(cut, limits.lowerBound), limits.upperBound)
            }
            .sorted()
        }
        let instants = cuts(positions, Instants.first...Instants.end)
        let dates = cuts(days, Int64(LocalDate.min.dayNumber)...Int64(LocalDate.max.dayNumber))
        let now = Bool.random(using: &random) ? Instants.end : instants[Int.random(in: 1...5, using: &random)]
        return SummaryBounds(
            instants: instants, dayNumbers: dates, resets: Array(instants.prefix(2)), now: now, endDay: nil)
    }
}
