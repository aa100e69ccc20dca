import BillingModel
import BillingReports
import BillingStore
import BillingTestSupport
import BillingTime
import Foundation
import Testing

@Suite("The actions screen")
struct ConsumptionActionsTests {
    private let repository = emptyRepository()
    private let tenant: Tenant
    /// 9 to 11 March 2013 in New York; the 10th has 23 hours.
    private let march: Range<Date>

    init() async throws {
        tenant = try Tenant(id: "acme", name: "Acme", zone: "America/New_York", currency: .usd)
        march = try instant("2013-03-09T05:00:00Z")..<instant("2013-03-12T04:00:00Z")
        var changes = ChangeSet(id: try CommitID("first"))
        changes.add(tenant)
        changes.add(try covered("2013-03-01T05:00:00Z", "2013-04-01T04:00:00Z"))
        let actions: [(String, ActionCategory, ActionType, Int, Int, Int)] = [
            // The window before: 6 to 8 March.
            ("2013-03-06T05:00:00Z", .automation, .updateAsset, 4, 0, 0),
            ("2013-03-09T04:59:59.999999Z", .alert, .sendEmail, 2, 0, 0),
            ("2013-03-06T04:59:59.999999Z", .alert, .sendEmail, 900, 0, 0),
            // The range.
            ("2013-03-09T05:00:00Z", .automation, .updateAsset, 1, 0, 0),
            ("2013-03-10T04:59:59Z", .automation, .updateAsset, 2, 0, 0),
            ("2013-03-10T05:00:00Z", .alert, .sendEmail, 3, 1, 0),
            ("2013-03-11T03:59:59Z", .alert, .sendSMS, 0, 2, 5),
            ("2013-03-11T04:00:00Z", .automation, .updateAsset, 1, 0, 0),
            ("2013-03-11T12:00:00Z", .notification, .sendEmail, 0, 0, 7),
            // The end of the range.
            ("2013-03-12T04:00:00Z", .alert, .sendEmail, 800, 0, 0),
        ]
        for (index, action) in actions.enumerated() {
            changes.add(
                try ActionRecord(
                    tenant: tenant.id, source: try SourceID("engine"), id: try ActionID("a\(index)"),
                    at: try instant(action.0), type: action.2, category: action.1, succeeded: action.3,
                    failed: action.4, suppressed: action.5))
        }
        _ = try await repository.commit(changes)
    }

    private func covered(_ start: String, _ end: String, _ tenant: TenantID? = nil) throws -> Coverage {
        try Coverage(
            tenant: tenant ?? self.tenant.id, metric: Metric.actions.id, source: try SourceID("engine"),
            range: try instant(start)..<instant(end))
    }

    private var scope: BillingScope { repository.scope(of: tenant.id) }
    private var april: Date { get throws { try instant("2013-04-15T00:00:00Z") } }

    @Test("Days of 23 hours hold their own actions, and rows add up to their groups")
    func days() async throws {
        let screen = try await scope.actions(range: march, width: .day, now: try april)
        #expect(screen.rows.map(\.id.category) == [.alert, .alert, .automation, .notification])
        #expect(screen.rows.map(\.id.type) == [.sendEmail, .sendSMS, .updateAsset, .sendEmail])
        #expect(screen.rows.map(\.executed) == [[0, 4, 0], [0, 2, 0], [3, 0, 1], [0, 0, 0]])
        #expect(screen.rows.map(\.total.executed) == [4, 2, 4, 0])
        #expect(screen.rows.map(\.total.failed) == [1, 2, 0, 0])
        #expect(screen.rows.map(\.total.suppressed) == [0, 5, 0, 7])
        #expect(screen.rows.map(\.total.share) == [0.4, 0.2, 0.4, 0])
        #expect(screen.categories.map(\.executed) == [[0, 6, 0], [3, 0, 1], [0, 0, 0]])
        #expect(screen.categories.map(\.total.share) == [0.6, 0.4, 0])
        #expect(screen.buckets.map(\.executed) == [3, 6, 1])
        #expect(
            screen.buckets.map(\.local.description) == [
                "2013-03-09T00:00:00-05:00", "2013-03-10T00:00:00-05:00", "2013-03-11T00:00:00-04:00",
            ])
        #expect(screen.total.executed == 10 && screen.total.failed == 3 && screen.total.suppressed == 12)
        #expect(screen.total.share == 1)
        #expect(screen.completeness.isComplete)
        try expectStableForms(screen)
    }

    @Test("A range on bucket boundaries is compared with as many buckets before it")
    func before() async throws {
        let screen = try await scope.actions(range: march, width: .day, now: try april)
        // Three days of 24 hours, where the range has 71.
        #expect(screen.before?.range == (try instant("2013-03-06T05:00:00Z")..<march.lowerBound))
        #expect(screen.total.change?.base == 6)
        #expect(screen.total.change?.difference == 4)
        #expect(screen.rows.map(\.total.change?.difference) == [2, 2, 0, 0])
        #expect(screen.rows.map(\.total.change?.percent) == [100, nil, 0, nil])
        #expect(screen.total.change?.completeness.isComplete == true)
        // A month is compared with the month before, whatever its length.
        let month = try instant("2013-03-01T05:00:00Z")..<instant("2013-04-01T04:00:00Z")
        let months = try await scope.actions(range: month, width: .month, now: try april)
        #expect(months.before?.range == (try instant("2013-02-01T05:00:00Z")..<month.lowerBound))
        let hours = try await scope.actions(
            range: try instant("2013-03-11T04:00:00Z")..<instant("2013-03-12T04:00:00Z"), width: .hour,
            now: try april)
        #expect(hours.before?.start == (try instant("2013-03-10T04:00:00Z")))
    }

    @Test("Any other range is compared with as much elapsed time")
    func elapsed() async throws {
        let range = try instant("2013-03-09T06:00:00Z")..<instant("2013-03-12T04:00:00Z")
        let screen = try await scope.actions(range: range, width: .day, now: try april)
        #expect(screen.before?.range == (try instant("2013-03-06T08:00:00Z")..<range.lowerBound))
        // The first hour is outside: its action counts in the window before.
        #expect(screen.buckets.map(\.executed) == [2, 6, 1])
        #expect(screen.total.change?.base == 3)
        #expect(screen.buckets.map(\.completeness.clippedStart) == [true, false, false])
        #expect(!screen.completeness.isComplete && screen.completeness.coverage == 1)
        let widened = screen.buckets[0].bucket
        #expect(widened.start == march.lowerBound)
    }

    @Test("There is no change unless the window before is past and wholly covered")
    func uncovered() async throws {
        let second = try instant("2013-03-02T05:00:00Z")..<instant("2013-03-04T05:00:00Z")
        let screen = try await scope.actions(range: second, width: .day, now: try april)
        #expect(screen.before?.range == (try instant("2013-02-28T05:00:00Z")..<second.lowerBound))
        #expect(screen.total.change == nil && screen.completeness.isComplete)
        let later = try await scope.actions(
            range: march, width: .day, now: try instant("2013-03-07T12:00:00Z"))
        #expect(later.total.change == nil && later.total.executed == nil)
        #expect(later.completeness.phase == .future)
        #expect(later.total.share == nil)
    }

    @Test("A bucket of which nothing is known shows no zero, and one that was silent does")
    func unknownBuckets() async throws {
        // Covered from 1 March on.
        let range = try instant("2013-02-26T05:00:00Z")..<instant("2013-03-02T05:00:00Z")
        var changes = ChangeSet(id: try CommitID("second"))
        changes.add(
            try ActionRecord(
                tenant: tenant.id, source: try SourceID("engine"), id: try ActionID("b"),
                at: try instant("2013-02-27T12:00:00Z"), type: .sendSMS, category: .alert, succeeded: 7))
        _ = try await repository.commit(changes)
        let screen = try await scope.actions(range: range, width: .day, now: try april)
        #expect(
            body(screen).hasSuffix(
                """
                From        Total   alert send-sms
                ──────────  ──────  ───────────────
                2013-02-26      –                –
                2013-02-27      7~               7~
                2013-02-28      –                –
                2013-03-01      0                0

                ~ some of its time is not known
                – not known

                """))
        // The JSON form and the values say the same: a count that is not known is no zero.
        #expect(screen.buckets.map(\.executed) == [nil, 7, nil, 0])
        #expect(screen.rows.map(\.executed) == [[nil, 7, nil, 0]])
        #expect(screen.total.executed == 7 && screen.total.failed == 0 && !screen.completeness.isComplete)
        try expectStableForms(screen)
        let zero = try screen.json(pretty: true).replacingOccurrences(of: "null", with: "0")
        #expect(throws: BillingError.self) {
            try JSONDecoder().decode(ConsumptionActions.self, from: Data(zero.utf8))
        }
        let silent = try await scope.actions(
            range: try instant("2013-02-20T05:00:00Z")..<instant("2013-02-22T05:00:00Z"), width: .day,
            now: try april)
        #expect(silent.buckets.map(\.executed) == [nil, nil] && silent.total.executed == nil)
        #expect(silent.total.failed == nil && silent.total.suppressed == nil)
        try expectStableForms(silent)
    }

    @Test("A window before that is past has a change, also if its bucket goes on")
    func bucketGoesOn() async throws {
        // The three dates before, although the 71 hours of these begin an hour later.
        let now = try instant("2013-03-20T00:00:00Z")
        let screen = try await scope.actions(range: march, width: .month, now: now)
        #expect(screen.before?.range == (try instant("2013-03-06T05:00:00Z")..<march.lowerBound))
        #expect(screen.total.change?.base == 6)
        #expect(screen.total.change?.difference == 4)
    }

    @Test("Nothing at or after now is read, and the bucket that holds now is in progress")
    func now() async throws {
        let screen = try await scope.actions(
            range: march, width: .day, now: try instant("2013-03-10T05:00:00Z"))
        #expect(screen.buckets.map(\.executed) == [3, nil, nil])
        #expect(screen.buckets.map(\.completeness.phase) == [.settled, .future, .future])
        let later = try await scope.actions(
            range: march, width: .day, now: try instant("2013-03-10T05:00:00.000001Z"))
        #expect(later.buckets.map(\.executed) == [3, 4, nil])
        #expect(later.buckets.map(\.completeness.phase) == [.settled, .inProgress, .future])
        #expect(later.total.change?.completeness.phase == .future)
        #expect(body(later).contains("4*"))
        #expect(
            body(later).hasSuffix(
                """

                * may still change: in progress, or late values may come
                ~ some of its time is not known
                – not known

                """))
    }

    @Test("Tenants are summed, and the weakest coverage counts")
    func fleet() async throws {
        let other = try Tenant(id: "b", name: "B", zone: "America/New_York", currency: .usd)
        var changes = ChangeSet(id: try CommitID("second"))
        changes.add(other)
        changes.add(
            try ActionRecord(
                tenant: other.id, source: try SourceID("engine"), id: try ActionID("a1"),
                at: try instant("2013-03-09T12:00:00Z"), type: .sendEmail, category: .alert, succeeded: 10))
        _ = try await repository.commit(changes)
        let screen = try await repository.fleet.actions(range: march, width: .day, now: try april)
        #expect(screen.buckets.map(\.executed) == [13, 6, 1])
        #expect(screen.completeness.coverage == 0)
        #expect(screen.total.change == nil)
        #expect(screen.rows.first?.total.executed == 14)
        var more = ChangeSet(id: try CommitID("third"))
        more.add(try covered("2013-03-01T05:00:00Z", "2013-03-11T16:00:00Z", other.id))
        more.add(try Tenant(id: "c", name: "C", zone: "Europe/Berlin", currency: .eur))
        _ = try await repository.commit(more)
        let both = repository.scope(of: [tenant.id, other.id])
        let half = try await both.actions(range: march, width: .day, now: try april)
        #expect(half.buckets.map(\.completeness.coverage) == [1, 1, 0.5])
        #expect(half.total.change?.base == 6)
        await #expect {
            try await repository.fleet.actions(range: march, width: .day, now: try april)
        } throws: {
            ($0 as? BillingError)?.code == .unsupported
        }
        let given = try await repository.fleet.actions(
            range: march, width: .day, now: try april, zone: try ZoneID("America/New_York"))
        #expect(given.total.executed == 20)
        let nobody = try await repository.scope(of: []).actions(range: march, width: .day, now: try april)
        #expect(nobody.total.executed == nil && nobody.rows.isEmpty && !nobody.completeness.isComplete)
    }

    @Test("An action that was voided or amended counts as it stands, and an earlier revision as it stood")
    func corrections() async throws {
        let source = try SourceID("engine")
        var changes = ChangeSet(id: try CommitID("second"))
        // The only text message, and the automation of 11 March.
        changes.void(action: try ActionID("a6"), of: source, tenant: tenant.id)
        changes.amend(
            try ActionRecord(
                tenant: tenant.id, source: source, id: try ActionID("a7"),
                at: try instant("2013-03-11T04:00:00Z"),
                type: .shareAsset, category: .automation, succeeded: 30))
        _ = try await repository.commit(changes)
        let screen = try await scope.actions(range: march, width: .day, now: try april)
        #expect(screen.rows.map(\.type) == [.shareAsset, .updateAsset, .sendEmail, .sendEmail])
        #expect(screen.buckets.map(\.executed) == [3, 4, 30])
        #expect(screen.categories.map(\.category) == [.automation, .alert, .notification])
        let first = try await scope.known(at: .revision(try Revision(1))).actions(
            range: march, width: .day, now: try april)
        #expect(first.buckets.map(\.executed) == [3, 6, 1])
        #expect([first, screen].map(\.stamp.revision.number) == [1, 2])
    }

    @Test("An empty range has no bucket and no total")
    func empty() async throws {
        let screen = try await scope.actions(
            range: march.lowerBound..<march.lowerBound, width: .day, now: try april)
        #expect(screen.buckets.isEmpty && screen.rows.isEmpty && screen.total.executed == 0)
        #expect(screen.total.share == nil && screen.total.change == nil)
        try expectStableForms(screen)
    }

    @Test("At the first day of the calendar there is no window before")
    func beginning() async throws {
        let range = try instant("0001-01-01T00:00:00Z")..<instant("0001-01-03T00:00:00Z")
        let screen = try await scope.actions(range: range, width: .day, now: try april, zone: .utc)
        #expect(screen.before == nil && screen.total.change == nil && screen.buckets.count == 2)
        let next = try await scope.actions(
            range: try instant("0001-01-03T00:00:00Z")..<instant("0001-01-05T00:00:00Z"), width: .day,
            now: try april, zone: .utc)
        #expect(next.before?.start == range.lowerBound)
        try expectStableForms(screen)
    }

    @Test("The text shows totals and buckets")
    func text() async throws {
        let screen = try await scope.actions(range: march, width: .day, now: try april)
        #expect(
            body(screen) == """
                2013-03-09 to 2013-03-11, per day
                Compared with 2013-03-06 to 2013-03-08

                Category      Type          Executed    Share  Failed  Suppressed  Change         %
                ────────────  ────────────  ────────  ───────  ──────  ──────────  ──────  ────────
                alert         send-email           4   40.0 %       1           0      +2  +100.0 %
                alert         send-sms             2   20.0 %       2           5      +2
                alert         all                  6   60.0 %       3           5      +4  +200.0 %
                automation    update-asset         4   40.0 %       0           0       0     0.0 %
                notification  send-email           0    0.0 %       0           7       0
                Total                             10  100.0 %       3          12      +4   +66.7 %

                % compares the averages per covered day

                                        alert     alert    automation  notification
                From        Total  send-email  send-sms  update-asset    send-email
                ──────────  ─────  ──────────  ────────  ────────────  ────────────
                2013-03-09      3           0         0             3             0
                2013-03-10      6           4         2             0             0
                2013-03-11      1           0         0             1             0

                """)
    }

    @Test("A screen that does not add up is refused when it is read")
    func malformed() async throws {
        let text = try await scope.actions(range: march, width: .day, now: try april).json(pretty: true)
        let wrong = text.replacingOccurrences(of: "\"executed\" : 10", with: "\"executed\" : 11")
        #expect(wrong != text)
        #expect(throws: BillingError.self) {
            try JSONDecoder().decode(ConsumptionActions.self, from: Data(wrong.utf8))
        }
    }

    @Test("Groups sum to the whole of random actions, bucket by bucket", arguments: [1, 2, 3] as [UInt64])
    func random(seed: UInt64) async throws {
        var generator = SplitMix64(seed: seed)
        let start = try instant("2013-10-25T04:00:00Z")
        let categories: [ActionCategory] = [
            .automation, .alert, try ActionCategory("é"), try ActionCategory("e\u{301}"),
        ]
        let types: [ActionType] = [.sendEmail, .sendSMS, try ActionType("a,\"b\"")]
        var changes = ChangeSet(id: try CommitID("random"))
        var expected: [ConsumptionActions.Row.ID: [Date: Int]] = [:]
        for index in 0..<300 {
            let at = start.addingTimeInterval(Double(generator.next() % (20 * 86_400)))
            let record = try ActionRecord(
                tenant: tenant.id, source: try SourceID("random"), id: try ActionID("\(index)"), at: at,
                type: types[Int(generator.next() % 3)], category: categories[Int(generator.next() % 4)],
                succeeded: Int(generator.next() % 5), failed: Int(generator.next() % 3), suppressed: 1)
            changes.add(record)
            let id = ConsumptionActions.Row.ID(category: record.category, type: record.type)
            expected[id, default: [:]][at, default: 0] += record.executed
        }
        _ = try await repository.commit(changes)
        let range = start.addingTimeInterval(86_400 * 3.3)..<start.addingTimeInterval(86_400 * 17.7)
        for width in [BucketWidth.day, .week, try .hours(6), .month] {
            let screen = try await scope.actions(
                range: range, width: width, now: try instant("2014-01-01T00:00:00Z"))
            for row in screen.rows {
                for (interval, executed) in zip(screen.buckets, row.executed) {
                    let counted = (expected[row.id] ?? [:]).filter {
                        interval.bucket.interval.contains($0.key) && range.contains($0.key)
                    }
                    #expect(counted.values.reduce(0, +) == executed ?? 0, "seed \(seed), \(width), \(row.id)")
                }
                #expect(row.executed.compactMap(\.self).reduce(0, +) == row.total.executed ?? 0)
            }
            let all = expected.values.flatMap(\.self).filter { range.contains($0.key) }.map(\.value).reduce(
                0, +)
            #expect(screen.total.executed == all, "seed \(seed), \(width)")
            #expect(
                screen.categories.compactMap(\.total.executed).reduce(0, +) == all, "seed \(seed), \(width)")
            let before = expected.values.flatMap(\.self).filter {
                screen.before?.range.contains($0.key) == true
            }
            #expect(screen.before.map { $0.end == range.lowerBound } == true)
            if let change = screen.total.change {
                #expect(change.base == Double(before.map(\.value).reduce(0, +)))
            }
            try expectStableForms(screen)
        }
    }
}
