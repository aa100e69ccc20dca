import BillingModel
import BillingStore
import BillingTime

#if canImport(FoundationEssentials)
import FoundationEssentials
#else
import Foundation
#endif

/// What the charges of tenants have to price, as it is read: several meters, each for tenants that have its period.
struct ChargeReading {
    /// What is read of one tenant for a meter.
    private struct Usage {
        var days: [MetricColumns] = []
        var whole: [MetricColumns] = []
        var records: [ActionRecord] = []
        var distinct: [MetricID: [Int?]] = [:]
    }

    private struct Metering {
        let meter: ChargeMeter
        let needs: ChargeMeter.Needs
        /// What was read, by the places of the tenants.
        var usage: [Int: Usage]
    }

    private let reader: MetricReader
    private var meterings: [Metering] = []
    /// Which meter a part of the query is for, and whether it is about days.
    private var parts: [Int: (meter: Int, isOfDays: Bool)] = [:]

    init(_ reader: MetricReader) { self.reader = reader }

    /// Adds to a query what a meter needs.
    ///
    /// - Parameters:
    ///   - meter: The meter.
    ///   - tenants: The places of the tenants, which define their metrics alike.
    ///   - query: What is asked for.
    /// - Returns: The place of the meter.
    /// - Throws: `BillingError` with code `unsupported` if the rule of a charge makes no sense for its metric.
    mutating func add(
        _ meter: ChargeMeter, of tenants: [Int], in query: inout MetricQuery
    ) throws(BillingError) -> Int {
        let needs = try tenants.first.map { first throws(BillingError) in
            try meter.needs(reader.catalogs[first])
        }
        let metering = Metering(
            meter: meter, needs: needs ?? .init(),
            usage: Dictionary(uniqueKeysWithValues: tenants.map { ($0, Usage()) }))
        let place = meterings.count
        meterings.append(metering)
        if !metering.needs.days.isEmpty {
            let isWeighted = meter.plan.charges.contains { $0.usage.isMeanOverTime }
            let part = try query.add(
                metering.needs.days, of: tenants, on: meter.period.days,
                with: isWeighted ? [.shares, .timeWeighted] : .shares)
            parts[part] = (place, true)
        }
        if !metering.needs.whole.isEmpty {
            let part = try query.add(metering.needs.whole, of: tenants, on: meter.period.whole, with: .shares)
            parts[part] = (place, false)
        }
        return place
    }

    /// Takes an answer, if it is one to a part that a meter added.
    mutating func take(_ part: Int, _ tenant: Int, _ columns: MetricColumns) {
        guard let (meter, isOfDays) = parts[part] else { return }
        if isOfDays {
            meterings[meter].usage[tenant]?.days.append(columns)
        } else {
            meterings[meter].usage[tenant]?.whole.append(columns)
        }
    }

    /// Reads the actions whose billed quantities are charged, and the subjects of parts of a period.
    mutating func readRecords() async throws {
        let context = reader.context
        let places = meterings.indices.filter { meterings[$0].needs.records }
        let ranges = places.map { meterings[$0].meter.period.past }.filter { !$0.isEmpty }
        if let start = ranges.map(\.lowerBound).min(), let end = ranges.map(\.upperBound).max() {
            var owners: [TenantID: [(meter: Int, tenant: Int)]] = [:]
            for place in places {
                for tenant in meterings[place].usage.keys {
                    owners[context.tenants[tenant].id, default: []].append((place, tenant))
                }
            }
            try await context.forEachAction(of: .set(Set(owners.keys)), in: start..<end) { action, instant in
                for (place, tenant) in owners[action.tenant] ?? []
                where meterings[place].meter.period.past.contains(instant) {
                    meterings[place].usage[tenant]?.records.append(action)
                }
            }
        }
        for place in meterings.indices where !meterings[place].meter.period.buckets.isEmpty {
            for metric in meterings[place].needs.whole {
                for tenant in meterings[place].usage.keys {
                    let counts = try await meterings[place].meter.period.distinctToEnds(
                        of: metric, tenant, reader)
                    meterings[place].usage[tenant]?.distinct[metric.id] = counts
                }
            }
        }
    }

    /// The usage of each charge of a meter for a tenant, in the order of the plan.
    ///
    /// - Throws: `BillingError` with code `overflow` if a quantity needs more than 38 digits.
    func usage(of meter: Int, _ tenant: Int) throws(BillingError) -> [ChargeUsage] {
        let usage = meterings[meter].usage[tenant] ?? Usage()
        return try meterings[meter].meter.usage(
            days: usage.days, whole: usage.whole, records: usage.records, distinct: usage.distinct)
    }

    /// The days of each charge of a meter for a tenant, of charges that are made of days.
    func days(of meter: Int, _ tenant: Int) throws(BillingError) -> [EntityID<Charge>: [ChargeDay]] {
        let usage = meterings[meter].usage[tenant] ?? Usage()
        let meter = meterings[meter].meter
        var days: [EntityID<Charge>: [ChargeDay]] = [:]
        for charge in meter.plan.charges {
            days[charge.id] = try meter.days(of: charge, in: usage.days, usage.records)
        }
        return days
    }
}

extension ChargeReading {
    /// The usage of each charge of some meters of a single tenant, which are read together.
    static func usage(
        of meters: [ChargeMeter], _ reader: MetricReader
    ) async throws -> [[ChargeUsage]] {
        let (reading, places) = try await read(meters, reader)
        return try places.map { try reading.usage(of: $0, 0) }
    }

    /// Reads some meters of a single tenant together, and tells their places.
    static func read(
        _ meters: [ChargeMeter], _ reader: MetricReader
    ) async throws -> (reading: ChargeReading, places: [Int]) {
        var query = MetricQuery(reader.catalogs)
        var reading = ChargeReading(reader)
        let places = try meters.map { try reading.add($0, of: [0], in: &query) }
        try await reader.read(query) { reading.take($0, $1, $2) }
        try await reading.readRecords()
        return (reading, places)
    }
}

extension ChargePeriod {
    /// What of the period has passed.
    var past: Range<Int64> { range.lowerBound..<max(range.lowerBound, min(range.upperBound, now)) }

    /// The number of different subjects from the start of the period to the end of each day that has begun, for its parts; nil if the
    /// metric is not counted from activity, or nothing has passed.
    ///
    /// It takes the activity itself, where for the whole period a count is enough.
    fileprivate func distinctToEnds(
        of metric: Metric, _ tenant: Int, _ reader: MetricReader
    ) async throws -> [Int?]? {
        guard case .activity(let kind) = metric.source, !past.isEmpty else { return nil }
        let blocks = try await reader.context.reader.allActivity(
            ActivityRequest(
                of: .one(reader.context.tenants[tenant].id), kind: kind,
                in: Instants.date(past.lowerBound)..<Instants.date(past.upperBound),
                knownAt: reader.context.knownAt))
        let bounds = days.instants.prefix(begun + 1).map { min($0, now) }
        let covered = reader.catalogs[tenant].covered(metric, labels: .none)
        let none = Array(repeating: DistinctActivity.Count?.none, count: max(0, bounds.count - 1))
        let counts =
            try blocks.first?.activity.distinctToDate(boundaries: bounds, resets: [range.lowerBound]) ?? none
        var toEnds: [Int?] = []
        var before = 0
        for (day, count) in counts.enumerated() {
            let count = count?.count ?? 0
            let isCovered = covered.coveredLength(in: bounds[day]..<bounds[day + 1]) > 0
            // Silence means nobody only where the feed says so.
            toEnds.append(isCovered || count > before ? count : nil)
            before = count
        }
        return toEnds
    }
}

extension Charge.Usage {
    /// Whether a level is charged by its mean over time.
    fileprivate var isMeanOverTime: Bool {
        if case .metric(_, .timeWeightedMean, _) = self { true } else { false }
    }
}
