import BillingModel
import BillingReports
import BillingStore
import BillingTestSupport
import BillingTime
import Foundation
import Testing

@Suite("The graph shows metrics of all kinds on one grid of buckets")
struct ConsumptionGraphTests {
    static let now = constant { try instant("2013-06-15T16:00:00Z") }

    private func range(_ start: String, _ end: String) throws -> Range<Date> {
        try instant(start)..<instant(end)
    }

    @Test("A gauge has its value at the end, extremes, mean by time and the sample's date; gaps stay gaps")
    func gauge() async throws {
        var world = try await World(zone: "America/New_York")
        try await world.commit { changes in
            changes.add(.assets, 10, on: try days("2013-03-09", "2013-03-09"))
            changes.add(.assets, 30, on: try days("2013-03-10", "2013-03-10"))
            changes.add(.assets, 20, on: try days("2013-03-12", "2013-03-12"))
        }
        // The weeks of Monday 4 and 11 March; Sunday 10 March has 23 hours.
        let weeks = try await world.acme.consumptionGraph(
            range: try range("2013-03-04T05:00:00Z", "2013-03-18T04:00:00Z"), width: .week, now: Self.now)
        #expect(weeks.series.map(\.metric) == [Metric.assets.id])
        let line = try #require(weeks.series(.assets))
        // Nothing is known of the end of the second week.
        #expect(line.points.map(\.value) == [30, nil])
        #expect(
            try line.points.map(\.lastKnown) == [nil, LastKnown(value: 20, time: .date(day("2013-03-12")))])
        #expect(line.points.map(\.mean).last == 20)
        #expect(line.points.map(\.minimum) == [10, 20])
        #expect(line.points.map(\.maximum) == [30, 20])
        let hours: Double = 10 * 24 + 30 * 23
        #expect(line.points[0].mean == hours / 47)
        #expect(try line.points[0].sampled == .date(day("2013-03-10")))
        #expect(weeks.buckets.map(\.firstDate.description) == ["2013-03-04", "2013-03-11"])
        // 47 of the 167 hours are covered.
        #expect(line.points[0].completeness.coverage == 47.0 / 167)
        #expect(try roundTrip(weeks) == weeks)
        let byDay = try await world.acme.consumptionGraph(
            range: try range("2013-03-09T05:00:00Z", "2013-03-13T04:00:00Z"), width: .day, now: Self.now)
        #expect(byDay.series(.assets)?.points.map(\.value) == [10, 30, nil, 20])
        #expect(byDay.series(.assets)?.points[2].completeness.origin == .missing)
    }

    @Test("A gauge is carried where it is covered, at most the staleness limit, and not past now")
    func carried() async throws {
        var world = try await World()
        try await world.commit { changes in
            changes.add(World.level, for: acme)
            try changes.cover(World.level, "2013-06-15T00:00:00Z", "2013-06-16T00:00:00Z")
            try changes.add(World.level, 5, at: "2013-06-15T11:30:00Z")
            try changes.add(World.level, 8, at: "2013-06-15T15:30:00Z")
        }
        let graph = try await world.acme.consumptionGraph(
            metrics: [World.level], range: try range("2013-06-15T11:00:00Z", "2013-06-15T18:00:00Z"),
            width: .hour, now: Self.now)
        let points = try #require(graph.series(World.level)).points
        // From 11:30 it holds until 13:30; nothing is read from 16:00 on.
        #expect(points.map(\.value) == [5, 5, nil, nil, 8, nil, nil])
        #expect(points.map(\.mean) == [5, 5, 5, nil, 8, nil, nil])
        #expect(points.map(\.completeness.coverage) == [0.5, 1, 0.5, 0, 0.5, 0, 0])
        #expect(points[1].completeness.origin == .filled)
        #expect(try points[1].sampled == .instant(instant("2013-06-15T11:30:00Z")))
        let known = LastKnown(value: 5, time: .instant(try instant("2013-06-15T11:30:00Z")))
        #expect(points.map(\.lastKnown) == [nil, nil, known, known, nil, nil, nil])
        #expect(points.map(\.completeness.phase).suffix(3) == [.settled, .future, .future])
    }

    @Test("A count adds up exactly, is zero in covered silence, and counts only the part inside the range")
    func count() async throws {
        var world = try await World()
        try await world.commit { changes in
            changes.add(messages, for: acme)
            try changes.cover(messages, "2013-05-02T00:00:00Z", "2013-06-15T00:00:00Z")
            for (text, value) in [
                ("2013-05-10T00:00:00Z", 1.0), ("2013-05-10T23:59:59.999999Z", 2),
                ("2013-05-12T00:00:00Z", 4),
                ("2013-06-15T15:00:00Z", 8), ("2013-06-15T16:00:00Z", 16),
            ] { try changes.add(messages, value, at: text) }
        }
        let byDay = try await world.acme.consumptionGraph(
            range: try range("2013-05-10T12:00:00Z", "2013-05-12T12:00:00Z"), width: .day, now: Self.now)
        let points = try #require(byDay.series(messages)).points
        #expect(points.map(\.value) == [2, 0, 4])
        #expect(points.map(\.completeness.isComplete) == [false, true, false])
        #expect(points[0].completeness.clippedStart)
        #expect(points[2].completeness.clippedEnd)
        #expect(points[1].completeness.origin == .filled)
        let months = try await world.acme.consumptionGraph(
            range: try range("2013-04-01T00:00:00Z", "2013-07-01T00:00:00Z"), width: .month, now: Self.now)
        let byMonth = try #require(months.series(messages)).points
        #expect(byMonth.map(\.value) == [nil, 7, 8])
        #expect(byMonth.map(\.completeness.phase) == [.settled, .settled, .inProgress])
        #expect(byMonth[1].completeness.coverage == 30.0 / 31)
        #expect(byMonth[2].completeness.coverage == 336.0 / 352)
    }

    @Test("A distinct count of a wide bucket is that of the union, or has mean and extremes of its days")
    func distinct() async throws {
        var world = try await World()
        let devices = try Metric.dailyActiveDevices.derived(from: .activity(of: .device))
        try await world.commit { changes in
            changes.add(devices, for: acme)
            try changes.cover(devices, "2013-05-06T00:00:00Z", "2013-05-20T00:00:00Z")
            try changes.activate("a", at: "2013-05-06T00:00:00Z")
            try changes.activate("a", at: "2013-05-07T00:00:00Z")
            try changes.activate("b", at: "2013-05-12T23:45:00Z")
            changes.add(.dailyActiveUsers, 4, on: [try day("2013-05-06")])
            changes.add(.dailyActiveUsers, 1, on: [try day("2013-05-07")])
        }
        let graph = try await world.acme.consumptionGraph(
            range: try range("2013-05-06T00:00:00Z", "2013-05-20T00:00:00Z"), width: .week, now: Self.now)
        #expect(graph.series(devices)?.points.map(\.value) == [2, 0])
        let users = try #require(graph.series(.dailyActiveUsers)).points
        #expect(users.map(\.value) == [nil, nil])
        #expect(users[0].mean == 2.5)
        #expect(users[0].minimum == 1)
        #expect(users[0].maximum == 4)
        // Within an odd range the activity of whole quarter hours counts, and says so.
        let odd = try await world.acme.consumptionGraph(
            metrics: [devices], range: try range("2013-05-07T00:10:00Z", "2013-05-07T01:00:00Z"),
            width: .hour,
            now: Self.now)
        #expect(odd.series(devices)?.points.map(\.value) == [1])
        #expect(odd.series(devices)?.points.map(\.widened) == [true])
        #expect(graph.series(devices)?.points.map(\.widened) == [false, false])
    }

    @Test(
        "A figure to date has no value across a reset, where each part is listed", arguments: [false, true])
    func toDate(isDerived: Bool) async throws {
        var world = try await World()
        let derived = try Metric.monthlyActiveDevices.derived(from: .activity(of: .device))
        try await world.commit { changes in
            if isDerived {
                changes.add(derived, for: acme)
                try changes.cover(derived, "2013-04-01T00:00:00Z", "2013-06-01T00:00:00Z")
                for (subject, text) in [
                    ("a", "2013-04-03"), ("b", "2013-04-22"), ("c", "2013-04-30"), ("a", "2013-05-01"),
                ] { try changes.activate(subject, at: text + "T09:00:00Z") }
            } else {
                try changes.cover(
                    .monthlyActiveDevices, "2013-04-01T00:00:00Z", "2013-06-01T00:00:00Z")
                for (value, text) in [
                    (1.0, "2013-04-15"), (2, "2013-04-22"), (3, "2013-04-30"), (1, "2013-05-01"),
                    (1, "2013-05-06"),
                ] { changes.add(.monthlyActiveDevices, value, on: [try day(text)]) }
            }
        }
        // The weeks of 15, 22 and 29 April and 6 May.
        let graph = try await world.acme.consumptionGraph(
            range: try range("2013-04-15T00:00:00Z", "2013-05-13T00:00:00Z"), width: .week, now: Self.now)
        let points = try #require(graph.series(.monthlyActiveDevices)).points
        #expect(points.map(\.value) == [1, 2, nil, 1])
        #expect(points[2].parts.map(\.value) == [3, 1])
        let ends = [try instant("2013-05-01T00:00:00Z"), try instant("2013-05-06T00:00:00Z")]
        #expect(points[2].parts.map(\.end) == ends)
        #expect(points[0].parts.isEmpty)
        #expect(try roundTrip(graph) == graph)
    }

    @Test("A bucket narrower than the cadence is refused by name, and left out of what was not asked for")
    func cadence() async throws {
        var world = try await World()
        try await world.commit { changes in
            changes.add(.assets, 4, on: [try day("2013-06-14")])
            try changes.act("1", at: "2013-06-14T09:00:00Z")
        }
        let range = try range("2013-06-14T00:00:00Z", "2013-06-15T00:00:00Z")
        let error = await #expect(throws: BillingError.self) {
            try await world.acme.consumptionGraph(
                metrics: [.assets], range: range, width: .hour, now: Self.now)
        }
        #expect(error?.code == .unsupported)
        #expect(error?.detail.contains("assets") == true)
        let graph = try await world.acme.consumptionGraph(range: range, width: .hour, now: Self.now)
        #expect(Set(graph.series.map(\.metric)) == [Metric.actions.id])
        #expect(graph.series.count == 2)
        #expect(graph.series[0].points.compactMap(\.value) == [1])
        #expect(graph.buckets.count == 24)
    }

    @Test("Hours of a day with a clock change have their own buckets")
    func autumn() async throws {
        var world = try await World(zone: "America/New_York")
        try await world.commit { changes in
            try changes.cover(.actions, "2013-01-01T05:00:00Z", "2014-01-01T05:00:00Z")
            try changes.act("1", at: "2013-11-03T05:30:00Z")
            try changes.act("2", at: "2013-11-03T06:30:00Z")
        }
        let graph = try await world.acme.consumptionGraph(
            metrics: [.actions], range: try range("2013-11-03T04:00:00Z", "2013-11-04T05:00:00Z"),
            width: .hour,
            now: try instant("2014-01-01T00:00:00Z"))
        let values = try #require(graph.series(.actions)).points.map(\.value)
        #expect(values == [0, 1, 1] + [Double?](repeating: 0, count: 22))
    }

    @Test("Several tenants are one line: sums, a union of shared identities, or a refusal")
    func tenants() async throws {
        var world = try await World([
            Tenant(id: "acme", name: "Acme", zone: "UTC", currency: .usd),
            Tenant(id: "bolt", name: "Bolt", zone: "UTC", currency: .usd),
        ])
        let users = try Metric(
            id: Metric.dailyActiveUsers.id, unit: "users", kind: .distinct, source: .activity(of: .user),
            identity: .shared)
        let devices = try Metric.dailyActiveDevices.derived(from: .activity(of: .device))
        try await world.commit { changes in
            for tenant in [acme, bolt] {
                changes.add(users, for: tenant)
                changes.add(devices, for: tenant)
                try changes.cover(users, "2013-06-01T00:00:00Z", "2013-06-15T16:00:00Z", of: tenant)
            }
            changes.add(.assets, 4, on: try days("2013-06-10", "2013-06-11"), of: acme)
            changes.add(.assets, 6, on: try days("2013-06-11", "2013-06-11"), of: bolt)
            // The second subject of one tenant is the first of the other.
            try changes.activate("x", at: "2013-06-10T08:00:00Z", kind: .user, of: acme)
            try changes.activate("y", at: "2013-06-10T09:00:00Z", kind: .user, of: acme)
            try changes.activate("y", at: "2013-06-10T10:00:00Z", kind: .user, of: bolt)
            try changes.activate("z", at: "2013-06-11T10:00:00Z", kind: .user, of: bolt)
        }
        let range = try range("2013-06-10T00:00:00Z", "2013-06-13T00:00:00Z")
        let fleet = world.repository.fleet
        let graph = try await fleet.consumptionGraph(range: range, width: .day, now: Self.now)
        #expect(graph.series.map(\.metric) == [Metric.assets.id, Metric.dailyActiveUsers.id])
        let assets = try #require(graph.series(.assets))
        #expect(assets.members == 2)
        #expect(assets.shared)
        #expect(assets.points.map(\.value) == [4, 10, nil])
        #expect(assets.points.map(\.reporting) == [1, 2, 0])
        #expect(assets.points.map(\.completeness.coverage) == [0, 1, 0])
        let line = try #require(graph.series(users))
        #expect(line.points.map(\.value) == [2, 1, 0])
        #expect(line.points.map(\.reporting) == [2, 2, 2])
        #expect(line.points[0].completeness.isComplete)
        for metric in [devices, .monthlyActiveUsers] {
            let error = await #expect(throws: BillingError.self) {
                try await fleet.consumptionGraph(metrics: [metric], range: range, width: .day, now: Self.now)
            }
            #expect(error?.code == .unsupported)
        }
    }

    @Test("Tenants of several zones need a zone that is given")
    func zones() async throws {
        let world = try await World([
            Tenant(id: "acme", name: "Acme", zone: "UTC", currency: .usd),
            Tenant(id: "bolt", name: "Bolt", zone: "Asia/Tokyo", currency: .usd),
        ])
        let range = try range("2013-06-10T00:00:00Z", "2013-06-11T00:00:00Z")
        let error = await #expect(throws: BillingError.self) {
            try await world.repository.fleet.consumptionGraph(range: range, width: .day, now: Self.now)
        }
        #expect(error?.code == .unsupported)
        #expect(error?.description.contains("Tokyo") == false)
        let graph = try await world.repository.fleet.consumptionGraph(
            range: range, width: .day, now: Self.now, zone: .utc)
        #expect(graph.series.isEmpty)
        #expect(graph.buckets.count == 1)
    }

    @Test("An empty range has no buckets, nobody has no lines, and too many buckets are refused")
    func limits() async throws {
        let world = try await World()
        let empty = try await world.acme.consumptionGraph(
            metrics: Metric.platform, range: Self.now..<Self.now, width: .day, now: Self.now)
        #expect(empty.buckets.isEmpty)
        #expect(empty.series.flatMap(\.points).isEmpty)
        #expect(!empty.series.isEmpty)
        let nobody = try await world.repository.scope(of: Set<TenantID>()).consumptionGraph(
            metrics: [.assets], range: Self.now..<Self.now + 1, width: .day, now: Self.now)
        #expect(nobody.series.isEmpty)
        let all = try range("0001-01-01T00:00:00Z", "10000-01-01T00:00:00.000000Z")
        await #expect(throws: BillingError.self) {
            try await world.acme.consumptionGraph(range: all, width: .day, now: Self.now)
        }
        let years = try await world.acme.consumptionGraph(
            metrics: [.assets, .actions, .monthlyActiveDevices], range: all, width: .year, now: Self.now)
        #expect(years.buckets.count == 9_999)
        #expect(years.series.allSatisfy { $0.points.count == 9_999 })
    }

    @Test("A series that begins after now is no member yet")
    func laterSeries() async throws {
        let (eu, us) = (try Labels(("region", "eu")), try Labels(("region", "us")))
        var world = try await World()
        try await world.commit { changes in
            changes.add(.assets, 4, on: try days("2013-05-01", "2013-05-02"), labels: eu)
            changes.add(.assets, 9, on: [try day("2013-05-03")], labels: us)
            changes.add(.users, 9, on: [try day("2013-05-03")], labels: us)
        }
        let range = try instant("2013-05-01T00:00:00Z")..<instant("2013-05-04T00:00:00Z")
        let graph = try await world.acme.consumptionGraph(
            metrics: [.assets, .users], range: range, width: .day,
            now: try instant("2013-05-02T12:00:00Z"))
        #expect(graph.series(.assets)?.members == 1)
        #expect(graph.series(.assets)?.points.map(\.completeness.coverage) == [1, 1, 0])
        #expect(graph.series.map(\.labels) == [.none, eu, .none])
    }

    @Test(
        "Buckets add up to the whole range, whatever the width",
        arguments: ["day", "week", "hour", "2 hours"])
    func whole(width: String) async throws {
        var random = SplitMix64(seed: 20_130_615)
        var world = try await World(zone: "Australia/Lord_Howe")
        let start = try instant("2013-03-29T13:00:00Z")
        var expected = 0
        try await world.commit { changes in
            for number in 0..<300 {
                let at = start + Double(random.next() % 1_209_600)
                let runs = Int(random.next() % 9) + 1
                if at < start + 1_000_000 { expected += runs }
                changes.add(
                    try ActionRecord(
                        tenant: acme, source: SourceID("feed"), id: ActionID("\(number)"), at: at,
                        type: .sendSMS, category: .alert, succeeded: runs))
            }
        }
        let graph = try await world.acme.consumptionGraph(
            metrics: [.actions], range: start..<start + 1_000_000, width: BucketWidth(width),
            now: try instant("2013-05-01T00:00:00Z"))
        let points = try #require(graph.series(.actions)).points
        #expect(points.count == graph.buckets.count)
        #expect(points.compactMap(\.value).reduce(0, +) == Double(expected))
    }
}
