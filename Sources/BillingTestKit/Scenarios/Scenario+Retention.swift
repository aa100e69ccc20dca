import BillingModel
import BillingStore

#if canImport(FoundationEssentials)
import FoundationEssentials
#else
import Foundation
#endif

extension Scenario {
    static let retention: [Scenario] = [floors, expiry]

    /// Records on both sides of the first midnights of March 2026.
    private static func record(_ builder: inout ScenarioBuilder, _ owner: TenantID) throws -> [ChangeSet.Item]
    {
        let at = try builder.pick([-1, 0, 1, 1_439, 1_440, 1_441])
        let id = "\(builder.commits)"
        switch builder.number(0...9) {
        case 0, 1:
            return [ValuePool.sample(owner, at: at, builder.chance(4) ? nil : Double(builder.number(1...9)))]
        case 2: return [try ValuePool.daily(owner, on: builder.number(-1...1), Double(builder.number(1...9)))]
        case 3: return [.action(.record(try ValuePool.action(owner, id, at: at)))]
        case 4:
            let amended = try ValuePool.action(owner, id, at: builder.pick([-1, 0, 1_440]), succeeded: 2)
            return [.action(.record(try ValuePool.action(owner, id, at: at))), .action(.amend(amended))]
        case 5: return [try ValuePool.activity(owner, "d\(at)", quarter: builder.pick([-1, 0, 95, 96]))]
        case 6:
            let metric = try builder.pick([ValuePool.level, Metric.actions.id])
            return [try ValuePool.coverage(owner, of: metric, at, at + builder.pick([1, 1_440]))]
        case 7, 8:
            return [
                try ValuePool.invoice(owner, id, at: at),
                try ValuePool.entry(owner, id, of: id, at: max(0, at)),
            ]
        default:
            return [
                .inventory(
                    try Inventory(
                        tenant: owner, at: ValuePool.minute(at),
                        counts: [.assets: builder.number(1...9), .geofences: 1]))
            ]
        }
    }

    private static func play(_ builder: inout ScenarioBuilder) throws {
        let (acme, bolt) = (ValuePool.acme, ValuePool.bolt)
        try builder.begin([acme, bolt])
        for round in 0..<builder.number(2...4) {
            for _ in 0..<builder.number(2...4) {
                try builder.commit(try record(&builder, builder.chance(4) ? bolt : acme))
            }
            if builder.chance(2) {
                builder.add(.begin(.series(SeriesRequest(of: .all, limit: 1)), reader: round))
            }
            try builder.erase(
                .records(
                    builder.pick(RetainedKind.allCases), before: ValuePool.date(builder.number(-1...1)),
                    tenant: builder.chance(8) ? TenantID(constant: "nobody") : acme))
            builder.add(.proceed(reader: round, limit: 1))
            // At what was there before, and now.
            let earlier = try Revision(Int64(builder.number(1...builder.commits / 2 + 1)))
            for read in builder.shuffled(ScenarioBuilder.reads(of: .all, knownAt: .revision(earlier))).prefix(
                8)
            {
                builder.add(.read(read))
            }
            for read in builder.shuffled(ScenarioBuilder.reads(of: .one(acme))).prefix(8) {
                builder.add(.read(read))
            }
        }
        if builder.chance(4) {
            try builder.erase(.tenant(acme))
            try builder.begin([acme])
            try builder.commit(try record(&builder, acme))
        }
        builder.readAll(of: .all)
        builder.readAll(of: .all, knownAt: .revision(try Revision(3)))
    }

    private static let floors = Scenario(.retention, weight: 3) { builder in try play(&builder) }

    private static let expiry = Scenario(.expiry) { builder in
        let acme = ValuePool.acme
        try builder.begin()
        for kind in builder.shuffled(RetainedKind.allCases).prefix(2) {
            try builder.erase(.records(kind, before: ValuePool.date(builder.number(0...1)), tenant: acme))
            for _ in 0..<builder.number(2...5) {
                try builder.commit(try record(&builder, acme))
            }
        }
        builder.readAll(of: .all)
    }
}
