import BillingModel
import BillingStore

#if canImport(FoundationEssentials)
import FoundationEssentials
#else
import Foundation
#endif

extension Area {
    /// All calls mixed, for what no other area meets.
    static let everything = Area(nil) { scene in
        let owners = [Material.acme, Material.bolt]
        try scene.begin(owners)
        var kept: [[ChangeSet.Item]] = []
        for round in 0..<scene.number(12...24) {
            let owner = try scene.pick(owners)
            switch scene.number(0...9) {
            case 0: try scene.erase(.tenant(owner))
            case 1:
                try scene.erase(
                    .subject(try SubjectID("d\(scene.number(0...4))"), kind: .device, tenant: owner))
            case 2 where scene.chance(2):
                try scene.erase(
                    .records(
                        scene.pick(RetainedKind.allCases), before: Material.date(scene.number(-1...3)),
                        tenant: owner))
            case 2: try scene.begin([owner])
            case 3 where !kept.isEmpty: try scene.commit(try scene.pick(kept))
            case 4 where scene.commits > 1:
                try scene.commit(
                    try scene.record(of: owner, round), id: CommitID("c\(scene.number(1...scene.commits))"))
            default:
                var items: [ChangeSet.Item] = []
                for tag in 0..<scene.number(1...4) {
                    items += try scene.record(
                        of: scene.pick(owners), scene.chance(2) ? tag : 10 * round + tag)
                }
                if scene.chance(3) {
                    items.append(
                        Material.sample(
                            owner, at: scene.number(0...3), scene.chance(3) ? nil : 5,
                            version: Int64(scene.number(1...3))))
                }
                if scene.chance(4) { items.append(try Material.budget(owner, Int64(scene.number(1...3)))) }
                if scene.chance(4) {
                    items.append(
                        try Material.term(
                            owner, try Material.plan(scene.pick(["a", "b"])), from: scene.number(1...4)))
                }
                if scene.chance(3) {
                    items.append(
                        .action(
                            .amend(
                                try Material.action(owner, "a\(scene.number(0...12))", at: 3, failed: round)))
                    )
                }
                kept.append(items)
                try scene.commit(items, basis: scene.chance(8) ? try scene.revision() : nil)
            }
            let selection: TenantSelection = scene.chance(2) ? .all : .one(try scene.pick(owners))
            let limit = scene.chance(2) ? .max : scene.number(1...3)
            for read in scene.shuffled(Scene.reads(of: selection, knownAt: try scene.knownAt(), limit: limit))
                .prefix(2)
            {
                scene.add(.read(read))
            }
        }
        scene.readAll(of: .all)
    }

    /// Commits at once: each adds, some replace, and some are sent twice.
    static let atOnce = Area(.atomicity) { scene in
        let acme = Material.acme
        try scene.begin()
        for round in 0..<2 {
            var sets: [ChangeSet] = []
            for writer in 0..<8 {
                let number = 10 * round + writer
                var items: [ChangeSet.Item] = []
                for part in 0..<6 {
                    items.append(Material.sample(acme, at: 10 * number + part, Double(number)))
                }
                items += [
                    Material.sample(acme, at: -1 - scene.number(0...1), Double(number)),
                    .action(.record(try Material.action(acme, "a\(number)", at: scene.number(0...1)))),
                    try Material.activity(acme, "d\(number % 5)", quarter: number),
                    try Material.coverage(acme, 3 * number, 3 * number + 3),
                ]
                let set = ChangeSet(id: try CommitID("t\(number)"), items)
                sets.append(set)
                if scene.chance(4) { sets.append(set) }
            }
            scene.add(.together(sets, clock: scene.clock))
            scene.clock += 60
        }
        scene.readAll(of: .all)
    }
}
