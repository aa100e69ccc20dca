public import BillingModel

/// Which daily series of one tenant move together, and by how many days one follows the other.
///
/// What is new on each day is compared: the week, trends, levels that wander and what the days before explain are
/// taken away first, and days on which the whole tenant is unusual are set aside. Of all pairs and lags together
/// at most one in twenty of the links that are told is expected to be false.
///
/// ```swift
/// let links = try Links(of: [LinkSeries(devices), LinkSeries(messages), LinkSeries(geofences)])
/// for link in links.links { print(link.leader, link.follower, link.lag, link.coefficient) }
/// ```
///
/// - SeeAlso: Haugh (1976), Checking the independence of two covariance-stationary time series; Spearman (1904),
///   The proof and measurement of association between two things; Bartlett (1935), Some aspects of the
///   time-correlation problem, for the effective days; Benjamini and Yekutieli (2001), The control of the false
///   discovery rate in multiple testing under dependency.
public struct Links: Equatable, Sendable {
    /// What was found, the strongest first: at most one link for two series.
    public let links: [Link]
    /// How many pairs and lags were held against chance; 0 where nothing can be said.
    public let tested: Int
    /// The indices of series that were compared, in ascending order.
    ///
    /// The others are saw-teeth, have too few days, or are most of the time the same.
    public let compared: [Int]
    /// The days that were left out because most series were unusual together, by index.
    public let sharedDays: [Int]

    /// The most days that are read, the last ones: two years.
    public static let mostDays = 730
    /// The most series.
    public static let mostSeries = 200

    /// Compares every two series that are not related, at lags of up to seven days either way.
    ///
    /// Two series are compared where at least 60 days can be held against each other. Leave out days in progress
    /// and days that are partly covered.
    ///
    /// - Parameters:
    ///   - series: Daily series whose first values are of the same day; finite, of magnitude at most 10³⁰⁰. Those
    ///     that end earlier are missing from there.
    ///   - days: The indices of days that are not compared, such as holidays and ends of months, in any order;
    ///     those outside of the series do not matter. Days on which many series are unusual together need not be
    ///     named if there are four series or more.
    /// - Throws: `BillingError` with code `invalidValue` if a value is out of its range or a series names an index
    ///   that is none as related, and `limitExceeded` for more than ``mostSeries`` series.
    /// - Complexity: O(*m*² *n*) for *m* series of *n* days, at most ``mostDays``, apart from a check of all values.
    public init(of series: [LinkSeries], without days: some Sequence<Int> = []) throws(BillingError) {
        try Self.check(series)
        let count = series.reduce(0) { max($0, $1.values.count) }
        let first = max(count - Self.mostDays, 0)
        let aside = days.filter { (first..<count).contains($0) }.map { $0 - first }
        let points = series.map { one in
            one.isRunningTotal ? [] : (first..<count).map { $0 < one.values.count ? one.values[$0] : nil }
        }
        let compared = points.indices.filter { Self.varies(points[$0]) }
        let before = compared.map { Self.ranks(of: points[$0], without: aside) }
        let shared = SharedDays.found(in: before)
        let ranks =
            shared.isEmpty ? before : compared.map { Self.ranks(of: points[$0], without: aside + shared) }

        var candidates: [Link] = []
        var probabilities: [Double] = []
        for (place, one) in compared.enumerated() {
            for (other, two) in zip(compared, ranks).dropFirst(place + 1)
            where !series[one].related.contains(other) && !series[other].related.contains(one) {
                let scan = LagScan(ranks[place], two)
                probabilities += scan.results.map(\.probability)
                if let best = scan.best { candidates.append(Link(one, other, best)) }
            }
        }
        let limit = FalseDiscoveries.limit(of: probabilities)
        links = candidates.filter { link in limit.map { link.probability <= $0 } ?? false }
            .sorted { abs($0.coefficient) > abs($1.coefficient) }
        tested = probabilities.count
        self.compared = compared
        sharedDays = shared.map { $0 + first }
    }

    private static func check(_ series: [LinkSeries]) throws(BillingError) {
        guard series.count <= mostSeries else {
            throw BillingError(
                .limitExceeded, rule: "at most \(mostSeries) series are compared", detail: "\(series.count)")
        }
        for one in series {
            for case let value? in one.values { try History.check(value) }
            for index in one.related where !series.indices.contains(index) {
                throw BillingError(
                    .invalidValue, rule: "a related series is the index of a series", detail: "\(index)")
            }
        }
    }

    /// Whether no value is that of more than half of the days, and there are enough of them.
    private static func varies(_ points: [Double?]) -> Bool {
        let sorted = points.compactMap { $0 }.sorted()
        guard sorted.count >= LagScan.leastDays else { return false }
        // A value that has more than half of all places has one of these.
        let half = sorted.count / 2
        return (0..<sorted.count - half).allSatisfy { sorted[$0] < sorted[$0 + half] }
    }

    private static func ranks(of points: [Double?], without days: [Int]) -> WeekdayRanks {
        var points = points
        for day in days { points[day] = nil }
        return WeekdayRanks(DailyInnovations.of(points))
    }
}

extension Link {
    fileprivate init(_ first: Int, _ second: Int, _ result: LagScan.Result) {
        leader = result.lag < 0 ? second : first
        follower = result.lag < 0 ? first : second
        lag = abs(result.lag)
        coefficient = result.coefficient
        days = result.days
        effectiveDays = result.effectiveDays
        probability = result.probability
    }
}
