import BillingModel

extension CommitPlan {
    /// Actions are taken in their order, so that a set may record one and amend it.
    mutating func planActions(_ changes: ChangeSet, _ basis: some CommitSnapshot) throws {
        var tenants: [TenantID] = []
        var placesOf: [TenantID: [Int]] = [:]
        var start = 0
        while start < changes.actions.count {
            // Those of one tenant stand together as a rule.
            let owner = changes.actions[start].tenant
            let end = changes.actions[start...].firstIndex { $0.tenant != owner } ?? changes.actions.count
            defer { start = end }
            if placesOf[owner] == nil {
                guard try tenant(owner, basis) != nil else {
                    for place in start..<end { refuse(Origin(kind: .action, index: place), unknown: owner) }
                    continue
                }
                tenants.append(owner)
            }
            placesOf[owner, default: []] += start..<end
        }
        for tenant in tenants {
            let floor = try floor(of: .action, tenant, basis)?.floorInstant
            var actions = TenantActions(placesOf[tenant] ?? [], of: changes.actions)
            actions.known = try basis.actions(actions.keys, of: tenant)
            for change in actions.changes { plan(change, &actions, changes.actions, tenant, floor) }
            try finish(actions, changes.actions, tenant, basis)
        }
    }

    private mutating func plan(
        _ change: TenantActions.Change, _ actions: inout TenantActions, _ set: [ChangeSet.ActionChange],
        _ tenant: TenantID, _ floor: Int64?
    ) {
        func refuse(_ code: BillingError.Code, _ rule: String) {
            let key = actions.keys[change.number]
            self.refuse(
                Origin(kind: .action, index: change.place), Self.name(key, of: tenant), code, rule)
        }
        if let floor, let position = change.position, position < floor {
            refuse(.expired, Self.belowFloor)
            return
        }
        switch (change.kind, actions.standing(change)) {
        case (.record, .unknown):
            counts.inserted += 1
            actions.apply(change)
        case (.record, .current):
            // A feed that is sent again says the original, also of what was amended since.
            let contents = actions.contents(change, in: set)
            if let action = set[change.place].record, contents.contains(where: action.hasSameContent) {
                counts.unchanged += 1
            } else {
                refuse(.conflict, "a known action takes other content only as an amendment")
            }
        case (.record, .void), (.amend, .void):
            refuse(.conflict, "an action that is void stays void")
        case (.amend, .current):
            let current = actions.current(change, in: set)
            if let action = set[change.place].record, let current, action.hasSameContent(as: current) {
                counts.unchanged += 1
            } else {
                counts.corrected += 1
                actions.apply(change)
            }
        case (.void, .current):
            counts.retracted += 1
            actions.apply(change)
        case (.void, .void):
            counts.unchanged += 1
        case (.amend, .unknown), (.void, .unknown):
            refuse(.notFound, "an action that is amended or void is known")
        }
    }

    private static func name(_ key: ActionKey, of tenant: TenantID) -> String {
        "\(tenant)/\(key.source)/\(key.id)"
    }

    private mutating func finish(
        _ actions: TenantActions, _ set: [ChangeSet.ActionChange], _ tenant: TenantID,
        _ basis: some CommitSnapshot
    ) throws {
        var ending: [ActionKey] = []
        var adding: [ActionChange.Addition] = []
        adding.reserveCapacity(actions.courses.count)
        var totals = TotalChanges()
        for (number, course) in actions.courses.enumerated() {
            guard let first = course.first else { continue }
            func add(_ place: Int, isCurrent: Bool) {
                guard let action = set[place].record else { return }
                guard let position = Instants.nearest(action.at), position < Instants.end else {
                    refuse(
                        Origin(kind: .action, index: first), Self.name(actions.keys[number], of: tenant),
                        .invalidValue, "an instant lies in the years 1 to 9999")
                    return
                }
                if isCurrent { totals.add(action, at: position, sign: 1, place: first) }
                adding.append(.init(action: action, isCurrent: isCurrent, position: position))
            }
            if let before = actions.known[number]?.current {
                ending.append(actions.keys[number])
                if let position = Instants.nearest(before.at) {
                    totals.add(before, at: position, sign: -1, place: first)
                }
            }
            for place in course.replaced { add(place, isCurrent: false) }
            if let place = course.standing { add(place, isCurrent: true) }
        }
        guard !ending.isEmpty || !adding.isEmpty else { return }
        self.actions.append(
            ActionChange(
                tenant: tenant, ending: ending, adding: adding,
                totals: try resolve(totals, tenant, basis)))
    }
}
