import BillingModel
import BillingStore

#if canImport(FoundationEssentials)
import FoundationEssentials
#else
import Foundation
#endif

extension Scenario {
    static let facts: [Scenario] = [actions, actionSeries, invoices, coverage]

    private static func change(_ builder: inout ScenarioBuilder, _ round: Int) throws -> ChangeSet.Item {
        let id = try builder.pick(["a", "b", "c"])
        let (source, other) = (ValuePool.feed, SourceID(constant: "other"))
        let action = try ValuePool.action(
            ValuePool.acme, id, at: builder.number(1...2), source: builder.chance(4) ? other : source,
            type: builder.chance(3) ? .sendSMS : .sendEmail,
            category: builder.chance(3) ? .automation : .alert,
            succeeded: builder.number(0...2), failed: builder.number(0...1), suppressed: 1)
        switch builder.number(0...6) {
        case 0...3: return .action(.record(action))
        case 4, 5: return .action(.amend(action))
        default: return .action(.void(tenant: ValuePool.acme, source: action.source, id: action.id))
        }
    }

    private static let actions = Scenario(.actions) { builder in
        try builder.begin(hasMetrics: false)
        for round in 0..<builder.number(6...12) {
            var items: [ChangeSet.Item] = []
            for _ in 0..<builder.number(1...2) { items.append(try change(&builder, round)) }
            try builder.commit(items)
            builder.records(.action, descending: builder.chance(3))
        }
        for _ in 0..<3 { builder.records(.action, knownAt: .revision(try builder.revision())) }
    }

    private static let actionSeries = Scenario(.actionSeries) { builder in
        try builder.begin(hasMetrics: false)
        let metrics = [Metric.actions.id, Metric.actionsFailed.id, Metric.actionsSuppressed.id]
        for round in 0..<builder.number(5...10) {
            try builder.commit([try change(&builder, round)])
            builder.series(metrics: [try builder.pick(metrics)])
        }
        for _ in 0..<3 { builder.series(metrics: metrics, knownAt: .revision(try builder.revision())) }
        builder.series()
    }

    private static let invoices = Scenario(.invoices) { builder in
        let acme = ValuePool.acme
        try builder.begin([acme, ValuePool.bolt], hasMetrics: false)
        try builder.commit([try ValuePool.invoice(acme, "i", at: 1)])
        for _ in 0..<builder.number(5...10) {
            let item: ChangeSet.Item
            let number = builder.chance(4) ? "j" : "i"
            switch builder.number(0...9) {
            case 0:
                item = try ValuePool.invoice(
                    acme, number, at: builder.number(1...2), paid: Int64(builder.number(1...2)))
            case 1: item = try ValuePool.invoice(ValuePool.bolt, number, at: 1, paid: 7)
            case 2, 3:
                item = try ValuePool.entry(
                    acme, "v\(builder.number(1...2))", of: number, .void, at: builder.number(3...5))
            default:
                item = try ValuePool.entry(
                    acme, "e\(builder.number(1...4))", of: number,
                    builder.pick([.payment, .payment, .creditNote, .refund]), at: builder.number(1...7),
                    amount: builder.chance(4) ? .max : 50, currency: builder.chance(6) ? .eur : .usd)
            }
            try builder.commit([item])
            if builder.chance(2) { builder.records(.entry) }
        }
        builder.records(.invoice, descending: true)
        builder.records(.invoice, in: ValuePool.minute(1)..<ValuePool.minute(2))
        builder.records(.entry, of: .one(acme), in: ValuePool.minute(2)..<ValuePool.minute(5))
        builder.records(.entry, knownAt: .revision(try builder.revision()))
    }

    private static let coverage = Scenario(.coverage) { builder in
        let owners = [ValuePool.acme, ValuePool.bolt]
        try builder.begin(owners)
        let sources = [SourceID(constant: "a"), SourceID(constant: "b")]
        for _ in 0..<builder.number(5...10) {
            var items: [ChangeSet.Item] = []
            for _ in 0..<builder.number(1...2) {
                let from = builder.number(0...6)
                items.append(
                    try ValuePool.coverage(
                        builder.chance(4) ? ValuePool.bolt : ValuePool.acme,
                        of: builder.chance(4) ? ValuePool.messages : ValuePool.level,
                        by: builder.pick(sources),
                        from, from + builder.number(1...2)))
            }
            try builder.commit(items)
            if builder.chance(2) { builder.records(.coverage) }
        }
        builder.records(.coverage)
        for _ in 0..<4 { builder.records(.coverage, knownAt: try builder.knownAt()) }
    }
}
