import BillingModel
import BillingStore

#if canImport(FoundationEssentials)
import FoundationEssentials
#else
import Foundation
#endif

extension Area {
    static let activity: [Area] = [presence, presenceNumbers, tenantErasure, subjectErasure]

    private static func rows(_ scene: inout Scene, _ owners: [TenantID]) throws -> [ChangeSet.Item] {
        var items: [ChangeSet.Item] = []
        for _ in 0..<scene.number(1...4) {
            items.append(
                try Material.activity(
                    scene.pick(owners), "d\(scene.number(1...3))", quarter: scene.number(0...5),
                    kind: scene.chance(4) ? .user : .device))
        }
        return items
    }

    private static let presence = Area(.presenceOrder) { scene in
        let owners = [Material.acme, Material.bolt]
        try scene.begin(owners, hasMetrics: false)
        for _ in 0..<scene.number(3...8) {
            try scene.commit(try rows(&scene, owners))
            if scene.chance(2) { scene.presence() }
        }
        scene.presence(.user, limit: 2)
        scene.presence(of: .one(Material.bolt))
        for _ in 0..<3 { scene.presence(knownAt: try scene.knownAt()) }
        for _ in 0..<3 {
            let from = scene.number(0...70)
            scene.add(
                .read(
                    .presence(
                        PresenceRequest(
                            of: .all, kind: .device,
                            in: Material.minute(from)..<Material.minute(from + scene.number(0...20)),
                            limit: 3))))
        }
    }

    private static let presenceNumbers = Area(.presenceNumbers) { scene in
        let owners = [Material.acme, Material.bolt]
        try scene.begin(owners, hasMetrics: false)
        for _ in 0..<3 { try scene.commit(try rows(&scene, owners)) }
        let request = Call.Read.presence(PresenceRequest(of: .all, kind: .device, limit: 1))
        scene.add(.begin(request, reader: 1))
        for _ in 0..<scene.number(3...8) {
            if scene.chance(2) { try scene.commit(try rows(&scene, owners)) }
            scene.add(.proceed(reader: 1, limit: 1))
        }
        scene.add(.proceed(reader: 1, limit: .max))
    }

    private static let tenantErasure = Area(.tenantErasure) { scene in
        let (acme, bolt) = (Material.acme, Material.bolt)
        try scene.begin([acme, bolt])
        var items: [ChangeSet.Item] = []
        for tag in 0..<6 { items += try scene.record(of: acme, tag) + scene.record(of: bolt, tag) }
        items += [
            try Material.invoice(acme, "kept", at: 1), Material.sample(acme, at: 7, 1),
            .action(.record(try Material.action(acme, "kept", at: 1))),
        ]
        try scene.commit(items)
        for round in 0..<2 {
            if scene.chance(2) { scene.readAll(of: .all) }
            if scene.chance(2) {
                scene.add(.begin(.series(SeriesRequest(of: .all, limit: 1)), reader: round))
            }
            try scene.erase(.tenant(scene.chance(3) ? TenantID(constant: "nobody") : acme))
            scene.add(.proceed(reader: round, limit: 1))
            // At what was there before, and now.
            scene.series(of: scene.chance(2) ? .one(acme) : .all, knownAt: .revision(try Revision(2)))
            let knownAt = scene.chance(2) ? KnownAt.revision(try scene.revision()) : .latest
            for read in scene.shuffled(Scene.reads(of: .one(acme), knownAt: knownAt)).prefix(4) {
                scene.add(.read(read))
            }
            for read in scene.shuffled(Scene.reads(of: .all, knownAt: knownAt)).prefix(4) {
                scene.add(.read(read))
            }
            try scene.commit([Material.sample(acme, at: 9, 9)])
            if round == 1 || scene.chance(2) {
                try scene.begin([acme])
                try scene.commit([Material.sample(acme, at: 9, 9), Material.sample(bolt, at: 9, 9)])
                scene.readAll(of: .one(acme))
                scene.readAll(of: .all, knownAt: try scene.knownAt())
            }
        }
        scene.readAll(of: .all)
    }

    private static let subjectErasure = Area(.subjectErasure) { scene in
        let owners = [Material.acme, Material.bolt]
        try scene.begin(owners, hasMetrics: false)
        let derived = try Metric.dailyActiveDevices.derived(from: .activity(of: .device))
        try scene.commit(owners.map { .metric($0, derived) })
        for _ in 0..<2 { try scene.commit(try rows(&scene, owners)) }
        for _ in 0..<scene.number(2...4) {
            try scene.erase(
                .subject(
                    try SubjectID("d\(scene.number(1...3))"), kind: scene.chance(4) ? .user : .device,
                    tenant: scene.pick(owners)))
            scene.presence()
            scene.presence(knownAt: .revision(try scene.revision()))
            if scene.chance(2) { try scene.commit(try rows(&scene, owners)) }
        }
        scene.presence(.user)
        scene.presence(limit: 1)
        scene.add(
            .read(
                .summaries(
                    SummaryRequest(
                        of: .all, metrics: [derived.id], in: Scene.bounds([0, 30, 90], days: nil),
                        knownAt: try scene.knownAt()))))
    }
}
