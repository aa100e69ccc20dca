import BillingInterchange
import BillingModel
import BillingReports
import BillingStore
import BillingStoreFile
import BillingTestSupport
import BillingTime
import Foundation
import Testing

@Suite("Charges as CSV")
struct ChargesCSVTests {

    /// Seven devices on two days of July, and an invoice of a wrong amount.
    private func filled() async throws -> InMemoryRepository {
        let repository = emptyRepository()
        try await repository.commit("usage") { changes in
            changes.add(try makeTenant(acme, name: "=Acme"))
            try changes.add(.assets, of: acme, [("2013-07-01", 5), ("2013-07-02", 7)])
        }
        try await repository.commit("invoice") { changes in
            changes.add(
                try Invoice(
                    tenant: acme, number: InvoiceNumber("7"), issuedAt: instant("2013-07-03T00:00:00Z"),
                    currency: .usd, period: instant("2013-07-01T00:00:00Z")..<instant("2013-07-03T00:00:00Z"),
                    lines: [
                        Invoice.Line(
                            id: EntityID("assets"), description: "Assets, peak", quantity: 7,
                            amount: Money("9.00", .usd))
                    ], rating: Invoice.Rating(plan: EntityID("p"), revision: 1)))
        }
        return repository
    }

    /// A free part of one, then 1.5 up to four more, then 1.
    private func plan() throws -> PricePlan {
        try PricePlan(
            id: EntityID("p"), name: "Plan", currency: .usd,
            charges: [
                Charge(
                    id: EntityID("assets"), name: "Assets", usage: .metric(Metric.assets.id, .peak),
                    included: 1,
                    price: .graduated([
                        PriceTier(upTo: 4, unitPrice: 1.5), PriceTier(upTo: nil, unitPrice: 1),
                    ])),
                Charge(
                    id: EntityID("users"), name: "Users", usage: .metric(Metric.users.id, .last),
                    price: .perUnit(1)),
            ])
    }

    @Test("A charge to date has tables of charges, products and days, and of the total")
    func chargeToDate() async throws {
        let screen = try await filled().scope(of: acme).chargeToDate(
            plan: plan(), now: instant("2013-07-03T00:00:00Z"), by: .day)
        let whose =
            "acme,'=Acme,p,Plan,2013-07-01T00:00:00.000000Z,2013-08-01T00:00:00.000000Z,2013-07-01,2013-07-31"
        let known = "in-progress,1,2,observed,"
        let stamp = "UTC,2013-07-03T00:00:00.000000Z,2"
        #expect(
            try screen.csv().replacing("\r\n", with: "\n") == """
                tenant,name,plan,title,start,end,first,last,charge,charge_name,model,quantity,unit,included,used,\
                billable,unrounded,rounding,currency,amount,reason,phase,coverage,samples,origin,clipped,zone,now,revision
                \(whose),assets,Assets,graduated,7,assets,1,7,6,8,half-away-from-zero,USD,8.00,,\(known),\(stamp)
                \(whose),users,Users,,,users,0,,,,,USD,,nothing is known of its usage,\
                in-progress,0,0,missing,,\(stamp)

                """)
        let sheets = try Sheets(screen)
        #expect(
            sheets["products"].cells("charge", "model", "tier", "quantity", "price", "product") == [
                "assets|graduated|1|4|1.5|6", "assets|graduated|2|2|1|2",
            ])
        #expect(
            sheets["buckets"].cells("charge", "date", "width", "quantity", "currency", "amount", "phase") == [
                "assets|2013-07-01|day|5|USD|6.00|settled", "assets|2013-07-02|day|7|USD|2.00|settled",
            ])
        #expect(
            sheets["total"].cells("tenant", "currency", "amount", "phase", "coverage", "samples", "origin")
                == [
                    "acme|USD|8.00|in-progress|0|2|missing"
                ])
    }

    @Test("A verification has a row for each line, and a table of the total")
    func verification() async throws {
        let screen = try await filled().scope(of: acme).verification(
            of: InvoiceNumber("7"), plans: [plan()], now: instant("2013-07-04T00:00:00Z"))
        let whose =
            "acme,7,2013-07-03T00:00:00.000000Z,2013-07-03T00:00:00+00:00,2013-07-01T00:00:00.000000Z,"
            + "2013-07-03T00:00:00.000000Z,p,1,complete"
        let stamp = "UTC,2013-07-04T00:00:00.000000Z,2"
        #expect(
            try screen.csv().replacing("\r\n", with: "\n") == """
                tenant,number,issued,local,start,end,plan,rated_revision,basis,line,name,quantity,rated_quantity,\
                current_quantity,currency,invoiced,rated,current,difference,drift,cause,\
                phase,coverage,samples,origin,clipped,zone,now,revision
                \(whose),assets,"Assets, peak",7,7,7,USD,9.00,8.00,8.00,1.00,0.00,arithmetic,\
                settled,1,4,observed,,\(stamp)
                \(whose),users,Users,,,,,,,,,,unknown,settled,0,0,missing,,\(stamp)

                """)
        #expect(
            try Sheets(screen)["total"].cells("number", "source", "currency", "invoiced", "rated", "cause")
                == [
                    "7|lines|USD|9.00||unknown"
                ])
    }

    @Test("A repository in a file gives the same charges as one in memory")
    func file() async throws {
        let path = FileManager.default.temporaryDirectory.appending(path: UUID().uuidString).path
        defer { try? FileManager.default.removeItem(atPath: path) }
        let clock: @Sendable () -> Date = { Date(timeIntervalSince1970: 1_700_000_000) }
        let memory = InMemoryRepository(clock: clock)
        let file = try await FileRepository(at: path, clock: clock)
        var metrics = ChangeSet(id: try CommitID("metrics"))
        metrics.add(try Tenant(id: "acme", name: "Acme", zone: "America/St_Johns", currency: .usd))
        metrics.add(try Metric.dailyActiveDevices.derived(from: .activity(of: .device)), for: acme)
        var usage = ChangeSet(id: try CommitID("usage"))
        for index in 0..<120 {
            let at = try instant("2013-06-28T00:00:00Z").addingTimeInterval(TimeInterval(index * 20_011))
            usage.add(
                try ActivityRecord(
                    tenant: acme, kind: .device, subject: SubjectID("\(index * 7 % 31)"),
                    quarter: QuarterHour(holding: at)))
            usage.add(
                try ActionRecord(
                    tenant: acme, source: SourceID("feed"), id: ActionID("\(index)"), at: at, type: .sendSMS,
                    category: index % 3 == 0 ? .alert : .notification, succeeded: index % 5 + 1,
                    quantity: Decimal(index) / 10, unit: "segments"))
        }
        for metric in [Metric.actions, .dailyActiveDevices] {
            try usage.cover(metric, "2013-06-01T00:00:00Z", "2013-07-20T00:00:00Z")
        }
        let plan = try PricePlan(
            id: EntityID("p"), name: "Plan", currency: .usd,
            charges: [
                Charge(
                    id: EntityID("devices"), name: "Devices",
                    usage: .metric(Metric.dailyActiveDevices.id, .monthEnd), price: .perUnit(2)),
                Charge(
                    id: EntityID("mean"), name: "Mean", usage: .metric(Metric.dailyActiveDevices.id, .mean),
                    price: .perUnit(2)),
                Charge(
                    id: EntityID("alerts"), name: "Alerts",
                    usage: .actions(ActionSelection(categories: ["alert"])), price: .perUnit(0.5)),
                Charge(
                    id: EntityID("segments"), name: "Segments",
                    usage: .actions(ActionSelection(measure: .billed)), included: 3, price: .perUnit(0.125)),
            ])
        var screens: [ChargeToDate] = []
        for repository in [memory, file] as [any BillingRepository] {
            try await repository.commit(metrics)
            try await repository.commit(usage)
            screens.append(
                try await repository.scope(of: acme).chargeToDate(
                    plan: plan, now: instant("2013-07-16T12:00:00Z"), by: .day))
        }
        await file.close()
        #expect(screens[0] == screens[1])
        #expect(screens[0].isWhole && screens[0].buckets.count == 16 && screens[0].total.minorUnits > 0)
    }
}
