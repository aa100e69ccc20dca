/// The JSON form has the keys `key`, `timing`, `times` (a text each), `values`, `revisions` and `zones` (pairs of a
/// value and how many samples in a row share it).
extension MetricSeries: Codable {
    private enum Key: String, CodingKey { case key, timing, times, values, revisions, zones }

    private struct Run<Value: Codable & Hashable & Sendable>: Codable {
        private enum Key: String, CodingKey { case value, count }

        let value: Value
        let count: Int
    }

    /// Reads a series, and checks it.
    public init(from decoder: any Decoder) throws {
        let content = try decoder.container(keyedBy: Key.self)
        let timing = try content.decode(Timing.self, forKey: .timing)
        // Not by way of `Date`, which is coarser than a microsecond far from 2001.
        let positions = try content.decode([String].self, forKey: .times).map { text in
            switch timing {
            case .instants: try Instants.microseconds(text)
            case .dates: Int64(try LocalDate(text).dayNumber)
            }
        }
        let values = try content.decode([Double].self, forKey: .values)
        let revisions = try Self.column(content.decode([Run<Revision>].self, forKey: .revisions))
        let zones = try Self.column(content.decode([Run<ZoneID>].self, forKey: .zones))
        guard values.count == positions.count, revisions.count == positions.count,
            zones.count == (timing == .dates ? positions.count : 0)
        else { throw Self.malformed("the columns of a series are equally long") }
        guard zip(positions, positions.dropFirst()).allSatisfy(<), positions.last ?? 0 < Instants.end else {
            throw Self.malformed("the times of a series ascend in the years 1 to 9999")
        }
        guard values.allSatisfy(\.isFinite) else { throw Self.malformed("a sample has a finite value") }
        self.init(
            key: try content.decode(SeriesKey.self, forKey: .key), timing: timing, positions: positions,
            values: values, revisions: revisions, zones: zones)
    }

    /// Writes the series.
    public func encode(to encoder: any Encoder) throws {
        var content = encoder.container(keyedBy: Key.self)
        try content.encode(key, forKey: .key)
        try content.encode(timing, forKey: .timing)
        try content.encode(times, forKey: .times)
        try content.encode(values, forKey: .values)
        try content.encode(
            revisions.runs.map { Run(value: $0.value, count: $0.range.count) }, forKey: .revisions)
        try content.encode(zones.runs.map { Run(value: $0.value, count: $0.range.count) }, forKey: .zones)
    }

    private var times: [String] {
        positions.map { position in
            switch timing {
            case .instants: Instants.text(position)
            case .dates: Self.time(position, timing).description
            }
        }
    }

    private static func column<Value>(_ runs: [Run<Value>]) throws -> RunLengths<Value> {
        var column = RunLengths<Value>()
        for run in runs {
            guard run.count > 0, run.count <= 1 << 40, column.count <= 1 << 40 else {
                throw malformed("a run has a length")
            }
            column.append(run.value, count: run.count)
        }
        return column
    }

    private static func malformed(_ rule: String) -> BillingError { BillingError(.malformed, rule: rule) }
}
