import BillingInsights
import BillingModel
import BillingTime
import PictureWorlds
import Testing

@testable import BillingCharts
@testable import BillingReports

@Suite struct VegaLiteOutlookTests {
    private static func end(
        _ value: Double = 80.4, _ interval: ClosedRange<Double> = 70.25...100.5
    ) -> UsageForecast.End {
        UsageForecast.End(
            basis: .total, soFar: 40, known: 1, missing: 0, ahead: 1,
            estimate: .init(value: value, interval80: interval, interval95: interval))
    }

    /// Two days of March 2026, of which the second is in progress, and what is expected of it.
    static func made(_ executed: [Int?] = [100, 30], _ end: UsageForecast.End? = end()) throws -> MadeActions
    {
        var made = MadeActions(rows: [("alert", "send-sms", executed)])
        if executed == [100, 30] { made.rows.append(("automation", "share-asset", [0, 10])) }
        made.completeness = [nil, try MadeActions.state(.inProgress, 1)]
        made.outlook = .init(period: try MadeActions.bucket(1), label: "2026-03-02", total: end, types: [])
        return made
    }

    private func specification(_ made: MadeActions) throws -> VegaSpecification {
        try VegaSpecification(try made.screen().vegaLite())
    }

    private static let span = "2026-03-01T00:00:00Z to 2026-03-03T00:00:00Z"

    /// What stands at the estimates: the outline and the interval.
    private func layers(_ specification: VegaSpecification) -> [JSONValue] {
        specification.units.filter { $0["data"]?["name"] == .text("estimates") }
    }

    @Test func `what is expected stands on what is known, with its interval in the middle of the bucket`()
        throws
    {
        let specification = try specification(Self.made())
        // 2 March begins 1,772,409,600 seconds after 1970, and its noon is 43,200 later.
        #expect(
            specification.rows("estimates") == [
                .object([
                    "b": .number(1), "high80": .number(100.5), "low80": .number(70.25), "lower": .number(40),
                    "middle": .number(1_772_452_800_000), "v": .number(80.4),
                ])
            ])
        let place = specification.rows("places")[1]
        #expect(place["name"]?.text == "2026-03-02" && place["time"]?.number == 1_772_409_600_000)
        let layers = layers(specification)
        #expect(layers.map { $0["mark"]?["type"]?.text } == ["rect", "rule"])
        #expect(layers == specification.units.suffix(2))
        let fields = layers.map { layer in
            ["x", "x2", "y", "y2"].map { layer["encoding"]?[$0]?["field"]?.text }
        }
        #expect(fields == [["time", "end", "lower", "v"], ["middle", nil, "low80", "high80"]])
        #expect(layers[0]["mark"]?["fillOpacity"]?.number == 0)
        #expect(layers[0]["mark"]?["strokeDash"]?.list == [.number(4), .number(3)])
        // Bars and what is expected share the scale, and so its axis.
        let axes = specification.units.compactMap { $0["encoding"]?["y"]?["axis"] }
        #expect(axes.count == 3 && Set(axes).count == 1)
        for layer in layers {
            let told = try #require(layer["encoding"]?["tooltip"]?.list)
            #expect(told.map { $0["field"]?.text } == ["name", "v", "low80", "high80"])
            #expect(told.map { $0["title"]?.text } == ["Time", "Expected", "80 % from", "80 % to"])
            // Of counts, whole numbers are expected.
            #expect(told.map { $0["format"]?.text } == [nil, ",.0f", ",.0f", ",.0f"])
        }
        #expect(
            specification.json["description"]?.text
                == "Stacked bars over time, \(Self.span), per day: alert send-sms 130; automation share-asset 10. "
                + "Expected in all of 2026-03-02: 80, in four of five cases from 70 to 101."
        )
    }

    @Test func `less than is known, and a bucket of which nothing is known, have an outline too`() throws {
        let fewer = try specification(Self.made([100, 90], Self.end(85, 80...90)))
        #expect(fewer.rows("estimates").map { $0["lower"]?.number } == [90])
        let unknown = try specification(Self.made([100, nil]))
        #expect(unknown.rows("estimates").map { $0["lower"]?.number } == [0])
        // No row at all, but days of which it is not known what ran.
        var none = try Self.made([nil, nil])
        none.rows = []
        let expected = try specification(none)
        #expect(expected.rows("gaps").map { $0["b"]?.whole } == [0, 1])
        #expect(expected.units.map { $0["mark"]?["type"]?.text } == ["rect", "rect", "rect", "rule"])
        // Nothing has begun.
        none.completeness = try [0, 1].map { _ in try MadeActions.state(.future, 0, .missing) }
        let ahead = try specification(none)
        #expect(ahead.units.map { $0["encoding"]?["text"]?["value"]?.text } == ["No actions"])
        #expect(
            ahead.json["description"]?.text
                == "Stacked bars over time, \(Self.span), per day: no actions. "
                + "Expected in all of 2026-03-02: 80, in four of five cases from 70 to 101.")
    }

    @Test func `an estimate above a million has the short digits of the axis`() throws {
        let specification = try specification(Self.made([100, 40], Self.end(900_000, 800_000...1_000_000)))
        let formats = specification.units.compactMap { $0["encoding"]?["y"]?["axis"]?["format"]?.text }
        #expect(formats == ["~s", "~s", "~s"])
    }

    @Test func `of a period that is no bucket, words alone tell`() throws {
        var made = try Self.made()
        made.outlook = .init(
            period: Bucket(
                start: try MadeActions.bucket(0).startMicroseconds,
                end: try MadeActions.bucket(30).endMicroseconds, firstDate: try LocalDate("2026-03-01"),
                lastDate: try LocalDate("2026-03-31"), clippedStart: false, clippedEnd: false),
            label: "2026-03", total: Self.end(), types: [])
        let other = try specification(made)
        #expect(layers(other).isEmpty && other.json["datasets"]?["estimates"] == nil)
        #expect(
            other.json["description"]?.text?.hasSuffix(
                "Expected in all of 2026-03: 80, in four of five cases from 70 to 101.") == true)
    }

    @Test func `without an estimate of all actions that is finite, nothing is drawn`() throws {
        for end in [nil, Self.end(.infinity, 0...1), Self.end(1, 0...(.infinity))] {
            let specification = try specification(Self.made([100, 40], end))
            #expect(layers(specification).isEmpty && specification.json["datasets"]?["estimates"] == nil)
        }
    }

    @Test func `the specification expects what the picture expects`() async throws {
        var count = 0
        for (name, screen) in try await PictureWorld.actionScreens() {
            let specification = try VegaSpecification(try screen.vegaLite())
            let told = try specification.rows("estimates").map { row in
                let place = specification.rows("places")[try #require(row["b"]?.whole)]
                let numbers = try ["v", "low80", "high80"].map {
                    ActionOutlook.text(try #require(row[$0]?.number))
                }
                return
                    "expected: \(numbers[0]), \(place["name"]?.text ?? ""), 80 %: \(numbers[1]) to \(numbers[2])"
            }
            #expect(
                told == (try read(screen.svg()).titles.filter { $0.hasPrefix("expected: ") }), "\(name)")
            count += told.count
        }
        #expect(count == 2)
    }
}
