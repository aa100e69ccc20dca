import BillingModel

/// The JSON form has the keys `id` and `basis`, and a list for each kind of record that the set holds: `tenants`,
/// `metrics`, `samples`, `inventories`, `usage`, `actions`, `activity`, `coverage`, `invoices`, `entries`,
/// `plans` and `budgets`.
extension ChangeSet: Codable {
    private enum Key: String, CodingKey {
        case id, basis, tenants, metrics, samples, inventories, usage, actions, activity, coverage, invoices,
            entries, plans, budgets
    }

    /// Reads a set, and checks its records.
    public init(from decoder: any Decoder) throws {
        let values = try decoder.container(keyedBy: Key.self)
        func list<Record: Decodable>(_ key: Key) throws -> [Record] {
            try values.decodeIfPresent([Record].self, forKey: key) ?? []
        }
        self.init(
            id: try values.decode(CommitID.self, forKey: .id),
            basis: try values.decodeIfPresent(Revision.self, forKey: .basis))
        tenants = try list(.tenants)
        metrics = try list(.metrics)
        for sample: SampleWrite in try list(.samples) { add(sample) }
        inventories = try list(.inventories)
        usage = try list(.usage)
        actions = try list(.actions)
        for record: ActivityRecord in try list(.activity) { add(record) }
        coverage = try list(.coverage)
        invoices = try list(.invoices)
        entries = try list(.entries)
        plans = try list(.plans)
        budgets = try list(.budgets)
    }

    /// Writes the set.
    public func encode(to encoder: any Encoder) throws {
        var values = encoder.container(keyedBy: Key.self)
        func write(_ records: [some Encodable], _ key: Key) throws {
            if !records.isEmpty { try values.encode(records, forKey: key) }
        }
        try values.encode(id, forKey: .id)
        try values.encodeIfPresent(basis, forKey: .basis)
        try write(tenants, .tenants)
        try write(metrics, .metrics)
        try write(Array(samples), .samples)
        try write(inventories, .inventories)
        try write(usage, .usage)
        try write(actions, .actions)
        try write(Array(activity), .activity)
        try write(coverage, .coverage)
        try write(invoices, .invoices)
        try write(entries, .entries)
        try write(plans, .plans)
        try write(budgets, .budgets)
    }
}

/// The JSON form has the keys `tenant` and `metric`.
extension ChangeSet.MetricDefinition: Codable {
    private enum Key: String, CodingKey { case tenant, metric }

    /// Reads a definition.
    public init(from decoder: any Decoder) throws {
        let values = try decoder.container(keyedBy: Key.self)
        self.init(
            tenant: try values.decode(TenantID.self, forKey: .tenant),
            metric: try values.decode(Metric.self, forKey: .metric))
    }

    /// Writes the definition.
    public func encode(to encoder: any Encoder) throws {
        var values = encoder.container(keyedBy: Key.self)
        try values.encode(tenant, forKey: .tenant)
        try values.encode(metric, forKey: .metric)
    }
}

/// The JSON form has one key: `record` or `amend` with the action, or `void` with its `tenant`, `source` and `id`.
extension ChangeSet.ActionChange: Codable {
    private enum Key: String, CodingKey { case record, amend, void }
    private enum NameKey: String, CodingKey { case tenant, source, id }

    /// Reads a change.
    public init(from decoder: any Decoder) throws {
        let values = try decoder.container(keyedBy: Key.self)
        guard values.allKeys.count == 1 else {
            throw BillingError(.malformed, rule: "a change of an action is a record, an amendment or a void")
        }
        if values.contains(.record) {
            self = .record(try values.decode(ActionRecord.self, forKey: .record))
        } else if values.contains(.amend) {
            self = .amend(try values.decode(ActionRecord.self, forKey: .amend))
        } else {
            let name = try values.nestedContainer(keyedBy: NameKey.self, forKey: .void)
            self = .void(
                tenant: try name.decode(TenantID.self, forKey: .tenant),
                source: try name.decode(SourceID.self, forKey: .source),
                id: try name.decode(ActionID.self, forKey: .id))
        }
    }

    /// Writes the change.
    public func encode(to encoder: any Encoder) throws {
        var values = encoder.container(keyedBy: Key.self)
        switch self {
        case .record(let action): try values.encode(action, forKey: .record)
        case .amend(let action): try values.encode(action, forKey: .amend)
        case .void(let tenant, let source, let id):
            var name = values.nestedContainer(keyedBy: NameKey.self, forKey: .void)
            try name.encode(tenant, forKey: .tenant)
            try name.encode(source, forKey: .source)
            try name.encode(id, forKey: .id)
        }
    }
}

/// The JSON form has the keys `series`, `time`, and, if there are any, `value`, `version` and `zone`; without a value
/// it is a retraction.
extension SampleWrite: Codable {
    private enum Key: String, CodingKey { case series, time, value, version, zone }

    /// Reads a write.
    public init(from decoder: any Decoder) throws {
        let values = try decoder.container(keyedBy: Key.self)
        self.init(
            try values.decode(SeriesKey.self, forKey: .series),
            at: try values.decode(SampleTime.self, forKey: .time),
            value: try values.decodeIfPresent(Double.self, forKey: .value),
            version: try values.decodeIfPresent(Int64.self, forKey: .version),
            zone: try values.decodeIfPresent(ZoneID.self, forKey: .zone))
    }

    /// Writes the write.
    public func encode(to encoder: any Encoder) throws {
        var values = encoder.container(keyedBy: Key.self)
        try values.encode(series, forKey: .series)
        try values.encode(time, forKey: .time)
        try values.encodeIfPresent(value, forKey: .value)
        try values.encodeIfPresent(version, forKey: .version)
        try values.encodeIfPresent(zone, forKey: .zone)
    }
}
