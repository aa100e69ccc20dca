import BillingModel
import BillingStore

#if canImport(FoundationEssentials)
import FoundationEssentials
#else
import Foundation
#endif

/// Finds what a repository would refuse of a batch, and commits nothing.
///
/// A repository decides a set in full and applies it whole or not at all. So each set of a dry run ends in an entry
/// of a tenant that there is none of: it is refused in any case, with every other violation beside that of the entry.
struct DryRun {
    private let prefix: String
    private let repository: any BillingRepository
    /// Tenants and metrics that earlier batches define.
    private var tenants: [TenantID: Tenant] = [:]
    private var metrics: [TenantID: [MetricID: Metric]] = [:]
    /// Records of earlier batches that never change, as hashes of their identities and contents.
    private var frozen: [Int: Content] = [:]
    /// The highest versions of samples of earlier batches, by hashes of series and time.
    private var latest: [Int: Int64] = [:]
    /// What entries of earlier batches come to, by hashes of tenant and invoice.
    private var standings: [Int: InvoiceStanding] = [:]

    /// The hash of a content.
    private struct Content {
        let hash: Int
        /// That of the zone of a sample; nil if it states none, and so contradicts none.
        var zone: Int?

        func agrees(with other: Content) -> Bool {
            guard hash == other.hash else { return false }
            guard let zone, let second = other.zone else { return true }
            return zone == second
        }
    }

    init(prefix: String, repository: any BillingRepository) {
        self.prefix = prefix
        self.repository = repository
    }

    /// Remembers what a later batch may stand on.
    mutating func carry(_ record: ImportRecord) {
        switch record {
        case .tenant(let tenant): tenants[tenant.id] = tenant
        case .metric(let metric, let tenant): metrics[tenant, default: [:]][metric.id] = metric
        default:
            guard let mark = Self.mark(of: record), frozen[mark.identity] == nil else { return }
            frozen[mark.identity] = mark.content
            switch record {
            case .sample(let write):
                let place = Self.place(of: write)
                latest[place] = max(latest[place] ?? .min, write.version ?? .min)
            case .entry(let entry):
                let invoice = Self.identity("standing", entry.tenant, entry.invoice)
                // What an earlier batch was refused does not count.
                _ = standings[invoice, default: InvoiceStanding()].take(entry)
            default: break
            }
        }
    }

    /// The lines of a batch that the repository would refuse after all batches before it.
    mutating func violations(
        in lines: [ImportBatch.Line], of number: Int
    ) async throws -> [ImportRejection] {
        var rejections: [ImportRejection] = []
        var rest: [ImportBatch.Line] = []
        for line in lines {
            if let rule = line.records.lazy.compactMap(brokenRule).first {
                rejections.append(ImportRejection(line: line.line, code: .conflict, rule: rule))
            } else {
                rest.append(line)
            }
        }
        while true {
            let refused = try await refused(rest, number)
            if refused.isEmpty { break }
            let places = Set(refused.map(\.line))
            let dropped = rest.filter { places.contains($0.line) }
            // What an earlier batch of the same source brings is not known yet.
            let excused = Set(dropped.filter(standsOnEarlierBatch).map(\.line))
            rejections += refused.filter { $0.code != .notFound || !excused.contains($0.line) }
            for line in dropped where excused.contains(line.line) { line.records.forEach { carry($0) } }
            rest.removeAll { places.contains($0.line) }
        }
        for line in rest { line.records.forEach { carry($0) } }
        return rejections.sorted { $0.line < $1.line }
    }

    /// The rule that a record breaks beside those of earlier batches, if any.
    private func brokenRule(_ record: ImportRecord) -> String? {
        if let mark = Self.mark(of: record), let known = frozen[mark.identity] {
            return known.agrees(with: mark.content)
                ? nil : "an earlier line gives the same record another content"
        }
        switch record {
        case .sample(let write):
            guard let version = latest[Self.place(of: write)], write.version == nil,
                let known = frozen[Self.identity(of: write, version)]
            else { return nil }
            return known.agrees(with: Self.content(of: write))
                ? nil : "an earlier line gives the same sample another value with a version"
        case .entry(let entry):
            var standing = standings[Self.identity("standing", entry.tenant, entry.invoice)]
            return standing?.take(entry) == false ? "only refunds come after the void of an invoice" : nil
        default: return nil
        }
    }

    private func standsOnEarlierBatch(_ line: ImportBatch.Line) -> Bool {
        line.records.contains { record in
            switch record {
            case .entry(let entry):
                frozen[Self.identity("invoice", entry.tenant, entry.invoice)] != nil
            case .action(.amend(let action)):
                frozen[Self.identity("action", action.tenant, [action.source, action.id] as [AnyHashable])]
                    != nil
            case .action(.void(let tenant, let source, let id)):
                frozen[Self.identity("action", tenant, [source, id] as [AnyHashable])] != nil
            default: false
            }
        }
    }

    /// What the repository would refuse of some lines; nothing if it would take them.
    private func refused(
        _ lines: [ImportBatch.Line], _ number: Int
    ) async throws -> [ImportRejection] {
        guard !lines.isEmpty else { return [] }
        var set = LinedChanges(id: try CommitID("\(prefix)-dry-run-\(number)"))
        let named = Set(lines.flatMap { $0.records.map(\.tenant) })
        var definedTenants: Set<TenantID> = []
        var definedMetrics: Set<SeriesKey> = []
        for record in lines.lazy.flatMap(\.records) {
            switch record {
            case .tenant(let tenant): definedTenants.insert(tenant.id)
            case .metric(let metric, let tenant):
                definedMetrics.insert(SeriesKey(tenant: tenant, metric: metric.id))
            default: break
            }
        }
        for tenant in named.sorted() {
            if let known = tenants[tenant], !definedTenants.contains(tenant) {
                set.add(.tenant(known), line: nil)
            }
            for (id, metric) in (metrics[tenant] ?? [:]).sorted(by: { $0.key < $1.key })
            where !definedMetrics.contains(SeriesKey(tenant: tenant, metric: id)) {
                set.add(.metric(metric, tenant: tenant), line: nil)
            }
        }
        set.add(lines)
        set.add(.entry(try Self.nobodysEntry(prefix)), line: nil)
        do {
            try await repository.commit(set.changes)
        } catch let error as BillingError where error.code == .refused {
            return set.rejections(for: error.violations)
        }
        throw BillingError(.corruptData, rule: "a repository refuses an entry of an unknown tenant")
    }

    /// An entry that every repository refuses, and that comes last in a set.
    static func nobodysEntry(_ prefix: String) throws(BillingError) -> InvoiceEntry {
        try InvoiceEntry(
            id: EntityID("dry-run"), tenant: TenantID("nobody-\(prefix)"), invoice: InvoiceNumber("none"),
            kind: .void, instant: Date(timeIntervalSinceReferenceDate: 0))
    }

    private static func identity(_ kind: String, _ tenant: TenantID, _ parts: some Hashable) -> Int {
        var hasher = Hasher()
        hasher.combine(kind)
        hasher.combine(tenant)
        hasher.combine(parts)
        return hasher.finalize()
    }

    /// The hashes of identity and content of a record that never changes.
    private static func mark(of record: ImportRecord) -> (identity: Int, content: Content)? {
        switch record {
        case .invoice(let invoice):
            (identity("invoice", invoice.tenant, invoice.number), Content(hash: invoice.hashValue))
        case .entry(let entry):
            (identity("entry", entry.tenant, entry.id), Content(hash: entry.hashValue))
        case .action(.record(let action)):
            (
                identity("action", action.tenant, [action.source, action.id] as [AnyHashable]),
                Content(hash: action.hashValue)
            )
        case .sample(let write):
            write.version.map { (identity(of: write, $0), content(of: write)) }
        default: nil
        }
    }

    private static func place(of write: SampleWrite) -> Int {
        identity("place", write.series.tenant, [write.series, write.time] as [AnyHashable])
    }

    private static func identity(of write: SampleWrite, _ version: Int64) -> Int {
        identity("sample", write.series.tenant, [write.series, write.time, version] as [AnyHashable])
    }

    private static func content(of write: SampleWrite) -> Content {
        Content(hash: write.value.hashValue, zone: write.zone?.hashValue)
    }
}
