import BillingModel
public import BillingStore
import BillingTime

#if canImport(FoundationEssentials)
import FoundationEssentials
#else
import Foundation
#endif

extension RepositoryState {
    /// Writes the state as JSON lines, from which ``ArchiveReader`` makes it again.
    ///
    /// Each line is an object in UTF-8 with sorted keys, without spaces, and ends with a newline. The last one counts and
    /// digests those before it. The same state gives the same bytes, whatever backend it comes from.
    ///
    /// - Parameter sink: Takes one line at a time, its newline included, in order.
    /// - Returns: What was written.
    /// - Throws: What `sink` throws.
    /// - Complexity: O(*n*) for *n* records and samples; a line holds at most 4,096 samples.
    @discardableResult
    public func writeArchive(to sink: ([UInt8]) throws -> Void) throws -> ArchiveSummary {
        try writeArchive(to: sink, progress: nil, checkCancellation: {})
    }

    func writeArchive(
        to sink: ([UInt8]) throws -> Void, progress: ((ArchiveProgress) -> Void)?,
        checkCancellation: @escaping () throws -> Void
    ) throws -> ArchiveSummary {
        var tally = ArchiveTally(
            .writing, tenantCount: extent.tenants, recordCount: progress == nil ? nil : recordCount,
            tell: progress ?? { _ in }, checkCancellation: checkCancellation)
        var writing = ArchiveWriting()
        let extent = extent
        let header = ArchiveLine.Header(
            format: ArchiveLine.Header.name, version: holdsPlans ? 2 : 1, revision: extent.revision,
            commits: extent.commits, tenants: extent.tenants)
        try sink(try writing.line(.archive(header)))
        try list { record in
            try ArchiveWriting.lines(of: record) { try sink(try writing.line($0)) }
            try tally.take(record)
        }
        let digest = writing.digest
        try sink(try writing.line(.end(.init(lines: writing.lines, sha256: digest))))
        tally.end()
        return ArchiveSummary(
            revision: extent.revision, commits: extent.commits, tenants: extent.tenants, lines: writing.lines,
            digest: digest)
    }
}

/// Makes the lines of an archive, and keeps count of them.
private struct ArchiveWriting {
    private(set) var lines = 0
    private var sha256 = SHA256()
    private let encoder = JSONEncoder()

    init() { encoder.outputFormatting = [.sortedKeys, .withoutEscapingSlashes] }

    var digest: String { sha256.hexadecimal }

    mutating func line(_ line: ArchiveLine) throws -> [UInt8] {
        var bytes = Array(try encoder.encode(line))
        bytes.append(0x0A)
        lines += 1
        sha256.update(bytes)
        return bytes
    }

    /// Cuts a record into lines of bounded length.
    static func lines(of record: StateRecord, _ body: (ArchiveLine) throws -> Void) throws {
        switch record {
        case .commit(let commit, let digest): try body(.commit(.init(digest: digest, value: commit)))
        case .tenant(let tenant, let from): try body(.tenant(.init(from: from, value: tenant)))
        case .metric(let metric, let from): try body(.metric(.init(from: from, value: metric)))
        case .series(let name, let columns):
            try body(.series(.init(metric: name.metric, labels: name.labels, timing: columns.timing)))
            for range in blocks(of: columns.positions.count) {
                try body(
                    .samples(
                        .init(
                            positions: Array(columns.positions[range]), values: Array(columns.values[range]),
                            revisions: runs(columns.revisions.slice(range)),
                            zones: columns.timing == .dates ? runs(columns.zones.slice(range)) : nil)))
            }
            for range in blocks(of: columns.replaced.count) {
                try body(.replaced(Array(columns.replaced[range])))
            }
            for range in blocks(of: columns.versioned.count) {
                try body(.versions(Array(columns.versioned[range])))
            }
        case .action(let action, let from, let until):
            try body(.action(.init(from: from, until: until, value: action)))
        case .subjects(let kind, let subjects):
            for range in blocks(of: subjects.count) {
                let list = subjects[range].map {
                    ArchiveLine.SubjectForm(id: $0.id, from: $0.from, erased: $0.isErased)
                }
                try body(.subjects(.init(kind: kind, list: list)))
            }
        case .activity(let kind, let rows, let revisions):
            for range in blocks(of: rows.count) {
                try body(
                    .activity(
                        .init(
                            kind: kind, quarters: rows[range].map(\.quarterHour),
                            numbers: rows[range].map(\.number), revisions: runs(revisions.slice(range)))))
            }
        case .coverage(let statement, let from): try body(.coverage(.init(from: from, value: statement)))
        case .invoice(let invoice, let from): try body(.invoice(.init(from: from, value: invoice)))
        case .entry(let entry, let from): try body(.entry(.init(from: from, value: entry)))
        case .floor(let floor): try body(.floor(floor))
        case .plan(let term, let from): try body(.plan(.init(from: from, value: term)))
        case .budget(let budget, let from): try body(.budget(.init(from: from, value: budget)))
        }
    }

    private static func blocks(of count: Int) -> [Range<Int>] {
        stride(from: 0, to: count, by: ArchiveLine.block).map { $0..<min($0 + ArchiveLine.block, count) }
    }

    private static func runs<Value>(_ column: RunLengths<Value>) -> [ArchiveLine.Run<Value>] {
        column.runs.map { .init(value: $0.value, count: $0.range.count) }
    }
}
