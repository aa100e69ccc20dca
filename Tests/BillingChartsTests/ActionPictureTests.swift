import BillingInsights
import BillingModel
import BillingTime
import Foundation
import PictureWorlds
import Testing

@testable import BillingCharts
@testable import BillingReports

@Suite struct ActionPictureTests {
    /// Made once, since it takes a second.
    private static let screens = Task { try await PictureWorld.actionScreens() }

    /// A piece of a bar as it is drawn.
    private struct Piece {
        let left: Double
        let right: Double
        let top: Double
        let bottom: Double

        init(_ element: ReadPicture.Element) throws {
            // M left top H right V bottom H left z
            let numbers = element.numbers
            try #require(numbers.count == 5)
            (left, top, right, bottom) = (numbers[0], numbers[1], numbers[2], numbers[3])
        }

        var height: Double { bottom - top }
    }

    @Test func `half as many actions are half as high`() throws {
        let screen = try MadeActions(rows: [("alert", "send-sms", [50, 100])]).screen()
        let pieces = try read(screen.svg()).elements("y").filter { $0.title != nil }.map(Piece.init)
        #expect(pieces.map(\.height) == [110, 220])
        // The middles of two slots of 429 pixels from 58 on, less half of 56, beyond which no bar is wide.
        #expect(pieces.map(\.left) == [244.5, 673.5])
        #expect(pieces.allSatisfy { $0.right - $0.left == 56 })
    }

    @Test func `types of a bucket stand on each other, in the order of the screen`() throws {
        let screen = try MadeActions(rows: [
            ("alert", "send-sms", [60]), ("alert", "send-email", [30]), ("automation", "share-asset", [10]),
        ]).screen()
        let picture = try read(screen.svg())
        let pieces = try picture.elements("y").filter { $0.title != nil }.map(Piece.init)
        #expect(pieces.map(\.height) == [132, 66, 22])
        #expect(pieces[1].bottom == pieces[0].top && pieces[2].bottom == pieces[1].top)
        #expect(
            picture.titles == [
                "alert send-sms: 60, 2026-03-01, complete", "alert send-email: 30, 2026-03-01, complete",
                "automation share-asset: 10, 2026-03-01, complete",
            ])
        let legend = ["alert send-sms60(60.0 %)", "alert send-email30(30.0 %)"]
        #expect(legend.allSatisfy(picture.texts.contains))
        #expect(["executed100", "failed10", "suppressed0"].allSatisfy(picture.texts.contains))
    }

    @Test func `beyond eight types, the eight largest have a colour each`() throws {
        // The seventh and the tenth are the smallest.
        let sizes = [100, 90, 80, 70, 60, 50, 5, 40, 30, 4]
        let rows = sizes.enumerated().map { place, size in
            (category: "alert", type: "type-\(place + 1)", executed: [Int?.some(size)])
        }
        let picture = try read(try MadeActions(rows: rows).screen().svg())
        let slots = picture.elements.filter { $0.name == "g" }.flatMap(\.classes)
        #expect(slots == ["s1", "s2", "s3", "s4", "s5", "s6", "s7", "s8", "s0"])
        #expect(picture.titles.last == "alert type-7: 5, alert type-10: 4, 2026-03-01, complete")
        #expect(picture.titles.count == 9 && picture.texts.contains("2 others9(1.7 %)"))
    }

    @Test func `every count is in exactly one title`() async throws {
        for (name, screen) in try await Self.screens.value {
            for width in [960, 360] {
                let picture = try read(screen.svg(width: width))
                let columns = ActionColumns(screen)
                let drawn = ActionBars(columns, width: Double(width) - 32).bars.map(\.place)
                for place in drawn {
                    let bucket = columns.name(of: place)
                    let titles = picture.titles.filter { $0.contains(bucket) }
                    for row in screen.rows {
                        guard let count = row.executed[place], count > 0 else { continue }
                        let text = "\(ActionColumns.name(of: row)): \(NumberText.whole(count))"
                        let holding = titles.count { title in
                            title.components(separatedBy: ", ").contains {
                                $0 == text || $0.hasSuffix(": " + text)
                            }
                        }
                        #expect(holding == 1, "\(name) at \(width): \(text), \(bucket)")
                    }
                }
            }
        }
    }

    @Test func `what is not complete is pale in a dashed outline, and what is not known is no zero`() throws {
        let state = MadeActions.state
        var made = MadeActions(rows: [("alert", "send-sms", [10, nil, nil, 10, 0, 10, 0, nil])])
        made.completeness = [
            nil, try state(.settled, 0, .missing), try state(.settled, 0, .missing),
            try state(.settled, 0.5, .observed), try state(.settled, 1, .filled),
            try state(.inProgress, 1, .observed), try state(.inProgress, 1, .filled),
            try state(.future, 0, .missing),
        ]
        let picture = try read(made.screen().svg())
        #expect(picture.elements("y").count { $0.title != nil } == 1)
        #expect(picture.elements("y v").count == 2)
        #expect(
            picture.titles == [
                "alert send-sms: 10, 2026-03-01, complete",
                "alert send-sms: 10, 2026-03-04, 50.0 % known",
                "alert send-sms: 10, 2026-03-06, in progress",
                "none so far: 0, 2026-03-07, in progress",
                "not known: 2026-03-02 to 2026-03-03",
            ])
        // One box over both days, at the base.
        let unknown = try #require(picture.elements("z q").last)
        let box = try Piece(unknown)
        let bars = try picture.elements("y v").map(Piece.init)
        #expect(box.height == 10 && box.bottom == bars[0].bottom)
        #expect(box.right - box.left > bars[0].right - bars[0].left + 100)
        for text in ["pale, dashed: not complete", "dotted: not known"] {
            #expect(picture.texts.contains(text))
        }
        #expect(picture.elements.first?["aria-label"] == "Consumption actions")
    }

    @Test func `what is expected stands on the bucket in progress`() throws {
        var made = MadeActions(rows: [("alert", "send-sms", [100, 40])])
        made.completeness = [nil, try MadeActions.state(.inProgress, 1)]
        let end = UsageForecast.End(
            basis: .total, soFar: 40, known: 1, missing: 0, ahead: 1,
            estimate: .init(value: 80, interval80: 70...100, interval95: 60...100))
        made.outlook = .init(
            period: try MadeActions.bucket(1), label: "2026-03-02", total: end, types: [])
        let picture = try read(made.screen().svg())
        let bars = try picture.elements("y v").filter { $0.title != nil }.map(Piece.init)
        let outline = try Piece(try #require(picture.elements("z c").last))
        #expect(outline.bottom == bars[0].top && outline.height == 88)
        #expect(outline.left == bars[0].left && outline.right == bars[0].right)
        // From 100 to 70 of 100, on 220 pixels.
        let whisker = try #require(picture.elements("zw").last).numbers
        #expect(abs(whisker[2] - whisker[1] - 66) < 0.2)
        #expect(picture.titles.last == "expected: 80, 2026-03-02, 80 %: 70 to 100")
        // Of a period that is no bucket, words alone tell.
        made.outlook = .init(
            period: Bucket(
                start: try MadeActions.bucket(0).startMicroseconds,
                end: try MadeActions.bucket(30).endMicroseconds, firstDate: try LocalDate("2026-03-01"),
                lastDate: try LocalDate("2026-03-31"), clippedStart: false, clippedEnd: false),
            label: "2026-03", total: end, types: [])
        let other = try read(made.screen().svg())
        #expect(other.elements("z c").isEmpty)
        #expect(other.texts.contains("Expected in all of 2026-03: 80, in four of five cases from 70 to 100."))
    }

    @Test func `of more buckets than pixels, each bar is the highest one`() throws {
        let counts = (0..<10_000).map { $0 * 7_919 % 1_000 }
        let screen = try MadeActions(rows: [("alert", "send-sms", counts)]).screen()
        let svg = try screen.svg()
        let picture = try read(svg)
        let bars = ActionBars(ActionColumns(screen), width: 928).bars
        #expect(bars.count == 858 && bars.allSatisfy { $0.width == 1 })
        for (pixel, bar) in bars.enumerated() {
            let places = pixel * 10_000 / 858..<(pixel + 1) * 10_000 / 858
            #expect(places.contains(bar.place) && counts[bar.place] == counts[places].max())
        }
        #expect(svg.utf8.count < 200_000)
        #expect(
            picture.texts.contains(
                "There are more buckets than pixels: each bar is the highest of up to 12 buckets."))
    }

    @Test func `as many buckets as pixels leave no bar thinner than a pixel`() throws {
        for count in [1, 2, 300, 429, 600, 857, 858] {
            let made = MadeActions(rows: [("alert", "send-sms", Array(repeating: 1, count: count))])
            let bars = ActionBars(ActionColumns(try made.screen()), width: 928).bars
            #expect(bars.map(\.place) == Array(0..<count))
            #expect(bars.allSatisfy { $0.width >= 1 && $0.left >= 58 && $0.right <= 916.001 })
            #expect(zip(bars, bars.dropFirst()).allSatisfy { $0.right <= $1.left + 0.001 })
        }
    }

    @Test func `one action beside a million is a pixel high`() throws {
        let screen = try MadeActions(rows: [("alert", "send-sms", [1_000_000, 1])]).screen()
        let pieces = try read(screen.svg()).elements("y").filter { $0.title != nil }.map(Piece.init)
        #expect(pieces.map(\.height) == [220, 1])
    }

    @Test func `counts of 64 bits are drawn and told exactly`() throws {
        let screen = try MadeActions(rows: [
            ("alert", "send-sms", [.max, 1]), ("alert", "send-email", [.max, .max]),
        ]).screen()
        let picture = try read(screen.svg(width: 240))
        #expect(picture.titles.first == "alert send-sms: 9,223,372,036,854,775,807, 2026-03-01, complete")
        let pieces = try picture.elements("y").filter { $0.title != nil }.map(Piece.init)
        #expect(pieces.allSatisfy { $0.height >= 0 && $0.height <= 220 })
        #expect(abs(pieces[0].height - pieces[2].height) < 0.2)
    }

    @Test func `nothing to draw is said`() throws {
        let complete = try MadeActions(rows: []).screen()
        #expect(try read(complete.svg()).texts.contains("No actions"))
        var unknown = MadeActions(rows: [])
        unknown.completeness = [try MadeActions.state(.settled, 0, .missing)]
        #expect(try read(unknown.screen().svg()).texts.contains("No actions known"))
        #expect(
            try read(ActionPicture(complete, width: 300).picture(title: nil).text).texts == ["No actions"])
    }

    @Test func `names of a host are escaped and cut at 40 columns`() async throws {
        let screens = try await Self.screens.value
        let screen = try #require(screens.first { $0.name == "actions-hostile" }).screen
        let svg = try screen.svg(title: "</title><script>1</script>")
        let picture = try read(svg)
        #expect(!svg.contains("<script") && !svg.contains("onload=\""))
        #expect(picture.titles.contains { $0.hasPrefix("</title></svg><script>window.__hit=1</s…: ") })
        #expect(picture.titles.contains { $0.contains("شركة النقل السريع 東京運輸株式会社: ") })
        for row in screen.rows {
            #expect(DisplayText(ActionColumns.name(of: row)).columns <= 40)
        }
        #expect(picture.texts.first == "</title><script>1</script>")
    }

    @Test func `buckets of less than a day are told by the tenant's clock`() async throws {
        let screens = try await Self.screens.value
        let screen = try #require(screens.first { $0.name == "actions-hours" }).screen
        // 06:10 in UTC is 02:10 in New York.
        let titles = try read(screen.svg()).titles
        #expect(titles.contains { $0.hasSuffix(", 2026-03-16 02:00, complete") })
        #expect(titles.allSatisfy { !$0.contains(" 06:00") })
    }

    @Test func `a screen has one picture, inside of a page as alone`() async throws {
        let screens = try await Self.screens.value
        for (name, screen) in screens {
            #expect(try screen.svg() == screen.svg())
            let inner = try read(ActionPicture(screen, width: 928).picture(title: nil).text)
            #expect(inner.titles == (try read(screen.svg()).titles), "\(name)")
            #expect(inner.elements.first?["aria-label"]?.contains(", per \(screen.width)") == true)
        }
    }

    @Test(arguments: [239, 4_097, 0, -1, .max])
    func `no other width is drawn`(width: Int) throws {
        let screen = try MadeActions(rows: []).screen()
        #expect(throws: BillingError.self) { try screen.svg(width: width) }
    }
}
