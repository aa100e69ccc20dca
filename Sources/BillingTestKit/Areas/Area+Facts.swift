import BillingModel
import BillingStore

#if canImport(FoundationEssentials)
import FoundationEssentials
#else
import Foundation
#endif

extension Area {
    static let facts: [Area] = [actions, actionSeries, invoices, coverage]

    private static func change(_ scene: inout Scene, _ round: Int) throws -> ChangeSet.Item {
        let id = try scene.pick(["a", "b", "c"])
        let (source, other) = (Material.feed, SourceID(constant: "other"))
        let action = try Material.action(
            Material.acme, id, at: scene.number(1...2), source: scene.chance(4) ? other : source,
            type: scene.chance(3) ? .sendSMS : .sendEmail, category: scene.chance(3) ? .automation : .alert,
            succeeded: scene.number(0...2), failed: scene.number(0...1), suppressed: 1)
        switch scene.number(0...6) {
        case 0...3: return .action(.record(action))
        case 4, 5: return .action(.amend(action))
        default: return .action(.void(tenant: Material.acme, source: action.source, id: action.id))
        }
    }

    private static let actions = Area(.actions) { scene in
        try scene.begin(hasMetrics: false)
        for round in 0..<scene.number(6...12) {
            var items: [ChangeSet.Item] = []
            for _ in 0..<scene.number(1...2) { items.append(try change(&scene, round)) }
            try scene.commit(items)
            scene.records(.action, descending: scene.chance(3))
        }
        for _ in 0..<3 { scene.records(.action, knownAt: .revision(try scene.revision())) }
    }

    private static let actionSeries = Area(.actionSeries) { scene in
        try scene.begin(hasMetrics: false)
        let metrics = [Metric.actions.id, Metric.actionsFailed.id, Metric.actionsSuppressed.id]
        for round in 0..<scene.number(5...10) {
            try scene.commit([try change(&scene, round)])
            scene.series(metrics: [try scene.pick(metrics)])
        }
        for _ in 0..<3 { scene.series(metrics: metrics, knownAt: .revision(try scene.revision())) }
        scene.series()
    }

    private static let invoices = Area(.invoices) { scene in
        let acme = Material.acme
        try scene.begin([acme, Material.bolt], hasMetrics: false)
        try scene.commit([try Material.invoice(acme, "i", at: 1)])
        for _ in 0..<scene.number(5...10) {
            let item: ChangeSet.Item
            let number = scene.chance(4) ? "j" : "i"
            switch scene.number(0...9) {
            case 0:
                item = try Material.invoice(
                    acme, number, at: scene.number(1...2), paid: Int64(scene.number(1...2)))
            case 1: item = try Material.invoice(Material.bolt, number, at: 1, paid: 7)
            case 2, 3:
                item = try Material.entry(
                    acme, "v\(scene.number(1...2))", of: number, .void, at: scene.number(3...5))
            default:
                item = try Material.entry(
                    acme, "e\(scene.number(1...4))", of: number,
                    scene.pick([.payment, .payment, .creditNote, .refund]), at: scene.number(1...7),
                    amount: scene.chance(4) ? .max : 50, currency: scene.chance(6) ? .eur : .usd)
            }
            try scene.commit([item])
            if scene.chance(2) { scene.records(.entry) }
        }
        scene.records(.invoice, descending: true)
        scene.records(.invoice, in: Material.minute(1)..<Material.minute(2))
        scene.records(.entry, of: .one(acme), in: Material.minute(2)..<Material.minute(5))
        scene.records(.entry, knownAt: .revision(try scene.revision()))
    }

    private static let coverage = Area(.coverage) { scene in
        let owners = [Material.acme, Material.bolt]
        try scene.begin(owners)
        let sources = [SourceID(constant: "a"), SourceID(constant: "b")]
        for _ in 0..<scene.number(5...10) {
            var items: [ChangeSet.Item] = []
            for _ in 0..<scene.number(1...2) {
                let from = scene.number(0...6)
                items.append(
                    try Material.coverage(
                        scene.chance(4) ? Material.bolt : Material.acme,
                        of: scene.chance(4) ? Material.messages : Material.level, by: scene.pick(sources),
                        from, from + scene.number(1...2)))
            }
            try scene.commit(items)
            if scene.chance(2) { scene.records(.coverage) }
        }
        scene.records(.coverage)
        for _ in 0..<4 { scene.records(.coverage, knownAt: try scene.knownAt()) }
    }
}
