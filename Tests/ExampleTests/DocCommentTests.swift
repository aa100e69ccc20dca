import BillingModel
import BillingTime
import Foundation
import InauroBilling
import Testing

@Suite("The examples of doc comments are true")
struct DocCommentTests {
    private static func instant(_ text: String) throws -> Date { try Date(text, strategy: .iso8601) }

    /// The code of a line without white space, which may be broken otherwise, and without the comment beside it.
    private static func code(_ line: String) -> String {
        let code = line.firstRange(of: "// ").map { line[..<$0.lowerBound] } ?? line[...]
        return code.filter { !$0.isWhitespace }
    }

    @Test("Each line of an example is compiled here")
    func complete() throws {
        let here = try Document.all(in: "Tests/ExampleTests", suffix: ".swift").flatMap(\.lines)
            .map(Self.code).joined().replacing(",]", with: "]").replacing(",)", with: ")")
        var count = 0
        for file in try Document.all(in: "Sources", suffix: ".swift", holding: "```swift") {
            for line in file.blocks("swift").joined().map(Self.code) where !line.isEmpty {
                let isCompiled = here.contains(line)
                #expect(isCompiled, "\(file.path): \(line)")
                count += 1
            }
        }
        #expect(count > 40)
    }

    @Test("A plan that someone wrote is read strictly")
    func formReader() throws {
        let text = """
            {"id": "p", "name": "P", "currency": "EUR", "charges": [
              {"id": "fee", "name": "Fee", "usage": {"kind": "period"}, "price": {"model": "flat", "price": "5"}}]}
            """
        let plan = try FormReader.read(PricePlan.self, from: text.utf8)
        #expect(plan.charges.count == 1)
    }

    @Test("Dates follow a declared pattern")
    func dateForm() throws {
        var mapping = CSVMapping(.invoices)
        mapping.dates = try .init("dd.MM.yyyy")  // 31.12.2013
        #expect(mapping.dates.firstYear == nil)
        mapping.dates = try .init("MMM d, yyyy h:mm a")  // Dec 31, 2013 2:05 PM
        #expect(mapping.dates.pattern == "MMM d, yyyy h:mm a")
        mapping.dates = try .init("d/M/yy", firstYear: 1970)  // 31/12/69 is 2069, 1/1/70 is 1970
        #expect(mapping.dates.firstYear == 1970)
    }

    @Test("A reset rule is a share of the reading before")
    func resetRule() throws {
        let rule = try ResetRule.below(percent: 50)  // 499.9 after 1000 is a reset, 500 is not
        let series = try Metric(
            id: MetricID("energy"), unit: "kWh", kind: .cumulative, resets: rule)
        #expect(series.resets == rule)
    }

    @Test("A charge takes some values of a label")
    func labelSelection() throws {
        let europe = try LabelSelection(("region", ["eu", "uk"]))
        let devices = try Charge(
            id: EntityID("devices-eu"), name: "Devices in Europe",
            usage: .metric(Metric.assets.id, .peak, labels: europe), price: .perUnit(2))
        #expect(devices.usage == .metric(Metric.assets.id, .peak, labels: europe))
    }

    @Test("An id has the bytes that it was given")
    func identifier() throws {
        let tenant = try TenantID("acme-logistics")
        #expect(tenant.text == "acme-logistics")
    }

    @Test("A month after the last of January is the last of February")
    func localDate() throws {
        #expect(try LocalDate("2024-01-31").adding(months: 1) == LocalDate("2024-02-29"))
    }

    @Test("Labels are sorted by name")
    func labels() throws {
        let labels = try Labels(("region", "eu"), ("source", "gateway"))
        #expect(try labels == Labels(("source", "gateway"), ("region", "eu")))
    }

    @Test("A platform metric can be taken from activity")
    func derivedMetric() throws {
        let metric = try Metric.dailyActiveDevices.derived(from: .activity(of: .device))
        #expect(metric.id == Metric.dailyActiveDevices.id && metric.source == .activity(of: .device))
    }

    @Test("A repository in a file is opened, and closed")
    func fileRepository() async throws {
        let path = FileManager.default.temporaryDirectory.appending(path: UUID().uuidString).path
        defer { try? FileManager.default.removeItem(atPath: path) }
        var changes = ChangeSet(id: try CommitID("first"))
        changes.add(try Tenant(id: "acme", name: "Acme", zone: "Australia/Sydney", currency: .aud))
        let repository = try await FileRepository(at: path, clock: { Date() })
        try await repository.commit(changes)
        await repository.close()
        #expect(FileManager.default.fileExists(atPath: path))
    }

    @Test("A tenant, its usage, an inventory and an invoice are made of texts and numbers")
    func records() throws {
        do {
            let acme = try Tenant(id: "acme", name: "Acme", zone: "Australia/Sydney", currency: .aud)
            #expect(acme.id.text == "acme" && acme.currency.code == "AUD")
        }
        let acme = try TenantID("acme")
        let noon = try Self.instant("2026-03-01T12:00:00Z")
        let inventory =
            try Inventory(tenant: acme, at: noon, counts: [.assets: 120, .devicesLinked: 118, .users: 8])
        #expect(inventory.counts.map(\.count) == [120, 118, 8])
        let usage =
            try DailyUsage(
                tenant: acme, date: LocalDate("2026-03-01"), counts: [.assets: 120, .dailyActiveUsers: 7])
        #expect(usage.counts.map(\.count) == [120, 7])
        let date = try Self.instant("2013-08-01T04:00:00Z")
        let invoice =
            try Invoice(
                tenant: acme, number: InvoiceNumber("INV-7"), issuedAt: date, totalPaid: Money("110.86", .usd)
            )
        #expect(invoice.totalPaid?.minorUnits == 11_086)
    }

    @Test("Money is added, rounded and split to the cent")
    func money() throws {
        let fee = try Money("12.30", .eur)
        #expect(try fee + Money(minorUnits: 70, currency: .eur) == Money("13.00", .eur))
        #expect(try Money(rounding: 0.125, currency: .usd) == Money("0.13", .usd))
        #expect(try Money(rounding: 0.125, currency: .usd, rule: .halfToEven) == Money("0.12", .usd))
        #expect(
            try Money(minorUnits: 1000, currency: .eur).split(by: [1, 1, 1]).map(\.minorUnits) == [
                334, 333, 333,
            ])
    }

    @Test("A graduated price takes each part at the price of its tier")
    func prices() throws {
        let price = try PriceModel.graduated([
            .init(upTo: 100, unitPrice: 2), .init(upTo: nil, unitPrice: 1.5),
        ])
        #expect(try price.price(120).amount == 230)
        let devices = try Charge(
            id: EntityID("devices"), name: "Active devices",
            usage: .metric(Metric.monthlyActiveDevices.id, .monthEnd), price: .perUnit(2))
        let plan = try PricePlan(
            id: EntityID("standard"), name: "Standard", currency: .usd, charges: [devices])
        #expect(plan.charges == [devices])
    }

    @Test("Zones and buckets follow the wall clock")
    func zones() throws {
        do {
            let berlin = try ZoneDatabase.system.zone(ZoneID("Europe/Berlin"))
            let day = try LocalDate("2025-03-30")
            #expect(try BucketGrid(covering: day...day, width: .hour, zone: berlin).count == 23)
        }
        let stJohns = try ZoneDatabase.system.zone(ZoneID("America/St_Johns"))
        #expect(stJohns.start(of: try LocalDate("2006-10-29")) == (try Self.instant("2006-10-29T02:30:00Z")))

        let tenant = try Tenant(
            id: TenantID("acme"), name: "Acme",
            zones: ZoneHistory(ZoneID("Australia/Sydney")).changing(
                to: ZoneID("Australia/Perth"), from: Self.instant("2026-03-14T13:00:00Z")), currency: .aud)
        let clock = try ZoneDatabase.system.zone(tenant.zones)
        let february =
            clock.start(of: try LocalDate("2026-02-01"))
        #expect(february == (try Self.instant("2026-01-31T13:00:00Z")))

        let instant = try Self.instant("2024-02-29T23:30:00Z")
        let paris = try ZoneDatabase.system.zone(ZoneID("Europe/Paris"))
        let cycle = try BucketWidth.billingCycle(anchorDay: 31)
        let bucket =
            try paris.bucket(holding: instant, width: cycle)
        #expect(bucket.start == (try Self.instant("2024-02-28T23:00:00Z")))
        #expect(bucket.end == (try Self.instant("2024-03-30T23:00:00Z")))
    }

    @Test("A sum is exact, whatever its terms")
    func exactSum() throws {
        var sum = ExactSum()
        for value in [1e308, 0.1, 1e308, 0.2, -1e308, -1e308] { try sum.add(value) }
        #expect(try sum.rounded() == 0.3)
    }

    @Test("Columns in any order are read in a grid")
    func columns() throws {
        let (times, values): ([Int64], [Double]) = ([7_200_000_000, 0], [0.2, 0.1])
        let day = try LocalDate("1970-01-01")
        let utc = try ZoneDatabase.system.zone(ZoneID("UTC"))
        let grid = try BucketGrid(covering: day...day, width: .day, zone: utc)
        let states = try grid.states(microseconds: times, values: values)
        #expect(try states[0].sum() == 0.3)
    }

    @Test("A series is cut by a grid, and a backend's states begin with the reading before")
    func series() throws {
        let noon = try Self.instant("2025-03-30T12:00:00Z")
        let later = try Self.instant("2025-03-30T15:00:00Z")
        let berlin = try ZoneDatabase.system.zone(ZoneID("Europe/Berlin"))
        let day = try LocalDate("2025-03-30")
        let grid = try BucketGrid(covering: day...day, width: .day, zone: berlin)
        let series = try MetricSeries(
            key: SeriesKey(tenant: TenantID("acme"), metric: Metric.assets.id),
            instants: [(noon, 3), (later, 4)])
        let states = try series.states(in: grid)
        #expect(try states[0].mean() == 3.5)
        let median = try series.percentile(0.5)
        #expect(median == 3.5)

        var state = try AggregateState(following: 100)
        try state.add(130, at: noon)
        #expect(try state.increase() == 30.0)
    }

    @Test("A repository takes a tenant, and its usage in a second set")
    func commits() async throws {
        let repository = InMemoryRepository(clock: { Date() })
        do {
            var changes = ChangeSet(id: try CommitID("first"))
            changes.add(try Tenant(id: "acme", name: "Acme", zone: "Australia/Sydney", currency: .aud))
            try await repository.commit(changes)
        }
        let tenant = try Tenant(id: "acme", name: "Acme", zone: "Australia/Sydney", currency: .aud)
        var changes = ChangeSet(id: try CommitID("import-2026-03-01"))
        changes.add(tenant)
        changes.add(try DailyUsage(tenant: tenant.id, date: LocalDate("2026-03-01"), counts: [.assets: 120]))
        try await repository.commit(changes)
        #expect(try await repository.revision(.latest) == Revision(2))
    }

    @Test("Screens hang on scopes")
    func screens() async throws {
        let repository = InMemoryRepository(clock: { Date() })
        let (acmeID, others) = (try TenantID("acme"), try TenantID("bolt"))
        let source = try SourceID("workflows")
        var changes = ChangeSet(id: try CommitID("march"))
        for (id, assets) in [(acmeID, 120), (others, 300)] {
            changes.add(try Tenant(id: id.text, name: id.text, zone: "Etc/UTC", currency: .usd))
            changes.add(
                try DailyUsage(tenant: id, date: LocalDate("2026-03-31"), counts: [.assets: assets]))
        }
        let march = try Self.instant("2026-03-01T00:00:00Z")..<Self.instant("2026-04-01T00:00:00Z")
        let covered = try Self.instant("2026-01-01T00:00:00Z")..<march.upperBound
        changes.add(try Coverage(tenant: acmeID, metric: Metric.actions.id, source: source, range: covered))
        for (number, day) in ["2026-01-05", "2026-02-14", "2026-03-31"].enumerated() {
            changes.add(
                try ActionRecord(
                    tenant: acmeID, source: source, id: ActionID("\(number)"),
                    at: Self.instant(day + "T08:00:00Z"), type: .sendEmail, category: .alert,
                    succeeded: number + 1))
        }
        try await repository.commit(changes)
        let now = march.upperBound

        do {
            let acme = repository.scope(of: acmeID)
            let table = try await acme.consumptionTable(now: now)
            #expect(table.tenant == acmeID)
            let graph = try await acme.consumptionGraph(range: march, width: .day, now: now)
            #expect(graph.series(.assets)?.points.last?.value == 120)
        }
        let acme = acmeID
        let table = try await repository.scope(of: acme).consumptionTable(now: now)
        // 1 in January, 2 in February, 3 in March.
        #expect(table.row(.actions)?.windows[0].value == 6)
        let fleet = try await repository.fleet.inventory(now: now, sortedBy: .assets, descending: true)
        #expect(fleet.rows.first?.name == "bolt")
    }

    @Test("A figure that changed has a cause")
    func comparison() async throws {
        let repository = InMemoryRepository(clock: { Date() })
        let acmeID = try TenantID("acme")
        var changes = ChangeSet(id: try CommitID("first"))
        changes.add(try Tenant(id: "acme", name: "Acme", zone: "Etc/UTC", currency: .usd))
        let key = SeriesKey(tenant: acmeID, metric: Metric.assets.id)
        let date = SampleTime.date(try LocalDate("2026-03-31"))
        changes.add(SampleWrite(key, at: date, value: 120))
        let issued = try await repository.commit(changes).revision
        var correction = ChangeSet(id: try CommitID("second"))
        correction.add(SampleWrite(key, at: date, value: 119))
        try await repository.commit(correction)
        let now = try Self.instant("2026-04-01T00:00:00Z")
        let acme = repository.scope(of: acmeID)
        let changed: ScreenComparison
        do {
            func print(_ text: String) { #expect(text.contains("corrected")) }
            let changes = try await acme.comparison(since: .revision(issued)) { scope in
                try await scope.consumptionTable(now: now)
            }
            print(changes.text())
            changed = changes
        }
        let place = ScreenComparison.Place(
            table: "windows", metric: Metric.assets.id, part: "whole 3", figure: "value")
        #expect(changed.cell(place)?.old?.number == 120 && changed.cell(place)?.new?.number == 119)
    }

    @Test("The JSON of each record's comment is one of that record")
    func json() throws {
        func read<Value: Decodable>(_ type: Value.Type, in path: String) throws -> Value {
            let block = try #require(try Document(path).blocks("json").first)
            return try JSONDecoder().decode(type, from: Data(block.joined().utf8))
        }
        let plan = try read(PricePlan.self, in: "Sources/BillingModel/Plans/PricePlan.swift")
        #expect(plan.charges.map(\.id.text) == ["devices", "sites-eu", "actions"])
        let invoice = try read(Invoice.self, in: "Sources/BillingModel/Invoices/Invoice.swift")
        #expect(invoice.number.text == "INV-7")
        let entry = try read(InvoiceEntry.self, in: "Sources/BillingModel/Invoices/InvoiceEntry.swift")
        #expect(entry.kind == .payment)
        let prices = try Document("Sources/BillingModel/Plans/PriceModel.swift").blocks("json").joined()
        #expect(prices.count == 5)
        for price in prices {
            #expect(throws: Never.self, "\(price)") {
                try JSONDecoder().decode(PriceModel.self, from: Data(price.utf8))
            }
        }
    }
}
