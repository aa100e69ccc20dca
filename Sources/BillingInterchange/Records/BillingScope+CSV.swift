public import BillingModel
public import BillingStore
import BillingTime

#if canImport(FoundationEssentials)
public import FoundationEssentials
#else
public import Foundation
#endif

extension BillingScope {
    /// Writes the records of one kind as CSV, page by page, at one revision.
    ///
    /// The header comes first, also if there are no records. Each call of the sink gets whole lines, and the next page is
    /// read when it has returned, so that no more than a page is held; of ``CSVRecordKind/usage`` the rows of one tenant.
    /// Samples are read twice, first for the names of their labels.
    /// The pieces together are one file by RFC 4180 in UTF-8.
    ///
    /// - Parameters:
    ///   - kind: What is written.
    ///   - range: The time of the records, half-open: of invoices their issue, of entries, actions, commits, samples at
    ///     instants and activity their own, which is widened to whole quarter hours; nil for all. Samples of
    ///     dates are all written, and so is what has no time.
    ///   - dialect: What stands between two cells.
    ///   - pageSize: The most records that are read at once, at least 1.
    ///   - isolation: Where the sink runs: that of the caller.
    ///   - sink: Takes the bytes; what it throws ends the writing.
    /// - Returns: The revision that was read.
    /// - Throws: `BillingError` with code `unsupported` for commits of less than the fleet, `notFound` if a tenant or the
    ///   revision is unknown, `invalidValue` for a page size below 1; else what the reader or the sink throws.
    @discardableResult
    public func writeCSV(
        of kind: CSVRecordKind, in range: Range<Date>? = nil, _ dialect: CSVDialect = .standard,
        pageSize: Int = 10_000, isolation: isolated (any Actor)? = #isolation,
        to sink: ([UInt8]) async throws -> Void
    ) async throws -> Revision {
        let revision = try await reader.revision(knownAt)
        var writer = CSVWriter(dialect)
        let labels = kind.form == .samples ? try await labelNames(in: range, at: revision, pageSize) : []
        writer.write(kind.columns.map { .text($0) } + labels.map { .text("label.\($0)") })
        switch kind.form {
        case .records(let kind):
            var request = RecordRequest(
                kind, of: tenants, in: range, knownAt: .revision(revision), limit: pageSize)
            repeat {
                let page = try await reader.records(request)
                for record in page.records { try writer.write(record) }
                try await sink(writer.take())
                request.cursor = page.next
            } while request.cursor != nil
        case .samples:
            var request = SeriesRequest(
                of: tenants, instants: range, knownAt: .revision(revision), limit: pageSize)
            repeat {
                let page = try await reader.series(request)
                for series in page.series { try writer.write(series, labels) }
                try await sink(writer.take())
                request.cursor = page.next
            } while request.cursor != nil
        case .activity(let kind):
            var request = ActivityRequest(
                of: tenants, kind: kind, in: range, knownAt: .revision(revision), limit: pageSize)
            repeat {
                let page = try await reader.activity(request)
                for block in page.blocks { try writer.write(block, of: kind) }
                try await sink(writer.take())
                request.cursor = page.next
            } while request.cursor != nil
        case .usage:
            let tenants = try await reader.tenants(tenants, at: revision)
            if tenants.isEmpty { try await sink(writer.take()) }
            for tenant in tenants {
                var rows = UsageRows(of: tenant.id)
                var request = SeriesRequest(
                    of: .one(tenant.id), metrics: UsageColumns.titles.map(\.metric.id),
                    knownAt: .revision(revision), limit: pageSize)
                repeat {
                    let page = try await reader.series(request)
                    for series in page.series { rows.add(series) }
                    request.cursor = page.next
                } while request.cursor != nil
                for cells in try rows.cells() { writer.write(cells) }
                try await sink(writer.take())
            }
        }
        return revision
    }

    /// The records of one kind as CSV text.
    ///
    /// - Parameters:
    ///   - kind: What is written.
    ///   - range: The time of the records; nil for all.
    ///   - dialect: What stands between two cells.
    /// - Returns: The header and all records; for many of them see ``writeCSV(of:in:_:pageSize:isolation:to:)``.
    /// - Throws: What ``writeCSV(of:in:_:pageSize:isolation:to:)`` throws.
    public func csv(
        of kind: CSVRecordKind, in range: Range<Date>? = nil, _ dialect: CSVDialect = .standard
    ) async throws -> String {
        var bytes: [UInt8] = []
        try await writeCSV(of: kind, in: range, dialect) { bytes += $0 }
        return String(decoding: bytes, as: UTF8.self)
    }
}

extension BillingScope {
    /// The names of all labels of recorded series, in ascending order.
    private func labelNames(
        in range: Range<Date>?, at revision: Revision, _ pageSize: Int
    ) async throws -> [LabelText] {
        var names: Set<LabelText> = []
        var request = SeriesRequest(
            of: tenants, instants: range, knownAt: .revision(revision), limit: pageSize)
        repeat {
            let page = try await reader.series(request)
            for series in page.series { names.formUnion(series.key.labels.pairs.map(\.name)) }
            request.cursor = page.next
        } while request.cursor != nil
        return names.sorted()
    }
}

extension CSVWriter {
    /// Writes the samples of a series.
    fileprivate mutating func write(_ series: MetricSeries, _ labels: [LabelText]) throws {
        let key = series.key
        let values = labels.map { CSVValue.id(key.labels[$0]) }
        for index in series.indices {
            let position = series.positions[index]
            let zone = series.zones.isEmpty ? nil : series.zones[index]
            let time: [CSVValue] =
                switch series.timing {
                case .instants: [.missing, .instant(microseconds: position)]
                case .dates: [try .time(MetricSeries.time(position, .dates)), .missing]
                }
            let cells: [CSVValue] = [
                try .number(series.values[index]), .zone(zone), .integer(series.revisions[index].number),
            ]
            write([.id(key.tenant), .id(key.metric)] + time + cells + values)
        }
    }

    /// Writes the activity of subjects.
    fileprivate mutating func write(_ block: ActivityBlock, of kind: SubjectKind) throws {
        for (quarter, subject) in zip(block.activity.quarterHours, block.activity.subjects) {
            guard block.subjects.indices.contains(Int(subject)) else {
                throw BillingError(
                    .corruptData, rule: "activity is that of a subject with a name",
                    detail: "subject \(subject) of '\(block.tenant)'")
            }
            write([
                .id(block.tenant), .id(kind), .id(block.subjects[Int(subject)]),
                .instant(microseconds: Int64(quarter) * QuarterHour.length),
            ])
        }
    }
}
