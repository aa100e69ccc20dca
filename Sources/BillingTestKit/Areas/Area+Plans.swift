import BillingModel
import BillingStore
import BillingTime

extension Area {
    static let plans: [Area] = [books, finders]

    /// Plan books beside invoices that were rated by them, and budgets.
    private static let books = Area(.plans, weight: 2) { scene in
        let (acme, bolt) = (Material.acme, Material.bolt)
        try scene.begin([acme, bolt], hasMetrics: false)
        try scene.commit([
            try Material.term(acme, try Material.plan("a"), from: 1), try Material.budget(acme, 1),
        ])
        for round in 0..<scene.number(5...10) {
            let owner = scene.chance(5) ? bolt : acme
            let item: ChangeSet.Item
            switch scene.number(0...9) {
            case 0...4:
                let plan = try Material.plan(
                    scene.pick(["a", "b"]), price: scene.chance(5) ? 2 : 1,
                    currency: scene.chance(8) ? .eur : .usd)
                item = try Material.term(
                    owner, scene.chance(6) ? nil : plan, from: scene.number(1...4),
                    day: scene.chance(6) ? 15 : 1, cycle: scene.chance(6) ? .quarter : .month)
            case 5, 6: item = try Material.budget(owner, Int64(scene.number(1...3)))
            case 7:
                item = try Material.entry(
                    owner, "v\(round)", of: "i\(scene.number(0...9))", .void, at: 900_000)
            default:
                item = try Material.rated(
                    owner, "i\(round)", by: scene.pick(["a", "b"]), for: scene.number(1...4))
            }
            try scene.commit([item])
            if scene.chance(2) { scene.records(scene.chance(2) ? .budget : .plan) }
        }
        for kind in [RecordKind.plan, .budget] {
            scene.records(kind)
            scene.records(kind, of: .one(acme), descending: true)
            scene.records(kind, knownAt: .revision(try scene.revision()))
        }
    }

    private static let finders = Area(.finders) { scene in
        let (acme, bolt) = (Material.acme, Material.bolt)
        try scene.begin([acme, bolt], hasMetrics: false)
        for round in 0..<scene.number(4...8) {
            let owner = scene.chance(3) ? bolt : acme
            switch scene.number(0...5) {
            case 0:
                try scene.erase(.records(.invoice, before: Material.date(scene.number(0...1)), tenant: owner))
            case 1: try scene.commit([.tenant(try Material.tenant(acme))])
            default:
                try scene.commit([
                    try Material.invoice(owner, "i\(scene.number(0...3))", at: 1_440 * scene.number(0...1))
                ])
            }
            scene.add(.find(.commit(try CommitID("c\(scene.number(1...round + 3))"))))
            for owner in [acme, bolt, TenantID(constant: "nobody")] {
                scene.add(
                    .find(
                        .invoice(
                            try InvoiceNumber("i\(scene.number(0...3))"), of: owner, at: try scene.revision())
                    ))
            }
        }
    }
}
