#if canImport(FoundationEssentials)
import FoundationEssentials
#else
import Foundation
#endif
import InauroBilling

/// Why a row of a file is left out.
struct RowError: Hashable {
    /// The line on which the row begins, from 1.
    let line: Int
    let code: BillingError.Code
    let rule: String
}

/// Takes a CSV of departures into a repository, in batches.
///
/// Rows that break a rule are reported and left out; if two rows give one event different contents, the later one is. A
/// strict import commits all rows in one set or none of them. The id of each commit is the digest of its rows, so a
/// file that is read again changes nothing.
struct EventImport {
    static let source = SourceID(constant: "flights")

    /// What became of a file.
    struct Outcome {
        /// The accepted rows of each tenant.
        var events: [TenantID: Int] = [:]
        /// The first and the last instant of the accepted rows; nil if there are none.
        var span: ClosedRange<Date>?
        var rejected = 0

        var accepted: Int { events.values.reduce(0, +) }

        mutating func add(_ departure: Departure) {
            let at = departure.action.at
            events[departure.carrier, default: 0] += 1
            span = span.map { min($0.lowerBound, at)...max($0.upperBound, at) } ?? at...at
        }

        mutating func add(_ other: Outcome) {
            events.merge(other.events, uniquingKeysWith: +)
            rejected += other.rejected
            guard let theirs = other.span else { return }
            let ours = span ?? theirs
            span = min(ours.lowerBound, theirs.lowerBound)...max(ours.upperBound, theirs.upperBound)
        }
    }

    let repository: any BillingRepository
    /// The zone of the carriers.
    let home: ZoneID
    let isStrict: Bool
    /// Is told each row that is left out, in the order of the lines of each batch.
    let report: (RowError) -> Void
    /// Is told how many rows were read.
    let progress: (Int) -> Void
    /// Is told each commit.
    var committed: (Commit) -> Void = { _ in }

    /// Reads a file from its header to its end.
    ///
    /// - Throws: ``BillingError`` if the header is wrong or the repository fails; what the reader throws.
    func run(_ reader: CSVReader) async throws -> Outcome {
        var reader = reader
        try checkHeader(&reader)
        var outcome = Outcome()
        var rows = EventRows()
        var errors: [RowError] = []
        var count = 0
        while let record = try reader.next() {
            count += 1
            do throws(BillingError) {
                // A row of another length breaks a rule of departures.
                let fields = record.count > 0 ? record.texts : try record.checked()
                let departure = try Departure(fields, line: record.line)
                // A strict import that has met an error only looks for further ones.
                if !isStrict || outcome.rejected == 0 { rows.append(departure) }
            } catch {
                errors.append(RowError(line: record.line, code: error.code, rule: error.rule))
                if isStrict {
                    outcome.rejected += 1
                    rows = EventRows()
                }
            }
            if count.isMultiple(of: EventRows.chunkSize) {
                progress(count)
                if isStrict {
                    errors.forEach(report)
                } else {
                    try await commit(&rows, errors, &outcome)
                }
                errors.removeAll()
            }
        }
        if isStrict, outcome.rejected > 0 {
            errors.forEach(report)
        } else {
            try await commit(&rows, errors, &outcome)
        }
        progress(count)
        return outcome
    }

    /// What a conflict of actions means for the rows of a file.
    private static let conflictRule = "an earlier row gives the same departure another outcome"

    private func checkHeader(_ reader: inout CSVReader) throws {
        let rule = "the first line of the events is \(Departure.columns.joined(separator: ","))"
        let header = try reader.next()
        if let fault = header?.fault { throw BillingError(.malformed, rule: rule, detail: fault.rule) }
        guard header?.texts == Departure.columns else { throw BillingError(.malformed, rule: rule) }
    }

    /// Commits rows and takes them away; without those that the repository refuses, unless the import is strict.
    private func commit(
        _ rows: inout EventRows, _ errors: [RowError], _ outcome: inout Outcome
    ) async throws {
        var errors = errors
        while !rows.isEmpty {
            let lines = rows.lines
            let tally = rows.tally
            // All rows of a strict import are many, so they are not kept beside their records.
            let spare = isStrict ? EventRows() : rows
            let changes = try changes(&rows)
            do {
                committed(try await repository.commit(changes))
                outcome.add(tally)
                rows = EventRows()
            } catch let refusal as BillingError where refusal.code == .refused {
                let refused = refusal.violations.filter {
                    $0.kind == "action" && lines.indices.contains($0.index)
                }
                guard refused.count == refusal.violations.count, !refused.isEmpty else { throw refusal }
                errors += refused.map {
                    RowError(
                        line: lines[$0.index], code: $0.code,
                        rule: $0.code == .conflict ? Self.conflictRule : $0.rule)
                }
                rows = spare.without(Set(refused.map { lines[$0.index] }))
            }
        }
        for error in errors.sorted(by: { $0.line < $1.line }) { report(error) }
        outcome.rejected += errors.count
    }

    /// The records of some rows, with the tenants that they name; takes the rows away.
    private func changes(_ rows: inout EventRows) throws -> ChangeSet {
        let digest = SHA256.hexadecimal(Array("\(home) \(rows.digest)".utf8))
        var changes = ChangeSet(id: try CommitID("flights-events-\(digest)"))
        for carrier in rows.tally.events.keys.sorted() {
            changes.add(
                try Tenant(id: carrier, name: carrier.text, zones: ZoneHistory(home), currency: .usd))
            for metric in try Self.derivedMetrics() { changes.add(metric, for: carrier) }
        }
        while let chunk = rows.popFirstChunk() {
            for departure in chunk {
                changes.add(departure.action)
                if let activity = departure.activity { changes.add(activity) }
            }
        }
        return changes
    }

    /// The platform's metrics that are counted from the activity of devices here.
    static func derivedMetrics() throws(BillingError) -> [Metric] {
        [
            try Metric.dailyActiveDevices.derived(from: .activity(of: .device)),
            try Metric.monthlyActiveDevices.derived(from: .activity(of: .device)),
        ]
    }
}
