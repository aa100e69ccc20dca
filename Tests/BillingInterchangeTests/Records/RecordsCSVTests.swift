import BillingInterchange
import BillingModel
import BillingStore
import BillingTestSupport
import BillingTime
import Foundation
import Testing

@Suite("Records as CSV")
struct RecordsCSVTests {
    /// Two tenants with a record of each kind; names that a spreadsheet would run.
    private func filled() async throws -> InMemoryRepository {
        let moved = try ZoneHistory(
            first: ZoneID("Europe/Paris"),
            changes: [
                .init(from: instant("2025-02-01T00:00:00Z"), zone: ZoneID("Asia/Tokyo")),
                .init(from: instant("2025-06-01T12:30:00.5Z"), zone: ZoneID("UTC")),
            ])
        return try await repository { changes in
            changes.add(
                try Tenant(
                    id: TenantID("=b"), name: "B, \"Inc\"", zones: moved, currency: .jpy,
                    organisation: OrganisationID("+org"), parent: acme))
            changes.add(try Tenant(id: "acme", name: "Acme", zone: "UTC", currency: .usd))
            let level = try Metric(
                id: MetricID("level"), name: "-level", unit: "l", kind: .gauge, cadence: .hourly,
                lag: .seconds(90), staleness: .milliseconds(1))
            changes.add(level, for: acme)
            try changes.add(
                level, of: acme, labels: Labels(("region", "'eu"), ("a b", "x,y")),
                [("2025-01-01T00:00:00.000001Z", -0.1)])
            try changes.add(level, of: acme, [("2025-01-01T00:00:00Z", 1e21), ("2025-01-02T00:00:00Z", 5)])
            try changes.add(.assets, of: acme, [("2025-01-02", 7), ("2025-01-03", 8)])
            try changes.add(.dailyActiveUsers, of: acme, [("2025-01-03", 2)])
            changes.add(
                SampleWrite(
                    SeriesKey(tenant: acme, metric: Metric.users.id), at: .date(try LocalDate("2025-01-03")),
                    value: 4, zone: try ZoneID("Asia/Tokyo")))
            try changes.add(
                .assets, of: acme, labels: Labels(("site", "north")), [("2025-01-03", 6)])
            changes.add(
                try ActionRecord(
                    tenant: acme, source: SourceID("feed"), id: ActionID("@1"),
                    at: instant("2025-01-05T10:00:00Z"), type: .sendSMS, category: .alert, succeeded: 2,
                    failed: 1, suppressed: 0, quantity: Decimal(string: "1234567890123456789.25"),
                    unit: "segments", workflow: WorkflowID("w"), run: WorkflowRunID("r")))
            changes.add(
                try ActionRecord(
                    tenant: acme, source: SourceID("feed"), id: ActionID("2"),
                    at: instant("2025-01-04T10:00:00Z"), type: .sendEmail, category: .notification))
            changes.add(
                ActivityRecord(
                    tenant: acme, kind: .device, subject: try SubjectID("\ttab"),
                    quarter: try QuarterHour(holding: instant("2025-01-05T10:29:59Z"))))
            try changes.cover(level, "2025-01-01T00:00:00Z", "2025-02-01T00:00:00Z")
            changes.add(
                try Invoice(
                    tenant: acme, number: InvoiceNumber("-7"), issuedAt: instant("2025-02-01T00:00:00Z"),
                    currency: .usd,
                    period: instant("2025-01-01T00:00:00Z")..<instant("2025-02-01T00:00:00Z"),
                    lines: [
                        Invoice.Line(
                            id: .init("a"), description: "A \"b\"", quantity: 2, unit: "u",
                            unitPrice: Decimal(string: "0.05"), amount: Money("0.10", .usd))
                    ], subtotal: Money("0.10", .usd), tax: Money("0.01", .usd),
                    rating: Invoice.Rating(plan: .init("std"), revision: 3), document: "7.pdf",
                    paymentLink: "https://pay.example/7"))
            changes.add(
                try Invoice(
                    tenant: TenantID("=b"), number: InvoiceNumber("1"),
                    issuedAt: instant("2025-02-01T00:00:00Z"), totalPaid: Money("500", .jpy)))
            changes.add(
                try InvoiceEntry(
                    id: .init("p"), tenant: acme, invoice: InvoiceNumber("-7"), kind: .payment,
                    instant: instant("2025-02-02T00:00:00Z"), amount: Money("0.11", .usd)))
            changes.add(
                try InvoiceEntry(
                    id: .init("v"), tenant: acme, invoice: InvoiceNumber("-7"), kind: .void,
                    instant: instant("2025-02-03T00:00:00Z")))
        }
    }

    private static let expected: [(CSVRecordKind, String)] = [
        (
            .tenants,
            """
            tenant,tenant_name,zone,from,currency,organisation,parent
            '=b,"B, ""Inc""\",Europe/Paris,,JPY,'+org,acme
            '=b,"B, ""Inc""\",Asia/Tokyo,2025-02-01T00:00:00.000000Z,JPY,'+org,acme
            '=b,"B, ""Inc""\",UTC,2025-06-01T12:30:00.500000Z,JPY,'+org,acme
            acme,Acme,UTC,,USD,,

            """
        ),
        (
            .metrics,
            """
            tenant,metric,name,unit,kind,source,cadence,lag,staleness,identity,resets
            acme,level,'-level,l,gauge,recorded,60 minutes,90000000,1000,tenant,

            """
        ),
        (
            .samples,
            """
            tenant,metric,date,at,value,zone,revision,label.a b,label.region,label.site
            acme,assets,2025-01-02,,7,UTC,1,,,
            acme,assets,2025-01-03,,8,UTC,1,,,
            acme,assets,2025-01-03,,6,UTC,1,,,north
            acme,dau,2025-01-03,,2,UTC,1,,,
            acme,level,,2025-01-01T00:00:00.000000Z,1E+21,,1,,,
            acme,level,,2025-01-02T00:00:00.000000Z,5,,1,,,
            acme,level,,2025-01-01T00:00:00.000001Z,-0.1,,1,"x,y",''eu,
            acme,users,2025-01-03,,4,Asia/Tokyo,1,,,

            """
        ),
        (
            .usage,
            """
            Tenant,Date,Assets,Devices,DAD,MAD,Users,DAU,MAU,Rules,Geofences,Dashboards,Asset Groups,Security Groups,Zone
            acme,2025-01-02,7,,,,,,,,,,,,UTC
            acme,2025-01-03,,,,,4,,,,,,,,Asia/Tokyo
            acme,2025-01-03,8,,,,,2,,,,,,,UTC

            """
        ),
        (
            .actions,
            """
            tenant,source,id,at,type,category,succeeded,failed,suppressed,quantity,unit,workflow,run
            acme,feed,2,2025-01-04T10:00:00.000000Z,send-email,notification,1,0,0,,,,
            acme,feed,'@1,2025-01-05T10:00:00.000000Z,send-sms,alert,2,1,0,1234567890123456789.25,segments,w,r

            """
        ),
        (
            .activity(of: .device),
            """
            tenant,kind,subject,at
            acme,device,'\ttab,2025-01-05T10:15:00.000000Z

            """
        ),
        (.activity(of: .user), "tenant,kind,subject,at\n"),
        (
            .coverage,
            """
            tenant,metric,source,start,end
            acme,level,feed,2025-01-01T00:00:00.000000Z,2025-02-01T00:00:00.000000Z

            """
        ),
        (
            .invoices,
            """
            tenant,number,issued,currency,start,end,subtotal,tax,payable,paid,plan,revision,document,link,lines
            '=b,1,2025-02-01T00:00:00.000000Z,JPY,,,,,,500,,,,,
            acme,'-7,2025-02-01T00:00:00.000000Z,USD,2025-01-01T00:00:00.000000Z,2025-02-01T00:00:00.000000Z,\
            0.10,0.01,0.11,,std,3,7.pdf,https://pay.example/7,"[{""amount"":{""amount"":""0.10"",\
            ""currency"":""USD""},""description"":""A \\""b\\""\"",""id"":""a"",""price"":""0.05"",\
            ""quantity"":""2"",""unit"":""u""}]"

            """
        ),
        (
            .entries,
            """
            tenant,number,id,kind,at,amount,currency
            acme,'-7,p,payment,2025-02-02T00:00:00.000000Z,0.11,USD
            acme,'-7,v,void,2025-02-03T00:00:00.000000Z,,

            """
        ),
        (
            .commits,
            """
            id,kind,revision,recorded,inserted,unchanged,corrected,retracted
            first,changes,1,2023-11-14T22:13:20.000000Z,19,0,0,0

            """
        ),
        (.floors, "tenant,kind,date\n"),
    ]

    @Test("Each kind has its columns, and the same text in pages of any size", arguments: expected)
    func kinds(kind: CSVRecordKind, text: String) async throws {
        let fleet = try await filled().fleet
        let lines = text.replacing("\n", with: "\r\n")
        #expect(try await fleet.csv(of: kind) == lines)
        for pageSize in [1, 2, 5] {
            var pieces: [String] = []
            let revision = try await fleet.writeCSV(of: kind, pageSize: pageSize) {
                pieces.append(String(decoding: $0, as: UTF8.self))
            }
            #expect(pieces.joined() == lines)
            #expect(pieces.allSatisfy { $0.hasSuffix("\r\n") || $0.isEmpty })
            #expect(revision.number == 1)
        }
        let sheet = try Sheet(lines)
        #expect(sheet.columns.starts(with: kind.columns))
    }

    @Test("A floor is written once it stands")
    func floors() async throws {
        let repository = try await filled()
        try await repository.erase(
            ErasureRequest(
                id: CommitID("floor"),
                .records(.action, before: LocalDate("2025-01-05"), tenant: acme)))
        #expect(
            try await repository.fleet.csv(of: .floors) == "tenant,kind,date\r\nacme,action,2025-01-05\r\n")
        #expect(
            try Sheet(try await repository.fleet.csv(of: .commits)).cells("id", "kind", "revision") == [
                "first|changes|1", "floor|erasure|2",
            ])
    }

    @Test("A range bounds what has an instant, and a scope sees its own records only")
    func bounded() async throws {
        let repository = try await filled()
        let range = try instant("2025-01-05T00:00:00Z")..<instant("2025-02-02T00:00:00Z")
        #expect(try Sheet(try await repository.fleet.csv(of: .actions, in: range)).cells("id") == ["@1"])
        #expect(try Sheet(try await repository.fleet.csv(of: .entries, in: range)).rows.isEmpty)
        #expect(
            try Sheet(try await repository.fleet.csv(of: .samples, in: range)).cells("metric") == [
                "assets", "assets", "assets", "dau", "users",
            ])
        let other = repository.scope(of: try TenantID("=b"))
        #expect(try Sheet(try await other.csv(of: .invoices)).cells("number") == ["1"])
        #expect(try await other.csv(of: .samples) == "tenant,metric,date,at,value,zone,revision\r\n")
        #expect(try Sheet(try await other.csv(of: .usage)).rows.isEmpty)
        let none = repository.scope(of: Set<TenantID>())
        #expect(try Sheet(try await none.csv(of: .usage)).columns == CSVRecordKind.usage.columns)
        let refused = await #expect(throws: BillingError.self) { try await other.csv(of: .commits) }
        #expect(refused?.code == .unsupported)
        let stranger = repository.scope(of: try TenantID("nobody"))
        let missing = await #expect(throws: BillingError.self) { try await stranger.csv(of: .usage) }
        #expect(missing?.code == .notFound)
        let size = await #expect(throws: BillingError.self) {
            try await other.writeCSV(of: .invoices, pageSize: 0) { _ in }
        }
        #expect(size?.code == .invalidValue)
    }

    @Test("What is committed while the pages are written is not in them")
    func pinned() async throws {
        let repository = try await filled()
        var text = ""
        var count = 0
        try await repository.fleet.writeCSV(of: .actions, pageSize: 1) { bytes in
            text += String(decoding: bytes, as: UTF8.self)
            count += 1
            var changes = ChangeSet(id: try CommitID("later \(count)"))
            changes.add(
                try ActionRecord(
                    tenant: acme, source: SourceID("feed"), id: ActionID("later \(count)"),
                    at: instant("2026-01-01T00:00:00Z"), type: .sendEmail, category: .alert))
            try await repository.commit(changes)
        }
        #expect(count >= 2)
        #expect(try Sheet(text).cells("id") == ["2", "@1"])
        #expect(try Sheet(try await repository.fleet.csv(of: .actions)).rows.count == 2 + count)
    }

    @Test("A sink that fails ends the writing with its error")
    func sinkFails() async throws {
        struct Full: Error {}
        let fleet = try await filled().fleet
        var count = 0
        await #expect(throws: Full.self) {
            try await fleet.writeCSV(of: .samples, pageSize: 1) { _ in
                count += 1
                if count == 2 { throw Full() }
            }
        }
        #expect(count == 2)
    }

    @Test("A sink runs where its caller does, so that an actor can fill itself")
    func actorFillsItself() async throws {
        actor Shelf {
            var bytes: [UInt8] = []

            func fill(_ scope: BillingScope) async throws {
                try await scope.writeCSV(of: .coverage, pageSize: 1) { bytes += $0 }
            }
        }
        let fleet = try await filled().fleet
        let shelf = Shelf()
        try await shelf.fill(fleet)
        #expect(String(decoding: await shelf.bytes, as: UTF8.self) == (try await fleet.csv(of: .coverage)))
    }
}
