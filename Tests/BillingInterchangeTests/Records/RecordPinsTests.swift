import BillingModel
import BillingReports
import BillingStore
import BillingTestSupport
import BillingTime
import Foundation
import Testing

@testable import BillingInterchange

/// The bytes of each kind of record with all its fields set, and with only those that it needs.
///
/// With `INAURO_PINS` naming a folder, the bytes are written there, to be put in place where a change is meant.
@Suite("The bytes of records are pinned, as JSON, as CSV and as what a digest stands on")
struct RecordPinsTests {
    private static let tenant = acme
    private static let start = Date(timeIntervalSince1970: 1_772_323_200.25)
    private static let end = Date(timeIntervalSince1970: 1_774_828_800)

    /// Each record with the change that says it alone.
    private static func records() throws -> [(String, BillingRecord, ChangeSet)] {
        var all: [(String, BillingRecord, ChangeSet)] = []
        func add(_ name: String, _ record: BillingRecord, _ fill: (inout ChangeSet) -> Void = { _ in }) {
            var changes = ChangeSet(id: CommitID(constant: "pins"))
            fill(&changes)
            all.append((name, record, changes))
        }
        for tenant in try tenants() { add("tenant", .tenant(tenant)) { $0.add(tenant) } }
        for metric in try metrics() {
            add("metric", .metric(Self.tenant, metric)) { $0.add(metric, for: Self.tenant) }
        }
        for action in try actions() { add("action", .action(action)) { $0.add(action) } }
        for invoice in try invoices() { add("invoice", .invoice(invoice)) { $0.add(invoice) } }
        for kind in InvoiceEntry.Kind.allCases {
            let entry = try InvoiceEntry(
                id: EntityID("e=1"), tenant: tenant, invoice: InvoiceNumber("INV-1"), kind: kind,
                instant: start, amount: kind == .void ? nil : Money(minorUnits: 1_230, currency: .aud))
            add("entry", .entry(entry)) { $0.add(entry) }
        }
        let coverage = try Coverage(
            tenant: tenant, metric: Metric.assets.id, source: SourceID("feed"), range: start..<end)
        add("coverage", .coverage(coverage)) { $0.add(coverage) }
        let floor = try RetentionFloor(tenant: tenant, kind: .action, date: LocalDate("2025-01-31"))
        add("floor", .floor(floor))
        let commit = try CommitRecord(
            id: CommitID("c,1"), kind: .erasure, revision: Revision(7), recordedAt: start, inserted: 1,
            unchanged: 2, corrected: 3, retracted: 4)
        add("commit", .commit(commit))
        for term in try terms() { add("plan", .plan(term)) { $0.add(term) } }
        let budget = try Budget(
            tenant: tenant, amount: Money(minorUnits: 50_000, currency: .usd), period: .year(startingIn: 7),
            basis: .chargeToDate)
        add("budget", .budget(budget)) { $0.add(budget) }
        return all
    }

    private static func tenants() throws -> [Tenant] {
        let zones = try ZoneHistory(
            first: ZoneID("Australia/Sydney"), changes: [.init(from: start, zone: ZoneID("Australia/Perth"))])
        return [
            try Tenant(
                id: tenant, name: "Acme, \"Inc\"", zones: zones, currency: .aud,
                organisation: OrganisationID("org"), parent: TenantID("parent")),
            try Tenant(id: "acme", name: "Acme", zone: "UTC", currency: .usd),
        ]
    }

    private static func metrics() throws -> [Metric] {
        [
            try Metric(
                id: MetricID("hours"), name: "Engine hours", unit: "h", kind: .cumulative, cadence: .hourly,
                lag: .seconds(90), staleness: .seconds(3_600), identity: .shared,
                resets: .below(percent: 50)),
            try Metric(id: MetricID("fuel"), unit: "l", kind: .gauge),
            try Metric(
                id: MetricID("dau"), unit: "users", kind: .distinct, source: .activity(of: .user)),
        ]
    }

    private static func actions() throws -> [ActionRecord] {
        [
            try ActionRecord(
                tenant: tenant, source: SourceID("app"), id: ActionID("a-1"), at: start,
                type: .sendEmail, category: .alert, succeeded: 3, failed: 2, suppressed: 1,
                quantity: Decimal(sign: .plus, exponent: -2, significand: 1_250), unit: "kWh",
                workflow: WorkflowID("w-1"), run: WorkflowRunID("=r")),
            try ActionRecord(
                tenant: tenant, source: SourceID("app"), id: ActionID("a-2"), at: start,
                type: .sendSMS, category: .notification),
        ]
    }

    private static func invoices() throws -> [Invoice] {
        let line = try Invoice.Line(
            id: EntityID("devices"), description: "Devices", quantity: Decimal(12), unit: "devices",
            unitPrice: Decimal(2), amount: Money(minorUnits: 2_400, currency: .usd))
        let plain = try Invoice.Line(
            id: EntityID("fee"), description: "Fee", amount: Money(minorUnits: 100, currency: .usd))
        return [
            try Invoice(
                tenant: tenant, number: InvoiceNumber("INV-1"), issuedAt: end, currency: .usd,
                period: start..<end, lines: [line, plain],
                subtotal: Money(minorUnits: 2_500, currency: .usd),
                tax: Money(minorUnits: 250, currency: .usd),
                payable: Money(minorUnits: 2_750, currency: .usd),
                rating: Invoice.Rating(plan: EntityID("standard"), revision: 12), document: "doc.pdf",
                paymentLink: "https://pay.example/1"),
            try Invoice(
                tenant: tenant, number: InvoiceNumber("INV-2"), issuedAt: end,
                totalPaid: Money(minorUnits: 900, currency: .usd)),
        ]
    }

    private static func terms() throws -> [PlanTerm] {
        let charge = try Charge(
            id: EntityID("devices"), name: "Devices",
            usage: .metric(Metric.monthlyActiveDevices.id, .monthEnd), price: .perUnit(2))
        let plan = try PricePlan(
            id: EntityID("standard"), name: "Standard", currency: .usd, charges: [charge])
        return [
            try PlanTerm(tenant: tenant, plan: plan, from: LocalDate("2026-01-01"), cycle: .quarter),
            try PlanTerm(tenant: tenant, plan: nil, from: LocalDate("2026-02-01"), cycle: .month),
        ]
    }

    private static func lines() throws -> [String] {
        var lines: [String] = []
        for (name, record, changes) in try records() {
            lines.append("\(name) json \(try json(record))")
            var writer = CSVWriter(.standard)
            try writer.write(record)
            lines.append("\(name) csv \(String(decoding: writer.take(), as: UTF8.self))")
            lines.append("\(name) digest \(changes.digest)")
        }
        let headers: [(String, CSVRecordKind)] = [
            ("tenants", .tenants), ("metrics", .metrics), ("samples", .samples), ("usage", .usage),
            ("actions", .actions), ("coverage", .coverage), ("invoices", .invoices), ("entries", .entries),
            ("commits", .commits), ("plans", .plans), ("budgets", .budgets), ("floors", .floors),
            ("activity", .activity(of: .device)),
        ]
        for (name, kind) in headers { lines.append("\(name) columns \(kind.columns.joined(separator: ","))") }
        let activity = ActivityRecord(
            tenant: tenant, kind: .device, subject: SubjectID(constant: "d-1"),
            quarter: try QuarterHour(holding: start))
        var changes = ChangeSet(id: CommitID(constant: "pins"))
        changes.add(activity)
        lines.append("activity json \(try JSONWriter.text(of: activity))")
        lines.append("activity digest \(changes.digest)")
        return lines.map { $0.replacing("\r\n", with: "\\n").replacing("\n", with: "\\n") }
    }

    private static func json(_ record: BillingRecord) throws -> String {
        switch record {
        case .tenant(let value): try JSONWriter.text(of: value)
        case .metric(_, let value): try JSONWriter.text(of: value)
        case .invoice(let value): try JSONWriter.text(of: value)
        case .entry(let value): try JSONWriter.text(of: value)
        case .action(let value): try JSONWriter.text(of: value)
        case .coverage(let value): try JSONWriter.text(of: value)
        case .floor(let value): "\(value.kind.rawValue) \(value.date)"
        case .commit(let value): try JSONWriter.text(of: value)
        case .plan(let value): try JSONWriter.text(of: value)
        case .budget(let value): try JSONWriter.text(of: value)
        }
    }

    @Test("Every record has the bytes that it had")
    func pins() throws {
        let lines = try Self.lines()
        if let folder = ProcessInfo.processInfo.environment["INAURO_PINS"] {
            try FileManager.default.createDirectory(
                at: URL(filePath: folder), withIntermediateDirectories: true)
            try Data((lines.joined(separator: "\n") + "\n").utf8)
                .write(to: URL(filePath: folder).appending(path: "records.txt"))
        }
        let pinned = try Fixtures.lines("records.txt")
        #expect(Set(lines).symmetricDifference(pinned).sorted() == [])
        #expect(lines.count == pinned.count)
    }
}
