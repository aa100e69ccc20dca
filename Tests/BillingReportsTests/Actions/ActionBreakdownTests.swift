import BillingModel
import BillingRating
import BillingReports
import BillingStore
import BillingTestSupport
import BillingTime
import Foundation
import Testing

@Suite("Actions are grouped by what a host asks for")
struct ActionBreakdownTests {
    /// 9 to 11 March 2013 in New York; the 10th has 23 hours.
    private let days: Range<Date>
    private let april: Date
    private let repository = emptyRepository()
    private let acme: Tenant

    init() async throws {
        days = try instant("2013-03-09T05:00:00Z")..<instant("2013-03-12T04:00:00Z")
        april = try instant("2013-04-15T00:00:00Z")
        acme = try Tenant(id: "acme", name: "Acme", zone: "America/New_York", currency: .usd)
        var changes = ChangeSet(id: try CommitID("first"))
        changes.add(acme)
        try changes.cover(.actions, "2013-03-01T05:00:00Z", "2013-04-01T04:00:00Z")
        // Earlier in the billing period.
        changes.add(try action("a0", "2013-03-02T12:00:00Z", .automation, .updateAsset, succeeded: 2))
        changes.add(
            try action("a1", "2013-03-09T05:00:00Z", .automation, .updateAsset, succeeded: 3, by: "door"))
        changes.add(
            try action(
                "a2", "2013-03-10T04:59:59Z", .alert, .sendSMS, succeeded: 1, 2, "segments", by: "cold"))
        changes.add(
            try action(
                "a3", "2013-03-10T05:00:00Z", .alert, .sendSMS, succeeded: 2, failed: 1,
                Decimal(string: "4.5"), "segments", by: "cold"))
        changes.add(
            try action(
                "a4", "2013-03-11T03:59:59Z", .alert, .sendEmail, failed: 2, suppressed: 5, 7, "recipients"))
        changes.add(
            try action("a5", "2013-03-11T04:00:00Z", .notification, .sendEmail, suppressed: 7, by: "door"))
        changes.add(try action("a6", "2013-03-12T04:00:00Z", .alert, .sendEmail, succeeded: 900))
        try await repository.commit(changes)
    }

    private func action(
        _ id: String, _ at: String, _ category: ActionCategory, _ type: ActionType, succeeded: Int = 0,
        failed: Int = 0, suppressed: Int = 0, _ quantity: Decimal? = nil, _ unit: String? = nil,
        by workflow: String? = nil
    ) throws -> ActionRecord {
        try ActionRecord(
            tenant: acme.id, source: SourceID("engine"), id: ActionID(id), at: instant(at), type: type,
            category: category, succeeded: succeeded, failed: failed, suppressed: suppressed,
            quantity: quantity, unit: unit, workflow: workflow.map { try WorkflowID($0) })
    }

    private var scope: BillingScope { repository.scope(of: acme.id) }

    private func tally(
        _ succeeded: Int, _ failed: Int, _ suppressed: Int, _ billed: [(String, String)] = []
    ) throws -> ActionTally {
        try ActionTally(
            succeeded: succeeded, failed: failed, suppressed: suppressed,
            billed: billed.map {
                try .init(unit: $0.0, quantity: try #require(Decimal(string: $0.1)))
            })
    }

    @Test("By type: the most executions first, quantities per unit, suppressed apart")
    func byType() async throws {
        let screen = try await scope.actions(range: days, width: .day, now: april, by: [.type])
        #expect(screen.rows.map(\.group.type) == [.sendSMS, .updateAsset, .sendEmail])
        #expect(screen.rows.allSatisfy { $0.group.category == nil && $0.group.workflow == nil })
        #expect(
            try screen.rows.map(\.tallies) == [
                [
                    tally(1, 0, 0, [("segments", "2")]), tally(2, 1, 0, [("segments", "4.5")]),
                    tally(0, 0, 0),
                ],
                [tally(3, 0, 0), tally(0, 0, 0), tally(0, 0, 0)],
                [tally(0, 0, 0), tally(0, 2, 5, [("recipients", "7")]), tally(0, 0, 7)],
            ])
        #expect(try screen.rows[0].total == tally(3, 1, 0, [("segments", "6.5")]))
        let shares: [Double?] = [4.0 / 9, 3.0 / 9, 2.0 / 9]
        #expect(screen.rows.map(\.share) == shares)
        #expect(
            try screen.total == tally(6, 3, 12, [("recipients", "7"), ("segments", "6.5")]))
        #expect(screen.total?.executed == 9 && screen.total?.billed(in: "calls") == 0)
        #expect(screen.rest == nil && screen.cost == nil && screen.completeness.isComplete)
        try expectStableForms(screen)
    }

    @Test("The groups beyond the top n are one rest")
    func top() async throws {
        let screen = try await scope.actions(range: days, width: .day, now: april, by: [.type], top: 1)
        #expect(screen.rows.map(\.group.type) == [.sendSMS])
        #expect(screen.rest?.groups == 2)
        #expect(try screen.rest?.total == tally(3, 2, 12, [("recipients", "7")]))
        #expect(
            try screen.rest?.tallies == [
                tally(3, 0, 0), tally(0, 2, 5, [("recipients", "7")]), tally(0, 0, 7),
            ])
        #expect(screen.rest?.share == 5.0 / 9)
        try expectStableForms(screen)
        let all = try await scope.actions(range: days, width: .day, now: april, by: [.type], top: 3)
        #expect(all.rows.count == 3 && all.rest == nil)
    }

    @Test("By outcome: a quantity of several outcomes is told apart, and partitions the whole too")
    func byOutcome() async throws {
        let screen = try await scope.actions(range: days, width: .month, now: april, by: [.outcome])
        #expect(screen.rows.map(\.group.outcome) == [.succeeded, .failed, .suppressed, .mixed])
        #expect(
            try screen.rows.map(\.total) == [
                tally(6, 0, 0, [("segments", "2")]), tally(0, 3, 0), tally(0, 0, 12),
                tally(0, 0, 0, [("recipients", "7"), ("segments", "4.5")]),
            ])
        try expectStableForms(screen)
    }

    @Test("By workflow: actions of none are a group too")
    func byWorkflow() async throws {
        let screen = try await scope.actions(
            range: days, width: .day, now: april, by: [.workflow, .category])
        #expect(screen.rows.map(\.group.workflow?.text) == ["cold", "door", nil, "door"])
        #expect(screen.rows.map(\.group.category) == [.alert, .automation, .alert, .notification])
        #expect(screen.rows.map(\.total.executed) == [4, 3, 2, 0])
        try expectStableForms(screen)
        let one = try await scope.actions(range: days, width: .day, now: april, by: [])
        #expect(one.rows.count == 1 && one.rows.first?.total == one.total)
        await #expect(throws: BillingError.self) {
            try await scope.actions(range: days, width: .day, now: april, by: [.type, .type])
        }
        await #expect(throws: BillingError.self) {
            try await scope.actions(range: days, width: .day, now: april, by: [.type], top: 0)
        }
    }

    private func plan(_ charges: [(String, ActionSelection, Decimal, PriceModel)]) throws -> PricePlan {
        try PricePlan(
            id: EntityID("standard"), name: "Standard", currency: .usd,
            charges: charges.map { id, selection, included, price in
                try Charge(
                    id: EntityID(id), name: id, usage: .actions(selection), included: included, price: price
                )
            })
    }

    @Test("A bucket costs what it adds: rated to its end, less rated to its start")
    func cost() async throws {
        let half = try #require(Decimal(string: "0.5"))
        let plan = try plan([
            // 2 before the range, 4 on the 9th, 5 on the 10th: 2.00, 5.00 and 7.50 to their ends.
            (
                "runs", ActionSelection(), 0,
                .graduated([
                    PriceTier(upTo: 4, unitPrice: 1), PriceTier(upTo: nil, unitPrice: half),
                ])
            ),
            // 2 segments of which 1 is free, then 4.5 more.
            (
                "sms", ActionSelection(types: ["send-sms"], measure: .billed), 1,
                .perUnit(try #require(Decimal(string: "0.1")))
            ),
            // Charged in the part of the month before the range.
            ("fee", ActionSelection(types: ["send-email"]), 0, .flat(5)),
        ])
        let screen = try await scope.actions(
            range: days, width: .day, now: april, by: [.type], plan: plan)
        let cost = try #require(screen.cost)
        func usd(_ texts: [String?]) throws -> [Money?] {
            try texts.map { try $0.map { try Money($0, .usd) } }
        }
        #expect(
            try cost.charges.map(\.amounts) == [
                usd(["3.00", "2.50", "0.00"]), usd(["0.10", "0.45", "0.00"]), usd(["0.00", "0.00", "0.00"]),
            ])
        #expect(cost.charges.map(\.quantity) == [9, Decimal(string: "6.5"), 2])
        #expect(cost.charges.map(\.units) == [[], ["segments"], []])
        #expect(try cost.charges.map(\.total) == usd(["5.50", "0.55", "0.00"]))
        #expect(try cost.amounts == usd(["3.10", "2.95", "0.00"]))
        #expect(try cost.total == Money("6.05", .usd) && cost.completeness.isComplete)
        try expectStableForms(screen)
        // The whole month: 11 and the 900 of the 12th, and the fee.
        let month = try await scope.actions(
            range: instant("2013-03-01T05:00:00Z")..<instant("2013-04-01T04:00:00Z"), width: .month,
            now: april, by: [], plan: plan)
        #expect(try month.cost?.charges.map(\.total) == usd(["457.50", "0.55", "5.00"]))
        // On the 9th 3 more ran before now: 5 cost 4.50. Nothing is told of the future.
        let early = try instant("2013-03-10T00:00:00Z")
        let now = try await scope.actions(range: days, width: .day, now: early, by: [.type], plan: plan)
        #expect(try now.cost?.amounts == usd(["2.50", nil, nil]))
        try expectStableForms(now)
    }

    @Test("A volume price is that of whole periods, and units are never added")
    func volume() async throws {
        let plan = try plan([
            (
                "runs", ActionSelection(), 0,
                .volume([PriceTier(upTo: 10, unitPrice: 3), PriceTier(upTo: nil, unitPrice: 2)])
            ),
            ("billed", ActionSelection(measure: .billed), 0, .perUnit(1)),
        ])
        let march = try instant("2013-03-01T05:00:00Z")..<instant("2013-04-01T04:00:00Z")
        let month = try await scope.actions(range: march, width: .month, now: april, by: [], plan: plan)
        // 911 executions, all at 2.
        #expect(try month.cost?.charges[0].amounts == [Money("1822.00", .usd)])
        #expect(month.cost?.charges[1].units == ["recipients", "segments"])
        #expect(month.cost?.charges[1].quantity == nil && month.cost?.charges[1].total == nil)
        #expect(month.cost?.total == nil)
        let byDay = try await scope.actions(range: march, width: .day, now: april, by: [], plan: plan)
        #expect(byDay.cost?.charges[0].amounts == Array(repeating: nil, count: 31))
        #expect(try byDay.cost?.charges[0].total == Money("1822.00", .usd))
        let part = try await scope.actions(range: days, width: .day, now: april, by: [], plan: plan)
        #expect(part.cost?.charges[0].total == nil)
        for screen in [month, byDay, part] { try expectStableForms(screen) }
    }

    @Test("Outside coverage silence is missing, and what ran is told")
    func uncovered() async throws {
        let range = try instant("2013-02-26T05:00:00Z")..<instant("2013-03-03T05:00:00Z")
        for billed in [true, false] {
            let screen = try await scope.actions(
                range: range, width: .day, now: april, by: [.type], billed: billed)
            #expect(screen.buckets.map(\.tally?.executed) == [nil, nil, nil, 0, 2])
            #expect(screen.rows.map { $0.tallies.map { $0?.executed } } == [[nil, nil, nil, 0, 2]])
            #expect(screen.total?.executed == 2 && screen.completeness.coverage == 0)
            try expectStableForms(screen)
        }
        let earlier = try await scope.actions(
            range: instant("2013-01-01T05:00:00Z")..<instant("2013-02-01T05:00:00Z"), width: .week,
            now: april, by: [.type])
        #expect(earlier.total == nil && earlier.rows.isEmpty)
        try expectStableForms(earlier)
        let empty = try await scope.actions(
            range: days.lowerBound..<days.lowerBound, width: .day, now: april, by: [.type],
            plan: plan([("runs", ActionSelection(), 0, .perUnit(1))]))
        #expect(try empty.buckets.isEmpty && empty.total == tally(0, 0, 0))
        try expectStableForms(empty)
    }

    @Test("The text has groups and rest, quantities by unit, buckets and the cost")
    func text() async throws {
        let screen = try await scope.actions(
            range: days, width: .day, now: april, by: [.category, .type], top: 2,
            plan: plan([("runs", ActionSelection(), 0, .perUnit(2))]))
        let lines = body(screen).split(separator: "\n").filter { !$0.hasPrefix("─") }.map(String.init)
        #expect(
            lines == [
                "2013-03-09 to 2013-03-11, per day",
                "Category    Type          Executed    Share  Failed  Suppressed  Billed recipients  Billed segments",
                "alert       send-sms             4   44.4 %       1           0                                 6.5",
                "automation  update-asset         3   33.3 %       0           0",
                "2 others                         2   22.2 %       2          12                  7",
                "Total                            9  100.0 %       3          12                  7              6.5",
                "Executed", "From        Total  alert send-sms  automation update-asset  2 others",
                "2013-03-09      4               1                        3         0",
                "2013-03-10      5               3                        0         2",
                "2013-03-11      0               0                        0         0",
                "Cost by plan Standard, rated per month", "Charge  Counts      Quantity  Amount USD",
                "runs    executions         9       18.00", "Cost in USD", "From         runs",
                "2013-03-09   8.00", "2013-03-10  10.00", "2013-03-11   0.00",
            ])
    }

    @Test("A screen whose groups do not add up is refused when it is read")
    func malformed() async throws {
        let text = try await scope.actions(range: days, width: .day, now: april, by: [.type]).json(
            pretty: true)
        for (old, new) in [
            ("\"quantity\" : \"4.5\"", "\"quantity\" : \"4.6\""),
            ("\"suppressed\" : 7", "\"suppressed\" : 8"),
            ("\"send-sms\"", "\"send-email\""), ("\"failed\" : 2", "\"failed\" : -2"),
        ] {
            let wrong = text.replacingOccurrences(of: old, with: new)
            #expect(wrong != text)
            #expect(throws: (any Error).self) {
                try JSONDecoder().decode(ActionBreakdown.self, from: Data(wrong.utf8))
            }
        }
    }
}

/// A record as the slow version sees it.
private struct Seen {
    let tenant: TenantID
    let at: Date
    let group: [ActionDimension: String]
    let outcomes: [(ActionOutcome, Int)]
    let quantity: Decimal?
    let unit: String?
}

@Suite("Groups of random actions agree with a slow look at each record")
struct RandomActionBreakdownTests {
    @Test(
        "Rows and the rest add up to the whole, in every zone and width",
        arguments: Sweep.cases(
            [
                ("America/St_Johns", "2006-10-26T12:34:56Z", "day", 1),
                ("Australia/Lord_Howe", "2025-04-01T00:00:00Z", "6 hours", 2),
                ("Pacific/Apia", "2011-12-20T00:00:00Z", "week", 3),
                ("America/Sao_Paulo", "2017-10-10T03:00:00Z", "day", 4),
                ("Asia/Beirut", "2023-03-20T00:00:00Z", "month", 5),
                ("Africa/Cairo", "2024-04-20T00:00:00Z", "cycle from day 28", 6),
            ] as [(String, String, String, UInt64)], every: 2))
    func random(zone: String, start: String, width: String, seed: UInt64) async throws {
        var random = SplitMix64(seed: seed)
        let (start, width) = (try instant(start), try BucketWidth(width))
        let place = try ZoneDatabase.system.zone(ZoneID(zone))
        let tenants = try ["a", "b"].map { try Tenant(id: $0, name: $0, zone: zone, currency: .usd) }
        let repository = emptyRepository()
        var changes = ChangeSet(id: try CommitID("all"))
        for tenant in tenants { changes.add(tenant) }
        var seen: [Seen] = []
        for index in 0..<250 {
            let tenant = tenants[Int(random.next() % 2)].id
            let at = start.addingTimeInterval(Double(random.next() % (20 * 86_400)))
            let type = ["sms", "é", "e\u{301}"][Int(random.next() % 3)]
            let category = ["alert", "automation"][Int(random.next() % 2)]
            let workflow = ["w1", "w2", nil][Int(random.next() % 3)]
            let counts = [Int(random.next() % 3), Int(random.next() % 2), Int(random.next() % 2)]
            guard counts.contains(where: { $0 > 0 }) else { continue }
            let quantity = random.next() % 3 == 0 ? Decimal(Int(random.next() % 1_000)) / 100 : nil
            let unit = quantity.map { _ in ["segments", "é", "e\u{301}"][Int(random.next() % 3)] }
            changes.add(
                try ActionRecord(
                    tenant: tenant, source: SourceID("random"), id: ActionID("\(index)"), at: at,
                    type: ActionType(type), category: ActionCategory(category), succeeded: counts[0],
                    failed: counts[1], suppressed: counts[2], quantity: quantity, unit: unit,
                    workflow: workflow.map { try WorkflowID($0) }))
            var group: [ActionDimension: String] = [.category: category, .type: type]
            group[.workflow] = workflow
            seen.append(
                Seen(
                    tenant: tenant, at: at, group: group,
                    outcomes: zip([.succeeded, .failed, .suppressed], counts).filter { $0.1 > 0 },
                    quantity: quantity, unit: unit))
        }
        try await repository.commit(changes)
        let range = start.addingTimeInterval(2.3 * 86_400)..<start.addingTimeInterval(17.9 * 86_400)
        let now = start.addingTimeInterval(15.1 * 86_400)
        let charge = try Charge(
            id: EntityID("runs"), name: "Runs", usage: .actions(ActionSelection(types: ["sms", "é"])),
            included: 5,
            price: .graduated([
                PriceTier(upTo: 20, unitPrice: 1),
                PriceTier(upTo: nil, unitPrice: Decimal(string: "0.335") ?? 0),
            ]))
        let plan = try PricePlan(
            id: EntityID("plan"), name: "Plan", currency: .usd, charges: [charge])
        for dimensions in [[.type], [.category, .workflow], [.outcome, .type], ActionDimension.allCases] {
            let top = random.next() % 2 == 0 ? nil : Int(random.next() % 5) + 1
            let screen = try await repository.fleet.actions(
                range: range, width: width, now: now, by: dimensions, top: top, plan: plan)
            let hint = Comment(rawValue: "seed \(seed), by \(dimensions), top \(top ?? 0)")
            for (index, interval) in screen.buckets.enumerated() {
                let own = seen.filter {
                    interval.bucket.interval.contains($0.at) && range.contains($0.at) && $0.at < now
                }
                for row in screen.rows {
                    #expect(
                        try row.tallies[index] ?? .none == slow(own, row.group, dimensions), hint)
                }
                let rest = screen.rest?.tallies[index] ?? .none
                let parts = screen.rows.map { $0.tallies[index] ?? ActionTally.none } + [rest]
                let whole = try slow(own, nil, [])
                #expect(interval.tally ?? .none == whole, hint)
                #expect(parts.reduce(0) { $0 + $1.succeeded } == whole.succeeded, hint)
                #expect(parts.reduce(0) { $0 + $1.failed } == whole.failed, hint)
                #expect(parts.reduce(0) { $0 + $1.suppressed } == whole.suppressed, hint)
                for billed in whole.billed {
                    #expect(parts.reduce(0) { $0 + $1.billed(in: billed.unit) } == billed.quantity, hint)
                }
                // What the bucket adds to each billing period that it meets, tenant by tenant.
                let expected = try cost(
                    of: interval.bucket, charge, seen.filter { $0.at < now }, tenants, place, range)
                let begins = max(interval.bucket.start, range.lowerBound)
                #expect(
                    screen.cost?.amounts[index]
                        == (begins < now && interval.tally != nil ? expected : nil), hint)
            }
            let limit = top ?? .max
            #expect(screen.rows.count <= limit && (screen.rest == nil || screen.rows.count == limit), hint)
            let ranks = screen.rows.map(\.total.executed)
            #expect(ranks == ranks.sorted(by: >), hint)
            if !dimensions.contains(.workflow) {
                // The sums of series say the same as the records.
                let quick = try await repository.fleet.actions(
                    range: range, width: width, now: now, by: dimensions, billed: false)
                let slow = try await repository.fleet.actions(
                    range: range, width: width, now: now, by: dimensions)
                let counted = slow.rows.filter { $0.group.outcome != .mixed }
                #expect(quick.rows.map(\.group) == counted.map(\.group), hint)
                for (left, right) in zip(quick.rows, counted) {
                    for (one, other) in zip(left.tallies, right.tallies) {
                        #expect(one?.succeeded ?? 0 == other?.succeeded ?? 0, hint)
                        #expect(one?.failed ?? 0 == other?.failed ?? 0, hint)
                        #expect(one?.suppressed ?? 0 == other?.suppressed ?? 0, hint)
                    }
                }
                try expectStableForms(quick)
            }
            try expectStableForms(screen)
        }
    }

    /// Counts the records of a group one by one; of all without one.
    private func slow(
        _ seen: [Seen], _ group: ActionBreakdown.Group?, _ dimensions: [ActionDimension]
    ) throws -> ActionTally {
        var counts: [ActionOutcome: Int] = [:]
        var billed: [[UInt8]: Decimal] = [:]
        func same(_ left: String?, _ right: String?) -> Bool {
            left.map { Array($0.utf8) } == right.map { Array($0.utf8) }
        }
        for record in seen {
            let fits = dimensions.allSatisfy { dimension in
                switch dimension {
                case .category: same(group?.category?.text, record.group[.category])
                case .type: same(group?.type?.text, record.group[.type])
                case .workflow: same(group?.workflow?.text, record.group[.workflow])
                case .outcome: true
                }
            }
            guard fits else { continue }
            let outcome = dimensions.contains(.outcome) ? group?.outcome : nil
            for (name, count) in record.outcomes where outcome == nil || outcome == name {
                counts[name, default: 0] += count
            }
            let own = record.outcomes.count == 1 ? record.outcomes[0].0 : .mixed
            if let quantity = record.quantity, let unit = record.unit, outcome == nil || outcome == own {
                billed[Array(unit.utf8), default: 0] += quantity
            }
        }
        return try ActionTally(
            succeeded: counts[.succeeded] ?? 0, failed: counts[.failed] ?? 0,
            suppressed: counts[.suppressed] ?? 0,
            billed: billed.map {
                try .init(unit: String(decoding: $0.key, as: UTF8.self), quantity: $0.value)
            })
    }

    private func cost(
        of bucket: Bucket, _ charge: Charge, _ seen: [Seen], _ tenants: [Tenant], _ zone: Zone,
        _ range: Range<Date>
    ) throws -> Money {
        var sum = Money.zero(.usd)
        let own = max(bucket.start, range.lowerBound)..<min(bucket.end, range.upperBound)
        var at = own.lowerBound
        while at < own.upperBound {
            let period = try zone.bucket(holding: at, width: .month)
            let end = min(own.upperBound, period.end)
            for tenant in tenants {
                func price(_ end: Date) throws -> Money {
                    let taken = [Array("sms".utf8), Array("é".utf8)]
                    let own = seen.filter { record in
                        record.tenant == tenant.id && record.at >= period.start && record.at < end
                            && taken.contains(Array((record.group[.type] ?? "").utf8))
                    }
                    var runs = 0
                    for (outcome, count) in own.flatMap(\.outcomes) where outcome != .suppressed {
                        runs += count
                    }
                    // 5 are free, 20 cost 1 each, the others 0.335.
                    let billable = max(0, runs - 5)
                    let thousandths = min(billable, 20) * 1_000 + max(0, billable - 20) * 335
                    return Money(minorUnits: Int64((thousandths + 5) / 10), currency: .usd)
                }
                // Nothing was charged before the period.
                let before = at > period.start ? try price(at) : .zero(.usd)
                sum = try sum + price(end) - before
            }
            at = end
        }
        return sum
    }
}
