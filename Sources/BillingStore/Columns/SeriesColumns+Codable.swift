import BillingModel

/// The columns of a stored state.
extension SeriesColumns: Codable {
    private enum Key: String, CodingKey {
        case timing, positions, values, revisions, zones, replaced, versions, newest
    }

    private struct Run<Value: Codable>: Codable {
        let value: Value
        let count: Int
    }

    /// Reads what was written.
    public init(from decoder: any Decoder) throws {
        let values = try decoder.container(keyedBy: Key.self)
        var revisions = RunLengths<Revision>()
        for run in try values.decode([Run<Revision>].self, forKey: .revisions) {
            try Self.append(run.value, run.count, to: &revisions)
        }
        var zones = RunLengths<ZoneID>()
        for run in try values.decode([Run<ZoneID>].self, forKey: .zones) {
            try Self.append(run.value, run.count, to: &zones)
        }
        self.init(
            timing: try values.decode(MetricSeries.Timing.self, forKey: .timing),
            positions: try values.decode([Int64].self, forKey: .positions),
            values: try values.decode([Double].self, forKey: .values), revisions: revisions, zones: zones,
            replaced: try values.decode([Replaced].self, forKey: .replaced),
            versioned: try values.decode([VersionedWrite].self, forKey: .versions),
            newest: try values.decode(Revision.self, forKey: .newest))
        guard holdsTogether else { throw RepositoryState.broken("the columns of a series disagree") }
    }

    /// A count is limited before it is added up.
    private static func append<Value>(
        _ value: Value, _ count: Int, to column: inout RunLengths<Value>
    ) throws {
        guard count > 0, count < 1 << 40, column.endIndex < 1 << 40 else {
            throw RepositoryState.broken("a run of a series has no length")
        }
        column.append(value, count: count)
    }

    /// Writes all that is known.
    public func encode(to encoder: any Encoder) throws {
        var form = encoder.container(keyedBy: Key.self)
        try form.encode(timing, forKey: .timing)
        try form.encode(positions, forKey: .positions)
        try form.encode(values, forKey: .values)
        try form.encode(
            revisions.runs.map { Run(value: $0.value, count: $0.range.count) }, forKey: .revisions)
        try form.encode(zones.runs.map { Run(value: $0.value, count: $0.range.count) }, forKey: .zones)
        try form.encode(replaced, forKey: .replaced)
        try form.encode(versioned, forKey: .versions)
        try form.encode(newest, forKey: .newest)
    }
}

extension SeriesColumns.Replaced: Codable {
    private enum Key: String, CodingKey { case position, value, zone, from, until }

    /// Reads what was written.
    public init(from decoder: any Decoder) throws {
        let values = try decoder.container(keyedBy: Key.self)
        self.init(
            position: try values.decode(Int64.self, forKey: .position),
            value: try values.decode(Double.self, forKey: .value),
            zone: try values.decodeIfPresent(ZoneID.self, forKey: .zone),
            from: try values.decode(Revision.self, forKey: .from),
            until: try values.decode(Revision.self, forKey: .until))
    }

    /// Writes all that is known.
    public func encode(to encoder: any Encoder) throws {
        var form = encoder.container(keyedBy: Key.self)
        try form.encode(position, forKey: .position)
        try form.encode(value, forKey: .value)
        try form.encodeIfPresent(zone, forKey: .zone)
        try form.encode(from, forKey: .from)
        try form.encode(until, forKey: .until)
    }
}

extension VersionedWrite: Codable {
    private enum Key: String, CodingKey { case position, version, value, zone }

    /// Reads what was written.
    public init(from decoder: any Decoder) throws {
        let values = try decoder.container(keyedBy: Key.self)
        self.init(
            position: try values.decode(Int64.self, forKey: .position),
            version: try values.decode(Int64.self, forKey: .version),
            value: try values.decodeIfPresent(Double.self, forKey: .value),
            zone: try values.decodeIfPresent(ZoneID.self, forKey: .zone))
    }

    /// Writes all that is known.
    public func encode(to encoder: any Encoder) throws {
        var form = encoder.container(keyedBy: Key.self)
        try form.encode(position, forKey: .position)
        try form.encode(version, forKey: .version)
        try form.encodeIfPresent(value, forKey: .value)
        try form.encodeIfPresent(zone, forKey: .zone)
    }
}
