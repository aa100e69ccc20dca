import BillingModel
import BillingRating
import BillingReports
import BillingStore
import BillingTestSupport
import BillingTime
import Foundation
import Testing

@Suite("The charge to date is what the usage of a billing period costs so far")
struct ChargeToDateTests {
    @Test("A settled month: every charge by its rule, and the total of the rounded lines")
    func settled() async throws {
        let screen = try await july().acme.chargeToDate(
            plan: standardPlan(), holding: instant("2013-07-15T00:00:00Z"),
            now: instant("2013-08-05T00:00:00Z"))
        // 53 − 50 = 3 devices × 2; 42 + 88 + 20 − 100 = 50 actions × 0.015; 23 assets are 3 packages.
        #expect(screen.summary == ["base 1 49.00", "devices 53 6.00", "actions 150 0.75", "assets 23 15.00"])
        #expect(screen.total == (try Money("70.75", .usd)))
        #expect(screen.isSettled && screen.isWhole)
        #expect("\(screen.first) \(screen.last) \(screen.width)" == "2013-07-01 2013-07-31 month")
        #expect(try roundTrip(screen) == screen)
        let devices = try #require(screen.line(EntityID("devices"))?.rated)
        #expect(devices.usedShare == 1.06)
        #expect(devices.billable == 3)
        #expect(screen.lines.map(\.unit) == [nil, "devices", "actions", "assets"])
    }

    @Test("In the middle of the month it is provisional, and later days do not count")
    func inProgress() async throws {
        let screen = try await july().acme.chargeToDate(
            plan: standardPlan(), now: instant("2013-07-11T12:00:00Z"), by: .day)
        // The figure of 11 July is 33; 42 actions; the assets have already peaked.
        #expect(screen.summary == ["base 1 49.00", "devices 33 0.00", "actions 42 0.00", "assets 23 15.00"])
        #expect(!screen.isSettled && screen.isWhole)
        #expect(screen.completeness.phase == .inProgress)
        #expect(screen.completeness.coverage == 1)
        #expect(screen.buckets.count == 11)
        #expect(
            screen.lines[0].parts.map { $0.amount?.minorUnits } == [4900] + Array(repeating: 0, count: 10))
        // Two packages on the first day, the third on 10 July.
        let assets = screen.lines[3].parts.map { $0.amount?.minorUnits ?? -1 }
        #expect(assets == [1000, 0, 0, 0, 0, 0, 0, 0, 0, 500, 0])
        #expect(screen.lines.map { $0.parts.count { $0.completeness.isComplete } } == [10, 10, 10, 10])
        let text = screen.text()
        #expect(text.contains("2013-07-10   0.00      0.00      0.00     5.00\n"))
        #expect(text.contains("2013-07-11   0.00*     0.00*     0.00*    0.00*\n"))
        #expect(try roundTrip(screen) == screen)
    }

    @Test("Missing usage is not zero: the line says so, and the total is without it")
    func missing() async throws {
        let world = try await World()
        let screen = try await world.acme.chargeToDate(
            plan: standardPlan(), now: instant("2013-07-11T12:00:00Z"), by: .day)
        #expect(screen.lines.map(\.reason) == [nil, .missing, .missing, .missing])
        #expect(screen.total == (try Money("49.00", .usd)))
        #expect(!screen.isWhole && !screen.isSettled)
        #expect(screen.completeness.coverage == 0)
        #expect(try roundTrip(screen) == screen)
        let text = screen.text()
        #expect(text.contains("Devices has no amount: nothing is known of its usage."))
        #expect(text.contains("The total is without them."))
    }

    @Test("Silence is zero where the feed says that it is complete, and only there")
    func silence() async throws {
        var world = try await World()
        try await world.commit { changes in
            try changes.cover(.actions, "2013-07-01T00:00:00Z", "2013-07-03T00:00:00Z")
        }
        let plan = try makePlan([
            makeCharge("all", .actions(ActionSelection()), .perUnit(1)),
            makeCharge("billed", .actions(ActionSelection(measure: .billed)), .perUnit(1)),
        ])
        let screen = try await world.acme.chargeToDate(
            plan: plan, now: instant("2013-07-05T00:00:00Z"), by: .day)
        #expect(screen.summary == ["all 0 0.00", "billed 0 0.00"])
        #expect(screen.lines.map(\.completeness.coverage) == [0.5, 0.5])
        for line in screen.lines {
            #expect(line.parts.map { $0.amount?.minorUnits } == [0, 0, nil, nil])
            #expect(line.parts.map(\.completeness.coverage) == [1, 1, 0, 0])
            #expect(line.parts.map(\.completeness.origin) == [.filled, .filled, .missing, .missing])
            #expect(line.parts.allSatisfy { $0.completeness.phase == .settled })
        }
    }

    @Test("At the first instant of a period nothing has been used, and the base fee is due")
    func firstInstant() async throws {
        let screen = try await july().acme.chargeToDate(
            plan: standardPlan(), now: instant("2013-07-01T00:00:00Z"), by: .day)
        #expect(screen.lines.map(\.reason) == [nil, .missing, .missing, .missing])
        #expect(screen.completeness.phase == .future)
        #expect(screen.buckets.isEmpty)
        #expect(screen.text().contains("not begun"))
    }

    @Test("A calendar month's figure to date is none of a cycle from day 15")
    func reset() async throws {
        let world = try await july()
        let now = try instant("2013-08-20T00:00:00Z")
        for (cycle, isRated) in [
            (try BucketWidth.billingCycle(anchorDay: 15), false), (try .billingCycle(anchorDay: 1), true),
            (.month, true), (.quarter, false), (.week, false), (.year, false),
        ] {
            let screen = try await world.acme.chargeToDate(
                plan: standardPlan(), cycle: cycle, holding: instant("2013-07-20T00:00:00Z"), now: now)
            #expect(screen.line(try EntityID("devices"))?.reason == (isRated ? nil : .reset), "\(cycle)")
            #expect(try roundTrip(screen) == screen)
        }
    }

    @Test("A cycle anchored on day 15 holds its own days")
    func cycle() async throws {
        let plan = try makePlan([
            makeCharge("actions", .actions(ActionSelection()), .perUnit(1)),
            makeCharge("assets", .metric(Metric.assets.id, .last), .perUnit(1)),
        ])
        let screen = try await july().acme.chargeToDate(
            plan: plan, cycle: .billingCycle(anchorDay: 15), holding: instant("2013-07-14T23:59:59Z"),
            now: instant("2013-09-01T00:00:00Z"))
        // 15 June to 14 July: the action of 3 July, and the assets of 14 July.
        #expect(screen.summary == ["actions 42 42.00", "assets 20 20.00"])
        #expect("\(screen.first) \(screen.last)" == "2013-06-15 2013-07-14")
        #expect(!screen.isSettled)
        #expect(screen.text().contains("provisional: not wholly covered"))
    }

    @Test("A rule that makes no sense for a metric is refused, with charge and metric by name")
    func rules() async throws {
        let world = try await july()
        let plan = try makePlan([
            makeCharge("seats", .metric(Metric.dailyActiveUsers.id, .sum), .perUnit(1))
        ])
        let error = await billingError {
            try await world.acme.chargeToDate(plan: plan, now: instant("2013-07-11T12:00:00Z"))
        }
        #expect(error?.code == .unsupported)
        #expect(error?.detail.contains("'seats'") == true && error?.detail.contains("'dau'") == true)
        let narrow = await billingError {
            try await world.acme.chargeToDate(
                plan: standardPlan(), cycle: .hour, now: instant("2013-07-11T12:00:00Z"))
        }
        #expect(narrow?.code == .unsupported)
    }

    @Test("Levels: the last, the highest and the mean daily value; the mean has nine digits")
    func levels() async throws {
        var world = try await World()
        try await world.commit { changes in
            changes.add(.assets, 10, on: try days("2013-07-01", "2013-07-01"))
            changes.add(.assets, 16, on: try days("2013-07-02", "2013-07-02"))
            changes.add(.assets, 14, on: try days("2013-07-03", "2013-07-03"))
            changes.add(.dailyActiveUsers, 5, on: try days("2013-07-01", "2013-07-02"))
            changes.add(.dailyActiveUsers, 9, on: try days("2013-07-04", "2013-07-04"))
        }
        let plan = try makePlan([
            makeCharge("last", .metric(Metric.assets.id, .last), .perUnit(1)),
            makeCharge("peak", .metric(Metric.assets.id, .peak), .perUnit(1)),
            makeCharge("mean", .metric(Metric.assets.id, .mean), .perUnit(1)),
            makeCharge("user-peak", .metric(Metric.dailyActiveUsers.id, .peak), .perUnit(1)),
            makeCharge("user-mean", .metric(Metric.dailyActiveUsers.id, .mean), .perUnit(1)),
        ])
        let screen = try await world.acme.chargeToDate(
            plan: plan, now: instant("2013-07-04T00:00:00Z"), by: .day)
        #expect(
            screen.summary == [
                "last 14 14.00", "peak 16 16.00", "mean 13.333333333 13.33", "user-peak 5 5.00",
                "user-mean 5 5.00",
            ])
        #expect(screen.lines[0].parts.map { $0.amount?.minorUnits } == [1000, 600, -200])
        #expect(screen.lines[2].parts.map { $0.amount?.minorUnits } == [1000, 300, 33])
        #expect(screen.lines[4].parts.map { $0.amount?.minorUnits } == [500, 0, nil])
        let later = try await world.acme.chargeToDate(
            plan: plan, now: instant("2013-07-04T12:00:00Z"), by: .day)
        // (5 + 5 + 9) / 3, and what the missing day would have added comes with the next one.
        #expect(later.summary[4] == "user-mean 6.333333333 6.33")
        #expect(later.lines[4].parts.map { $0.amount?.minorUnits } == [500, 0, nil, 133])
    }

    @Test("Derived distinct subjects: of the period, on the highest day, and on average")
    func distinct() async throws {
        var world = try await World()
        try await world.commit { changes in
            changes.add(try Metric.dailyActiveDevices.derived(from: .activity(of: .device)), for: acme)
        }
        try await world.commit { changes in
            for (subject, at) in [
                ("a", "2013-07-01T08:00:00Z"), ("b", "2013-07-01T09:00:00Z"), ("b", "2013-07-02T09:00:00Z"),
                ("c", "2013-07-04T09:00:00Z"), ("a", "2013-07-04T10:00:00Z"), ("z", "2013-06-30T10:00:00Z"),
                ("y", "2013-07-05T10:00:00Z"),
            ] { try changes.activate(subject, at: at) }
            try changes.cover(.dailyActiveDevices, "2013-06-01T00:00:00Z", "2013-07-04T12:00:00Z")
        }
        let plan = try makePlan([
            makeCharge("all", .metric(Metric.dailyActiveDevices.id, .monthEnd), .perUnit(1)),
            makeCharge("peak", .metric(Metric.dailyActiveDevices.id, .peak), .perUnit(1)),
            makeCharge("mean", .metric(Metric.dailyActiveDevices.id, .mean), .perUnit(1)),
        ])
        let screen = try await world.acme.chargeToDate(
            plan: plan, now: instant("2013-07-04T12:00:00Z"), by: .day)
        // a, b and c; two on the first day; 2 + 1 + 0 + 2 over four days.
        #expect(screen.summary == ["all 3 3.00", "peak 2 2.00", "mean 1.25 1.25"])
        #expect(screen.lines[0].parts.map { $0.amount?.minorUnits } == [200, 0, 0, 100])
        #expect(screen.lines[0].parts.map(\.completeness.samples) == [2, 0, 0, 1])
        #expect(
            screen.lines[0].parts.map(\.completeness.phase) == [.settled, .settled, .settled, .inProgress])
        #expect(screen.completeness.coverage == 1)
        #expect(try roundTrip(screen) == screen)
    }

    @Test("What is billed of actions adds up exactly, in one unit")
    func billed() async throws {
        var world = try await World()
        func record(_ id: String, _ at: String, _ quantity: String, _ unit: String) throws -> ActionRecord {
            try ActionRecord(
                tenant: acme, source: SourceID("feed"), id: ActionID(id), at: instant(at),
                type: .sendSMS,
                category: .alert, quantity: decimal(quantity), unit: unit)
        }
        try await world.commit { changes in
            changes.add(try record("1", "2013-07-01T10:00:00Z", "0.1", "segments"))
            changes.add(try record("2", "2013-07-01T11:00:00Z", "0.2", "segments"))
            changes.add(try record("3", "2013-07-03T11:00:00Z", "7", "segments"))
            try changes.act("4", at: "2013-07-03T12:00:00Z", type: .sendSMS)
            try changes.cover(.actions, "2013-07-01T00:00:00Z", "2013-08-01T00:00:00Z")
        }
        let plan = try makePlan([
            makeCharge(
                "sms", .actions(ActionSelection(types: ["send-sms"], measure: .billed)), .perUnit(10))
        ])
        let now = try instant("2013-07-04T00:00:00Z")
        let screen = try await world.acme.chargeToDate(plan: plan, now: now, by: .day)
        #expect(screen.summary == ["sms 7.3 73.00"])
        #expect(screen.lines[0].unit == "segments")
        #expect(screen.lines[0].parts.map { $0.amount?.minorUnits } == [300, 0, 7000])
        try await world.commit { changes in
            changes.add(try record("5", "2013-07-03T11:00:00Z", "1", "recipients"))
        }
        let mixed = try await world.acme.chargeToDate(plan: plan, now: now)
        #expect(mixed.lines[0].reason == .units)
    }

    @Test("A metric that the tenant has not, a sum below zero, and labels of a distinct count have no amount")
    func reasons() async throws {
        var world = try await World()
        try await world.commit { changes in changes.add(messages, for: acme) }
        try await world.commit { changes in
            try changes.add(messages, -5, at: "2013-07-01T10:00:00Z")
            for site in ["a", "b"] {
                changes.add(
                    .dailyActiveUsers, 5, on: try days("2013-07-01", "2013-07-01"),
                    labels: try Labels(("site", site)))
            }
        }
        let plan = try makePlan([
            makeCharge("other", .metric(MetricID("other"), .sum), .perUnit(1)),
            makeCharge("messages", .metric(messages.id, .sum), .perUnit(1)),
            makeCharge("users", .metric(Metric.dailyActiveUsers.id, .peak), .perUnit(1)),
        ])
        let screen = try await world.acme.chargeToDate(plan: plan, now: instant("2013-07-04T00:00:00Z"))
        #expect(screen.lines.map(\.reason) == [.unknownMetric, .negative, .labels])
        #expect(screen.total.minorUnits == 0)
        #expect(try roundTrip(screen) == screen)
    }

    @Test("Sums are exact: decimals of a count, and the increase of a meter with a reset")
    func sums() async throws {
        let meter = try Metric(id: MetricID("meter"), unit: "h", kind: .cumulative)
        var world = try await World()
        try await world.commit { changes in
            changes.add(messages, for: acme)
            changes.add(meter, for: acme)
        }
        try await world.commit { changes in
            for hour in ["01", "02", "03"] {
                try changes.add(messages, 0.1, at: "2013-07-02T\(hour):00:00Z")
            }
            // 10 of July are the 5 since June's last reading, then 3 after a reset, then 2 on another day.
            for (at, reading) in [
                ("2013-06-29T10:00:00Z", 100.0), ("2013-07-01T10:00:00Z", 105), ("2013-07-01T20:00:00Z", 3),
                ("2013-07-02T10:00:00Z", 5),
            ] { try changes.add(meter, reading, at: at) }
            for metric in [messages, meter] {
                try changes.cover(metric, "2013-06-01T00:00:00Z", "2013-07-03T00:00:00Z")
            }
        }
        let plan = try makePlan([
            makeCharge("messages", .metric(messages.id, .sum), .perUnit(10)),
            makeCharge("meter", .metric(meter.id, .sum), .perUnit(1)),
            makeCharge("meter-peak", .metric(meter.id, .peak), .perUnit(1)),
            makeCharge("meter-mean", .metric(meter.id, .mean), .perUnit(1)),
        ])
        let screen = try await world.acme.chargeToDate(
            plan: plan, now: instant("2013-07-03T00:00:00Z"), by: .day)
        #expect(
            screen.summary == [
                "messages 0.3 3.00", "meter 10 10.00", "meter-peak 8 8.00", "meter-mean 5 5.00",
            ])
        #expect(screen.lines[1].parts.map { $0.amount?.minorUnits } == [800, 200])
        #expect(screen.lines[3].parts.map { $0.amount?.minorUnits } == [800, -300])
    }

    @Test("A level that labels split is the sum of its labels")
    func labels() async throws {
        var world = try await World()
        try await world.commit { changes in
            changes.add(
                .assets, 5, on: try days("2013-07-01", "2013-07-02"), labels: try Labels(("site", "a")))
            changes.add(
                .assets, 7, on: try days("2013-07-01", "2013-07-01"), labels: try Labels(("site", "b")))
            changes.add(
                .assets, 4, on: try days("2013-07-02", "2013-07-02"), labels: try Labels(("site", "b")))
        }
        let plan = try makePlan([
            makeCharge("last", .metric(Metric.assets.id, .last), .perUnit(1)),
            makeCharge("peak", .metric(Metric.assets.id, .peak), .perUnit(1)),
        ])
        let screen = try await world.acme.chargeToDate(plan: plan, now: instant("2013-07-03T00:00:00Z"))
        #expect(screen.summary == ["last 9 9.00", "peak 12 12.00"])
    }

    @Test("The first and the last years of the calendar have periods too", arguments: ["0001", "9999"])
    func ends(_ year: String) async throws {
        let world = try await World(zone: "Pacific/Apia")
        let plan = try standardPlan()
        for (month, day) in [("01", "03"), ("12", "30")] {
            for cycle in [BucketWidth.month, .year, try .billingCycle(anchorDay: 31)] {
                let screen = try await world.acme.chargeToDate(
                    plan: plan, cycle: cycle, now: instant("\(year)-\(month)-\(day)T12:00:00Z"), by: .day
                )
                #expect(screen.total.minorUnits == 4900)
                #expect(try roundTrip(screen) == screen)
            }
        }
    }

    @Test(
        "A figure to date that is not known of today has no amount, and that of an earlier day is not taken for it"
    )
    func today() async throws {
        var world = try await World()
        try await world.commit { $0.add(.monthlyActiveDevices, 60, on: try days("2013-07-04", "2013-07-04")) }
        let screen = try await world.acme.chargeToDate(
            plan: standardPlan(), now: instant("2013-07-06T12:00:00Z"), by: .day)
        let line = try #require(screen.line(EntityID("devices")))
        #expect(line.rated == nil && line.reason == .unknownAtEnd && line.parts.isEmpty)
        #expect(line.completeness.coverage > 0 && line.completeness.coverage < 1)
    }

    @Test(
        "The amounts have the digits of the currency of the plan and its tenant",
        arguments: [
            ("JPY", "1", "1"), ("USD", "0.75", "0.75"), ("KWD", "0.750", "0.750"),
            ("CLF", "0.7500", "0.7500"),
        ])
    func currency(_ code: String, _ amount: String, _ total: String) async throws {
        let currency = try Currency(code)
        let plan = try makePlan(
            [makeCharge("actions", .actions(ActionSelection()), .perUnit(decimal("0.0025")), included: 100)],
            currency: currency)
        // 220 actions: 120 × 0.0025 = 0.3, and with another 180 it is 0.75.
        var world = try await july()
        try await world.commit { changes in
            changes.add(try Tenant(id: "acme", name: "Acme", zone: "UTC", currency: currency))
            try changes.act("5", at: "2013-07-20T10:00:00Z", succeeded: 180)
        }
        let screen = try await world.acme.chargeToDate(
            plan: plan, holding: instant("2013-07-15T00:00:00Z"), now: instant("2013-08-05T00:00:00Z"))
        #expect(screen.lines[0].rated?.quantity == 400)
        #expect(screen.total == (try Money(total, currency)))
        #expect(screen.lines[0].rated?.amount == (try Money(amount, currency)))
    }

    @Test("A month is that of the tenant's zone")
    func zone() async throws {
        var world = try await World(zone: "America/St_Johns")
        try await world.commit { changes in
            try changes.act("1", at: "2013-07-01T02:29:59Z", succeeded: 1)
            try changes.act("2", at: "2013-07-01T02:30:00Z", succeeded: 10)
            try changes.act("3", at: "2013-08-01T02:29:59Z", succeeded: 100)
            try changes.act("4", at: "2013-08-01T02:30:00Z", succeeded: 1000)
        }
        let plan = try makePlan([makeCharge("actions", .actions(ActionSelection()), .perUnit(1))])
        let screen = try await world.acme.chargeToDate(
            plan: plan, holding: instant("2013-07-15T00:00:00Z"), now: instant("2013-09-01T00:00:00Z"))
        #expect(screen.summary == ["actions 110 110.00"])
    }

    @Test(
        "The days of a charge add up to it, and equal what a slow count gives",
        arguments: ["America/St_Johns", "Australia/Lord_Howe", "Pacific/Apia", "Africa/Cairo"])
    func telescoping(_ name: String) async throws {
        let seed = UInt64(name.utf8.reduce(0) { $0 + Int($1) })
        var random = SplitMix64(seed: seed)
        var world = try await World(zone: name)
        let zone = try ZoneDatabase.system.zone(ZoneID(name))
        let start = try instant("2011-12-01T00:00:00Z")
        var events: [(at: Date, count: Int)] = []
        for _ in 0..<200 {
            let second = Int.random(in: 0..<60 * 86_400, using: &random)
            events.append(
                (start.addingTimeInterval(TimeInterval(second)), Int.random(in: 1...40, using: &random)))
        }
        let all = events
        try await world.commit { changes in
            for (index, event) in all.enumerated() {
                changes.add(
                    try ActionRecord(
                        tenant: acme, source: SourceID("feed"), id: ActionID("\(index)"), at: event.at,
                        type: .sendEmail, category: .alert, succeeded: event.count))
            }
        }
        let tiers = [
            PriceTier(upTo: 300, unitPrice: try decimal("0.0133")),
            PriceTier(upTo: nil, unitPrice: try decimal("0.0071")),
        ]
        let plan = try makePlan([
            makeCharge("graduated", .actions(ActionSelection()), .graduated(tiers), included: 77),
            makeCharge("package", .actions(ActionSelection()), .package(size: 100, price: decimal("1.5"))),
            makeCharge("volume", .actions(ActionSelection()), .volume(tiers)),
        ])
        let now = start.addingTimeInterval(45 * 86_400 + 5_000)
        let screen = try await world.acme.chargeToDate(
            plan: plan, holding: instant("2011-12-20T00:00:00Z"), now: now, by: .day)
        let used = try events.filter {
            try zone.date(of: $0.at).month == 12 && zone.date(of: $0.at).year == 2011 && $0.at < now
        }
        let quantity = Decimal(used.reduce(0) { $0 + $1.count })
        for line in screen.lines {
            #expect(line.rated?.quantity == quantity, "seed \(seed)")
            if line.id.text == "volume" {
                #expect(line.parts.isEmpty)
                continue
            }
            #expect(line.parts.count == screen.buckets.count)
            let sum = line.parts.compactMap { $0.amount?.minorUnits }.reduce(0, +)
            #expect(sum == line.rated?.amount.minorUnits, "seed \(seed), \(line.id)")
            var before: Int64 = 0
            for (day, part) in zip(screen.buckets, line.parts) {
                let soFar = used.filter { $0.at < day.end }.reduce(0) { $0 + $1.count }
                guard part.amount != nil else { continue }
                let charge = try #require(plan.charges.first { $0.id == line.id })
                let end = try charge.rated(Decimal(soFar), currency: .usd).amount.minorUnits
                #expect(part.amount?.minorUnits == end - before, "seed \(seed), \(day.firstDate)")
                before = end
            }
        }
        // Apia skipped 30 December 2011.
        #expect(screen.buckets.count == (name == "Pacific/Apia" ? 30 : 31))
    }

    @Test("A screen whose sums are broken is not decoded")
    func tampered() async throws {
        let screen = try await july().acme.chargeToDate(
            plan: standardPlan(), now: instant("2013-07-31T12:00:00Z"), by: .day)
        let sorted = try screen.json(pretty: true)
        #expect(try JSONDecoder().decode(ChargeToDate.self, from: Data(sorted.utf8)) == screen)
        for (good, bad) in [
            (#""amount" : "70.75""#, #""amount" : "70.76""#), (#""amount" : "6.00""#, #""amount" : "6.01""#),
            (#""amount" : "2.00""#, #""amount" : "2.01""#), (#""quantity" : "53""#, #""quantity" : "54""#),
            (#""granularity" : "day","#, ""), (#""phase" : "in-progress""#, #""phase" : "settled""#),
        ] {
            let broken = sorted.replacing(good, with: bad, maxReplacements: 1)
            #expect(broken != sorted, "\(good)")
            #expect(throws: BillingError.self, "\(good)") {
                try JSONDecoder().decode(ChargeToDate.self, from: Data(broken.utf8))
            }
        }
    }

    @Test("Its text stands in a terminal of 100 columns")
    func text() async throws {
        var world = try await july()
        try await world.commit { $0.add(messages, for: acme) }
        let plan = try makePlan(
            standardPlan().charges + [
                makeCharge("messages", .metric(messages.id, .sum), .perUnit(1)),
                makeCharge(
                    "alerts", .actions(ActionSelection(categories: ["alert"])),
                    .graduated([
                        PriceTier(upTo: 50, unitPrice: decimal("0.1")),
                        PriceTier(upTo: nil, unitPrice: decimal("0.0333")),
                    ])),
            ])
        let screen = try await world.acme.chargeToDate(
            plan: plan, holding: instant("2013-07-02T00:00:00Z"), now: instant("2013-07-16T00:00:00Z"))
        let release = screen.stamp.release.map { " (tz \($0))" } ?? ""
        #expect(
            screen.text() == """
                Charge to date of Acme (acme)
                As of the end of 2013-07-15, zone UTC\(release), revision 3
                Plan Standard (standard), July 2013, provisional: in progress

                Charge           Quantity   Unit      Included     Used   Beyond   Amount USD
                ───────────────  ─────────  ────────  ────────  ────────  ───────  ────────────
                Base                    1*                                              49.00*
                Devices                37*  devices         50   74.0 %*       0*        0.00*
                Actions               130*  actions        100  130.0 %*      30*        0.45*
                Assets                 23*  assets                                      15.00*
                Messages                –   messages                                        –
                Alerts                 42*  actions                                      4.20*
                Total, at least                                                         68.65*~

                Messages has no amount: nothing is known of its usage.
                The total is without it.

                Arithmetic
                Charge   Model          Tier  Units  × Price  = Product  Unrounded  Rounded
                ───────  ─────────────  ────  ─────  ───────  ─────────  ─────────  ───────
                Base     flat                     1       49         49         49    49.00
                Devices  unit                     0        2          0          0     0.00
                Actions  unit                    30    0.015       0.45       0.45     0.45
                Assets   package of 10            3        5         15         15    15.00
                Alerts   graduated         1     42      0.1        4.2        4.2     4.20

                * may still change: in progress, or late values may come
                ~ some of its time is not known
                – not known

                """)
        #expect(screen.text(width: 60).split(separator: "\n").allSatisfy { $0.count <= 100 })
    }
}
