import BillingModel
import BillingStore

#if canImport(FoundationEssentials)
import FoundationEssentials
#else
import Foundation
#endif

extension Area {
    static let retention: [Area] = [floors, expiry]

    /// Records on both sides of the first midnights of March 2026.
    private static func record(_ scene: inout Scene, _ owner: TenantID) throws -> [ChangeSet.Item] {
        let at = try scene.pick([-1, 0, 1, 1_439, 1_440, 1_441])
        let id = "\(scene.commits)"
        switch scene.number(0...9) {
        case 0, 1:
            return [Material.sample(owner, at: at, scene.chance(4) ? nil : Double(scene.number(1...9)))]
        case 2: return [try Material.daily(owner, on: scene.number(-1...1), Double(scene.number(1...9)))]
        case 3: return [.action(.record(try Material.action(owner, id, at: at)))]
        case 4:
            let amended = try Material.action(owner, id, at: scene.pick([-1, 0, 1_440]), succeeded: 2)
            return [.action(.record(try Material.action(owner, id, at: at))), .action(.amend(amended))]
        case 5: return [try Material.activity(owner, "d\(at)", quarter: scene.pick([-1, 0, 95, 96]))]
        case 6:
            let metric = try scene.pick([Material.level, Metric.actions.id])
            return [try Material.coverage(owner, of: metric, at, at + scene.pick([1, 1_440]))]
        case 7, 8:
            return [
                try Material.invoice(owner, id, at: at),
                try Material.entry(owner, id, of: id, at: max(0, at)),
            ]
        default:
            return [
                .inventory(
                    try Inventory(
                        tenant: owner, at: Material.minute(at),
                        counts: [.assets: scene.number(1...9), .geofences: 1]))
            ]
        }
    }

    private static func play(_ scene: inout Scene) throws {
        let (acme, bolt) = (Material.acme, Material.bolt)
        try scene.begin([acme, bolt])
        for round in 0..<scene.number(2...4) {
            for _ in 0..<scene.number(2...4) {
                try scene.commit(try record(&scene, scene.chance(4) ? bolt : acme))
            }
            if scene.chance(2) {
                scene.add(.begin(.series(SeriesRequest(of: .all, limit: 1)), reader: round))
            }
            try scene.erase(
                .records(
                    scene.pick(RetainedKind.allCases), before: Material.date(scene.number(-1...1)),
                    tenant: scene.chance(8) ? TenantID(constant: "nobody") : acme))
            scene.add(.proceed(reader: round, limit: 1))
            // At what was there before, and now.
            let earlier = try Revision(Int64(scene.number(1...scene.commits / 2 + 1)))
            for read in scene.shuffled(Scene.reads(of: .all, knownAt: .revision(earlier))).prefix(8) {
                scene.add(.read(read))
            }
            for read in scene.shuffled(Scene.reads(of: .one(acme))).prefix(8) { scene.add(.read(read)) }
        }
        if scene.chance(4) {
            try scene.erase(.tenant(acme))
            try scene.begin([acme])
            try scene.commit(try record(&scene, acme))
        }
        scene.readAll(of: .all)
        scene.readAll(of: .all, knownAt: .revision(try Revision(3)))
    }

    private static let floors = Area(.retention, weight: 3) { scene in try play(&scene) }

    private static let expiry = Area(.expiry) { scene in
        let acme = Material.acme
        try scene.begin()
        for kind in scene.shuffled(RetainedKind.allCases).prefix(2) {
            try scene.erase(.records(kind, before: Material.date(scene.number(0...1)), tenant: acme))
            for _ in 0..<scene.number(2...5) {
                try scene.commit(try record(&scene, acme))
            }
        }
        scene.readAll(of: .all)
    }
}
