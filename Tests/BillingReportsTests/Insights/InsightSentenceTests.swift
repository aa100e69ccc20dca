import BillingModel
import BillingReports
import BillingStore
import BillingTestSupport
import Foundation
import Testing

@Suite("Sentences about trends and links say no more than the figures")
struct InsightSentenceTests {
    private func link(lag: Int, _ coefficient: Double) throws -> MetricLink {
        func side(_ name: String) -> String { #"{"metric":"\#(name)","labels":[],"name":"\#(name)"}"# }
        return try read(
            MetricLink.self,
            #"""
            {"leader":\#(side("Visits")),"follower":\#(side("Orders")),"lag":\#(lag),
            "coefficient":\#(coefficient),"days":1178,"effective":90,"probability":0.0001}
            """#)
    }

    @Test("What falls as the other rises moves against it")
    func links() throws {
        let told: [(Int, Double, String)] = [
            (0, 0.625, "Visits and Orders move together (+0.63, 1,178 days)"),
            (0, -0.83, "Visits and Orders move against each other (−0.83, 1,178 days)"),
            (1, 0.5, "Orders follows Visits by a day (+0.50, 1,178 days)"),
            (1, -0.5, "Orders moves against Visits a day later (−0.50, 1,178 days)"),
            (7, 0.5, "Orders follows Visits by 7 days (+0.50, 1,178 days)"),
            (7, -1, "Orders moves against Visits 7 days later (−1.00, 1,178 days)"),
        ]
        for (lag, coefficient, sentence) in told {
            #expect(try link(lag: lag, coefficient).statement == sentence)
        }
    }

    private typealias Rate = (value: Double, low: Double, high: Double)

    private func trend(
        _ direction: String, slope: Rate = (1, 1, 1), growth: Rate? = nil, known: String? = nil
    ) throws -> String {
        func rate(_ name: String, _ rate: Rate) -> String {
            #""\#(name)":{"value":\#(rate.value),"interval95":[\#(rate.low),\#(rate.high)]},"#
        }
        return try read(
            MetricTrend.self,
            #"""
            {"metric":"orders","labels":[],"name":"Orders","unit":"orders",\#(rate("slope", slope))
            \#(growth.map { rate("growth", $0) } ?? "")\#(known.map { #""known":"\#($0)","# } ?? "")
            "first":"2024-01-05","last":"2024-07-04","direction":"\#(direction)"}
            """#
        ).statement
    }

    @Test("The interval of a trend need not lie evenly around it, and is told as it is")
    func intervals() throws {
        // Half its width would be more than the growth itself.
        #expect(
            try trend("growing", growth: (0.057, 0.003, 0.125))
                == "Orders: growing 5.7 % a month (95 %: 0.3 to 12.5) since 2024-01-05")
        #expect(
            try trend("shrinking", slope: (-1, -2, -0.5), growth: (-0.04, -0.051, -0.032))
                == "Orders: shrinking 4.0 % a month (95 %: 3.2 to 5.1) since 2024-01-05")
        // An end that is not zero does not read as zero.
        #expect(
            try trend("growing", growth: (0.01, 0.0003, 0.02))
                == "Orders: growing 1.0 % a month (95 %: 0.03 to 2.0) since 2024-01-05")
        #expect(
            try trend("growing", slope: (1.25, 0.9, 1.4))
                == "Orders: growing by 1.3 orders a day (95 %: 0.9 to 1.4) since 2024-01-05")
        // What comes out the same wherever the truth lies needs no interval.
        #expect(
            try trend("growing", growth: (0.029, 0.029, 0.02901))
                == "Orders: growing 2.9 % a month since 2024-01-05")
        #expect(try trend("unclear") == "Orders: no trend that is sure since 2024-01-05")
    }

    @Test("Of a silent feed it is told up to when it grew")
    func silence() throws {
        let growth: Rate = (0.038, 0.032, 0.045)
        let time = "from 2024-01-05 to 2024-04-30"
        #expect(
            try trend("growing", growth: growth, known: "2024-04-30")
                == "Orders: grew 3.8 % a month (95 %: 3.2 to 4.5) \(time)")
        #expect(
            try trend("shrinking", growth: growth, known: "2024-04-30")
                == "Orders: shrank 3.8 % a month (95 %: 3.2 to 4.5) \(time)")
        #expect(try trend("steady", known: "2024-04-30") == "Orders: steady \(time)")
        #expect(try trend("unclear", known: "2024-04-30") == "Orders: no trend that is sure \(time)")
    }
}

@Suite("What is said where little is known")
struct InsightSilenceTests {
    private static let now = constant { try instant("2024-03-13T16:00:00Z") }

    /// Orders that grow by one a day over some days.
    private func world(_ dates: [LocalDate]) async throws -> World {
        var world = try await World()
        try await world.commit { changes in
            changes.add(orders, for: acme)
            changes.add(orders, on: dates) { weekly($0) + Double($0.dayNumber - dates[0].dayNumber) }
        }
        return world
    }

    @Test("A trend begins with the first day that is known, and ends with the last one of a silent feed")
    func trends() async throws {
        let young = try await world(days("2024-02-01", "2024-03-12")).acme.insights(now: Self.now)
        let trend = try #require(young.trends.first)
        #expect(try trend.first == day("2024-02-01") && trend.last == day("2024-03-12"))
        #expect(trend.lastKnown == nil && trend.statement.hasSuffix(" since 2024-02-01"))
        try expectStableForms(young)

        // Looked back on is half a year.
        let silent = try await world(days("2023-09-01", "2024-01-31")).acme.insights(now: Self.now)
        let past = try #require(silent.trends.first)
        #expect(try past.first == day("2023-09-13") && past.lastKnown == day("2024-01-31"))
        #expect(past.last == trend.last)
        #expect(past.statement.hasPrefix("Orders: grew "))
        #expect(past.statement.hasSuffix(" from 2023-09-13 to 2024-01-31"))
        #expect(silent.findings.map(\.kind) == [.silence])
        try expectStableForms(silent)
        // One day that did not come is no silence.
        let late = try await world(days("2023-09-01", "2024-03-11")).acme.insights(now: Self.now)
        #expect(late.trends.map(\.lastKnown) == [nil] && late.findings.isEmpty)
    }

    @Test("That nothing was found is told only where something was looked at")
    func unjudged() async throws {
        let nothing = "Nothing can be judged since 2024-02-12: too little is known"
        let none = try await World().acme.insights(now: Self.now)
        #expect(none.judged == 0 && none.text().contains(nothing))
        try expectStableForms(none)
        let one = try await world([day("2024-03-12")]).acme.insights(now: Self.now)
        #expect(one.judged == 0 && one.text().contains(nothing))
        let known = try await world(days("2023-09-01", "2024-03-12")).acme.insights(now: Self.now)
        #expect(known.judged == 1 && known.text().contains("Nothing unusual since 2024-02-12"))

        // A silence that a person knows of does not make what was not heard usual.
        let scope = try await world(days("2023-09-01", "2024-01-31")).acme
        let silent = try await scope.insights(now: Self.now)
        #expect(silent.judged == 0 && !silent.text().contains("Nothing"))
        let mark = FindingMark(.expected, of: try #require(silent.findings.first))
        let marked = try await scope.insights(marks: [mark], now: Self.now)
        #expect(marked.text().contains(nothing) && marked.text().contains("(as expected)"))
        // Of the time before, most days were judged.
        let earlier = try await scope.insights(since: day("2024-01-01"), marks: [mark], now: Self.now)
        #expect(earlier.judged == 1 && earlier.text().contains("Nothing unusual since 2024-01-01"))
    }
}
