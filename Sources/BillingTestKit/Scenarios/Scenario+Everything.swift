import BillingModel
import BillingStore

#if canImport(FoundationEssentials)
import FoundationEssentials
#else
import Foundation
#endif

extension Scenario {
    /// All operations mixed, for what no other scenario meets.
    static let everything = Scenario(nil) { builder in
        let owners = [ValuePool.acme, ValuePool.bolt]
        try builder.begin(owners)
        var kept: [[ChangeSet.Item]] = []
        for round in 0..<builder.number(12...24) {
            let owner = try builder.pick(owners)
            switch builder.number(0...9) {
            case 0: try builder.erase(.tenant(owner))
            case 1:
                try builder.erase(
                    .subject(try SubjectID("d\(builder.number(0...4))"), kind: .device, tenant: owner))
            case 2 where builder.chance(2):
                try builder.erase(
                    .records(
                        builder.pick(RetainedKind.allCases), before: ValuePool.date(builder.number(-1...3)),
                        tenant: owner))
            case 2: try builder.begin([owner])
            case 3 where !kept.isEmpty: try builder.commit(try builder.pick(kept))
            case 4 where builder.commits > 1:
                try builder.commit(
                    try builder.record(of: owner, round),
                    id: CommitID("c\(builder.number(1...builder.commits))"))
            default:
                var items: [ChangeSet.Item] = []
                for tag in 0..<builder.number(1...4) {
                    items += try builder.record(
                        of: builder.pick(owners), builder.chance(2) ? tag : 10 * round + tag)
                }
                if builder.chance(3) {
                    items.append(
                        ValuePool.sample(
                            owner, at: builder.number(0...3), builder.chance(3) ? nil : 5,
                            version: Int64(builder.number(1...3))))
                }
                if builder.chance(4) {
                    items.append(try ValuePool.budget(owner, Int64(builder.number(1...3))))
                }
                if builder.chance(4) {
                    items.append(
                        try ValuePool.term(
                            owner, try ValuePool.plan(builder.pick(["a", "b"])), from: builder.number(1...4)))
                }
                if builder.chance(3) {
                    items.append(
                        .action(
                            .amend(
                                try ValuePool.action(
                                    owner, "a\(builder.number(0...12))", at: 3, failed: round)))
                    )
                }
                kept.append(items)
                try builder.commit(items, basis: builder.chance(8) ? try builder.revision() : nil)
            }
            let selection: TenantSelection = builder.chance(2) ? .all : .one(try builder.pick(owners))
            let limit = builder.chance(2) ? .max : builder.number(1...3)
            for read in builder.shuffled(
                ScenarioBuilder.reads(of: selection, knownAt: try builder.knownAt(), limit: limit)
            )
            .prefix(2) {
                builder.add(.read(read))
            }
        }
        builder.readAll(of: .all)
    }

    /// Commits at once: each adds, some replace, and some are sent twice.
    static let atOnce = Scenario(.atomicity) { builder in
        let acme = ValuePool.acme
        try builder.begin()
        for round in 0..<2 {
            var sets: [ChangeSet] = []
            for writer in 0..<8 {
                let number = 10 * round + writer
                var items: [ChangeSet.Item] = []
                for part in 0..<6 {
                    items.append(ValuePool.sample(acme, at: 10 * number + part, Double(number)))
                }
                items += [
                    ValuePool.sample(acme, at: -1 - builder.number(0...1), Double(number)),
                    .action(.record(try ValuePool.action(acme, "a\(number)", at: builder.number(0...1)))),
                    try ValuePool.activity(acme, "d\(number % 5)", quarter: number),
                    try ValuePool.coverage(acme, 3 * number, 3 * number + 3),
                ]
                let set = ChangeSet(id: try CommitID("t\(number)"), items)
                sets.append(set)
                if builder.chance(4) { sets.append(set) }
            }
            builder.add(.together(sets, clock: builder.clock))
            builder.clock += 60
        }
        builder.readAll(of: .all)
    }
}
