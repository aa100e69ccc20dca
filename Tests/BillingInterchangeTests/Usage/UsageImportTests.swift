import BillingInterchange
import BillingModel
import BillingReports
import BillingStore
import BillingTime
import Foundation
import Testing

@Suite("Daily usage rows become recorded samples")
struct UsageImportTests {
    private static func repository() -> InMemoryRepository {
        InMemoryRepository(clock: { Date(timeIntervalSinceReferenceDate: 800_000_000) })
    }

    private static let acme = CSVMapping.usage(
        tenant: try? TenantID("acme"), zone: try? ZoneID("Australia/Sydney"), currency: .aud)

    /// The samples of a metric by date.
    private static func values(
        _ metric: Metric, in repository: InMemoryRepository, _ tenant: String = "acme"
    ) async throws -> [String: Double] {
        let request = SeriesRequest(of: .one(try TenantID(tenant)), metrics: [metric.id])
        var values: [String: Double] = [:]
        for series in try await repository.series(request).series {
            for sample in series { values["\(sample.time)"] = sample.value }
        }
        return values
    }

    @Test(
        "Names of columns are known in every spelling",
        arguments: [
            "Date,Assets,Devices,DAD,MAD,Users,DAU,MAU,Rules,Geofences,Dashboards,Asset Groups,Security Groups",
            "date,assets,devices,dad,mad,users,dau,mau,workflows,geo-fences,dashboards,asset_groups,security_groups",
            "DAY,Total Assets,Linked Devices,Daily Active Devices,monthly_active_devices,USERS,Daily active users,"
                + "MonthlyActiveUsers,Work flows,GEOFENCES,Dash-boards,AssetGroups,Security  groups",
        ])
    func spellings(header: String) async throws {
        let repository = Self.repository()
        let text = header + "\n2026-03-01,1,2,3,4,5,6,7,8,9,10,11,12\n"
        let report = try await Importer(into: repository).run(.text(text), as: Self.acme)
        #expect(report.unknownColumns == [])
        #expect(report.rejections == [])
        for (index, metric) in Metric.dailyUsage.enumerated() {
            #expect(try await Self.values(metric, in: repository) == ["2026-03-01": Double(index + 1)])
        }
    }

    @Test("An empty cell is missing, and a wrong one rejects its row with its line and column")
    func cells() async throws {
        let repository = Self.repository()
        let text = """
            Date,Assets,DAU,Mood
            2026-03-01,,0,good
            2026-03-02,-1,1,
            2026-03-03,5,1.5,
            2026-03-04,"1,234",1,
            2026-03-05,9007199254740993,1,
            2026-02-30,1,1,
            ,1,1,
            2026-03-07,12.0,many,
            2026-03-08,12.0,3,

            """
        let report = try await Importer(into: repository).run(.text(text), as: Self.acme)
        #expect(report.unknownColumns == ["Mood"])
        #expect(report.accepted == 2)
        #expect(report.rejections.map(\.line) == [3, 4, 5, 6, 7, 8, 9])
        #expect(
            report.rejections.map(\.column) == ["Assets", "DAU", "Assets", "Assets", "Date", "Date", "DAU"])
        #expect(try await Self.values(.assets, in: repository) == ["2026-03-08": 12])
        #expect(
            try await Self.values(.dailyActiveUsers, in: repository) == ["2026-03-01": 0, "2026-03-08": 3])
        var declared = Self.acme
        declared.thousands = .comma
        let again = try await Importer(into: repository).run(.text(text), as: declared)
        #expect(again.rejections.map(\.line) == [3, 4, 6, 7, 8, 9])
        #expect(try await Self.values(.assets, in: repository)["2026-03-04"] == 1234)
    }

    @Test(
        "Of two reports of a day the one generated later wins, in whatever order and batch they come",
        arguments: [[0, 1, 2], [2, 1, 0], [1, 2, 0], [2, 0, 1]], [1, 100])
    func versions(order: [Int], size: Int) async throws {
        let rows = [
            "2026-03-01,10,2026-03-02T00:10:00+11:00", "2026-03-01,12,2026-03-05T00:10:00+11:00",
            "2026-03-01,11,2026-03-04 00:10:00 Australia/Sydney",
        ]
        let repository = Self.repository()
        let text = "Date,Assets,Generated at\n" + order.map { rows[$0] + "\n" }.joined()
        let report = try await Importer(into: repository, options: .init(batchLines: size))
            .run(.text(text), as: Self.acme)
        #expect(report.accepted == 3)
        #expect(try await Self.values(.assets, in: repository) == ["2026-03-01": 12])
    }

    @Test(
        "Without an instant of generation the later row wins if that is declared, and the same row again is unchanged"
    )
    func laterRow() async throws {
        let repository = Self.repository()
        let text = "Date,Assets\n2026-03-01,10\n2026-03-02,20\n2026-03-01,10\n2026-03-01,11\n"
        var mapping = Self.acme
        mapping.repeats = .last
        let report = try await Importer(into: repository).run(.text(text), as: mapping)
        // The tenant is new as well.
        #expect((report.inserted, report.unchanged, report.corrected) == (3, 1, 1))
        #expect(try await Self.values(.assets, in: repository) == ["2026-03-01": 11, "2026-03-02": 20])
    }

    @Test(
        "A zone that differs from that of the date before is a change from the start of the date",
        arguments: [[0, 1, 2, 3], [3, 2, 1, 0], [2, 0, 3, 1]])
    func zones(order: [Int]) async throws {
        let rows = [
            "a,2026-03-01,1,Australia/Sydney,AUD", "a,2026-03-02,1,Australia/Sydney,AUD",
            "a,2026-03-05,1,Asia/Tokyo,AUD", "a,2026-03-06,1,Asia/Tokyo,AUD",
        ]
        let repository = Self.repository()
        let text = "Tenant,Date,Assets,Time Zone,Currency\n" + order.map { rows[$0] + "\n" }.joined()
        let report = try await Importer(into: repository).run(.text(text), as: CSVMapping.usage())
        #expect(report.rejections == [])
        let revision = try await repository.revision(.latest)
        let tenant = try await repository.tenant(TenantID("a"), at: revision)
        let move = try ZoneHistory(
            first: ZoneID("Australia/Sydney"),
            changes: [
                .init(from: Date("2026-03-04T15:00:00Z", strategy: .iso8601), zone: ZoneID("Asia/Tokyo"))
            ])
        #expect(tenant.zones == move)
        #expect(tenant.currency == .aud)
        // The next file goes on, and one that says the same changes nothing.
        let next = "Tenant,Date,Assets,Time Zone\na,2026-03-07,1,Asia/Tokyo\na,2026-03-06,1,Asia/Tokyo\n"
        let later = try await Importer(into: repository).run(.text(next), as: CSVMapping.usage())
        // The tenant and one date say nothing new.
        #expect((later.inserted, later.corrected, later.unchanged) == (1, 0, 2))
        let same = try await repository.tenant(TenantID("a"), at: repository.revision(.latest))
        #expect(same == tenant)
    }

    @Test(
        "A tenant that nothing tells the zone or the currency of is refused by name, before anything is taken"
    )
    func unknownTenant() async throws {
        let repository = Self.repository()
        let error = await #expect(throws: BillingError.self) {
            try await Importer(into: repository)
                .run(.text("Tenant,Date,Assets\na,2026-03-01,1\n"), as: CSVMapping.usage())
        }
        #expect(error?.rule == "a tenant that is not known has a zone and a currency")
        #expect(error?.detail.contains("'a'") == true)
        #expect(try await repository.revision(.latest) == .zero)
    }

    @Test("A tenant that counts from activity takes no recorded numbers, and its other rows neither")
    func derived() async throws {
        let repository = Self.repository()
        var changes = ChangeSet(id: try CommitID("first"))
        let tenant = try Tenant(id: "acme", name: "Acme", zone: "Australia/Sydney", currency: .aud)
        changes.add(tenant)
        changes.add(try Metric.dailyActiveUsers.derived(from: .activity(of: .user)), for: tenant.id)
        try await repository.commit(changes)
        let text = "Date,Assets,DAU\n2026-03-01,1,1\n2026-03-02,2,\n"
        let report = try await Importer(into: repository).run(.text(text), as: Self.acme)
        #expect(report.rejections.map(\.line) == [2])
        #expect(try await Self.values(.assets, in: repository) == ["2026-03-02": 2])
    }

    @Test("A file that is read again takes no tenant back that was changed since")
    func changedTenant() async throws {
        let repository = Self.repository()
        let text = "Tenant,Tenant Name,Date,Assets\nacme,Acme,2026-03-01,1\n"
        _ = try await Importer(into: repository).run(.text(text), as: Self.acme)
        var changes = ChangeSet(id: try CommitID("rename"))
        let renamed = try Tenant(id: "acme", name: "Acme Haulage", zone: "Asia/Tokyo", currency: .eur)
        changes.add(renamed)
        try await repository.commit(changes)
        let again = try await Importer(into: repository).run(.text(text), as: Self.acme)
        #expect((again.resumed, again.corrected, again.unchanged) == (2, 0, 2))
        let revision = try await repository.revision(.latest)
        #expect(try await repository.tenant(renamed.id, at: revision) == renamed)
    }

    @Test("Tenants with a row for each zone")
    func tenants() async throws {
        let repository = Self.repository()
        let text = """
            Tenant,Name,Zone,From,Currency
            b,Bee,Asia/Tokyo,2026-03-05T00:00:00+09:00,EUR
            a,'=Ay,UTC,,EUR
            b,,Europe/Paris,,
            c,Sea,Mars/Base,,EUR

            """
        let report = try await Importer(into: repository).run(.text(text), as: CSVMapping(.tenants))
        #expect(report.rejections.map(\.column) == ["Zone"])
        let known = try await repository.tenants(.all, at: repository.revision(.latest))
        #expect(known.map(\.name) == ["=Ay", "Bee"])
        #expect(known[1].zones.first.name == "Europe/Paris")
        #expect(known[1].zones.changes.map(\.zone.name) == ["Asia/Tokyo"])
    }

    @Test("What the usage report and the records write, the import reads back to the same rows")
    func roundTrip() async throws {
        let repository = Self.repository()
        let text = """
            Date,Assets,Devices,DAD,MAD,Users,DAU,MAU,Rules,Geofences,Dashboards,Asset Groups,Security Groups
            2026-03-01,1,2,3,4,5,6,7,8,9,10,11,12
            2026-03-02,,2,3,4,5,6,,8,9,10,11,0
            2026-03-04,9007199254740992,2,3,4,5,6,7,8,9,10,11,12

            """
        _ = try await Importer(into: repository).run(.text(text), as: Self.acme)
        // Coverage carries numbers into days without any; a report tells them apart, and they are not sent again.
        var changes = ChangeSet(id: try CommitID("coverage"))
        changes.add(
            try Coverage(
                tenant: TenantID("acme"), metric: Metric.assets.id, source: SourceID("feed"),
                range: Date(
                    "2026-02-28T13:00:00Z", strategy: .iso8601)..<Date(
                        "2026-03-10T13:00:00Z", strategy: .iso8601)))
        try await repository.commit(changes)
        let scope = try repository.scope(of: "acme")
        let dates = try LocalDate("2026-03-01")...LocalDate("2026-03-05")
        let now = try Date("2026-03-05T14:00:00Z", strategy: .iso8601)
        let report = try await scope.dailyUsage(dates: dates, now: now)
        #expect(try report.figure(.assets, on: LocalDate("2026-03-02"))?.value == 1)
        for csv in [try report.csv(), try await scope.csv(of: .usage)] {
            let copy = Self.repository()
            let imported = try await Importer(into: copy).run(.text(csv), as: Self.acme)
            #expect(imported.rejections == [] && imported.unknownColumns == [])
            for metric in Metric.dailyUsage {
                let values = try await Self.values(metric, in: copy)
                #expect(try await values == Self.values(metric, in: repository), "\(metric.id)")
            }
        }
    }
}
