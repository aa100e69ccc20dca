import BillingInsights
import BillingModel
import BillingRating
import BillingReports
import BillingStore
import BillingTestSupport
import BillingTime
import Foundation
import Testing

/// A metric of a kind, told once a day unless said otherwise.
private func metric(
    _ id: String, _ kind: MetricKind, cadence: Cadence = .daily, lag: Duration = .zero
) throws -> Metric {
    try Metric(id: MetricID(id), unit: "units", kind: kind, cadence: cadence, lag: lag)
}

/// A charge for each metric, at tiers of which the first is free, and a fee of nothing.
private func plan(_ metrics: [Metric], _ price: Int = 0) throws -> PricePlan {
    let tiers = try [
        PriceTier(upTo: 100, unitPrice: decimal("0")), PriceTier(upTo: 1_000, unitPrice: decimal("0.10")),
        PriceTier(upTo: nil, unitPrice: decimal("0.01")),
    ]
    let prices: [PriceModel] = try [
        .graduated(tiers), .volume(tiers), .package(size: 100, price: 3), .perUnit(0),
    ]
    let charges = try metrics.map { metric in
        let rule: QuantityRule =
            switch metric.kind {
            case .count, .cumulative: .sum
            case .gauge: .timeWeightedMean
            case .distinct: .mean
            case .distinctToDate: .monthEnd
            }
        return try makeCharge(metric.id.text, .metric(metric.id, rule), prices[price % prices.count])
    }
    return try makePlan(charges + [makeCharge("base", .period, .flat(0))])
}

@Suite("What is to come of whatever a host may hold, without a crash and without a number that is none")
struct InsightHostileTests {
    private static let now = constant { try instant("2024-03-13T16:00:00Z") }
    private static let dates = constant { try days("2023-11-20", "2024-03-13") }

    private static let shapes: [(name: String, kind: MetricKind, value: @Sendable (Int) -> Double?)] = [
        ("nothing", .count, { _ in nil }), ("one sample", .gauge, { $0 == 100 ? 5 : nil }),
        ("constant", .cumulative, { _ in 7 }), ("all zero", .count, { _ in 0 }),
        ("one outlier", .count, { $0 == 108 ? 1e300 : 100 }),
        ("both ends", .gauge, { $0 % 3 == 0 ? 1e300 : -1e300 }),
        ("beyond both ends", .gauge, { $0 % 2 == 0 ? .greatestFiniteMagnitude : -.greatestFiniteMagnitude }),
        ("sums beyond all numbers", .count, { _ in 1.7e308 }), ("alternating", .count, { Double($0 % 2) }),
        ("far apart", .distinct, { $0 == 3 || $0 == 112 ? 9 : nil }),
        ("gaps", .distinctToDate, { $0 % 3 == 1 || $0 % 7 == 2 ? Double($0 % 30) : nil }),
        ("negative", .gauge, { Double($0 * $0 % 13) - 50 }),
        ("next to nothing", .count, { .leastNonzeroMagnitude * Double($0 % 5) }),
        ("resets", .cumulative, { Double($0 * 100 % 1_700) }),
    ]

    @Test("Series of every shape are told soundly or refused", arguments: shapes.indices)
    func series(_ place: Int) async throws {
        let shape = Self.shapes[place]
        let metric = try metric("shape", shape.kind)
        var world = try await World(zone: "America/New_York")
        try await world.commit { changes in
            changes.add(metric, for: acme)
            changes.add(metric, on: Self.dates) { date in
                shape.value(Int(date.dayNumber - Self.dates[0].dayNumber))
            }
        }
        let widths: [(BucketWidth, BucketWidth)] = [
            (.month, .day), (.quarter, .week(startingOn: .sunday)), (.year, .month),
            (try .billingCycle(anchorDay: 31), try .billingCycle(anchorDay: 31)),
        ]
        let (period, width) = widths[place % 4]
        let screens = try await ScreensToCome(
            world.acme, [metric], plan: plan([metric], place), now: Self.now, period: period, width: width)
        try screens.check(shape.name)
        // What the charge to date refuses is refused; all else is told.
        let isHuge = ["one outlier", "both ends", "beyond both ends", "sums beyond all numbers"].contains(
            shape.name)
        #expect(isHuge || screens.refusals.isEmpty, "\(shape.name): \(screens.refusals)")
        #expect(
            screens.refusals.allSatisfy {
                $0.hasPrefix("charges") || $0.hasPrefix("budget")
                    // A sum of a month that fits no number is refused as it is read.
                    || shape.name == "sums beyond all numbers" && $0.hasPrefix("forecast")
            }, "\(shape.name): \(screens.refusals)")
    }

    @Test(
        "The first and the last days of the calendar are told or refused, east and west of UTC",
        arguments: [
            ("Pacific/Kiritimati", "0001-01-01T11:00:00Z"), ("Pacific/Pago_Pago", "0001-01-01T11:30:00Z"),
            ("UTC", "0001-01-20T00:00:00Z"), ("UTC", "9999-12-31T12:00:00Z"),
            ("Pacific/Kiritimati", "9999-12-31T09:00:00Z"), ("Pacific/Pago_Pago", "9999-12-31T23:00:00Z"),
        ])
    func calendar(_ zone: String, _ at: String) async throws {
        let now = try instant(at)
        let metric = try metric("level", .gauge)
        var world = try await World(zone: zone)
        let today = Int((now.timeIntervalSince1970 / 86_400).rounded(.down))
        try await world.commit { changes in
            changes.add(metric, for: acme)
            for number in today - 40...today + 1 {
                guard let date = try? LocalDate(dayNumber: number) else { continue }
                changes.add(metric, Double(number & 7), on: [date])
            }
        }
        for (horizon, width) in [(nil, .day), (2_000, zone == "UTC" ? .day : .month)] as [(Int?, BucketWidth)]
        {
            let screens = try await ScreensToCome(
                world.acme, [metric], plan: plan([metric]), now: now, horizon: horizon, width: width)
            try screens.check("\(zone) \(at)")
            // Steps beyond the calendar are refused, and by the month the end of the period is told all the same.
            #expect(screens.refusals.isEmpty || (horizon == 2_000 && width == .day), "\(screens.refusals)")
        }
    }

    @Test(
        "Half a year with a date that the clock skips, a midnight that it skips, and a move around the world")
    func clocks() async throws {
        for (first, second, at) in [
            ("Pacific/Apia", nil, "2012-01-08T10:00:00Z"), ("America/Sao_Paulo", nil, "2018-11-20T03:00:00Z"),
            ("Pacific/Pago_Pago", "Pacific/Kiritimati", "2024-03-08T12:00:00Z"),
            ("Pacific/Kiritimati", "Pacific/Pago_Pago", "2024-03-08T12:00:00Z"),
        ] {
            let now = try instant(at)
            let changes = try second.map {
                [ZoneHistory.Change(from: now.addingTimeInterval(-86_400 * 4), zone: try ZoneID($0))]
            }
            let zones = try ZoneHistory(first: ZoneID(first), changes: changes ?? [])
            var world = try await World([Tenant(id: acme, name: "Acme", zones: zones, currency: .usd)])
            let hourly = try metric("hourly", .count, cadence: .hourly)
            try await world.commit { changes in
                changes.add(hourly, for: acme)
                changes.add(
                    try Coverage(
                        tenant: acme, metric: hourly.id, source: SourceID("feed"),
                        range: now.addingTimeInterval(-3_600 * 24 * 90)..<now))
                for hour in 1...24 * 90 {
                    changes.add(
                        SampleWrite(
                            key(acme, hourly), at: .instant(now.addingTimeInterval(Double(hour) * -3_600)),
                            value: 10))
                }
            }
            let screens = try await ScreensToCome(world.acme, [hourly], plan: plan([hourly]), now: now)
            try screens.check("\(first) \(at)", isThorough: second != nil)
            // A steady count by the hour is not unusual on any day, however long.
            #expect(try screens.insights.get().findings.isEmpty && screens.refusals.isEmpty, "\(first)")
        }
    }

    @Test("At the instant at which a month begins, nothing of it is used yet")
    func midnight() async throws {
        let monthly = try metric("monthly", .distinctToDate)
        var world = try await World()
        try await world.commit { changes in
            changes.add(monthly, for: acme)
            changes.add(monthly, on: try days("2023-09-01", "2024-03-31")) { Double($0.day * 10) }
        }
        let limit = try MetricLimit(name: "Users", metric: monthly.id, quantity: 200, period: .month)
        let used = try AlertRule(id: AlertRuleID("used"), name: "Used", condition: .used(of: .limit))
        let watches = [try AlertWatch(used, of: .limit(limit))]
        // The last figure of February is 290, and says nothing of March.
        for (at, figure, told) in [
            ("2024-02-29T12:00:00Z", 290, 4), ("2024-03-01T00:00:00Z", nil, 0),
            ("2024-03-01T12:00:00Z", 10, 0),
        ] as [(String, Double?, Int)] {
            let row = try await world.acme.limits([limit], now: instant(at)).rows[0]
            #expect(row.used == figure && row.isReached == (figure == 290), "\(at): \(row.used ?? -1)")
            #expect(row.expected == (figure == 290 ? nil : try day("2024-03-20")), "\(at)")
            let alerts = try await world.acme.alerts(watches, now: instant(at))
            #expect(alerts.told.count == told, "\(at)")
        }
    }

    @Test("A metric whose series fit no number is refused, and the others are told")
    func sums() async throws {
        let huge = try metric("huge", .count)
        var world = try await World()
        try await world.commit { changes in
            changes.add(huge, for: acme)
            changes.add(orders, for: acme)
            changes.add(orders, on: Self.dates, weekly)
            for region in ["north", "south"] {
                changes.add(huge, 1.7e308, on: Self.dates, labels: try Labels(("region", region)))
            }
        }
        let screens = try await ScreensToCome(
            world.acme, [huge, orders], plan: plan([huge, orders]), now: Self.now)
        try screens.check("two labels")
        let forecast = try screens.forecast.get()
        #expect(forecast.row(huge)?.refusal?.contains("finite") == true)
        #expect(forecast.row(orders)?.end?.estimate.value == 3_010)
        #expect(try screens.insights.get().unjudged.map(\.metric) == [huge.id])
        // The budget cannot be told, and says why; all other watches are observed.
        let rows = try screens.alerts.get().rows
        #expect(
            rows.filter { $0.rule.text == "budget" }.allSatisfy { $0.refusal != nil && $0.measure == nil })
        #expect(rows.contains { $0.title == "Orders" && $0.measure != nil })
    }

    @Test("Limits next to nothing and beyond all sums are told, and so are their alerts")
    func quantities() async throws {
        let large = try metric("large", .count)
        var world = try await World()
        try await world.commit { changes in
            changes.add(large, for: acme)
            changes.add(large, 1e290, on: Self.dates)
        }
        for (quantity, isAbove) in [(Double.leastNonzeroMagnitude, true), (1e-5, true), (1e300, false)] {
            let screens = try await ScreensToCome(
                world.acme, [large], plan: plan([]), now: Self.now, limit: quantity)
            try screens.check("\(quantity)")
            #expect(try screens.limits.get().rows[0].isReached == isAbove)
            let told = try screens.alerts.get().told.filter { $0.transition.rule.text == "used" }
            #expect(told.count == (isAbove ? 4 : 0))
        }
        for quantity in [0, -1, 1e301, .infinity, .nan] {
            let error = syncBillingError {
                try MetricLimit(name: "Limit", metric: large.id, quantity: quantity, period: .month)
            }
            #expect(error?.code == .invalidValue)
        }
    }

    @Test("A metric that is asked for twice is told once")
    func twice() async throws {
        var world = try await World()
        let sale = try day("2024-03-06")
        try await world.commit { changes in
            changes.add(orders, for: acme)
            changes.add(orders, on: Self.dates) { $0 == sale ? 400 : weekly($0) }
        }
        let forecast = try await world.acme.forecast(metrics: [orders, orders], now: Self.now)
        let insights = try await world.acme.insights(metrics: [orders, orders], now: Self.now)
        #expect(forecast.rows.count == 1 && insights.findings.count == 1)
        try expectStableForms(forecast)
        try expectStableForms(insights)
    }

    @Test("Periods to come of a steady week end where its days add up to")
    func periods() async throws {
        var world = try await World()
        try await world.commit { changes in
            changes.add(orders, for: acme)
            changes.add(orders, on: Self.dates.dropLast(), weekly)
        }
        // A week is 700. April has four and a Monday and a Tuesday, the quarter 13, the cycle four and a Sunday and a Monday.
        for (period, date, total) in try [
            (BucketWidth.month, "2024-04-10", 3_050), (.quarter, "2024-04-10", 9_100),
            (.billingCycle(anchorDay: 31), "2024-03-31", 2_960),
        ] as [(BucketWidth, String, Double)] {
            let forecast = try await world.acme.forecast(of: period, on: day(date), now: Self.now)
            let end = try #require(forecast.row(orders)?.end)
            #expect(end.estimate.value == total && end.estimate.interval95 == total...total, "\(period)")
            #expect(end.soFar == nil && end.known == 0 && end.missing == 0, "\(period)")
        }
        for (period, date, code) in [
            (BucketWidth.month, "2024-02-29", .unsupported), (.hour, "2024-03-13", .unsupported),
            (.month, "2029-10-01", .invalidValue), (.month, "9999-12-31", .invalidValue),
        ] as [(BucketWidth, String, BillingError.Code)] {
            let error = await billingError {
                try await world.acme.forecast(of: period, on: day(date), now: Self.now)
            }
            #expect(error?.code == code, "\(period) \(date)")
        }
    }

    @Test("A finding costs what its days bring above what was expected, at the price of the tier")
    func cost() async throws {
        // Of 1 to 12 March 1,160 come by the week, and on the 6th 395 in place of 125: 1,430 in all. Up to 1,200 cost 0.10 each, and
        // beyond 0.50: 120.00 + 115.00 with the sale, and 116.00 without it.
        var world = try await World()
        let sale = try day("2024-03-06")
        try await world.commit { changes in
            changes.add(orders, for: acme)
            changes.add(orders, on: Self.dates.dropLast()) { $0 == sale ? 395 : weekly($0) }
        }
        let tiers = try [
            PriceTier(upTo: 1_200, unitPrice: decimal("0.10")),
            PriceTier(upTo: nil, unitPrice: decimal("0.50")),
        ]
        let plan = try makePlan([makeCharge("orders", .metric(orders.id, .sum), .graduated(tiers))])
        let finding = try #require(
            try await world.acme.insights(plan: plan, now: Self.now).findings.first)
        #expect(finding.peak?.expected == 125 && finding.peak?.value == 395)
        #expect(finding.cost == (try Money("119.00", .usd)))
    }

    @Test("Two thousand overdue invoices are told once")
    func invoices() async throws {
        var world = try await World()
        try await world.commit { changes in
            for place in 0..<2_000 {
                changes.add(
                    try Invoice(
                        tenant: acme, number: InvoiceNumber("INV-\(place)"),
                        issuedAt: instant("2024-01-01T00:00:00Z"), currency: .usd,
                        payable: Money("1.00", .usd)))
            }
        }
        let rule = try AlertRule(id: AlertRuleID("due"), name: "Due", condition: .overdue(days: 1))
        let watches = [try AlertWatch(rule, of: .invoices(dueAfter: 14))]
        let report = try await world.acme.alerts(watches, now: Self.now)
        let again = try await world.acme.alerts(watches, states: report.states, now: Self.now)
        #expect(report.told.count == 2_000 && again.told.isEmpty && again.states == report.states)
    }
}
