import BillingModel
import BillingReports
import BillingStore
import BillingTestSupport
import BillingTime
import Foundation
import Testing

@Suite("The table tells each kind of metric over complete months by its own rule")
struct ConsumptionTableTests {
    /// The middle of 15 June 2013 in New York: the months before are March, with 743 hours, April and May.
    static let now = constant { try instant("2013-06-15T16:00:00Z") }
    static let newYork = "America/New_York"

    @Test(
        "A gauge has its value at the end, its mean weighted by time, its highest day and the change from just before"
    )
    func gauge() async throws {
        var world = try await World(zone: Self.newYork)
        try await world.commit { changes in
            changes.add(.assets, 10, on: try days("2013-02-28", "2013-03-31"))
            changes.add(.assets, 40, on: try days("2013-04-01", "2013-04-30"))
            changes.add(.assets, 30, on: try days("2013-05-01", "2013-05-31"))
            changes.add(.assets, 50, on: try days("2013-06-01", "2013-06-15"))
            changes.add(.assets, 99, on: try days("2013-06-16", "2013-06-20"))
        }
        let table = try await world.acme.consumptionTable(now: Self.now)
        #expect(table.rows.map(\.metric) == [Metric.assets.id])
        let row = try #require(table.row(.assets))
        let three = row.windows[0]
        #expect(three.months == 3)
        #expect(three.covered == 3)
        #expect(three.value == 30)
        let hours: Double = 10 * 743 + 40 * 720 + 30 * 744
        #expect(three.average == hours / 2207)
        #expect(three.peak?.text == "40.0 on 2013-04-01")
        #expect(three.change?.difference == 20)
        #expect(three.change?.percent == 200)
        #expect(three.completeness.isComplete)
        // January is missing, and of February all but its last day.
        let six = row.windows[1]
        #expect(six.covered == 4)
        #expect(six.value == 30)
        #expect(six.average == (10 * 24 + hours) / 2231)
        #expect(six.change == nil)
        #expect(six.completeness.coverage == 0)
        // The day that holds now is read, and the next one is not.
        #expect(row.progress.value == 50)
        #expect(row.progress.average == 50)
        #expect(row.progress.completeness?.phase == .inProgress)
        #expect(try row.progress.month == day("2013-06-01"))
        #expect(try roundTrip(table) == table)
    }

    @Test("A gauge of instants starts with the value carried in, if it is covered and not stale")
    func gaugeOfInstants() async throws {
        var world = try await World()
        try await world.commit { changes in
            changes.add(World.level, for: acme)
            // 31 January at 23:00 still holds at the start of February; it ends at 01:00.
            try changes.add(World.level, 7, at: "2013-01-31T23:00:00Z")
            try changes.add(World.level, 3, at: "2013-03-31T23:00:00Z")
            try changes.add(World.level, 9, at: "2013-04-30T20:00:00Z")
            try changes.add(World.level, 5, at: "2013-04-30T23:00:00Z")
            try changes.cover(World.level, "2013-01-01T00:00:00Z", "2013-07-01T00:00:00Z")
        }
        let may = try await world.acme.consumptionTable(now: try instant("2013-05-20T00:00:00Z"))
        let three = try #require(may.row(World.level)).windows[0]
        #expect(three.value == 5)
        #expect(three.change?.base == 7)
        #expect(three.change?.difference == -2)
        // 7 for one hour, 3 for two, 9 for two and 5 for one.
        let litreHours: Double = 7 + 3 * 2 + 9 * 2 + 5
        #expect(three.average == litreHours / 6)
        // By its end the day was at 5.
        #expect(three.peak?.text == "5.0 on 2013-04-30")
        // At the start of March nothing holds any more.
        let june = try await world.acme.consumptionTable(now: try instant("2013-06-20T00:00:00Z"))
        #expect(june.row(World.level)?.windows[0].covered == 3)
        #expect(june.row(World.level)?.windows[0].change == nil)
    }

    @Test("A count has its exact sum, its mean of covered days and the change from the window before")
    func count() async throws {
        var world = try await World()
        try await world.commit { changes in
            changes.add(messages, for: acme)
            try changes.cover(messages, "2012-12-01T00:00:00Z", "2013-06-15T16:00:00Z")
            try changes.add(messages, 0.1, at: "2013-03-01T00:00:00Z")
            try changes.add(messages, 0.2, at: "2013-04-10T12:00:00Z")
            try changes.add(messages, 1e16, at: "2013-04-10T13:00:00Z")
            try changes.add(messages, -1e16, at: "2013-05-31T23:59:59Z")
            try changes.add(messages, 8, at: "2012-12-31T00:00:00Z")
            try changes.add(messages, 6, at: "2013-06-01T00:00:00Z")
            try changes.add(messages, 1_000, at: "2013-06-15T16:00:00Z")
        }
        let row = try #require(try await world.acme.consumptionTable(now: Self.now).row(messages))
        let three = row.windows[0]
        // The sum of the two decimals; adding in order would give 0 or 2.
        #expect(three.value == 0.3)
        #expect(three.average.map { abs($0 - 0.3 / 92) < 1e-15 } == true)
        #expect(three.peak?.text == "1e+16 on 2013-04-10")
        #expect(three.change?.base == 8)
        #expect(three.change?.difference == -7.7)
        #expect(three.completeness.isComplete)
        #expect(row.windows[1].value == 8.3)
        #expect(row.windows[1].covered == 6)
        #expect(row.windows[1].change == nil)
        // Fourteen days and 16 hours are covered; the sample at now is not read.
        #expect(row.progress.value == 6)
        let coveredDays = 14 + 16.0 / 24
        #expect(row.progress.average == 6 / coveredDays)
    }

    @Test("Days outside of coverage are in no mean, and a month without any leaves a window k of n")
    func coverage() async throws {
        var world = try await World()
        try await world.commit { changes in
            changes.add(messages, for: acme)
            try changes.cover(messages, "2013-03-01T00:00:00Z", "2013-03-11T00:00:00Z")
            try changes.cover(messages, "2013-05-01T12:00:00Z", "2013-05-02T00:00:00Z")
            try changes.add(messages, 21, at: "2013-03-05T00:00:00Z")
            // Known, but no part of a covered day.
            try changes.add(messages, 4, at: "2013-03-20T00:00:00Z")
        }
        let row = try #require(try await world.acme.consumptionTable(now: Self.now).row(messages))
        let three = row.windows[0]
        #expect(three.covered == 2)
        #expect(three.value == 25)
        #expect(three.average == 2.1)
        #expect(three.change == nil)
        #expect(three.completeness.coverage == 0)
        #expect(row.progress.value == nil)
        #expect(row.progress.average == nil)
    }

    @Test("A cumulative reading has its increase, resets included")
    func cumulative() async throws {
        let hours = try Metric(id: MetricID("engine-hours"), unit: "h", kind: .cumulative)
        var world = try await World()
        try await world.commit { changes in
            changes.add(hours, for: acme)
            try changes.cover(hours, "2013-01-01T00:00:00Z", "2013-06-01T00:00:00Z")
            try changes.add(hours, 100, at: "2013-02-28T00:00:00Z")
            try changes.add(hours, 130, at: "2013-03-02T00:00:00Z")
            try changes.add(hours, 12, at: "2013-04-02T00:00:00Z")
            try changes.add(hours, 20, at: "2013-05-31T00:00:00Z")
        }
        let row = try #require(try await world.acme.consumptionTable(now: Self.now).row(hours))
        #expect(row.windows[0].value == 50)
        #expect(row.windows[0].peak?.text == "30.0 on 2013-03-02")
        #expect(row.windows[0].change == nil)
    }

    @Test("Recorded daily users have no value but a mean of days, and a change of means")
    func distinct() async throws {
        var world = try await World()
        try await world.commit { changes in
            // Two days of each month: 1 and 2 in the first three, 2 and 5 in the next.
            for month in ["2012-12", "2013-01", "2013-02"] {
                changes.add(.dailyActiveUsers, 1, on: [try day("\(month)-10")])
                changes.add(.dailyActiveUsers, 2, on: [try day("\(month)-11")])
            }
            for month in ["2013-03", "2013-04", "2013-05"] {
                changes.add(.dailyActiveUsers, 2, on: [try day("\(month)-10")])
                changes.add(.dailyActiveUsers, 5, on: [try day("\(month)-11")])
            }
        }
        let row = try #require(
            try await world.acme.consumptionTable(now: Self.now).row(.dailyActiveUsers))
        let three = row.windows[0]
        #expect(three.value == nil)
        #expect(three.average == 3.5)
        #expect(three.peak?.text == "5.0 on 2013-03-11")
        #expect(three.change?.base == 1.5)
        #expect(three.change?.difference == 2)
        #expect(row.windows[1].average == 2.5)
    }

    @Test("Daily devices from activity count covered idle days as zero")
    func distinctFromActivity() async throws {
        var world = try await World(zone: Self.newYork)
        let daily = try Metric.dailyActiveDevices.derived(from: .activity(of: .device))
        try await world.commit { changes in
            changes.add(daily, for: acme)
            // The 31 days of May in New York.
            try changes.cover(daily, "2013-05-01T04:00:00Z", "2013-06-01T04:00:00Z")
            try changes.activate("a", at: "2013-05-01T04:00:00Z")
            try changes.activate("a", at: "2013-05-02T03:45:00Z")
            try changes.activate("b", at: "2013-05-02T03:45:00Z")
            try changes.activate("b", at: "2013-05-31T12:00:00Z")
        }
        let row = try #require(
            try await world.acme.consumptionTable(now: Self.now).row(.dailyActiveDevices))
        #expect(row.windows[0].covered == 1)
        #expect(row.windows[0].average == 3.0 / 31)
        #expect(row.windows[0].peak?.text == "2.0 on 2013-05-01")
    }

    @Test("A figure to date is that of the last month-end, and changes from month-end to month-end")
    func toDate() async throws {
        var world = try await World()
        try await world.commit { changes in
            for (date, value) in [
                ("2013-02-28", 8.0), ("2013-03-31", 20), ("2013-04-15", 90), ("2013-04-30", 25),
                ("2013-05-31", 24),
                ("2013-06-14", 6),
            ] {
                changes.add(.monthlyActiveUsers, value, on: [try day(date)])
            }
        }
        let row = try #require(
            try await world.acme.consumptionTable(now: Self.now).row(.monthlyActiveUsers))
        let three = row.windows[0]
        #expect(three.value == 24)
        #expect(three.average == 23)
        #expect(three.peak?.text == "25.0 on 2013-04-30")
        #expect(three.change?.base == 8)
        #expect(three.change?.percent == 200)
        #expect(row.windows[1].covered == 4)
        #expect(row.windows[1].change == nil)
        // The figure of the 14th is not covered on the 15th.
        #expect(row.progress.value == nil)
        #expect(
            try row.progress.lastKnown == LastKnown(value: 6, time: .date(day("2013-06-14"))))
        #expect(row.progress.average == nil)
    }

    @Test(
        "A figure to date has no change if the month-end before is missing, and no value if the last one is")
    func missingMonthEnds() async throws {
        var world = try await World()
        try await world.commit { changes in
            changes.add(.monthlyActiveUsers, 8, on: try days("2013-02-01", "2013-02-27"))
            changes.add(.monthlyActiveUsers, 9, on: try days("2013-03-01", "2013-05-30"))
        }
        let row = try #require(
            try await world.acme.consumptionTable(now: Self.now).row(.monthlyActiveUsers))
        #expect(row.windows[0].covered == 3)
        #expect(row.windows[0].value == nil)
        #expect(row.windows[0].average == 9)
        #expect(row.windows[0].change == nil)
    }

    @Test("Actions have a row in total and one for each category, the types of which are added")
    func actions() async throws {
        var world = try await World()
        try await world.commit { changes in
            try changes.cover(.actions, "2013-01-01T00:00:00Z", "2013-07-01T00:00:00Z")
            try changes.act("1", at: "2013-03-01T00:00:00Z", category: .alert, type: .sendEmail, succeeded: 2)
            try changes.act("2", at: "2013-03-01T09:00:00Z", category: .alert, type: .sendSMS, failed: 3)
            try changes.act(
                "3", at: "2013-05-01T00:00:00Z", category: .automation, succeeded: 7, suppressed: 5)
            try changes.act("4", at: "2013-06-15T16:00:00Z", category: .automation)
        }
        let table = try await world.acme.consumptionTable(now: Self.now)
        let alerts = try Labels(("category", "alert"))
        let automation = try Labels(("category", "automation"))
        let total = try #require(table.row(.actions))
        #expect(total.members == 3)
        #expect(total.windows[0].value == 13)
        #expect(total.windows[0].average == 13.0 / 92)
        #expect(total.windows[0].peak?.text == "7.0 on 2013-05-01")
        #expect(total.progress.value == 0)
        let row = try #require(table.row(.actions, labels: alerts))
        #expect(row.members == 2)
        #expect(row.windows[0].value == 6)
        #expect(row.windows[0].peak?.text == "6.0 on 2013-03-01")
        #expect(table.row(.actions, labels: automation)?.windows[0].value == 7)
        #expect(table.row(.actionsFailed)?.windows[0].value == 3)
        #expect(table.row(.actionsSuppressed, labels: automation)?.windows[0].value == 5)
        #expect(table.row(.actionsSuppressed)?.windows[0].completeness.isComplete == true)
    }

    @Test(
        "Covered silence is a row of zeros, but not of failed and suppressed actions unless they are asked for"
    )
    func silence() async throws {
        var world = try await World()
        try await world.commit { try $0.cover(.actions, "2013-01-01T00:00:00Z", "2013-07-01T00:00:00Z") }
        let table = try await world.acme.consumptionTable(now: Self.now)
        #expect(table.rows.map(\.metric) == [Metric.actions.id])
        #expect(table.rows.first?.windows.map(\.value) == [0, 0, 0])
        let asked = try await world.acme.consumptionTable(now: Self.now, metrics: [.actionsFailed])
        #expect(asked.row(.actionsFailed)?.windows[0].value == 0)
    }

    @Test("No percent where the window before adds up to zero")
    func zeroBase() async throws {
        var world = try await World()
        try await world.commit { changes in
            try changes.cover(.actions, "2012-01-01T00:00:00Z", "2013-07-01T00:00:00Z")
            try changes.act("1", at: "2013-03-01T00:00:00Z")
        }
        let table = try await world.acme.consumptionTable(now: Self.now, metrics: [.actions])
        let three = try #require(table.row(.actions)).windows[0]
        #expect(three.change?.difference == 1)
        #expect(three.change?.base == 0)
        #expect(three.change?.percent == nil)
    }

    @Test("Labelled series are added and shown one by one, unless the metric has a series of its own")
    func labels() async throws {
        let (eu, us) = (try Labels(("region", "eu")), try Labels(("region", "us")))
        var world = try await World()
        try await world.commit { changes in
            changes.add(.assets, 4, on: try days("2013-03-01", "2013-05-31"), labels: eu)
            changes.add(.assets, 6, on: try days("2013-03-01", "2013-04-30"), labels: us)
            changes.add(.users, 5, on: try days("2013-05-01", "2013-05-31"))
            changes.add(.users, 3, on: try days("2013-05-01", "2013-05-31"), labels: eu)
            changes.add(.dailyActiveUsers, 3, on: try days("2013-05-01", "2013-05-31"), labels: eu)
            changes.add(.dailyActiveUsers, 3, on: try days("2013-05-01", "2013-05-31"), labels: us)
        }
        let table = try await world.acme.consumptionTable(now: Self.now)
        let assets = try #require(table.row(.assets)).windows[0]
        #expect(assets.value == 4)
        // The value is that of one region, as nothing is known of the other since a week after April.
        #expect(assets.reporting == 1)
        #expect(try assets.lastKnown == LastKnown(value: 10, time: .date(day("2013-04-30"))))
        #expect(assets.peak?.value == 10)
        #expect(assets.completeness.coverage == 0)
        // 10 on the 61 days of March and April, and 4 on the 31 of May.
        #expect(assets.average == 734.0 / 92)
        // So the parts add up to the whole.
        #expect(table.row(.assets, labels: eu)?.windows[0].value == 4)
        #expect(table.row(.assets, labels: us)?.windows[0].value == nil)
        #expect(
            try table.row(.assets, labels: us)?.windows[0].lastKnown
                == LastKnown(value: 6, time: .date(day("2013-04-30"))))
        #expect(table.row(.users)?.windows[0].value == 5)
        #expect(table.row(.users, labels: eu)?.windows[0].value == 3)
        // Distinct counts of two series make no whole.
        #expect(table.row(.dailyActiveUsers) == nil)
        #expect(table.row(.dailyActiveUsers, labels: us)?.windows[0].average == 3)
    }

    @Test("A month in which one of two feeds is covered has data")
    func oneOfTwoFeeds() async throws {
        var world = try await World()
        try await world.commit { changes in
            changes.add(messages, for: acme)
            for (feed, sent) in [("a", "2013-02-03T00:00:00Z"), ("b", "2013-05-02T00:00:00Z")] {
                try changes.add(messages, 5, at: sent, labels: Labels(("source", feed)))
            }
            try changes.cover(messages, "2012-12-01T00:00:00Z", "2013-06-01T00:00:00Z", source: "a")
        }
        let table = try await world.acme.consumptionTable(now: instant("2013-06-15T00:00:00Z"))
        let window = try #require(table.row(messages)?.windows[0])
        #expect(window.covered == 3)
        #expect(window.value == 5)
        #expect(window.change?.difference == 0)
        #expect(window.change?.base == 5)
        #expect(window.completeness.coverage == 0)
    }

    @Test("What labelled gauges add up to is averaged over the time in which any of them holds")
    func feedsInTurn() async throws {
        let load = try Metric(id: MetricID("load"), unit: "kW", kind: .gauge)
        var world = try await World(zone: "UTC")
        try await world.commit { changes in
            changes.add(load, for: acme)
            try changes.add(load, 10, at: "2013-05-01T00:00:00Z", labels: Labels(("source", "a")))
            try changes.add(load, 20, at: "2013-05-01T12:00:00Z", labels: Labels(("source", "b")))
            try changes.add(load, 40, at: "2013-05-01T18:00:00Z", labels: Labels(("source", "a")))
            try changes.cover(load, "2013-05-01T00:00:00Z", "2013-05-01T12:00:00Z", source: "a")
            try changes.cover(load, "2013-05-01T12:00:00Z", "2013-05-02T00:00:00Z", source: "b")
            try changes.cover(load, "2013-05-01T18:00:00Z", "2013-05-02T00:00:00Z", source: "a")
        }
        let table = try await world.acme.consumptionTable(now: instant("2013-06-15T00:00:00Z"))
        // 10 for 12 hours, 20 for 6, and 20 + 40 for 6.
        #expect(table.row(load)?.windows[0].average == 600.0 / 24)
    }

    @Test("A value of a date that the clock skips is one of the day before")
    func skippedDate() async throws {
        var world = try await World(zone: "Pacific/Apia")
        try await world.commit { changes in
            changes.add(.assets, 10, on: try days("2011-12-28", "2011-12-28"))
            changes.add(.assets, 40, on: try days("2011-12-30", "2011-12-30"))
        }
        let table = try await world.acme.consumptionTable(now: instant("2012-01-15T00:00:00Z"))
        let window = try #require(table.row(.assets)?.windows[0])
        // The 30th belongs to the 29th. Nothing is said about the 31st.
        #expect(window.average == 25)
    }

    @Test("A restated day counts with its last value, and as first sent at the earlier revision")
    func restated() async throws {
        var world = try await World()
        try await world.commit { $0.add(.assets, 4, on: try days("2013-03-01", "2013-05-31")) }
        let before = try await world.repository.revision(.latest)
        try await world.commit { $0.add(.assets, 9, on: [try day("2013-05-31")]) }
        let table = try await world.acme.consumptionTable(now: Self.now)
        #expect(table.row(.assets)?.windows[0].value == 9)
        #expect(table.stamp.revision > before)
        let earlier = try await world.acme.known(at: .revision(before)).consumptionTable(now: Self.now)
        #expect(earlier.row(.assets)?.windows[0].value == 4)
        #expect(earlier.stamp.revision == before)
    }

    @Test(
        "At the first instant of a month the month in progress is empty, and the one that ended is complete")
    func firstInstant() async throws {
        var world = try await World(zone: Self.newYork)
        try await world.commit { $0.add(.assets, 4, on: try days("2013-03-01", "2013-06-02")) }
        let table = try await world.acme.consumptionTable(now: try instant("2013-06-01T04:00:00Z"))
        let row = try #require(table.row(.assets))
        #expect(row.windows[0].completeness.isComplete)
        #expect(try row.progress.month == day("2013-06-01"))
        #expect(row.progress.value == nil)
        #expect(row.progress.completeness == nil)
        #expect(row.progress.peak == nil)
        #expect(try roundTrip(table) == table)
        let earlier = try await world.acme.consumptionTable(now: try instant("2013-06-01T03:59:59.999999Z"))
        #expect(try #require(earlier.row(.assets)).progress.month == day("2013-05-01"))
        #expect(earlier.row(.assets)?.windows[0].covered == 2)
    }

    @Test("Levels and stickiness are shares of complete months, and their means say how many they are of")
    func activity() async throws {
        var world = try await World()
        try await world.commit { changes in
            for (month, end, users, active) in [("2013-04", "30", 10.0, 5.0), ("2013-05", "31", 8.0, 6.0)] {
                changes.add(.users, users, on: [try day("\(month)-\(end)")])
                changes.add(.monthlyActiveUsers, active, on: [try day("\(month)-\(end)")])
                changes.add(.dailyActiveUsers, 3, on: [try day("\(month)-10")])
                changes.add(.dailyActiveUsers, 0, on: [try day("\(month)-11")])
            }
            changes.add(.users, 8, on: [try day("2013-06-10")])
            changes.add(.monthlyActiveUsers, 8, on: [try day("2013-06-10")])
        }
        let table = try await world.acme.consumptionTable(now: Self.now, metrics: [.users])
        #expect(table.rows.map(\.metric) == [Metric.users.id])
        let users = try #require(table.activity.first)
        #expect(table.activity.count == 1)
        #expect(users.subject == .user)
        #expect(users.months.compactMap(\.level) == [0.5, 0.75])
        #expect(users.months.count == 12)
        // The mean of 3 and 0 is 1.5: of 5, and of 6.
        #expect(users.months.suffix(2).map(\.stickiness) == [0.3, 0.25])
        #expect(users.windows[0].level.value == 0.625)
        #expect(users.windows[0].level.covered == 2)
        #expect(users.windows[2].stickiness.value == 0.275)
        #expect(users.windows[2].stickiness.covered == 2)
    }

    @Test("The table is of one tenant, in the zone that is asked for")
    func scope() async throws {
        var world = try await World([
            Tenant(id: "acme", name: "Acme", zone: "UTC", currency: .usd),
            Tenant(id: "bolt", name: "Bolt", zone: "UTC", currency: .usd),
        ])
        try await world.commit { $0.add(.assets, 4, on: try days("2013-05-31", "2013-05-31")) }
        await #expect(throws: BillingError.self) {
            try await world.repository.fleet.consumptionTable(now: Self.now)
        }
        let tokyo = try await world.acme.consumptionTable(now: Self.now, zone: try ZoneID("Asia/Tokyo"))
        #expect(tokyo.stamp.zone.name == "Asia/Tokyo")
        #expect(tokyo.stamp.digest.utf8.count == 64)
        #expect(tokyo.row(.assets)?.windows[0].value == 4)
        let none = try await world.repository.scope(of: bolt).consumptionTable(now: Self.now)
        #expect(none.rows.isEmpty)
        await #expect(throws: BillingError.self) {
            try await world.repository.scope(of: try TenantID("nobody")).consumptionTable(now: Self.now)
        }
    }

    @Test("A change of zone inside the months shown is told, and moves no daily value")
    func move() async throws {
        let history = try ZoneHistory(
            first: .utc, changes: [.init(from: instant("2013-04-01T00:00:00Z"), zone: ZoneID("Asia/Tokyo"))])
        var world = try await World([
            Tenant(id: acme, name: "Acme", zones: history, currency: .usd)
        ])
        try await world.commit { changes in
            changes.add(.assets, 4, on: try days("2013-02-28", "2013-03-31"))
            changes.add(.assets, 6, on: try days("2013-04-01", "2013-05-31"))
        }
        let table = try await world.acme.consumptionTable(now: Self.now)
        #expect(table.stamp.zone.name == "Asia/Tokyo")
        #expect(table.stamp.moves.map(\.zone.name) == ["Asia/Tokyo"])
        let three = try #require(table.row(.assets)).windows[0]
        #expect(three.value == 6)
        #expect(three.change?.base == 4)
        #expect(three.peak?.text == "6.0 on 2013-04-01")
        #expect(three.completeness.isComplete)
    }

    @Test(
        "At both ends of the calendar there is a table",
        arguments: ["0001-01-02T00:00:00Z", "9999-12-31T12:00:00Z"])
    func limits(now: String) async throws {
        let world = try await World()
        let table = try await world.acme.consumptionTable(
            now: try instant(now), metrics: [.assets, .actions])
        #expect(table.rows.map { $0.windows.map(\.covered) } == [[0, 0, 0], [0, 0, 0]])
    }

    @Test("Now before the calendar is refused")
    func beforeTheCalendar() async throws {
        let world = try await World()
        await #expect(throws: BillingError.self) {
            try await world.acme.consumptionTable(now: try instant("0001-01-01T00:00:00Z"))
        }
        await #expect(throws: BillingError.self) {
            try await world.acme.consumptionTable(now: .distantFuture.addingTimeInterval(1e15))
        }
    }
}

extension ConsumptionTable.Peak {
    /// The value and its date.
    var text: String { "\(value) on \(date)" }
}
