import BillingInterchange
import BillingModel
import BillingReports
import BillingStore
import BillingTestSupport
import BillingTime
import Foundation
import Testing

@Suite("What is written as CSV is imported again")
struct RoundTripTests {
    private static let zones = ["UTC", "Europe/Paris", "America/St_Johns", "Pacific/Apia"]

    /// Texts that a spreadsheet, a CSV reader or a trimmer could harm.
    private static let pieces = [
        "=", "+", "-", "@", "\t", "\r", "\n", "'", "\"", ",", ";", "a", " ", "＝", "\u{FEFF}", "é", "e\u{301}",
        "😀", "\\", "0", ".", "1E5",
    ]

    private struct Maker {
        var random: SplitMix64

        mutating func text(_ prefix: String = "") -> String {
            prefix
                + (0..<Int.random(in: 1...4, using: &random)).map { _ in
                    RoundTripTests.pieces.randomElement(using: &random) ?? ""
                }.joined()
        }

        mutating func instant() -> Date {
            // Years 1980 to 2150, to the microsecond.
            Instants.date(Int64.random(in: 315_532_800_000_000...5_680_281_600_000_000, using: &random))
        }

        mutating func number() -> Double {
            switch Int.random(in: 0..<4, using: &random) {
            case 0: return Double(Int.random(in: -1_000...1_000, using: &random))
            case 1: return Double.random(in: -1...1, using: &random)
            case 2: return 1e25 * Double.random(in: 1...9, using: &random)
            default:
                let number = Double(bitPattern: random.next())
                return number.isFinite ? number : .leastNonzeroMagnitude
            }
        }

        /// A tenant, and records of each kind that an import reads.
        mutating func fill(_ changes: inout ChangeSet, _ name: Int) throws {
            let id = try TenantID(text("\(name)"))
            let zones = RoundTripTests.zones.shuffled(using: &random)
            var history = ZoneHistory(try ZoneID(zones[0]))
            for (index, zone) in zones.dropFirst().prefix(Int.random(in: 0...2, using: &random)).enumerated()
            {
                history = try history.changing(
                    to: ZoneID(zone), from: Date(timeIntervalSince1970: 1e9 + Double(index) * 1e6))
            }
            changes.add(
                try Tenant(
                    id: id, name: text(), zones: history, currency: .eur,
                    organisation: Bool.random(using: &random) ? OrganisationID(text()) : nil,
                    parent: Bool.random(using: &random) ? TenantID(text("parent")) : nil))
            let level = try Metric(id: MetricID(text()), unit: "l", kind: .gauge)
            changes.add(level, for: id)
            for place in 0..<4 {
                let region = try Labels(("region", text()), ("a b", text()))
                let labels = [.none, region].randomElement(using: &random) ?? .none
                changes.add(
                    SampleWrite(
                        SeriesKey(tenant: id, metric: level.id, labels: labels), at: .instant(instant()),
                        value: number()))
                changes.add(
                    SampleWrite(
                        SeriesKey(tenant: id, metric: Metric.assets.id, labels: labels),
                        at: .date(
                            // A set that states two values of one date is refused.
                            try LocalDate("2025-01-10").adding(
                                days: 250 * place + Int.random(in: 0..<250, using: &random))),
                        value: number(),
                        zone: try ZoneID(RoundTripTests.zones.randomElement(using: &random) ?? "UTC")))
            }
            let isBilled = Bool.random(using: &random)
            changes.add(
                try ActionRecord(
                    tenant: id, source: SourceID(text()), id: ActionID(text()), at: instant(),
                    type: ActionType(text()), category: ActionCategory(text()), succeeded: 0, failed: 3,
                    suppressed: 1, quantity: isBilled ? Decimal(string: "12345678901234567890.000125") : nil,
                    unit: isBilled ? text() : nil, workflow: WorkflowID(text()), run: nil))
            changes.add(
                ActivityRecord(
                    tenant: id, kind: .user, subject: try SubjectID(text()),
                    quarter: try QuarterHour(holding: instant())))
            let start = instant()
            changes.add(
                try Coverage(
                    tenant: id, metric: level.id, source: SourceID(text()),
                    range: start..<start.addingTimeInterval(86_400)))
            let number = try InvoiceNumber(text())
            changes.add(
                try Invoice(
                    tenant: id, number: number, issuedAt: Date(timeIntervalSince1970: 1.7e9), currency: .eur,
                    period: Bool.random(using: &random) ? start..<start.addingTimeInterval(1e-3) : nil,
                    subtotal: Money("10.00", .eur), tax: Money("-1.50", .eur), totalPaid: Money("0.05", .eur),
                    document: text(), paymentLink: "https://pay.example/1,2"))
            for (kind, amount) in [(InvoiceEntry.Kind.payment, "1.00"), (.creditNote, "0.50"), (.void, nil)] {
                changes.add(
                    try InvoiceEntry(
                        id: .init(text(kind.rawValue)), tenant: id, invoice: number, kind: kind,
                        instant: Date(timeIntervalSince1970: kind == .void ? 1.8e9 : 1.75e9),
                        amount: amount.map { try Money($0, .eur) }))
            }
        }
    }

    @Test("Records of every kind that an import reads come back as they were, whatever their texts")
    func records() async throws {
        let seed = UInt64.random(in: 0 ... .max)
        var maker = Maker(random: SplitMix64(seed: seed))
        for _ in 0..<6 {
            let first = try await repository { changes in
                for name in 0..<3 { try maker.fill(&changes, name) }
            }
            let second = emptyRepository()
            let kinds: [(CSVRecordKind, CSVMapping.Kind?)] = [
                (.tenants, .tenants), (.metrics, nil), (.samples, .samples), (.actions, .actions),
                (.activity(of: .user), .activity), (.coverage, .coverage), (.invoices, .invoices),
                (.entries, .entries),
            ]
            for (kind, mapped) in kinds {
                let text = try await first.fleet.csv(of: kind)
                if let mapped {
                    let report = try await Importer(into: second).run(.text(text), as: CSVMapping(mapped))
                    #expect(report.rejected == 0, "seed \(seed): \(mapped) \(report.rejections)")
                } else {
                    // Metrics of a host are committed by it.
                    var metrics = ChangeSet(id: try CommitID("metrics"))
                    for tenant in try await first.tenants(.all, at: Revision(1)) {
                        for metric in try await first.metrics(of: tenant.id, at: Revision(1))
                        where Metric.platform(metric.id) == nil { metrics.add(metric, for: tenant.id) }
                    }
                    try await second.commit(metrics)
                }
                // The revisions of samples are those of the imports; texts are compared as bytes.
                func rows(_ text: String) throws -> [[String: [UInt8]]] {
                    try Sheet(text).rows.map { row in
                        row.filter { kind != .samples || $0.key != "revision" }.mapValues { Array($0.utf8) }
                    }
                }
                let back = try await second.fleet.csv(of: kind)
                #expect(try rows(back) == rows(text), "seed \(seed): \(kind.columns)")
                guard try rows(back) == rows(text) else { return }
            }
        }
    }

    @Test("A usage report comes back with the same figures, and its rows as records are the same records")
    func usage() async throws {
        let acme = try TenantID("=acme")
        let first = try await repository { changes in
            changes.add(try Tenant(id: "=acme", name: "Acme", zone: "America/St_Johns", currency: .aud))
            for day in 0..<40 where !(10..<17).contains(day) {
                let date = try LocalDate("2025-01-20").adding(days: day)
                changes.add(
                    try DailyUsage(
                        tenant: acme, date: date,
                        counts: [
                            .assets: 100 + day, .devicesLinked: 90, .dailyActiveDevices: day % 7, .users: 8,
                            .monthlyActiveUsers: date.day, .workflows: 3, .securityGroups: 1,
                        ]))
            }
        }
        let now = try instant("2025-03-05T00:00:00Z")
        let dates = try LocalDate("2025-01-15")...LocalDate("2025-03-02")
        let report = try await first.scope(of: acme).dailyUsage(dates: dates, now: now)
        let texts = [
            try report.csv(), try await first.scope(of: acme).csv(of: .usage),
        ]
        for text in texts {
            let second = emptyRepository()
            let format = CSVMapping.usage(zone: try ZoneID("America/St_Johns"), currency: .aud)
            let imported = try await Importer(into: second).run(.text(text), as: format)
            #expect(imported.rejected == 0, "\(imported.rejections)")
            let again = try await second.scope(of: acme).dailyUsage(dates: dates, now: now)
            #expect(
                again.rows.map { $0.figures.map(\.value) } == report.rows.map { $0.figures.map(\.value) })
            #expect(again.rows.map(\.date) == report.rows.map(\.date))
        }
        // The rows as records hold what was sent, and no number that was carried.
        #expect(try Sheet(texts[1]).rows.count == 33)
    }
}
