import BillingInsights
import BillingModel
import BillingReports
import BillingStore
import BillingTestSupport
import BillingTime
import Foundation
import Testing

@Suite("What is worth a look")
struct UsageInsightsTests {
    private static let now = constant { try instant("2024-03-13T16:00:00Z") }

    /// A weekly count with a little noise, from 1 September 2023 on.
    private func count(
        through last: String = "2024-03-12", zone: String = "UTC", metric: Metric = orders,
        times scale: Double = 1,
        _ change: (LocalDate) throws -> Double? = { _ in nil }
    ) async throws -> World {
        var world = try await World(zone: zone)
        var random = SplitMix64(seed: 9)
        try await world.commit { changes in
            changes.add(metric, for: acme)
            try changes.add(metric, on: try days("2023-09-01", last)) { date in
                let noise = Double(Int.random(in: -6...6, using: &random))
                return try change(date) ?? (weekly(date) + noise) * scale
            }
        }
        return world
    }

    @Test("A spike is one finding, with what was expected and how rare it is")
    func spike() async throws {
        let dates = try day("2024-03-05")...day("2024-03-06")
        let scope = try await count { dates.contains($0) ? 400 : nil }.acme
        let insights = try await scope.insights(now: Self.now)
        let finding = try #require(insights.findings.first)
        #expect(insights.findings.count == 1 && insights.unjudged.isEmpty)
        #expect(finding.kind == .spike && finding.first...finding.last == dates)
        let peak = try #require(finding.peak)
        // A Tuesday or a Wednesday.
        #expect(peak.value == 400 && abs(peak.expected - 128) < 10)
        #expect(peak.usual.contains(130) && !peak.usual.contains(200) && peak.probability < 0.001)
        #expect(finding.statement.hasPrefix("Orders 2024-03-05 to 2024-03-06: 400 on 2024-03-0"))
        #expect(insights.text().contains("where"))
        try expectStableForms(insights)
        // As told the day after, so told later.
        let earlier = try await scope.insights(now: instant("2024-03-08T00:00:00Z"))
        #expect(earlier.findings == insights.findings)
    }

    @Test("Nothing is said of an ordinary course, a day in progress, or one that is covered in part")
    func ordinary() async throws {
        let today = try day("2024-03-13")
        let quiet = try await count(through: "2024-03-13") { $0 == today ? 1 : nil }.acme.insights(
            now: Self.now)
        #expect(quiet.findings.isEmpty && quiet.text().contains("Nothing unusual since 2024-02-12"))
        try expectStableForms(quiet)
        // Half of 12 March is covered.
        var world = try await World()
        try await world.commit { changes in
            changes.add(messages, for: acme)
            try changes.cover(messages, "2023-09-01T00:00:00Z", "2024-03-12T12:00:00Z")
            for date in try days("2023-09-01", "2024-03-12") {
                let isHalf = date == (try day("2024-03-12"))
                try changes.add(messages, isHalf ? 20 : weekly(date), at: "\(date)T01:00:00Z")
            }
        }
        let part = try await world.acme.insights(now: Self.now)
        #expect(part.findings.isEmpty)
    }

    @Test("A day on which the clock changes is not unusual")
    func clock() async throws {
        // A million an hour with a deviation of a thousandth.
        let hourly = try Metric(id: MetricID("pulses"), unit: "pulses", kind: .count)
        var world = try await World(zone: "America/New_York")
        var random = SplitMix64(seed: 4)
        try await world.commit { changes in
            changes.add(hourly, for: acme)
            try changes.cover(hourly, "2023-09-01T04:00:00Z", "2024-03-13T04:00:00Z")
            let start = try instant("2023-09-01T04:00:00Z")
            for hour in 0..<(195 * 24) {
                let value = 1_000_000 + Double(Int.random(in: -1_000...1_000, using: &random))
                changes.add(
                    SampleWrite(
                        key(acme, hourly), at: .instant(start.addingTimeInterval(Double(hour) * 3_600)),
                        value: value))
            }
        }
        let insights = try await world.acme.insights(since: day("2023-09-20"), now: Self.now)
        #expect(insights.findings.isEmpty)
    }

    @Test("A feed that goes silent is told as such, and not as a dip")
    func silence() async throws {
        let insights = try await count(through: "2024-03-07").acme.insights(now: Self.now)
        let finding = try #require(insights.findings.first)
        #expect(insights.findings.count == 1 && finding.kind == .silence && finding.peak == nil)
        #expect(try finding.first == day("2024-03-08") && finding.last == day("2024-03-12"))
        #expect(finding.statement == "Orders: no data since 2024-03-08")
        try expectStableForms(insights)
        // Late data are not due before the lag has passed.
        let late = try Metric(
            id: MetricID("late"), unit: "orders", kind: .count, cadence: .daily, lag: .seconds(6 * 86_400))
        let waiting = try await count(through: "2024-03-07", metric: late).acme.insights(now: Self.now)
        #expect(waiting.findings.isEmpty)
    }

    @Test("Parts add up to the whole, and moves against each other are found in the parts")
    func parts() async throws {
        let (north, south) = (try Labels(("site", "north")), try Labels(("site", "south")))
        func insights(_ change: @escaping (LocalDate, Bool) throws -> Double?) async throws -> UsageInsights {
            var world = try await World()
            var random = SplitMix64(seed: 12)
            try await world.commit { changes in
                changes.add(orders, for: acme)
                for date in try days("2023-09-01", "2024-03-12") {
                    for isNorth in [true, false] {
                        let noise = Double(Int.random(in: -4...4, using: &random))
                        let value = try change(date, isNorth) ?? weekly(date) * (isNorth ? 2 : 1) + noise
                        changes.add(orders, value, on: [date], labels: isNorth ? north : south)
                    }
                }
            }
            return try await world.acme.insights(now: Self.now)
        }
        let date = try day("2024-03-06")
        let together = try await insights { $0 == date && $1 ? 900 : nil }
        let finding = try #require(together.findings.first)
        #expect(together.findings.count == 1 && finding.labels.isEmpty)
        let peak = try #require(finding.peak)
        #expect(abs(finding.parts.reduce(0) { $0 + $1.difference } - peak.difference) < 1e-9)
        #expect(finding.parts.first?.labels == north && (finding.parts.first?.difference ?? 0) > 600)
        #expect(finding.statement.contains("of that north +"))
        try expectStableForms(together)
        // What one has more, the other has less: on a Wednesday 250 and 125.
        let opposite = try await insights { $0 == date ? ($1 ? 150 : 225) : nil }
        #expect(Set(opposite.findings.map(\.labels)) == [north, south])
        #expect(Set(opposite.findings.map(\.kind)) == [.dip, .spike])
        try expectStableForms(opposite)
    }

    @Test("What people and the host know stands beside a finding")
    func marks() async throws {
        let date = try day("2024-03-06")
        let scope = try await count { $0 == date ? 400 : nil }.acme
        let release = try GraphAnnotation(
            id: GraphAnnotationID("r1"), at: instant("2024-03-05T09:00:00Z"), kind: .released,
            text: "Release 7")
        let other = try GraphAnnotation(
            id: GraphAnnotationID("r2"), at: instant("2024-03-01T09:00:00Z"), text: "Too early")
        let found = try await scope.insights(annotations: [release, other], now: Self.now)
        #expect(found.findings.map(\.annotations) == [[release]] && found.open.count == 1)
        // From the start of the day before to the end of the day after.
        func span(_ id: String, _ start: String, _ end: String) throws -> GraphAnnotation {
            try GraphAnnotation(
                id: GraphAnnotationID(id), at: instant(start), until: instant(end), text: "Campaign")
        }
        let near = try [
            span("s1", "2024-02-01T00:00:00Z", "2024-03-05T00:00:00.000001Z"),
            span("s2", "2024-03-04T00:00:00Z", "2024-04-01T00:00:00Z"),
            span("s3", "2024-03-07T23:59:59.999999Z", "2024-03-09T00:00:00Z"),
        ]
        let far = try [
            span("s4", "2024-02-01T00:00:00Z", "2024-03-05T00:00:00Z"),
            span("s5", "2024-03-08T00:00:00Z", "2024-03-09T00:00:00Z"),
        ]
        let spanned = try await scope.insights(annotations: far + near, now: Self.now)
        #expect(spanned.findings.map(\.annotations) == [near])
        try expectStableForms(spanned)
        let mark = FindingMark(.event, of: found.findings[0], note: "a sale")
        let marked = try await scope.insights(annotations: [release], marks: [mark], now: Self.now)
        #expect(marked.findings.map(\.mark) == [.event] && marked.open.isEmpty)
        #expect(marked.text().contains("(a known event)"))
        #expect(try roundTrip(mark) == mark)
        try expectStableForms(marked)
        #expect(
            refusal {
                try read(
                    FindingMark.self,
                    #"{"metric":"a","labels":[],"first":"2024-02-02","last":"2024-02-01","meaning":"event"}"#)
            } == .malformed)
    }

    @Test("A month-to-date figure that begins anew is not unusual")
    func reset() async throws {
        var world = try await World()
        try await world.commit { changes in
            changes.add(.monthlyActiveUsers, on: try days("2023-09-01", "2024-03-12")) { date in
                Double(40 + 9 * date.day + Int(date.dayNumber) % 3)
            }
        }
        let insights = try await world.acme.insights(since: day("2023-09-01"), now: Self.now)
        #expect(insights.findings.isEmpty)
    }

    @Test("What grows is said to, by how much, and what stays is not")
    func trends() async throws {
        let start = try day("2023-09-01")
        let growing = try await count { date in
            // 1 a day, which is 15 % a month of 200.
            weekly(date) + 100 + Double(start.days(to: date) % 3) + Double(start.days(to: date))
        }.acme.insights(now: Self.now)
        let trend = try #require(growing.trends.first)
        #expect(trend.direction == .growing && trend.slope.interval95.contains(1))
        #expect(try trend.last == day("2024-03-12") && trend.first.days(to: trend.last) == 181)
        let growth = try #require(trend.growth)
        #expect(abs(growth.value - 30 / (200 + 103)) < 0.01)
        #expect(
            trend.statement.hasPrefix("Orders: growing ") && growing.text().contains("% a month since 2023"))
        try expectStableForms(growing)
        let plain = try await count().acme.insights(now: Self.now)
        #expect(plain.trends.map(\.direction) == [.steady] && !plain.text().contains("a month since"))
    }

    @Test("A level that changed for good is told with its day, and the trend is that of the time after")
    func changes() async throws {
        let move = try day("2023-12-20")
        let scope = try await count { $0 >= move ? weekly($0) * 1.5 + Double($0.day % 5) : nil }.acme
        let insights = try await scope.insights(since: move, now: Self.now)
        #expect(insights.findings.map(\.kind) == [.shift])
        let change = try #require(insights.changes.first)
        #expect(insights.changes.count == 1 && change.kind == .level && change.likely.contains(move))
        #expect(abs(change.before - 100) < 6 && abs(change.after - 152) < 6)
        #expect(
            change.statement.hasPrefix("Orders: from ") && change.statement.hasSuffix("on \(change.date)"))
        #expect(insights.trends.map(\.first) == [change.date] && insights.trends[0].direction == .steady)
        try expectStableForms(insights)
        // A change before the time that is told of is none.
        #expect(try await scope.insights(now: Self.now).changes.isEmpty)
    }

    @Test("Metrics that move together are told with their lag, and parts of a whole are not")
    func links() async throws {
        let visits = try Metric(
            id: MetricID("visits"), name: "Visits", unit: "visits", kind: .count, cadence: .daily)
        let (north, south) = (try Labels(("site", "north")), try Labels(("site", "south")))
        var world = try await World()
        var random = SplitMix64(seed: 77)
        let dates = try days("2023-09-01", "2024-03-12")
        let noise = dates.map { _ in Double(Int.random(in: -30...30, using: &random)) }
        try await world.commit { changes in
            changes.add(orders, for: acme)
            changes.add(visits, for: acme)
            for (place, date) in dates.enumerated() {
                let own = Double(Int.random(in: -8...8, using: &random))
                changes.add(visits, 400 + weekly(date) + noise[place], on: [date])
                // Two days later, in one of two sites.
                let late = place >= 2 ? noise[place - 2] : 0
                changes.add(orders, weekly(date) + late + own, on: [date], labels: north)
                let other = Double(Int.random(in: -8...8, using: &random))
                changes.add(orders, weekly(date) + other, on: [date], labels: south)
            }
        }
        let insights = try await world.acme.insights(now: Self.now)
        let pairs = insights.links.map {
            "\(ScreenTitle.of($0.leader)) \($0.lag) \(ScreenTitle.of($0.follower))"
        }
        #expect(Set(pairs) == ["Visits 2 Orders", "Visits 2 Orders: north"])
        #expect(insights.links.allSatisfy { $0.coefficient > 0.6 && $0.effectiveDays <= Double($0.days) })
        #expect(insights.text().contains("Orders: north follows Visits by 2 days (+0."))
        try expectStableForms(insights)
    }

    @Test("What else was unusual on the days of spikes is told, and what belongs together anyway is not")
    func coincidences() async throws {
        let sales = try ["2023-12-04", "2024-01-17", "2024-02-06", "2024-03-01"].map(day)
        let visits = try Metric(
            id: MetricID("visits"), name: "Visits", unit: "visits", kind: .count, cadence: .daily)
        let (north, south) = (try Labels(("site", "north")), try Labels(("site", "south")))
        var world = try await World()
        var random = SplitMix64(seed: 31)
        try await world.commit { changes in
            changes.add(orders, for: acme)
            changes.add(visits, for: acme)
            for date in try days("2023-09-01", "2024-03-12") {
                let isSale = sales.contains(date)
                // Visits come a day before.
                let isEve = try sales.contains(date.adding(days: 1))
                func noise() -> Double { Double(Int.random(in: -6...6, using: &random)) }
                changes.add(orders, weekly(date) + noise() + (isSale ? 500 : 0), on: [date], labels: north)
                changes.add(orders, weekly(date) + noise(), on: [date], labels: south)
                changes.add(visits, 400 + weekly(date) + noise() + (isEve ? 900 : 0), on: [date])
                changes.add(.assets, 50 + noise(), on: [date])
            }
        }
        let found = try await world.acme.coincidences(of: orders, now: Self.now)
        #expect(found.companions.map(\.metric.metric) == [visits.id] && found.companions[0].hits == 4)
        #expect(found.days.map(\.date) == sales)
        #expect(found.text().contains("Visits: unusual on 4 of 4 of these days"))
        try expectStableForms(found)
        let none = try await world.acme.coincidences(of: .assets, now: Self.now)
        #expect(none.companions.isEmpty && none.text().contains("Nothing else is unusual"))
        let error = await billingError { try await world.acme.coincidences(of: .users, now: Self.now) }
        #expect(error?.code == .notFound)
    }

    @Test("What cannot be judged says why")
    func unjudged() async throws {
        var world = try await World()
        try await world.commit { changes in
            changes.add(orders, for: acme)
            changes.add(orders, on: try days("2024-01-01", "2024-03-12")) { _ in 1.5e300 }
        }
        let insights = try await world.acme.insights(now: Self.now)
        #expect(insights.unjudged.map(\.metric) == [orders.id] && insights.findings.isEmpty)
        try expectStableForms(insights)
    }
}

/// The name of a side of a link, with the values of its labels.
private enum ScreenTitle {
    static func of(_ side: MetricLink.Side) -> String {
        ([side.name] + side.labels.pairs.map(\.value.text)).joined(separator: ": ")
    }
}
