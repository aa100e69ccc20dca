import BillingModel
import BillingReports
import BillingTestSupport
import BillingTime
import Foundation
import Testing

@Suite("Moves of a graph are undone by their counterparts")
struct GraphNavigatorPropertyTests {
    static let zones = [
        "UTC", "America/St_Johns", "Australia/Lord_Howe", "Pacific/Apia", "America/Sao_Paulo", "Asia/Beirut",
        "Africa/Cairo", "America/Havana", "Asia/Kathmandu", "Pacific/Kwajalein", "America/Nuuk",
        "Africa/Casablanca", "Antarctica/Troll", "Asia/Tehran", "Pacific/Chatham", "Asia/Gaza",
        "America/Asuncion", "America/Scoresbysund",
    ]
    private static let years = constant {
        try instant("1985-01-01T00:00:00Z")..<instant("2041-01-01T00:00:00Z")
    }
    private static let periods: [BucketWidth] = [.day, .week, .week(startingOn: .sunday), .month]

    /// The nearest microsecond.
    private static func microseconds(_ date: Date) -> Int64 {
        Int64((date.timeIntervalSince1970 * 1e6).rounded())
    }

    @Test("Forth and back is the identity around every change of the clock", arguments: zones)
    func everyChange(name: String) throws {
        let zone = try GraphNavigatorTests.zone(name)
        let navigator = try GraphNavigator(zone: zone, data: Self.years)
        let changes = zone.transitions(
            in: Self.microseconds(Self.years.lowerBound)..<Self.microseconds(Self.years.upperBound))
        #expect(changes.isEmpty == (name == "UTC"))
        for change in changes {
            for period in [BucketWidth.day, .week, .month] {
                let instant = Date(timeIntervalSince1970: Double(change.instant / 1_000_000))
                let view = try #require(navigator.view(of: period, holding: instant))
                let label = Comment("\(name), \(period), \(instant)")
                #expect(view.range.contains(instant), label)
                if let next = navigator.view(after: view) {
                    #expect(next.range.lowerBound == view.range.upperBound, label)
                    #expect(navigator.view(before: next) == view, label)
                } else {
                    #expect(view.range.upperBound >= Self.years.upperBound, label)
                }
                if let previous = navigator.view(before: view) {
                    #expect(previous.range.upperBound == view.range.lowerBound, label)
                    #expect(navigator.view(after: previous) == view, label)
                } else {
                    #expect(view.range.lowerBound <= Self.years.lowerBound, label)
                }
            }
        }
    }

    @Test("Forth and back, and to another period and back, at random", arguments: zones)
    func random(name: String) throws {
        let seed: UInt64 = 0x5EED_0001
        var random = SplitMix64(seed: seed &+ UInt64(name.utf8.count))
        func number(_ count: Int) -> Int { Int(random.next() % UInt64(count)) }
        let zone = try GraphNavigatorTests.zone(name)
        for round in 0..<Sweep.count(20, part: 5) {
            let start = Self.years.lowerBound + Double(number(40 * 365 * 86_400))
            let data = start..<start + Double(1 + number(3 * 365 * 86_400))
            let cadence: Cadence = [.irregular, .quarterHourly, .hourly, .daily][number(4)]
            let points = 1 + number(300)
            let navigator = try GraphNavigator(zone: zone, data: data, points: points, cadences: [cadence])
            let label = Comment("seed \(seed), \(name), \(round)")
            let length = data.upperBound.timeIntervalSince(data.lowerBound)
            let here = data.lowerBound + Double(number(Int(length)))
            let there = min(data.upperBound, here + Double(1 + number(90 * 86_400)))
            let period = Self.periods[number(4)]
            var views = [try #require(navigator.view(of: period, holding: here), label)]
            for snapping in [true, false] {
                let zoom = try #require(navigator.zoom(to: here..<there, snapping: snapping), label)
                #expect(zoom.range.lowerBound <= here && there <= zoom.range.upperBound, label)
                views.append(zoom)
                views.append(
                    try #require(
                        try navigator.zoom(
                            views[0], by: [0.3, 0.5, 1.5, 4][number(4)], around: here, snapping: snapping),
                        label))
            }
            for view in views {
                #expect(try roundTrip(view) == view, label)
                for (forth, back) in [
                    (navigator.view(after:), navigator.view(before:)),
                    (navigator.view(before:), navigator.view(after:)),
                ] {
                    // Three steps out and three steps back.
                    var path = [view]
                    while path.count < 4, let next = forth(path[path.count - 1]) { path.append(next) }
                    for (near, far) in zip(path, path.dropFirst()) { #expect(back(far) == near, label) }
                }
                for other in Self.periods {
                    guard view.range.overlaps(data), view.period != nil else { continue }
                    let switched = try #require(navigator.view(of: other, insteadOf: view), label)
                    #expect(switched.range.overlaps(view.range), label)
                    #expect(navigator.view(of: period, insteadOf: switched)?.range == view.range, label)
                }
                checkWidth(navigator, view, label)
            }
            try checkSnapping(navigator, views[1], label)
        }
    }

    /// A snapped zoom has the bounds of buckets of its points, and is stable.
    private func checkSnapping(_ navigator: GraphNavigator, _ zoom: GraphViewport, _ label: Comment) throws {
        let width = navigator.width(of: zoom)
        #expect(zoom.step == width, label)
        for bound in [zoom.range.lowerBound, zoom.range.upperBound] {
            #expect(try navigator.zone.bucket(holding: bound, width: width).start == bound, label)
        }
        #expect(navigator.zoom(to: zoom.range)?.range == zoom.range, label)
        if let next = navigator.view(after: zoom) {
            let counts = try [zoom, next].map {
                try BucketGrid(covering: $0.range, width: width, zone: navigator.zone).count
            }
            #expect(counts[0] == counts[1], label)
        }
    }

    /// More points wished never give wider ones, no cadence is undercut, and the wish is kept but for odd days.
    private func checkWidth(_ navigator: GraphNavigator, _ view: GraphViewport, _ label: Comment) {
        let width = navigator.width(of: view)
        #expect(!navigator.cadences.contains { width.isNarrower(than: $0) }, label)
        let count = (try? BucketGrid(covering: view.range, width: width, zone: navigator.zone).count) ?? .max
        // An odd day has an hour more, and a month that begins within a week a week more.
        if width != .year, width != view.period, navigator.points > 1 {
            #expect(count <= navigator.points + navigator.points / 24 + 1, "\(label): \(width), \(count)")
        }
        var last = Int.max
        for points in [1, 2, 3, 5, 12, 24, 31, 50, 100, 200, 744, 2_000] {
            guard
                let other = try? GraphNavigator(
                    zone: navigator.zone, data: navigator.data, points: points, cadences: navigator.cadences)
            else { continue }
            let minutes = other.width(of: view).usualMinutes
            #expect(minutes <= last, label)
            last = minutes
        }
    }

    @Test("In every zone, the months around the last change of each")
    func everyZone() throws {
        let names = try FileManager.default.contentsOfDirectory(atPath: "/usr/share/zoneinfo").filter {
            $0.first?.isUppercase == true && !$0.contains(".")
        }
        var seen: Set<String> = []
        for area in names.sorted() {
            let folder = "/usr/share/zoneinfo/" + area
            for place in (try? FileManager.default.subpathsOfDirectory(atPath: folder)) ?? [] {
                guard let id = try? ZoneID(area + "/" + place), let zone = try? ZoneDatabase.system.zone(id),
                    seen.insert(zone.digest).inserted
                else { continue }
                let navigator = try GraphNavigator(zone: zone, data: Self.years)
                let changes = zone.transitions(
                    in: Self.microseconds(Self.years.lowerBound)..<1_767_225_600_000_000)
                for change in changes.suffix(2) {
                    let instant = Date(timeIntervalSince1970: Double(change.instant / 1_000_000))
                    for period in [BucketWidth.day, .month] {
                        let view = try #require(navigator.view(of: period, holding: instant))
                        #expect(
                            navigator.view(after: view).flatMap { navigator.view(before: $0) } == view,
                            "\(id)")
                        #expect(
                            navigator.view(before: view).flatMap { navigator.view(after: $0) } == view,
                            "\(id)")
                    }
                }
            }
        }
        #expect(seen.count > 100)
    }
}
