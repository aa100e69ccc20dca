import BillingModel

/// Which buckets have a tick below the time axis, and what stands there: dates and readings of the tenant's own clock.
struct TimeTicks {
    struct Tick: Equatable {
        /// The bucket, in the middle of which the tick stands.
        let place: Int
        /// `1`, `09:00`, `Jul`, `2013`.
        let text: String
        /// What the first tick and every change need to be understood, below: `Jul 2013`; empty elsewhere.
        let more: String
    }

    /// Which buckets have a tick.
    private enum Step {
        /// Those that begin at a multiple of so many minutes of a day.
        case minutes(Int)
        /// Those that begin on every so many days of a month, counted from its first.
        case days(Int)
        /// Every one, of periods such as weeks.
        case each
        /// The first of so many months.
        case months(Int)
        /// The first of so many years.
        case years(Int)
    }

    private static let months = [
        "Jan", "Feb", "Mar", "Apr", "May", "Jun", "Jul", "Aug", "Sep", "Oct", "Nov", "Dec",
    ]
    private static let steps: [Step] =
        [1, 5, 15, 30, 60, 180, 360, 720].map { .minutes($0) } + [1, 2, 5, 10, 15].map { .days($0) } + [.each]
        + [1, 3, 6].map { .months($0) }
        + [1, 2, 5, 10, 20, 50, 100, 200, 500, 1_000, 2_000, 5_000].map { .years($0) }

    /// The finest ticks whose texts do not touch, where the middle of each of the buckets that are shown lies at a known pixel of so
    /// many.
    static func of(
        _ buckets: some NamedBuckets, shown: Range<Int>, width: Double, x: (Int) -> Double
    ) -> [Tick] {
        guard !shown.isEmpty else { return [] }
        for step in steps {
            let places = shown.filter { begins(step, buckets, at: $0, from: shown.lowerBound) }
            guard !places.isEmpty else { continue }
            let room = room(step)
            if zip(places, places.dropFirst()).allSatisfy({ x($1) - x($0) >= room }) {
                return ticks(step, buckets, places, x, width)
            }
        }
        return ticks(.each, buckets, [shown.lowerBound], x, width)
    }

    /// How many pixels a text needs with the space beside it.
    private static func room(_ step: Step) -> Double {
        switch step {
        case .minutes: 46
        case .days: 24
        case .each: 52
        case .months: 34
        case .years: 42
        }
    }

    private static func begins(
        _ step: Step, _ buckets: some NamedBuckets, at place: Int, from first: Int
    ) -> Bool {
        let date = buckets.dates[place]
        let before = place > first ? buckets.dates[place - 1] : nil
        switch step {
        case .minutes(let count):
            return buckets.naming == .instant && buckets.minutes[place] % count == 0
        case .days(let count):
            guard buckets.naming == .day || buckets.naming == .instant, before != date,
                before != nil || buckets.naming == .day || buckets.minutes[place] == 0
            else { return false }
            return (date.day - 1) % count == 0 && (count == 1 || date.day <= 31 - count)
        case .each:
            return buckets.naming == .period
        case .months(let count):
            let month = date.year * 12 + date.month - 1
            guard month % count == 0 else { return false }
            return before.map { $0.year * 12 + $0.month - 1 != month } ?? (date.day == 1)
        case .years(let count):
            guard date.year % count == 0 else { return false }
            return before.map { $0.year != date.year } ?? (date.day == 1 && date.month == 1)
        }
    }

    private static func ticks(
        _ step: Step, _ buckets: some NamedBuckets, _ places: [Int], _ x: (Int) -> Double, _ width: Double
    ) -> [Tick] {
        // What was said below, and up to where; a year is not said twice of days.
        var (said, end, year) = ("", 0.0, 0)
        return places.map { place in
            let date = buckets.dates[place]
            let month = months[date.month - 1]
            let (text, more): (String, String) =
                switch step {
                case .minutes:
                    (clock(buckets.minutes[place]), "\(date.day) \(month) \(date.year)")
                case .days: ("\(date.day)", year == date.year ? month : "\(month) \(date.year)")
                case .each: ("\(date.day) \(month)", "\(date.year)")
                case .months: (month, "\(date.year)")
                case .years: ("\(date.year)", "")
                }
            let half = Double(more.utf8.count) * 3.5
            guard !said.hasPrefix(more), x(place) - half >= end, x(place) + half <= width else {
                return Tick(place: place, text: text, more: "")
            }
            (said, end, year) = (more, x(place) + half + 8, date.year)
            return Tick(place: place, text: text, more: more)
        }
    }

    /// `09:30`.
    static func clock(_ minutes: Int) -> String {
        func two(_ number: Int) -> String { number < 10 ? "0\(number)" : "\(number)" }
        return "\(two(minutes / 60)):\(two(minutes % 60))"
    }
}
