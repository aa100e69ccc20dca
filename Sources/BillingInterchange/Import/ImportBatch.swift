import BillingModel
import BillingStore

#if canImport(FoundationEssentials)
import FoundationEssentials
#else
import Foundation
#endif

/// Lines that are committed together.
///
/// A set of changes says one thing of a tenant, of a metric and of a sample without a version. So a batch ends before a
/// line that says another thing of one that it holds, and the later line wins in a commit of its own; so a sample with a
/// version comes after one without, as it would in another batch.
struct ImportBatch {
    struct Line {
        let line: Int
        let records: [ImportRecord]
    }

    private(set) var lines: [Line] = []
    private var statements: [Subject: ImportRecord] = [:]

    /// What may be said again, and then replaces what was said.
    private enum Subject: Hashable {
        case tenant(TenantID)
        case metric(MetricID, TenantID)
        case sample(SeriesKey, SampleTime)
        case inventory(TenantID)
    }

    /// Whether the batch holds what a line contradicts.
    func isContradicted(by records: [ImportRecord]) -> Bool {
        records.contains { record in
            Self.statements(of: record).contains { subject, statement in
                statements[subject].map { !Self.agree($0, statement) } ?? false
            }
        }
    }

    mutating func append(_ line: Line) {
        lines.append(line)
        for record in line.records {
            if case .sample(let write) = record, write.version != nil { continue }
            for (subject, statement) in Self.statements(of: record) { statements[subject] = statement }
        }
    }

    private static func statements(of record: ImportRecord) -> [(Subject, ImportRecord)] {
        switch record {
        case .tenant(let tenant): [(.tenant(tenant.id), record)]
        case .metric(let metric, let tenant): [(.metric(metric.id, tenant), record)]
        case .sample(let write): [(.sample(write.series, write.time), record)]
        case .usage(let row):
            row.counts.map { count in
                let write = SampleWrite(
                    SeriesKey(tenant: row.tenant, metric: count.metric), at: .date(row.date),
                    value: Double(count.count))
                return (.sample(write.series, write.time), .sample(write))
            }
        case .inventory(let inventory): [(.inventory(inventory.tenant), record)]
        case .action, .activity, .coverage, .invoice, .entry: []
        }
    }

    private static func agree(_ left: ImportRecord, _ right: ImportRecord) -> Bool {
        guard case .sample(let left) = left, case .sample(let right) = right else { return left == right }
        guard left.value == right.value else { return false }
        guard let first = left.zone, let second = right.zone else { return left.zone == right.zone }
        return first == second
    }
}

/// A set of changes that knows the line of each of its records.
struct LinedChanges {
    private(set) var changes: ChangeSet
    /// The line of each record, by kind and place; nil for one that belongs to no line.
    private var lines: [String: [Int?]] = [:]

    init(id: CommitID, basis: Revision? = nil) { changes = ChangeSet(id: id, basis: basis) }

    mutating func add(_ record: ImportRecord, line: Int?) {
        changes.add(record)
        lines[record.kind, default: []].append(line)
    }

    mutating func add(_ batch: [ImportBatch.Line]) {
        for line in batch {
            for record in line.records { add(record, line: line.line) }
        }
    }

    /// What a refused set says of lines, the first violation of each, in the order of the lines.
    func rejections(for violations: [BillingError.Violation]) -> [ImportRejection] {
        var first: [Int: ImportRejection] = [:]
        for violation in violations {
            guard let places = lines[violation.kind], places.indices.contains(violation.index),
                let line = places[violation.index], first[line] == nil
            else { continue }
            first[line] = ImportRejection(
                line: line, code: violation.code, rule: violation.rule, detail: violation.record)
        }
        return first.values.sorted { $0.line < $1.line }
    }
}
