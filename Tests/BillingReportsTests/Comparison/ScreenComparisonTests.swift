import BillingModel
import BillingReports
import BillingStore
import BillingTestSupport
import BillingTime
import Foundation
import Testing

@Suite("Why a figure changed")
struct ScreenComparisonTests {
    private static let now = constant { try instant("2013-04-01T00:00:00Z") }
    private static let march = constant { try day("2013-03-01")...day("2013-03-31") }

    private func revision(_ world: World) async throws -> Revision {
        try await world.repository.revision(.latest)
    }

    private func usage(_ world: World, since revision: Revision) async throws -> ScreenComparison {
        try await world.acme.comparison(since: .revision(revision)) { scope in
            try await scope.dailyUsage(dates: Self.march, now: Self.now)
        }
    }

    private func days(
        _ world: World, _ metric: Metric, since revision: Revision
    ) async throws -> ScreenComparison {
        try await world.acme.comparison(since: .revision(revision)) { scope in
            try await scope.consumptionGraph(
                metrics: [metric], range: instant("2013-03-01T00:00:00Z")..<Self.now, width: .day,
                now: Self.now)
        }
    }

    private func actions(
        _ world: World, since revision: Revision, width: BucketWidth = .month
    ) async throws -> ScreenComparison {
        try await world.acme.comparison(since: .revision(revision)) { scope in
            try await scope.actions(
                range: instant("2013-02-01T00:00:00Z")..<Self.now, width: width, now: Self.now)
        }
    }

    /// The cells as lines: row, column, before, after, causes.
    private func lines(_ comparison: ScreenComparison, column: String? = nil) -> [String] {
        comparison.cells.filter { column == nil || $0.column == column }.map { cell in
            let causes = cell.causes.map(\.rawValue).joined(separator: "+")
            return "\(cell.row) \(cell.column): \(cell.old?.text ?? "") > \(cell.new?.text ?? "") \(causes)"
        }
    }

    private func withDays() async throws -> World {
        var world = try await World()
        try await world.commit { changes in
            changes.add(.assets, 10, on: [try day("2013-03-01")])
            changes.add(.assets, 12, on: [try day("2013-03-03")])
            try changes.cover(.assets, "2013-03-01T00:00:00Z", "2013-03-05T00:00:00Z")
        }
        return world
    }

    @Test(
        "Where nothing changed no cell differs, also from the same revision, and whatever else was committed")
    func nothing() async throws {
        var world = try await withDays()
        let first = try await revision(world)
        #expect(try await usage(world, since: first).cells.isEmpty)
        try await world.commit { changes in
            changes.add(try Tenant(id: "other", name: "Other", zone: "UTC", currency: .usd))
            changes.add(.assets, 7, on: [try day("2013-03-03")], of: try TenantID("other"))
            // Not read before the end of March.
            changes.add(.assets, 20, on: [try day("2013-04-01")])
        }
        let comparison = try await usage(world, since: first)
        #expect(comparison.cells.isEmpty && comparison.since == first && comparison.stamp.revision != first)
        #expect(comparison.text().contains("\nNo cell differs\n"))
        try expectStableForms(comparison)
    }

    @Test("A name is no figure")
    func names() async throws {
        var world = try await withDays()
        let first = try await revision(world)
        try await world.commit { changes in
            changes.add(try Tenant(id: "acme", name: "Acme Ltd", zone: "UTC", currency: .usd))
            changes.add(
                try Metric(
                    id: Metric.assets.id, name: "Things", unit: "things", kind: .gauge, cadence: .daily,
                    staleness: Metric.assets.staleness), for: acme)
        }
        let comparison = try await usage(world, since: first)
        #expect(comparison.cells.isEmpty && comparison.screen == "Platform usage of Acme Ltd")
    }

    @Test("A sample that was not known is late, and changes what is carried from it")
    func late() async throws {
        var world = try await withDays()
        let first = try await revision(world)
        try await world.commit { changes in changes.add(.assets, 11, on: [try day("2013-03-02")]) }
        #expect(lines(try await usage(world, since: first)) == ["2013-03-02 Assets: 10 > 11 late"])
        let second = try await revision(world)
        try await world.commit { changes in changes.add(.assets, 13, on: [try day("2013-03-04")]) }
        // The 3rd keeps its own value.
        #expect(lines(try await usage(world, since: second)) == ["2013-03-04 Assets: 12 > 13 late"])
        try await world.commit { changes in changes.add(.assets, 14, on: [try day("2013-03-31")]) }
        #expect(
            lines(try await usage(world, since: first)) == [
                "2013-03-02 Assets: 10 > 11 late", "2013-03-04 Assets: 12 > 13 late",
                "2013-03-31 Assets: – > 14 late",
            ])
    }

    @Test(
        "A value that is replaced is corrected, one that is taken back retracted, each where it is carried too"
    )
    func correctedAndRetracted() async throws {
        var world = try await withDays()
        let first = try await revision(world)
        try await world.commit { changes in changes.add(.assets, 15, on: [try day("2013-03-03")]) }
        #expect(
            lines(try await usage(world, since: first)) == [
                "2013-03-03 Assets: 12 > 15 corrected", "2013-03-04 Assets: 12 > 15 corrected",
            ])
        let second = try await revision(world)
        try await world.commit { changes in changes.add(.assets, nil, on: [try day("2013-03-03")]) }
        #expect(
            lines(try await usage(world, since: second)) == [
                "2013-03-03 Assets: 15 > 10 retracted", "2013-03-04 Assets: 15 > 10 retracted",
            ])
        // Seen from further back the correction in between never was.
        #expect(
            lines(try await usage(world, since: first)) == [
                "2013-03-03 Assets: 12 > 10 retracted", "2013-03-04 Assets: 12 > 10 retracted",
            ])
    }

    @Test("A sum has every cause that lies in its time, and none that does not")
    func several() async throws {
        var world = try await World()
        try await world.commit { changes in
            changes.add(messages, for: acme)
            try changes.cover(messages, "2013-03-01T00:00:00Z", "2013-04-01T00:00:00Z")
            for (value, time) in [(1.0, "01T10"), (2.0, "02T10"), (4.0, "03T10")] {
                try changes.add(messages, value, at: "2013-03-\(time):00:00Z")
            }
        }
        let first = try await revision(world)
        let key = SeriesKey(tenant: acme, metric: messages.id)
        try await world.commit { changes in
            try changes.add(messages, 8, at: "2013-03-01T23:59:59.999999Z")
            try changes.add(messages, 3, at: "2013-03-02T10:00:00Z")
            changes.add(SampleWrite(key, at: .instant(try instant("2013-03-03T10:00:00Z")), value: nil))
            try changes.add(messages, 64, at: "2013-03-04T00:00:00Z")
        }
        #expect(
            lines(try await days(world, messages, since: first)) == [
                "2013-03-01 messages: 1 > 9 late", "2013-03-02 messages: 2 > 3 corrected",
                "2013-03-03 messages: 4 > 0 retracted", "2013-03-04 messages: 0 > 64 late",
            ])
        let month = try await world.acme.comparison(since: .revision(first)) { scope in
            try await scope.consumptionGraph(
                metrics: [messages], range: instant("2013-02-01T00:00:00Z")..<Self.now, width: .month,
                now: Self.now)
        }
        #expect(lines(month) == ["March 2013 messages: 7 > 76 late+corrected+retracted"])
    }

    @Test("A cell that goes from missing to zero because its time is covered now says so")
    func coverage() async throws {
        var world = try await World()
        try await world.commit { changes in
            changes.add(messages, for: acme)
            try changes.cover(messages, "2013-03-01T00:00:00Z", "2013-03-02T12:00:00Z")
            try changes.add(messages, 5, at: "2013-03-03T10:00:00Z")
        }
        let first = try await revision(world)
        try await world.commit { changes in
            try changes.cover(messages, "2013-03-02T12:00:00Z", "2013-03-05T00:00:00Z")
        }
        let comparison = try await days(world, messages, since: first)
        // On the 2nd and 3rd the number stays, but is not marked any more.
        #expect(
            lines(comparison) == [
                "2013-03-02 messages: 0 > 0 coverage", "2013-03-03 messages: 5 > 5 coverage",
                "2013-03-04 messages: – > 0 coverage",
            ])
        #expect(comparison.cells.map { $0.old?.complete } == [false, false, true])
        #expect(comparison.cells.allSatisfy { $0.new?.complete == true })
        #expect(comparison.text().contains("2013-03-02  messages    0!   0  coverage\n"))
        try expectStableForms(comparison)
    }

    @Test("An amended action is corrected, also where it moved from and to, and a void one retracted")
    func actions() async throws {
        var world = try await World()
        try await world.commit { changes in
            try changes.cover(.actions, "2013-01-01T00:00:00Z", "2013-05-01T00:00:00Z")
            try changes.act("a", at: "2013-03-01T10:00:00Z", succeeded: 2)
            try changes.act("b", at: "2013-03-02T10:00:00Z", succeeded: 3)
            try changes.act("c", at: "2013-03-03T10:00:00Z", category: .automation, type: .updateAsset)
        }
        let first = try await revision(world)
        func action(_ id: String, at text: String, _ succeeded: Int) throws -> ActionRecord {
            try ActionRecord(
                tenant: acme, source: SourceID("feed"), id: ActionID(id), at: instant(text),
                type: .sendEmail, category: .alert, succeeded: succeeded)
        }
        try await world.commit { changes in
            changes.amend(try action("a", at: "2013-02-20T10:00:00Z", 4))
        }
        let moved = try await actions(world, since: first)
        #expect(
            lines(moved, column: "alert send-email") == [
                "February 2013 alert send-email: 0 > 4 corrected",
                "March 2013 alert send-email: 5 > 3 corrected",
            ])
        #expect(lines(moved, column: "automation update-asset").isEmpty)
        #expect(
            lines(moved, column: "executed") == [
                "alert send-email executed: 5 > 7 corrected", "Total executed: 6 > 8 corrected",
            ])
        // The share of a row changes with the others.
        #expect(
            lines(moved, column: "share").last == "automation update-asset share: 16.7 % > 12.5 % corrected")
        let second = try await revision(world)
        try await world.commit { changes in
            changes.void(action: try ActionID("b"), of: try SourceID("feed"), tenant: acme)
            try changes.act("d", at: "2013-03-05T10:00:00Z", failed: 1)
        }
        let comparison = try await actions(world, since: second)
        #expect(
            lines(comparison, column: "alert send-email") == [
                "March 2013 alert send-email: 3 > 2 late+retracted"
            ])
        #expect(
            lines(comparison, column: "failed") == [
                "alert send-email failed: 0 > 1 late", "Total failed: 0 > 1 late",
            ])
        try expectStableForms(comparison)
    }

    @Test(
        "An action of a new type brings a row, of which only the figures are told that something lies under")
    func newRow() async throws {
        var world = try await World()
        try await world.commit { changes in
            try changes.cover(.actions, "2013-01-01T00:00:00Z", "2013-05-01T00:00:00Z")
        }
        let first = try await revision(world)
        try await world.commit { changes in try changes.act("a", at: "2013-03-01T10:00:00Z") }
        let comparison = try await actions(world, since: first)
        #expect(lines(comparison, column: "alert send-email") == ["March 2013 alert send-email:  > 1 late"])
        #expect(lines(comparison, column: "executed").last == "Total executed: 0 > 1 late")
    }

    @Test("A payment that is recorded later is late, and a void takes an invoice back")
    func invoices() async throws {
        var world = try await World()
        let number = try InvoiceNumber("INV-1")
        func entry(
            _ id: String, _ kind: InvoiceEntry.Kind, _ text: String, _ amount: String?
        ) throws
            -> InvoiceEntry
        {
            try InvoiceEntry(
                id: EntityID(id), tenant: acme, invoice: number, kind: kind, instant: instant(text),
                amount: amount.map { try Money($0, .usd) })
        }
        try await world.commit { changes in
            changes.add(
                try Invoice(
                    tenant: acme, number: number, issuedAt: instant("2013-03-01T00:00:00Z"),
                    currency: .usd, payable: Money("100.00", .usd)))
        }
        let first = try await revision(world)
        func compare(since revision: Revision) async throws -> ScreenComparison {
            try await world.acme.comparison(since: .revision(revision)) {
                try await $0.invoices(now: Self.now)
            }
        }
        try await world.commit { changes in
            changes.add(try entry("p1", .payment, "2013-03-05T00:00:00Z", "40.00"))
            // After the instant of the report.
            changes.add(try entry("r1", .refund, "2013-04-01T00:00:00Z", "5.00"))
        }
        let paid = try await compare(since: first)
        #expect(
            lines(paid) == [
                "INV-1 status: open > partially-paid late", "INV-1 paid: USD 0.00 > USD 40.00 late",
                "INV-1 due: USD 100.00 > USD 60.00 late", "USD paid: USD 0.00 > USD 40.00 late",
                "USD due: USD 100.00 > USD 60.00 late",
            ])
        try expectStableForms(paid)
        #expect(
            paid.cell(.init(table: "invoices", tenant: acme, invoice: number, figure: "due"))?.new?
                .amount
                == (try Money("60.00", .usd)))
        let second = try await revision(world)
        try await world.commit { changes in
            changes.add(try entry("v", .void, "2013-03-20T00:00:00Z", nil))
        }
        let void = try await compare(since: second)
        #expect(lines(void).first == "INV-1 status: partially-paid > void retracted")
        #expect(void.cells.allSatisfy { $0.causes == [.retracted] })
        #expect(try await compare(since: first).cells.allSatisfy { $0.causes == [.late, .retracted] })
        // An invoice that was not there has cells only now.
        let all = try await compare(since: .zero)
        #expect(all.cells.count == 10 && all.cells.allSatisfy { $0.old == nil && $0.causes.contains(.late) })
    }

    @Test("Activity that comes late changes distinct counts of its day, and those to date after it")
    func activity() async throws {
        var world = try await World()
        try await world.commit { changes in
            for metric in [Metric.dailyActiveDevices, .monthlyActiveDevices] {
                changes.add(try metric.derived(from: .activity(of: .device)), for: acme)
                try changes.cover(metric, "2013-03-01T00:00:00Z", "2013-04-01T00:00:00Z")
            }
            try changes.activate("d1", at: "2013-03-29T10:00:00Z")
        }
        let first = try await revision(world)
        try await world.commit { changes in
            try changes.activate("d2", at: "2013-03-30T23:59:00Z")
            try changes.activate("d1", at: "2013-03-28T10:00:00Z")
        }
        #expect(
            lines(try await usage(world, since: first)) == [
                "2013-03-28 DAD: 0 > 1 late", "2013-03-28 MAD: 0 > 1 late", "2013-03-30 DAD: 0 > 1 late",
                "2013-03-30 MAD: 1 > 2 late", "2013-03-31 MAD: 1 > 2 late",
            ])
    }

    @Test("The inventory tells what the last value was replaced by, and as of when")
    func inventory() async throws {
        var world = try await withDays()
        let first = try await revision(world)
        try await world.commit { changes in
            changes.add(.assets, 13, on: [try day("2013-03-31")])
            changes.add(.assets, 99, on: [try day("2013-03-02")])
        }
        let comparison = try await world.repository.fleet.comparison(since: .revision(first)) { scope in
            try await scope.inventory(now: Self.now, since: try day("2013-03-03"))
        }
        #expect(
            lines(comparison) == [
                "acme Acme Assets: last known 12 on 2013-03-03 > 13 late",
                "acme Acme Assets, as of: 2013-03-03 > 2013-03-31 late",
                "acme Acme Assets, change: – > +1 late", "acme Acme Assets, change in %: – > +8.3 % late",
            ])
    }

    @Test("The table tells of each window that a late value lies in")
    func table() async throws {
        var world = try await World()
        try await world.commit { changes in
            changes.add(messages, for: acme)
            try changes.cover(messages, "2012-01-01T00:00:00Z", "2013-04-01T00:00:00Z")
            try changes.add(messages, 90, at: "2013-03-10T00:00:00Z")
        }
        let first = try await revision(world)
        try await world.commit { changes in
            try changes.add(messages, 30, at: "2012-11-10T00:00:00Z")
        }
        let comparison = try await world.acme.comparison(since: .revision(first)) { scope in
            try await scope.consumptionTable(now: Self.now)
        }
        // November lies before the last three months, with which it is compared: 90 in 90 days with 30 in 92.
        #expect(
            lines(comparison).filter { !$0.contains("average") } == [
                "messages last 3 months, change: +90 > +60 late",
                "messages last 3 months, change in %: – > +206.7 % late",
                "messages last 6 months, value: 90 > 120 late",
                "messages last 6 months, change: +90 > +120 late",
                "messages last 12 months, value: 90 > 120 late",
            ])
        #expect(comparison.cells.allSatisfy { $0.causes == [.late] })
    }

    @Test("A metric or a zone that is defined otherwise is a cause of its own")
    func redefined() async throws {
        var world = try await World()
        func level(_ hours: Int) throws -> Metric {
            try Metric(
                id: MetricID("level"), unit: "litres", kind: .gauge, staleness: .seconds(hours * 3_600))
        }
        try await world.commit { changes in
            changes.add(try level(48), for: acme)
            try changes.cover(World.level, "2013-03-01T00:00:00Z", "2013-03-08T00:00:00Z")
            try changes.add(World.level, 5, at: "2013-03-01T23:00:00Z")
        }
        let first = try await revision(world)
        try await world.commit { changes in changes.add(try level(24), for: acme) }
        #expect(
            lines(try await days(world, World.level, since: first)) == ["2013-03-02 level: 5 > – redefined"])
        let second = try await revision(world)
        try await world.commit { changes in
            changes.add(try Tenant(id: "acme", name: "Acme", zone: "Asia/Tokyo", currency: .usd))
        }
        let moved = try await days(world, World.level, since: second)
        #expect(!moved.cells.isEmpty && moved.cells.allSatisfy { $0.causes == [.redefined] })
    }

    @Test("A tenant that was not known then counts as one without cells, alone, in a set and in the fleet")
    func newTenant() async throws {
        var world = try await withDays()
        let first = try await revision(world)
        let other = try TenantID("other")
        try await world.commit { changes in
            changes.add(try Tenant(id: "other", name: "Other", zone: "UTC", currency: .usd))
            changes.add(.assets, 7, on: [try day("2013-03-31")], of: other)
        }
        for scope in [
            world.repository.scope(of: other), world.repository.scope(of: [other, acme]),
            world.repository.fleet,
        ] {
            let comparison = try await scope.comparison(since: .revision(first)) { scope in
                try await scope.inventory(now: Self.now, metrics: [.assets])
            }
            let rows = lines(comparison)
            #expect(rows.contains("other Other Assets:  > 7 late"))
            #expect(rows.allSatisfy { $0.hasPrefix("other Other ") || $0.hasPrefix("Total ") })
        }
        let empty = try await world.repository.scope(of: []).comparison(since: .revision(first)) { scope in
            try await scope.inventory(now: Self.now)
        }
        #expect(empty.cells.isEmpty)
    }

    @Test("What lies before a retention floor was erased, and no reading tells what it was")
    func floor() async throws {
        var world = try await World()
        try await world.commit { changes in
            changes.add(messages, for: acme)
            try changes.cover(messages, "2013-03-01T00:00:00Z", "2013-04-01T00:00:00Z")
            try changes.add(messages, 1, at: "2013-03-01T10:00:00Z")
            try changes.add(messages, 2, at: "2013-03-03T10:00:00Z")
            try changes.act("a", at: "2013-03-01T10:00:00Z")
        }
        let first = try await revision(world)
        try await world.repository.erase(
            ErasureRequest(
                id: try CommitID("floor"),
                .records(.sample, before: try day("2013-03-03"), tenant: acme)))
        #expect(
            lines(try await days(world, messages, since: first)) == [
                "2013-03-01 messages:  > – erased", "2013-03-02 messages:  > – erased",
            ])
        // Of the month something is left, and of actions everything.
        let month = try await world.repository.fleet.comparison(since: .revision(first)) { scope in
            try await scope.consumptionGraph(
                metrics: [messages, .actions], range: instant("2013-03-01T00:00:00Z")..<Self.now,
                width: .month, now: Self.now)
        }
        #expect(lines(month) == ["March 2013 messages:  > 2 erased"])
        #expect(month.erasures.map(\.id.text) == ["floor"])
        #expect(month.text().contains("\nErased since, and in neither reading: "))
        try expectStableForms(month)
        // Since the erasure nothing was erased.
        let second = try await revision(world)
        #expect(try await days(world, messages, since: second).cells.isEmpty)
    }

    @Test("Of an erased tenant no cell is left, and only the fleet is told that something was erased")
    func erasedTenant() async throws {
        var world = try await withDays()
        let other = try TenantID("other")
        try await world.commit { changes in
            changes.add(try Tenant(id: "other", name: "Other", zone: "UTC", currency: .usd))
            changes.add(.assets, 7, on: [try day("2013-03-31")], of: other)
        }
        let first = try await revision(world)
        try await world.repository.erase(ErasureRequest(id: try CommitID("gone"), .tenant(other)))
        for (scope, count) in [(world.repository.fleet, 1), (world.acme, 0)] {
            let comparison = try await scope.comparison(since: .revision(first)) { scope in
                try await scope.inventory(now: Self.now, metrics: [.assets])
            }
            #expect(comparison.cells.isEmpty && comparison.erasures.count == count)
            try expectStableForms(comparison)
        }
    }

    @Test("A comparison goes forward in knowledge, up to that of its scope")
    func order() async throws {
        var world = try await withDays()
        let first = try await revision(world)
        try await world.commit { changes in changes.add(.assets, 11, on: [try day("2013-03-02")]) }
        let second = try await revision(world)
        try await world.commit { changes in changes.add(.assets, 99, on: [try day("2013-03-02")]) }
        let then = world.acme.known(at: .revision(second))
        let comparison = try await then.comparison(since: .revision(first)) { scope in
            try await scope.dailyUsage(dates: Self.march, now: Self.now)
        }
        #expect(lines(comparison) == ["2013-03-02 Assets: 10 > 11 late"])
        #expect(comparison.stamp.revision == second)
        let backwards = await #expect(throws: BillingError.self) {
            try await world.acme.known(at: .revision(first)).comparison(since: .revision(second)) {
                try await $0.dailyUsage(dates: Self.march, now: Self.now)
            }
        }
        #expect(backwards?.code == .invalidValue)
        let unmade = await #expect(throws: BillingError.self) {
            try await usage(world, since: try Revision(99))
        }
        #expect(unmade?.code == .notFound)
    }
}
