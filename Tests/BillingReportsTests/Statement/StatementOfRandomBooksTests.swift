import BillingModel
import BillingReports
import BillingStore
import BillingTestSupport
import BillingTime
import Foundation
import Testing

@Suite("The statement of random books")
struct StatementOfRandomBooksTests {
    private static let zones = [
        "America/St_Johns", "Australia/Lord_Howe", "Pacific/Apia", "America/Sao_Paulo", "Asia/Beirut",
        "Africa/Cairo", "Etc/UTC",
    ]
    private static let widths = [
        BucketWidth.month, .quarter, .year, .day, constant { try .year(startingIn: 7) },
        constant { try .billingCycle(anchorDay: 31) },
    ]
    private static let start = constant { try Instants.microseconds("2011-12-01T00:00:00Z") }

    private struct Sample {
        var invoices: [Invoice] = []
        var entries: [InvoiceEntry] = []

        /// Instants on a coarse grid meet, also at the bounds of months and of ranges.
        static func instant(_ random: inout SplitMix64) -> Int64 {
            start + Int64.random(in: 0..<400, using: &random) * 43_200 * Instants.perSecond
        }

        init(_ random: inout SplitMix64) throws {
            let currencies: [Currency] = [.usd, .jpy, try Currency("KWD")]
            func money(_ currency: Currency) -> Money {
                Money(minorUnits: Int64.random(in: 1...50_000, using: &random), currency: currency)
            }
            for number in 0..<Int.random(in: 0...12, using: &random) {
                let currency = currencies.randomElement(using: &random) ?? .usd
                let isKnown = Bool.random(using: &random)
                let paid = Bool.random(using: &random) || !isKnown ? money(currency) : nil
                let invoice = try Invoice(
                    tenant: acme, number: InvoiceNumber("N-\(number)"),
                    issuedAt: Instants.date(Self.instant(&random)), currency: currency,
                    payable: isKnown ? money(currency) : nil, totalPaid: paid)
                invoices.append(invoice)
                // A void comes last of the payments and credit notes; refunds may follow.
                let instants = (0..<Int.random(in: 0...6, using: &random)).map { _ in Self.instant(&random) }
                    .sorted()
                let voided =
                    Bool.random(using: &random) ? instants.indices.randomElement(using: &random) : nil
                for (index, instant) in instants.enumerated() {
                    let kind: InvoiceEntry.Kind =
                        index == voided
                        ? .void
                        : index > voided ?? .max
                            ? .refund
                            : [.payment, .refund, .creditNote].randomElement(using: &random) ?? .payment
                    entries.append(
                        try InvoiceEntry(
                            id: EntityID("\(number)-\(Int.random(in: 0...9, using: &random))\(index)"),
                            tenant: acme, invoice: invoice.number, kind: kind,
                            instant: Instants.date(instant), amount: kind == .void ? nil : money(currency)))
                }
            }
        }

        /// What is due at an instant, by summing up each invoice anew.
        func due(at instant: Date) throws -> [Currency: Int64] {
            var due: [Currency: Int64] = [:]
            for invoice in invoices where invoice.issuedAt < instant {
                let own = entries.filter { $0.invoice == invoice.number }
                due[invoice.currency, default: 0] += try InvoiceBalance(
                    of: invoice, entries: own, now: instant
                ).due
                    .minorUnits
            }
            return due
        }
    }

    @Test(
        "What is owed after each movement is what is due by then, whatever is cut and grouped",
        arguments: 0..<60)
    func reconciles(_ seed: UInt64) async throws {
        var random = SplitMix64(seed: seed)
        let sample = try Sample(&random)
        let zone = Self.zones.randomElement(using: &random) ?? "Etc/UTC"
        let width = Self.widths.randomElement(using: &random) ?? .month
        let now = Instants.date(Sample.instant(&random))
        let bounds = [Sample.instant(&random), Sample.instant(&random)].sorted().map(Instants.date)
        let range = Bool.random(using: &random) ? bounds[0]..<bounds[1] : nil
        let repository = emptyRepository()
        var changes = ChangeSet(id: try CommitID("books"))
        changes.add(try Books.tenant(zone))
        for invoice in sample.invoices.shuffled(using: &random) { changes.add(invoice) }
        for entry in sample.entries.shuffled(using: &random) { changes.add(entry) }
        try await repository.commit(changes)
        let screen = try await repository.scope(of: acme).statement(now: now, range: range, per: width)

        let end = min(range?.upperBound ?? now, now)
        let opening = try sample.due(at: min(range?.lowerBound ?? .distantPast, now))
        let closing = try sample.due(at: max(end, min(range?.lowerBound ?? end, now)))
        #expect(screen.totals.map(\.currency) == closing.keys.sorted(), "seed \(seed)")
        for total in screen.totals {
            #expect(total.opening.minorUnits == opening[total.currency] ?? 0, "seed \(seed)")
            #expect(total.closing.minorUnits == closing[total.currency] ?? 0, "seed \(seed)")
            let moved = screen.movements.filter { $0.currency == total.currency }
                .reduce(0) { $0 + $1.amount.minorUnits }
            #expect(total.opening.minorUnits + moved == total.closing.minorUnits, "seed \(seed)")
            let parts = [total.opening, total.invoiced, total.refunded].map(\.minorUnits).reduce(0, +)
            let lost = [total.credited, total.voided, total.paid].map(\.minorUnits).reduce(0, +)
            #expect(parts - lost == total.closing.minorUnits, "seed \(seed)")
        }
        // After the last movement of an instant, and so before the next one.
        for (index, movement) in screen.movements.enumerated() {
            let isLast = index == 0 || screen.movements[index - 1].instant > movement.instant
            let currencies = screen.movements[index...].prefix { $0.instant == movement.instant }
            guard isLast else { continue }
            let due = try sample.due(at: movement.instant.addingTimeInterval(0.001))
            for currency in Set(currencies.map(\.currency)) {
                let balance = currencies.first { $0.currency == currency }?.balance.minorUnits
                #expect(balance == due[currency], "seed \(seed), \(movement.local)")
            }
        }
        let rules = try ZoneDatabase.system.zone(ZoneID(zone))
        for period in screen.periods {
            #expect(period.time.start == rules.start(of: period.time.firstDate), "seed \(seed)")
            for total in period.totals {
                let due = try sample.due(at: min(period.time.end, end))
                #expect(total.closing.minorUnits == due[total.currency], "seed \(seed), \(period.name)")
            }
        }
        let movements = screen.periods.flatMap(\.totals).map(\.movements)
        #expect(movements.reduce(0, +) == screen.movements.count)
        #expect(try roundTrip(screen) == screen, "seed \(seed)")
    }
}
