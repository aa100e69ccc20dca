import BillingModel
import BillingStore
import BillingTime

extension Scenario {
    static let plans: [Scenario] = [books, finders]

    /// Plan books beside invoices that were rated by them, and budgets.
    private static let books = Scenario(.plans, weight: 2) { builder in
        let (acme, bolt) = (ValuePool.acme, ValuePool.bolt)
        try builder.begin([acme, bolt], hasMetrics: false)
        try builder.commit([
            try ValuePool.term(acme, try ValuePool.plan("a"), from: 1), try ValuePool.budget(acme, 1),
        ])
        for round in 0..<builder.number(5...10) {
            let owner = builder.chance(5) ? bolt : acme
            let item: ChangeSet.Item
            switch builder.number(0...9) {
            case 0...4:
                let plan = try ValuePool.plan(
                    builder.pick(["a", "b"]), price: builder.chance(5) ? 2 : 1,
                    currency: builder.chance(8) ? .eur : .usd)
                item = try ValuePool.term(
                    owner, builder.chance(6) ? nil : plan, from: builder.number(1...4),
                    day: builder.chance(6) ? 15 : 1, cycle: builder.chance(6) ? .quarter : .month)
            case 5, 6: item = try ValuePool.budget(owner, Int64(builder.number(1...3)))
            case 7:
                item = try ValuePool.entry(
                    owner, "v\(round)", of: "i\(builder.number(0...9))", .void, at: 900_000)
            default:
                item = try ValuePool.rated(
                    owner, "i\(round)", by: builder.pick(["a", "b"]), for: builder.number(1...4))
            }
            try builder.commit([item])
            if builder.chance(2) { builder.records(builder.chance(2) ? .budget : .plan) }
        }
        for kind in [RecordKind.plan, .budget] {
            builder.records(kind)
            builder.records(kind, of: .one(acme), descending: true)
            builder.records(kind, knownAt: .revision(try builder.revision()))
        }
    }

    private static let finders = Scenario(.finders) { builder in
        let (acme, bolt) = (ValuePool.acme, ValuePool.bolt)
        try builder.begin([acme, bolt], hasMetrics: false)
        for round in 0..<builder.number(4...8) {
            let owner = builder.chance(3) ? bolt : acme
            switch builder.number(0...5) {
            case 0:
                try builder.erase(
                    .records(.invoice, before: ValuePool.date(builder.number(0...1)), tenant: owner))
            case 1: try builder.commit([.tenant(try ValuePool.tenant(acme))])
            default:
                try builder.commit([
                    try ValuePool.invoice(
                        owner, "i\(builder.number(0...3))", at: 1_440 * builder.number(0...1))
                ])
            }
            builder.add(.find(.commit(try CommitID("c\(builder.number(1...round + 3))"))))
            for owner in [acme, bolt, TenantID(constant: "nobody")] {
                builder.add(
                    .find(
                        .invoice(
                            try InvoiceNumber("i\(builder.number(0...3))"), of: owner,
                            at: try builder.revision())
                    ))
            }
        }
    }
}
