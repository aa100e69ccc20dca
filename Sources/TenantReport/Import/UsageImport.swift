import Foundation
import BillingModel
import BillingStore
import BillingTime
import InauroBilling

/// Takes usage rows and the files beside them into a repository.
struct UsageImport {
    /// The feed that actions of a file come from, unless a column names it.
    static let source = SourceID(constant: "actions")

    let repository: any BillingRepository
    let options: Options
    let console: Console
    let diagnostics: Diagnostics

    /// Imports all files: tenants, usage, invoices, actions.
    ///
    /// - Returns: What became of all lines; not complete if a strict import met a wrong one, which ends the run.
    func run() async throws -> ImportReport {
        var total = ImportReport()
        for (kind, path) in files {
            let report = try await run(kind, path)
            total.add(report)
            guard report.isComplete else { return total }
        }
        if options.companions[.actions] != nil { try await stateCoverage() }
        return total
    }

    private var files: [(CSVMapping.Kind, String)] {
        [CSVMapping.Kind.tenants, .usage, .invoices, .actions].compactMap { kind in
            (kind == .usage ? options.usage : options.companions[kind]).map { (kind, $0) }
        }
    }

    private func mapping(_ kind: CSVMapping.Kind) -> CSVMapping {
        var mapping = CSVMapping.usage(
            tenant: options.tenant, zone: options.homeZone, currency: options.currency)
        if kind != .usage { mapping = CSVMapping(kind, constants: mapping.constants) }
        if kind == .actions { mapping.constants[.source] = Self.source.text }
        mapping.dates = options.dates
        mapping.thousands = options.thousands
        mapping.hasDecimalComma = options.hasDecimalComma
        mapping.dialect = options.dialect
        // Invoices are dated more often than not; a date is the start of it on the clock of the tenant.
        mapping.startsDates = kind == .invoices
        return mapping
    }

    /// A mapping whose instants are on the clocks of the tenants that are known by now.
    private func placed(_ mapping: CSVMapping) async throws -> CSVMapping {
        guard [.invoices, .actions].contains(mapping.kind) else { return mapping }
        var mapping = mapping
        let revision = try await repository.revision(.latest)
        for tenant in try await repository.tenants(.all, at: revision) {
            mapping.tenantZones[tenant.id] = tenant.zones
        }
        // The zone of an option is that of tenants that no file tells, and by now all are told.
        if !mapping.tenantZones.isEmpty { mapping.constants[.zone] = nil }
        return mapping
    }

    private func run(_ kind: CSVMapping.Kind, _ path: String) async throws -> ImportReport {
        try await FileImport(
            repository: repository, isStrict: options.strict, console: console, diagnostics: diagnostics,
            name: kind.rawValue
        ).run(.named(path, on: console), as: try await placed(mapping(kind)))
    }

    /// States that the actions are all there are for the dates of the usage rows.
    private func stateCoverage() async throws {
        let revision = try await repository.revision(.latest)
        var records: [Coverage] = []
        for (tenant, dates) in try await UsageDates(in: repository, at: revision).dates {
            let clock = try ZoneDatabase.system.zone(try await repository.tenant(tenant, at: revision).zones)
            // A date that a move over the date line skips belongs to the day before.
            let day = clock.day(ofDate: Int(dates.lowerBound.dayNumber))
            let first = Instants.date(clock.startOfDay(day))
            let end = clock.interval(of: dates.upperBound).upperBound
            guard first < end else { continue }
            for metric in [Metric.actions, .actionsFailed, .actionsSuppressed] {
                records.append(
                    try Coverage(tenant: tenant, metric: metric.id, source: Self.source, range: first..<end))
            }
        }
        guard !records.isEmpty else { return }
        let content = records.map { "\($0.tenant) \($0.metric) \($0.range)" }.joined(separator: "\0")
        var changes = ChangeSet(id: try CommitID("usage-coverage-\(SHA256.hexadecimal(Array(content.utf8)))"))
        for record in records { changes.add(record) }
        try await repository.commit(changes)
    }
}

/// The dates for which a repository knows usage rows, by tenant.
struct UsageDates {
    private(set) var dates: [(tenant: TenantID, dates: ClosedRange<LocalDate>)] = []

    init(in reader: any BillingReader, at revision: Revision) async throws {
        var days: [TenantID: ClosedRange<Int64>] = [:]
        var request = SeriesRequest(
            of: .all, metrics: Metric.dailyUsage.map(\.id), knownAt: .revision(revision))
        repeat {
            let page = try await reader.series(request)
            for series in page.series where series.timing == .dates {
                guard let first = series.positions.first, let last = series.positions.last else { continue }
                let known = days[series.key.tenant] ?? first...last
                days[series.key.tenant] =
                    min(known.lowerBound, first)...max(known.upperBound, last)
            }
            request.cursor = page.next
        } while request.cursor != nil
        dates = try days.sorted { $0.key < $1.key }.map { tenant, days in
            let first = try LocalDate(dayNumber: Int(days.lowerBound))
            return (tenant, first...(try LocalDate(dayNumber: Int(days.upperBound))))
        }
    }
}
