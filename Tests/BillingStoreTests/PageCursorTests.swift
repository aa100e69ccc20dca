import BillingModel
import BillingStore
import BillingTestSupport
import BillingTime
import Foundation
import Testing

@Suite("Cursors give each row once, at one revision")
struct CursorTests {
    /// A repository with rows of each kind, and what happens to it between two pages.
    private func fill(_ repository: any BillingRepository) async throws {
        try await repository.commit("fill") { changes in
            for owner in [acme, bolt] {
                changes.add(try makeTenant(owner))
                changes.add(messages, for: owner)
                changes.add(level, for: owner)
                changes.add(try monthBudget(owner))
                for at in 0..<7 {
                    changes.add(try monthTerm(owner, at + 1))
                    changes.add(write(owner, messages, at: 2 * at, Double(at)))
                    changes.add(write(owner, messages, at: 2 * at, 1, labels: try Labels(("a", "\(at % 2)"))))
                    changes.add(try daily(owner, .assets, on: "2026-03-0\(at + 1)", Double(at)))
                    changes.add(try action(owner, "a\(at)", at: at / 2))
                    changes.add(try activity(owner, "d\(at % 3)", at: 15 * at))
                    changes.add(try invoice(owner, "i\(at)", at: at / 2))
                    changes.add(try entry(owner, "e\(at)", of: "i\(at)", at: at / 2))
                    changes.add(
                        try Coverage(
                            tenant: owner, metric: level.id, source: feed,
                            range: minute(2 * at)..<minute(2 * at + 1)))
                }
            }
        }
    }

    private func disturb(_ repository: any BillingRepository, _ step: Int) async throws {
        try await repository.commit("disturb \(step)") { changes in
            changes.add(try makeTenant(TenantID("a\(step)")))
            changes.add(try PlanTerm(tenant: acme, plan: nil, from: day("2025-0\(step + 1)-01")))
            changes.add(try PlanTerm(tenant: bolt, plan: nil, from: day("2026-0\(step % 7 + 1)-01")))
            changes.add(try monthBudget(acme, 200 + Int64(step)))
            changes.add(write(acme, messages, at: step, 100 + Double(step)))
            changes.add(write(bolt, messages, at: 2 * (step % 7), nil))
            changes.add(try daily(acme, .assets, on: "2026-03-0\(step % 7 + 1)", 50 + Double(step)))
            changes.add(try action(acme, "b\(step)", at: 0))
            changes.add(try activity(acme, "c\(step)", at: 15 * (step % 7)))
            changes.add(try invoice(acme, "h\(step)", at: 0))
            changes.add(try entry(acme, "f\(step)", of: "h\(step)", at: 0))
            changes.add(
                try Coverage(
                    tenant: acme, metric: level.id, source: feed,
                    range: minute(2 * step + 1)..<minute(2 * step + 2)))
        }
    }

    @Test(
        "Records come once and in order while others commit", arguments: Backend.allCases,
        Sweep.cases([1, 2, 100, 3], every: 2))
    func records(_ backend: Backend, _ limit: Int) async throws {
        for kind in RecordKind.allCases {
            for descending in [false, true] {
                let repository = try await backend.makeEmpty()
                try await fill(repository)
                for owner in [acme, bolt] {
                    let floor = ErasureRequest.Target.records(
                        .action, before: try day("2026-01-01"), tenant: owner)
                    try await repository.erase(ErasureRequest(id: try CommitID("floor \(owner)"), floor))
                }
                let revision = try await repository.revision(.latest)
                let whole = RecordRequest(kind, of: .all, descending: descending)
                let expected = try await repository.records(whole).records
                #expect(expected.count >= 2)
                var request = RecordRequest(kind, of: .all, descending: descending, limit: limit)
                var (found, step): ([BillingRecord], Int) = ([], 0)
                repeat {
                    let page = try await repository.records(request)
                    #expect(page.records.count <= limit && page.revision == revision)
                    found += page.records
                    request.cursor = page.next
                    if step < 5 { try await disturb(repository, step) }
                    step += 1
                } while request.cursor != nil
                #expect(found == expected, "\(kind) \(descending)")
                var reversed = whole
                reversed.descending.toggle()
                reversed.knownAt = .revision(revision)
                #expect(try await repository.records(reversed).records == expected.reversed())
            }
        }
    }

    @Test("Series come once and in order while others commit", arguments: Backend.allCases, [1, 2, 5, 1_000])
    func series(_ backend: Backend, _ limit: Int) async throws {
        for includesPrevious in [false, true] {
            let repository = try await backend.makeEmpty()
            try await fill(repository)
            var request = SeriesRequest(
                of: .all, metrics: [messages.id, Metric.assets.id, Metric.actions.id],
                instants: minute(1)..<minute(9), dates: try day("2026-03-03")...(try day("2026-03-05")),
                includesPrevious: includesPrevious)
            let expected = try await repository.series(request).series
            let extra = includesPrevious ? 1 : 0
            // By key: actions at 1, 2, 3; assets on 3 dates; messages at 2, 4, 6, 8, and at every other one by label.
            #expect(
                expected.map(\.count)
                    == [
                        3 + extra, 3 + extra, 4 + extra, 2 + extra, 2, 3 + extra, 3 + extra, 4 + extra,
                        2 + extra, 2,
                    ])
            request.limit = limit
            var (parts, step): ([MetricSeries], Int) = ([], 0)
            repeat {
                let page = try await repository.series(request)
                #expect(page.series.reduce(0) { $0 + $1.count } <= limit)
                #expect(page.series.allSatisfy { !$0.isEmpty })
                parts += page.series
                request.cursor = page.next
                if step < 5 { try await disturb(repository, step) }
                step += 1
            } while request.cursor != nil
            #expect(Self.lines(of: parts) == Self.lines(of: expected))
            request.knownAt = .revision(try Revision(1))
            request.cursor = nil
            #expect(try await repository.allSeries(request) == expected)
        }
    }

    private static func lines(of parts: [MetricSeries]) -> [String] {
        parts.flatMap { part in part.map { sample in "\(part.key) \(sample)" } }
    }

    private static func lines(of block: ActivityBlock) -> [String] {
        zip(block.activity.quarterHours, block.activity.subjects)
            .map { quarter, subject in "\(block.tenant) \(quarter) \(block.subjects[Int(subject)])" }
    }

    @Test(
        "Activity comes once and in order while others commit", arguments: Backend.allCases, [1, 2, 5, 1_000])
    func pagesOfActivity(_ backend: Backend, _ limit: Int) async throws {
        let repository = try await backend.makeEmpty()
        try await fill(repository)
        var request = ActivityRequest(of: .all, kind: .device, in: minute(16)..<minute(76))
        let expected = try await repository.activity(request).blocks
        #expect(expected.map(\.activity.subjects.count) == [5, 5])
        request.limit = limit
        var (rows, step): ([String], Int) = ([], 0)
        repeat {
            let page = try await repository.activity(request)
            for block in page.blocks {
                rows += Self.lines(of: block)
            }
            request.cursor = page.next
            if step < 5 { try await disturb(repository, step) }
            step += 1
        } while request.cursor != nil
        #expect(rows == expected.flatMap(Self.lines))
        request.cursor = nil
        request.knownAt = .revision(try Revision(1))
        #expect(try await repository.allActivity(request) == expected)
    }

    @Test("Summaries come once and in order while others commit", arguments: Backend.allCases, [1, 3, 100])
    func summaries(_ backend: Backend, _ limit: Int) async throws {
        let repository = try await backend.makeEmpty()
        try await fill(repository)
        let bounds = SummaryBounds(
            instants: [position(0), position(5), position(20)], dayNumbers: [20_513, 20_515, 20_520],
            resets: [],
            now: position(20))
        var request = SummaryRequest(
            of: .all, metrics: [messages.id, Metric.assets.id, Metric.actions.id], in: bounds)
        let expected = try await repository.summaries(request).rows
        #expect(expected.count == 10)
        request.limit = limit
        var (rows, step): ([SummaryRow], Int) = ([], 0)
        repeat {
            let page = try await repository.summaries(request)
            #expect(page.rows.count <= limit && page.revision.number == 1)
            rows += page.rows
            request.cursor = page.next
            if step < 5 { try await disturb(repository, step) }
            step += 1
        } while request.cursor != nil
        #expect(rows == expected)
    }

    @Test("A cursor of another request, a damaged or a foreign one is refused", arguments: Backend.allCases)
    func wrongCursors(_ backend: Backend) async throws {
        let repository = try await backend.makeEmpty()
        try await fill(repository)
        var records = RecordRequest(.action, of: .all, limit: 2)
        let cursor = try #require(try await repository.records(records).next)
        // The limit is no part of the request.
        records.cursor = cursor
        records.limit = 3
        #expect(try await repository.records(records).records.count == 3)
        var others: [RecordRequest] = []
        for change: (inout RecordRequest) -> Void in [
            { $0.kind = .invoice }, { $0.tenants = .one(acme) }, { $0.range = minute(0)..<minute(9) },
            { $0.descending = true }, { $0.knownAt = .instant(Date(timeIntervalSince1970: 1_798_761_600)) },
        ] {
            var other = records
            change(&other)
            others.append(other)
        }
        for other in others {
            #expect(await billingError { _ = try await repository.records(other) }?.code == .invalidCursor)
        }
        #expect(
            await billingError { _ = try await repository.series(SeriesRequest(of: .all, cursor: cursor)) }?
                .code
                == .invalidCursor)
        #expect(
            await billingError {
                _ = try await repository.activity(ActivityRequest(of: .all, kind: .device, cursor: cursor))
            }?.code == .invalidCursor)
        let bounds = SummaryBounds(
            instants: [position(0), position(5)], dayNumbers: nil, resets: [], now: position(9))
        #expect(
            await billingError {
                _ = try await repository.summaries(
                    SummaryRequest(of: .all, metrics: [], in: bounds, cursor: cursor))
            }?.code == .invalidCursor)
        var texts = [
            "", "x", "\0", "é", String(repeating: "0", count: 200), cursor.text + "0",
            cursor.text.uppercased(),
        ]
        for index in cursor.text.indices {
            var damaged = cursor.text
            damaged.replaceSubrange(index...index, with: damaged[index] == "0" ? "1" : "0")
            texts += [damaged, String(cursor.text[..<index])]
        }
        for text in texts {
            records.cursor = PageCursor(text)
            #expect(
                await billingError { _ = try await repository.records(records) }?.code == .invalidCursor,
                "\(text)")
        }
        // Another repository has not come as far.
        let other = try await backend.makeEmpty()
        records.cursor = cursor
        #expect(await billingError { _ = try await other.records(records) }?.code == .invalidCursor)
    }

    @Test("A page has at least one row", arguments: Backend.allCases, [0, -1, Int.min])
    func limits(_ backend: Backend, _ limit: Int) async throws {
        let repository = try await backend.makeEmpty()
        try await fill(repository)
        let bounds = SummaryBounds(
            instants: [position(0), position(5)], dayNumbers: nil, resets: [], now: position(9))
        for code in [
            await billingError {
                _ = try await repository.records(RecordRequest(.action, of: .all, limit: limit))
            },
            await billingError { _ = try await repository.series(SeriesRequest(of: .all, limit: limit)) },
            await billingError {
                _ = try await repository.activity(ActivityRequest(of: .all, kind: .device, limit: limit))
            },
            await billingError {
                _ = try await repository.summaries(
                    SummaryRequest(of: .all, metrics: [], in: bounds, limit: limit))
            },
        ] { #expect(code?.code == .invalidValue) }
        let most = try await repository.records(RecordRequest(.action, of: .all, limit: .max))
        #expect(most.records.count == 14 && most.next == nil)
        #expect(try await repository.series(SeriesRequest(of: .all, limit: .max)).next == nil)
        #expect(
            try await repository.activity(ActivityRequest(of: .all, kind: .device, limit: .max)).next == nil)
    }
}
