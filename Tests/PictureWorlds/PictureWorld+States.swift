import BillingModel
import BillingReports
import BillingStore
import BillingTestSupport
import BillingTime
import Foundation

extension PictureWorld {
    /// Every state that screens are drawn in.
    package static func all() async throws -> [PictureWorld] { try await made.value }

    private static let made = Task { () async throws -> [PictureWorld] in
        [
            try await year(), try await threeYears(),
            try await hours(), try await gaps(), try await noData(), try await onePoint(),
            try await oneDay(),
            try await deadFeed(), try await unfinishedMonth(), try await partialCoverage(),
            try await twoCurrencies(), try await overdueInvoice(), try await longName(),
            try await rightToLeft(),
            try await ideographs(), try await manyMetrics(), try await farApart(), try await hostile(),
        ]
    }

    /// Seven months of some metrics with a spike, an outage, what happened, and invoices: what most tenants look like.
    package static func year() async throws -> PictureWorld {
        try await PictureWorld(
            "year",
            metrics: [.assets, .devicesReporting, .dailyActiveDevices, .monthlyActiveDevices, .users],
            through: "2026-03-18",
            annotations: [
                try GraphAnnotation(
                    id: GraphAnnotationID("release"), at: instant("2026-01-12T15:00:00Z"), kind: .released,
                    text: "Firmware 4.2 for all trackers"),
                try GraphAnnotation(
                    id: GraphAnnotationID("fleet"), at: instant("2026-02-20T15:00:00Z"), kind: .created,
                    text: "Second depot in Newark"),
                try GraphAnnotation(
                    id: GraphAnnotationID("fair"), at: instant("2026-03-02T05:00:00Z"),
                    until: instant("2026-03-07T05:00:00Z"), kind: .note,
                    text: "Spring fair, vans in use all day"),
            ],
            limits: [
                try MetricLimit(
                    name: "Assets of the plan", metric: MetricID("assets"), quantity: 150, period: .month),
                try MetricLimit(
                    name: "Users of the plan", metric: MetricID("users"), quantity: 1_000, period: .month),
            ]
        ) { changes, tenant, metrics, dates in
            try addUsage(
                &changes, tenant, metrics, dates
            ) { metric, place, count in
                if (130..<134).contains(place) { return nil }
                return metric == .dailyActiveDevices && place == 170 ? count * 3 : count
            }
            for (number, date, amount) in [
                ("2025-12", "2026-01-02", "236.00"), ("2026-01", "2026-02-02", "242.50"),
            ] {
                try addInvoice(&changes, tenant, number, on: date, Money(amount, .usd))
            }
            try addInvoice(
                &changes, tenant, "2026-02", on: "2026-03-02", Money("251.00", .usd), isPaid: false)
        }
    }

    /// All metrics of the usage report by day over three years.
    package static func threeYears() async throws -> PictureWorld {
        try await PictureWorld(
            "three-years", metrics: Metric.dailyUsage, from: "2023-03-01", through: "2026-02-28"
        ) {
            changes, tenant, metrics, dates in
            try addUsage(&changes, tenant, metrics, dates)
        }
    }

    /// Three years of which every third day and some weeks are missing.
    package static func gaps() async throws -> PictureWorld {
        try await PictureWorld(
            "gaps", metrics: Metric.dailyUsage, from: "2023-03-01", through: "2026-02-28"
        ) { changes, tenant, metrics, dates in
            try addUsage(&changes, tenant, metrics, dates) { metric, place, count in
                place % 3 == 1 || place / 20 % 5 == 4 ? nil : count + (metric.kind == .gauge ? place % 7 : 0)
            }
        }
    }

    /// Actions at three hours of a day beside what is sent once a day, over a change of the clock.
    package static func hours() async throws -> PictureWorld {
        try await PictureWorld(
            "hours", metrics: [.assets, .actions], from: "2026-02-01", through: "2026-03-18"
        ) { changes, tenant, _, dates in
            try addUsage(&changes, tenant, [.assets], dates)
            try addActions(
                &changes, tenant, dates,
                [("alert", "send-email", 60), ("automation", "update-asset", 40), ("alert", "send-sms", 25)])
            try addCoverage(&changes, tenant, "2026-02-01T05:00:00Z", "2026-03-19T04:00:00Z")
        }
    }

    package static func noData() async throws -> PictureWorld {
        try await PictureWorld("no-data", through: "2026-03-18") { _, _, _, _ in }
    }

    package static func onePoint() async throws -> PictureWorld {
        try await PictureWorld("one-point", metrics: [.assets], from: "2026-02-01", through: "2026-03-18") {
            changes, tenant, metrics, dates in
            try addUsage(&changes, tenant, metrics, Array(dates[20...20]))
        }
    }

    package static func oneDay() async throws -> PictureWorld {
        try await PictureWorld(
            "one-day", metrics: Metric.dailyUsage, from: "2026-03-18", through: "2026-03-18"
        ) {
            changes, tenant, metrics, dates in
            try addUsage(&changes, tenant, metrics, dates)
        }
    }

    /// Nothing has been heard for two months.
    package static func deadFeed() async throws -> PictureWorld {
        try await PictureWorld(
            "dead-feed", metrics: [.assets, .users, .dailyActiveUsers], through: "2026-03-18"
        ) { changes, tenant, metrics, dates in
            try addUsage(
                &changes, tenant, metrics, Array(dates.dropLast(60)))
        }
    }

    /// The report is made at noon, after some of the day's rows have come.
    package static func unfinishedMonth() async throws -> PictureWorld {
        try await PictureWorld(
            "unfinished-month", metrics: [.assets, .monthlyActiveUsers, .dailyActiveUsers],
            through: "2026-03-18", hours: 12
        ) {
            changes, tenant, metrics, dates in
            try addUsage(&changes, tenant, metrics, dates)
        }
    }

    /// Days are missing here and there.
    package static func partialCoverage() async throws -> PictureWorld {
        try await PictureWorld(
            "partial-coverage", metrics: [.assets, .dailyActiveDevices, .monthlyActiveDevices],
            through: "2026-03-18"
        ) { changes, tenant, metrics, dates in
            try addUsage(
                &changes, tenant, metrics, dates
            ) { metric, place, count in
                metric == .assets
                    ? (place % 11 == 0 ? count : nil) : place % 5 == 2 || place / 9 % 4 == 3 ? nil : count
            }
        }
    }

    package static func twoCurrencies() async throws -> PictureWorld {
        try await PictureWorld("two-currencies", metrics: [.assets], through: "2026-03-18") {
            changes, tenant, metrics, dates in
            try addUsage(&changes, tenant, metrics, dates)
            try addInvoice(&changes, tenant, "U-1", on: "2026-01-02", Money("120.00", .usd))
            try addInvoice(&changes, tenant, "E-1", on: "2026-02-02", Money("98.40", .eur), isPaid: false)
        }
    }

    package static func overdueInvoice() async throws -> PictureWorld {
        try await PictureWorld("overdue", metrics: [.assets, .users], through: "2026-03-18") {
            changes, tenant, metrics, dates in
            try addUsage(&changes, tenant, metrics, dates)
            try addInvoice(
                &changes, tenant, "2025-10", on: "2025-11-02", Money("1300.00", .usd), isPaid: false)
        }
    }

    package static func longName() async throws -> PictureWorld {
        let name = String(repeating: "Consolidated Intercontinental Freight ", count: 6).prefix(200)
        return try await named("long-name", String(name))
    }

    package static func rightToLeft() async throws -> PictureWorld {
        try await named("right-to-left", "شركة النقل السريع")
    }

    package static func ideographs() async throws -> PictureWorld {
        try await named("ideographs", "東京運輸株式会社")
    }

    /// A tenant and a metric of one name.
    private static func named(_ state: String, _ name: String) async throws -> PictureWorld {
        let metric = try Metric(
            id: MetricID("own"), name: String(name.prefix(200)), unit: String(name.prefix(60)), kind: .gauge,
            cadence: .daily)
        return try await PictureWorld(
            state, metrics: [.assets, metric], tenantName: name, from: "2026-01-01", through: "2026-03-18"
        ) {
            changes, tenant, metrics, dates in
            changes.add(metric, for: tenant.id)
            try addUsage(&changes, tenant, metrics, dates)
        }
    }

    package static func manyMetrics() async throws -> PictureWorld {
        let metrics = try (1...60).map { place in
            try Metric(
                id: MetricID("sensor-\(place)"), name: "Sensor \(place)",
                unit: place % 3 == 0 ? "litres" : "readings",
                kind: .gauge, cadence: .daily)
        }
        return try await PictureWorld(
            "many-metrics", metrics: metrics, from: "2026-01-01", through: "2026-03-18"
        ) {
            changes, tenant, metrics, dates in
            for metric in metrics { changes.add(metric, for: tenant.id) }
            try addUsage(&changes, tenant, metrics, dates)
        }
    }

    /// A value of 10^15 beside one of 3, of one unit.
    package static func farApart() async throws -> PictureWorld {
        let metrics = try ["large", "small"].map { name in
            try Metric(
                id: MetricID(name), name: "A \(name) one", unit: "bytes", kind: .gauge, cadence: .daily)
        }
        return try await PictureWorld(
            "far-apart", metrics: metrics, from: "2026-01-01", through: "2026-03-18"
        ) {
            changes, tenant, metrics, dates in
            for metric in metrics { changes.add(metric, for: tenant.id) }
            try addUsage(&changes, tenant, metrics, dates) { metric, place, _ in
                metric == metrics[0] ? 1_000_000_000_000_000 + place * 1_000_000_000_000 : 3 + place % 2
            }
        }
    }

    /// Names that would run or break a page.
    package static func hostile() async throws -> PictureWorld {
        let attack =
            "</script></style></title>--><img src=x onerror=window.__hit=1><script>window.__hit=1</script>\\"
        let metric = try Metric(
            id: MetricID("\"><svg onload=window.__hit=1>"), name: attack + "\" onmouseover=\"window.__hit=1",
            unit: "'};window.__hit=1;//", kind: .gauge, cadence: .daily)
        return try await PictureWorld(
            "hostile", metrics: [.assets, metric], tenantName: attack, from: "2026-01-01",
            through: "2026-03-18",
            annotations: [
                try GraphAnnotation(
                    id: GraphAnnotationID("attack"), at: instant("2026-02-20T15:00:00Z"),
                    text: "javascript:window.__hit=1 \(attack)\u{2028}\u{202E}")
            ]
        ) { changes, tenant, metrics, dates in
            changes.add(metric, for: tenant.id)
            try addUsage(&changes, tenant, metrics, dates)
            try addInvoice(
                &changes, tenant, "<b onclick=window.__hit=1>", on: "2026-02-02", Money("1.00", .usd))
        }
    }
}
