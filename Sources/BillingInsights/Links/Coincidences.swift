public import BillingModel

/// What else was unusual on the days of spikes, far more often than by chance.
///
/// Take the days of one series' spikes, for example the peaks of an ``AnomalyScan``, and what is unusual in the
/// others of the tenant. A series is a companion if it was unusual on more of these days, or the day before or
/// after, than its share of all days explains.
///
/// ```swift
/// let spikes = scans[0].findings.filter { $0.kind == .spike }.map(\.peak)
/// let others = scans.dropFirst().map { UnusualDays($0) }
/// let coincidences = try Coincidences(on: spikes, among: others)
/// for day in coincidences.days { print(day.day, day.others) }
/// ```
///
/// That they come together does not say that one is the cause of the other.
public struct Coincidences: Equatable, Sendable {
    /// A series that is unusual on these days far more often than by chance.
    public struct Companion: Equatable, Sendable {
        /// The index of the series.
        public let series: Int
        /// On how many of the days it was unusual.
        public let hits: Int
        /// On how many of the days it was judged.
        public let judged: Int
        /// The share of all its days that are as near to something unusual; from 0 to 1.
        public let usualShare: Double
        /// The probability of at least so many hits by chance.
        public let probability: Double
    }

    /// One of the days that were asked about, and what else was unusual then.
    public struct Day: Equatable, Sendable {
        /// The index of the day.
        public let day: Int
        /// The companions that were unusual on it, or a day before or after; ascending, at least one.
        public let others: [Int]
    }

    /// The series that come with these days, the least likely by chance first; at most one in twenty of them is
    /// expected to be false.
    public let companions: [Companion]
    /// The days with a companion, in ascending order.
    public let days: [Day]
    /// How many series were held against chance; 0 where nothing can be said.
    public let tested: Int

    /// How many days apart still counts as together.
    private static let reach = 1

    /// Looks for what comes together with some days.
    ///
    /// With the hits counted among the days that were asked about, the probability is that of a binomial
    /// distribution, whose chance is the share of days of the series that have something unusual as near. It does
    /// not matter that unusual days of a series come in a row, as long as the days asked about do not.
    ///
    /// - Parameters:
    ///   - days: The days asked about, in any order; name one for each spike. Days nearer than three days to one
    ///     before are taken for the same spike, those outside of all series do not matter.
    ///   - others: The other series of the tenant, whose first days are the same. Leave out those that belong to
    ///     the series of the spikes by construction.
    /// - Throws: `BillingError` with code `limitExceeded` for more than ``Links/mostSeries`` series.
    /// - Complexity: O(*m* *n*) for *m* series of *n* days.
    /// - SeeAlso: Benjamini and Yekutieli (2001), The control of the false discovery rate in multiple testing
    ///   under dependency.
    public init(on days: some Sequence<Int>, among others: [UnusualDays]) throws(BillingError) {
        guard others.count <= Links.mostSeries else {
            throw BillingError(
                .limitExceeded, rule: "at most \(Links.mostSeries) series are compared",
                detail: "\(others.count)")
        }
        let asked = Self.apart(days)
        let candidates = others.enumerated().compactMap { Companion($0, $1, on: asked, reach: Self.reach) }
        let limit = FalseDiscoveries.limit(of: candidates.map(\.probability))
        let companions =
            candidates
            .filter { one in limit.map { one.probability <= $0 } ?? false }
            .sorted { ($0.probability, $0.series) < ($1.probability, $1.series) }
        let told = companions.map(\.series).sorted()
        self.days = asked.compactMap { day in
            let unusual = told.filter { others[$0].isUnusual(near: day, reach: Self.reach) == true }
            return unusual.isEmpty ? nil : Day(day: day, others: unusual)
        }
        self.companions = companions
        tested = candidates.count
    }

    /// Ascending days whose surroundings do not overlap.
    private static func apart(_ days: some Sequence<Int>) -> [Int] {
        days.filter { $0 >= 0 }.sorted().reduce(into: []) { apart, day in
            if apart.last.map({ day - $0 > 2 * reach }) ?? true { apart.append(day) }
        }
    }
}

extension Coincidences.Companion {
    /// Counts hits; nothing where the series was judged on none of the days.
    fileprivate init?(_ series: Int, _ unusual: UnusualDays, on days: [Int], reach: Int) {
        let verdicts = days.compactMap { unusual.isUnusual(near: $0, reach: reach) }
        guard !verdicts.isEmpty else { return nil }
        let all = unusual.days.indices.compactMap { unusual.isUnusual(near: $0, reach: reach) }
        self.series = series
        hits = verdicts.count { $0 }
        judged = verdicts.count
        usualShare = Double(all.count { $0 }) / Double(all.count)
        probability = BinomialTail.probability(ofAtLeast: hits, of: judged, chance: usualShare)
    }
}
