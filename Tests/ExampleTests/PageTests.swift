import BillingModel
import BillingStore
import BillingTestKit
import BillingTime
import Foundation
import InauroBilling
import Testing

@Suite("The examples of guides and modules are true")
final class PageTests: ExamplePage {
    private static func isFile(_ block: [String]) -> Bool {
        block.first.map { $0.hasPrefix("import ") || $0.hasPrefix("#if canImport") } ?? false
    }

    @Test("Each example is compiled in this target, word for word")
    func complete() throws {
        let sources = try [
            "Tests/ExampleTests", "Tests/FleetExample", "Tests/ScreenClient", "Tests/BillingTestKitTests",
        ].flatMap { try Document.all(in: $0, suffix: ".swift") }
        let pages =
            try Document.all(in: "Documentation", suffix: ".md") + Document.all(in: "Sources", suffix: ".md")
        let examples = pages.filter { !$0.blocks("swift").isEmpty }
        #expect(examples.count >= 6)
        for page in examples {
            // A block that begins with an import is a file of its own.
            let blocks = page.blocks("swift")
            let files = blocks.filter { Self.isFile($0) }
            let body = blocks.filter { !Self.isFile($0) }
            let compiled = sources.filter { $0.path.hasPrefix("Tests/ExampleTests/") }
                .flatMap { $0.example(of: page.path) }
            #expect(compiled == Array(body.joined()), "\(page.path)")
            for file in files {
                let isCompiled = sources.contains { $0.begins(with: file) }
                #expect(isCompiled, "\(page.path): \(file.first ?? "")")
            }
        }
    }

    @Test("Time and buckets: a grid of months covers a range that begins and ends inside of them")
    func timeAndBuckets() throws {
        let instants = try ["2025-03-10T00:00:00Z", "2025-05-01T00:00:00Z"]
            .map { try Date($0, strategy: .iso8601) }
        let range = instants[0]..<instants[1]
        // Documentation/Guides/time-and-buckets.md begins here.
        let zone = try ZoneDatabase.system.zone(ZoneID("Europe/Berlin"))
        let grid = try BucketGrid(covering: range, width: .month, zone: zone)
        // Documentation/Guides/time-and-buckets.md ends here.
        #expect(try zone.id == ZoneID("Europe/Berlin"))
        // In summer time the last of April ends at 22:00 UTC, so two hours of May are asked for.
        #expect(grid.map(\.firstDate.description) == ["2025-03-01", "2025-04-01", "2025-05-01"])
        #expect(grid.map(\.clippedStart) == [true, false, false])
        #expect(grid.map(\.clippedEnd) == [false, false, true])
    }

    @Test("Metrics and coverage: devices are counted from activity once the tenant has said so")
    func metricsAndCoverage() async throws {
        let repository = InMemoryRepository(clock: { Date(timeIntervalSince1970: 0) })
        let acme = try Tenant(id: "acme", name: "Acme", zone: "Australia/Sydney", currency: .aud)
        let tenant = acme.id
        var changes = ChangeSet(id: try CommitID("metrics"))
        changes.add(acme)
        // Documentation/Guides/metrics-and-coverage.md begins here.
        changes.add(try Metric.dailyActiveDevices.derived(from: .activity(of: .device)), for: tenant)
        // Documentation/Guides/metrics-and-coverage.md ends here.
        try await repository.commit(changes)

        var numbers = ChangeSet(id: try CommitID("numbers"))
        numbers.add(
            try DailyUsage(tenant: tenant, date: LocalDate("2026-03-01"), counts: [.dailyActiveDevices: 3]))
        await #expect {
            try await repository.commit(numbers)
        } throws: { error in
            BillingError.Code.refused ~= error
        }
    }

    @Test("File repository: what is committed is there when the file is opened again, and in its copy")
    func fileRepository() async throws {
        let folder = FileManager.default.temporaryDirectory.appending(path: UUID().uuidString)
        try FileManager.default.createDirectory(at: folder, withIntermediateDirectories: true)
        defer { try? FileManager.default.removeItem(at: folder) }
        let (path, copy) = (folder.appending(path: "billing").path, folder.appending(path: "copy").path)
        let now = try Date("2026-03-02T00:00:00Z", strategy: .iso8601)
        let acme = try Tenant(id: "acme", name: "Acme", zone: "Australia/Sydney", currency: .aud)
        var changes = ChangeSet(id: try CommitID("first"))
        changes.add(acme)
        // Documentation/Guides/file-repository.md begins here.
        let repository = try await FileRepository(at: path, clock: { Date() })
        try await repository.commit(changes)
        print(try await repository.scope(of: acme.id).consumptionTable(now: now).text())
        let seen = try await repository.revision(.latest)
        var options = FileRepository.Options()
        options.seen = seen
        let checked = try await FileRepository(
            at: path, access: .readOnly, options: options, clock: { Date() })
        await checked.close()
        try await repository.compact()
        let findings = try await repository.verify()
        try await repository.backup(to: copy)
        await repository.close()
        // Documentation/Guides/file-repository.md ends here.
        #expect(printed.count == 1 && printed[0].hasPrefix("Consumption of Acme"))
        #expect(findings.isEmpty)
        let copied = try await FileRepository(at: copy, access: .readOnly, clock: { Date() })
        #expect(try await copied.revision(.latest).number == 1)
        await copied.close()
    }

    @Test("BillingStoreFile: another opening finds what was committed")
    func storeFile() async throws {
        let path = FileManager.default.temporaryDirectory.appending(path: UUID().uuidString).path
        defer { try? FileManager.default.removeItem(atPath: path) }
        // Sources/BillingStoreFile/BillingStoreFile.docc/BillingStoreFile.md begins here.
        let repository = try await FileRepository(at: path, clock: { Date() })
        let acme = try Tenant(id: "acme", name: "Acme", zone: "Australia/Sydney", currency: .aud)

        var changes = ChangeSet(id: try CommitID("first"))
        changes.add(acme)
        try await repository.commit(changes)
        await repository.close()

        // Another process, or this one later, finds what was committed.
        let again = try await FileRepository(at: path, access: .readOnly, clock: { Date() })
        print(try await again.revision(.latest))  // 1
        await again.close()
        // Sources/BillingStoreFile/BillingStoreFile.docc/BillingStoreFile.md ends here.
        try expectPrinted("Sources/BillingStoreFile/BillingStoreFile.docc/BillingStoreFile.md")
    }

    @Test(
        "Write your own backend: the folder of the guide is the one that is compiled here, and passes the kit"
    )
    func ownBackend() async throws {
        let folder = FileManager.default.temporaryDirectory.appending(path: UUID().uuidString)
        defer { try? FileManager.default.removeItem(at: folder) }
        // Documentation/Guides/write-your-own-backend.md begins here.
        let conformance = RepositoryConformance(sequences: 3) { clock in
            let name = UUID().uuidString
            return try FolderRepository(in: folder.appending(path: name), clock: clock)
        }
        let findings = await conformance.run()
        for finding in findings { print(finding) }
        // Documentation/Guides/write-your-own-backend.md ends here.
        #expect(printed.isEmpty)
    }

    @Test("BillingModel: what is printed stands beside it")
    func model() throws {
        // Sources/BillingModel/BillingModel.docc/BillingModel.md begins here.
        let day = try LocalDate("2024-01-31")
        print(try day.adding(months: 1))  // 2024-02-29

        do {
            _ = try LocalDate("2023-02-29")
        } catch BillingError.Code.invalidValue {
            print("no such date")  // no such date
        }
        // Sources/BillingModel/BillingModel.docc/BillingModel.md ends here.
        try expectPrinted("Sources/BillingModel/BillingModel.docc/BillingModel.md")
    }

    @Test("BillingTime: what is printed stands beside it")
    func time() throws {
        // Sources/BillingTime/BillingTime.docc/BillingTime.md begins here.
        let stJohns = try ZoneDatabase.system.zone(ZoneID("America/St_Johns"))
        let now = try Date("2006-10-29T03:00:00Z", strategy: .iso8601)

        // At one minute past midnight the clock falls back by an hour.
        print(try stJohns.date(of: now))  // 2006-10-28

        // The day began at the first midnight, and lasts 25 hours.
        let day = try stJohns.bucket(holding: now, width: .day)
        print(day.firstDate)  // 2006-10-29
        print(try BucketGrid(covering: day.interval, width: .hour, zone: stJohns).count)  // 25
        let newYork = try ZoneDatabase.system.zone(ZoneID("America/New_York"))
        let days = try BucketGrid(
            covering: LocalDate("2026-03-07")...LocalDate("2026-03-10"), width: .day, zone: newYork)
        let assets = try MetricSeries(
            key: SeriesKey(tenant: TenantID("acme"), metric: Metric.assets.id),
            dates: [(LocalDate("2026-03-07"), 100), (LocalDate("2026-03-09"), 195)], zone: newYork.id)

        // A gauge is carried over a date without a value.
        for value in try assets.values(of: .assets, in: days) {
            print(value.value ?? 0)  // 100.0, then 100.0, then 195.0, then 195.0
        }
        // The 8th has 23 hours: of 95 hours 47 are at 100 and 48 at 195.
        let month = try BucketGrid(
            covering: LocalDate("2026-03-07")...LocalDate("2026-03-10"), width: .month, zone: newYork)
        print(try assets.timeWeightedMeans(of: .assets, in: month).compactMap(\.self))  // [148.0]
        // Sources/BillingTime/BillingTime.docc/BillingTime.md ends here.
        try expectPrinted("Sources/BillingTime/BillingTime.docc/BillingTime.md")
    }

    @Test("BillingStore: what is printed stands beside it")
    func store() async throws {
        // Sources/BillingStore/BillingStore.docc/BillingStore.md begins here.
        let repository = InMemoryRepository(clock: { Date() })
        let acme = try Tenant(id: "acme", name: "Acme", zone: "Australia/Sydney", currency: .aud)
        let day = try LocalDate("2026-03-01")

        var changes = ChangeSet(id: try CommitID("2026-03-01"))
        changes.add(acme)
        changes.add(try DailyUsage(tenant: acme.id, date: day, counts: [.assets: 120, .users: 8]))
        let first = try await repository.commit(changes)
        print(first.inserted)  // 3
        print(try await repository.commit(changes) == first)  // true

        var correction = ChangeSet(id: try CommitID("2026-03-01, again"))
        correction.add(try DailyUsage(tenant: acme.id, date: day, counts: [.assets: 121]))
        try await repository.commit(correction)

        // What was known before the correction can still be read.
        for knownAt in [KnownAt.latest, .revision(first.revision)] {
            let request = SeriesRequest(of: .one(acme.id), metrics: [Metric.assets.id], knownAt: knownAt)
            let series = try await repository.allSeries(request)
            print(series.flatMap { $0.map(\.value) })  // [121.0], then [120.0]
        }
        // Sources/BillingStore/BillingStore.docc/BillingStore.md ends here.
        try expectPrinted("Sources/BillingStore/BillingStore.docc/BillingStore.md")
    }

    @Test("BillingReports: what is printed stands beside it")
    func reports() async throws {
        // Sources/BillingReports/BillingReports.docc/BillingReports.md begins here.
        let repository = InMemoryRepository(clock: { Date() })
        let acme = try Tenant(id: "acme", name: "Acme", zone: "Australia/Sydney", currency: .aud)

        var changes = ChangeSet(id: try CommitID("february"))
        changes.add(acme)
        for (date, assets) in [("2026-02-26", 118), ("2026-02-27", 120), ("2026-02-28", 121)] {
            changes.add(try DailyUsage(tenant: acme.id, date: LocalDate(date), counts: [.assets: assets]))
        }
        changes.add(
            try Invoice(
                tenant: acme.id, number: InvoiceNumber("2026-02"),
                issuedAt: Date("2026-03-01T01:00:00Z", strategy: .iso8601), totalPaid: Money("249.00", .aud)))
        try await repository.commit(changes)

        let now = try Date("2026-03-02T00:00:00Z", strategy: .iso8601)
        let scope = repository.scope(of: acme.id)

        let invoices = try await scope.invoices(now: now)
        print(invoices.totals[0].paid)  // 249.00 AUD

        let day = try LocalDate("2026-02-27")
        let usage = try await scope.dailyUsage(dates: day...day, now: now)
        print(usage.figure(.assets, on: day)?.value ?? 0)  // 120.0

        let table = try await scope.consumptionTable(now: now)
        let window = table.row(.assets)?.windows[0]
        print(window?.covered ?? 0, "of", window?.months ?? 0)  // 1 of 3
        // Sources/BillingReports/BillingReports.docc/BillingReports.md ends here.
        try expectPrinted("Sources/BillingReports/BillingReports.docc/BillingReports.md")
    }

    @Test("The kit: memory keeps every promise")
    func conformance() async throws {
        // Documentation/Guides/conformance-kit.md begins here.
        let findings = await RepositoryConformance { clock in InMemoryRepository(clock: clock) }.run()
        for finding in findings { print(finding) }
        print(findings.count)  // 0
        // Documentation/Guides/conformance-kit.md ends here.
        try expectPrinted("Documentation/Guides/conformance-kit.md")
    }

    @Test("BillingTestKit: what is printed stands beside it")
    func testKit() async throws {
        // Sources/BillingTestKit/BillingTestKit.docc/BillingTestKit.md begins here.
        // Three sequences for each guarantee while you write, more where it is checked for good.
        let conformance = RepositoryConformance(sequences: 3) { clock in InMemoryRepository(clock: clock) }
        let findings = await conformance.run()
        for finding in findings { print(finding) }
        print(findings.count)  // 0
        // Sources/BillingTestKit/BillingTestKit.docc/BillingTestKit.md ends here.
        try expectPrinted("Sources/BillingTestKit/BillingTestKit.docc/BillingTestKit.md")
    }
}
