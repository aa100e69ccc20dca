import BillingModel
import BillingStore
import BillingTestSupport
import BillingTime
import Foundation
import Testing

@Suite("No record of one tenant is ever returned for another")
struct IsolationTests {
    /// Ids that some system somewhere mistakes for one another, or for more than an id.
    static let hostile: [String] = [
        "a", "A", "\u{E9}", "e\u{301}", "a'; DROP TABLE tenants; --", "\"", "'", "../a", "..", "/", "%", "_",
        "a/b",
        "a\\b", "a b", " a", "a ", "\n", "*", "?", "{}", "null", "nil", "\u{FEFF}a", "\u{202E}a",
        "\u{1F469}\u{200D}\u{1F680}",
        "ß", "ss", "\u{130}", "i", String(repeating: "x", count: 255),
        String(repeating: "é", count: 127) + "x",
        "1", "01", "1.0", "\u{7F}", "\u{1}",
    ]

    @Test("Ids have 1 to 255 bytes and no NUL")
    func rule() throws {
        for bad in ["", String(repeating: "x", count: 256), String(repeating: "é", count: 128), "a\0b", "\0"]
        {
            #expect(throws: BillingError.self) { try TenantID(bad) }
        }
        for text in Self.hostile { #expect(try TenantID(text).text == text) }
    }

    @Test("Tenants with hostile ids see their own rows in every read", arguments: Backend.allCases)
    func hostileTenants(_ backend: Backend) async throws {
        let repository = try await backend.makeEmpty()
        let ids = try Self.hostile.map { try TenantID($0) }
        for (number, id) in ids.enumerated() {
            // Each value says whose it is.
            let value = Double(number + 1)
            try await repository.commit("\(number)") { changes in
                changes.add(try makeTenant(id, name: "\(number)"))
                changes.add(messages, for: id)
                changes.add(write(id, messages, at: 1, value))
                changes.add(try daily(id, .assets, on: "2026-03-01", value))
                changes.add(
                    try Budget(
                        tenant: id, amount: Money(minorUnits: Int64(number + 1), currency: .usd),
                        period: .month, basis: .paid))
                for (text, from) in [("same", "2026-01-01"), (id.text, "2026-02-01")] {
                    changes.add(
                        try PlanTerm(
                            tenant: id,
                            plan: PricePlan(
                                id: EntityID(text), name: "\(number + 1)", currency: .usd, charges: []),
                            from: LocalDate(from)))
                    changes.add(
                        try ActionRecord(
                            tenant: id, source: SourceID(text), id: ActionID(text), at: minute(1),
                            type: .sendEmail,
                            category: .alert, succeeded: number + 1))
                    changes.add(try activity(id, text, at: 15 * number))
                    changes.add(try invoice(id, text, at: 1, paid: Int64(number + 1)))
                    changes.add(try entry(id, text, of: text, at: 1, Int64(number + 1)))
                    changes.add(
                        try Coverage(
                            tenant: id, metric: messages.id, source: SourceID(text),
                            range: minute(0)..<minute(number + 1)))
                }
            }
        }
        let bounds = SummaryBounds(
            instants: [position(0), position(10)], dayNumbers: [0, 30_000], resets: [], now: position(10))
        for (number, id) in ids.enumerated() {
            let value = Double(number + 1)
            for selection in [TenantSelection.one(id), .set([id])] {
                #expect(
                    try await repository.tenants(selection, at: repository.revision(.latest)).map(\.name) == [
                        "\(number)"
                    ])
                let series = try await repository.allSeries(
                    SeriesRequest(of: selection, metrics: [messages.id, Metric.assets.id, Metric.actions.id]))
                #expect(series.allSatisfy { $0.key.tenant == id } && series.count == 3)
                #expect(series.map { $0.values[0] } == [2 * value, value, value])
                let rows = try await repository.activeRows(of: selection)
                #expect(Set(rows.map(\.subject)) == [try SubjectID("same"), try SubjectID(id.text)])
                #expect(Set(rows.map(\.quarterHour)) == [Int32(position(15 * number) / 900_000_000)])
                let actions = try await repository.actions(of: selection, at: repository.revision(.latest))
                #expect(
                    actions.allSatisfy { $0.tenant == id && $0.succeeded == number + 1 } && actions.count == 2
                )
                for kind in [RecordKind.invoice, .entry, .coverage, .plan, .budget] {
                    let records = try await repository.allRecords(kind, of: selection)
                    #expect(
                        records.count == (kind == .budget ? 1 : 2)
                            && records.allSatisfy { $0.owner == id && $0.isMarked(number + 1) })
                }
                let summaries = try await repository.summaries(
                    SummaryRequest(of: selection, metrics: [messages.id], in: bounds))
                #expect(summaries.rows.map(\.key) == [key(id, messages)])
            }
        }
        let all = try await repository.allRecords(.tenant)
        #expect(all.count == ids.count)
        #expect(all.compactMap(\.owner) == ids.sorted())
        #expect(try await repository.activeRows().count == 2 * ids.count)
    }

    @Test(
        "A named tenant that is unknown is not found, an empty set sees nothing", arguments: Backend.allCases)
    func unknownTenants(_ backend: Backend) async throws {
        let repository = try await backend.makeEmpty()
        let before = try await repository.revision(.latest)
        try await repository.addTenants()
        try await repository.commit("1") { $0.add(write(acme, messages, at: 1, 1)) }
        let bounds = SummaryBounds(
            instants: [position(0), position(1)], dayNumbers: nil, resets: [], now: position(1))
        func reads(_ tenants: TenantSelection, _ knownAt: KnownAt = .latest) async -> [BillingError.Code?] {
            var codes: [BillingError.Code?] = []
            for kind in RecordKind.allCases {
                codes.append(
                    await billingError {
                        let page = try await repository.records(
                            RecordRequest(kind, of: tenants, knownAt: knownAt))
                        #expect(page.records.isEmpty && page.next == nil)
                    }?.code)
            }
            codes.append(
                await billingError {
                    let page = try await repository.series(SeriesRequest(of: tenants, knownAt: knownAt))
                    #expect(page.series.isEmpty && page.next == nil)
                }?.code)
            codes.append(
                await billingError {
                    let page = try await repository.activity(
                        ActivityRequest(of: tenants, kind: .device, knownAt: knownAt))
                    #expect(page.blocks.isEmpty && page.next == nil)
                }?.code)
            codes.append(
                await billingError {
                    let page = try await repository.summaries(
                        SummaryRequest(of: tenants, metrics: [messages.id], in: bounds, knownAt: knownAt))
                    #expect(page.rows.isEmpty && page.next == nil)
                }?.code)
            return codes
        }
        let stranger = try TenantID("Acme")
        for selection in [TenantSelection.one(stranger), .set([acme, stranger])] {
            #expect(await reads(selection).allSatisfy { $0 == .notFound })
        }
        #expect(await reads(.one(acme), .revision(before)).allSatisfy { $0 == .notFound })
        #expect(await reads(.set([])).allSatisfy { $0 == nil })
        #expect(await reads(.all, .revision(before)).allSatisfy { $0 == nil })
        let commits = await billingError {
            _ = try await repository.records(RecordRequest(.commit, of: .one(acme)))
        }
        #expect(commits?.code == .unsupported)
    }
}

extension BillingRecord {
    /// Whether the record holds the number of its tenant.
    fileprivate func isMarked(_ number: Int) -> Bool {
        switch self {
        case .invoice(let invoice): invoice.totalPaid?.minorUnits == Int64(number)
        case .entry(let entry): entry.amount?.minorUnits == Int64(number)
        case .coverage(let coverage): coverage.range == minute(0)..<minute(number)
        case .plan(let term): term.plan?.name == "\(number)"
        case .budget(let budget): budget.amount.minorUnits == Int64(number)
        case .tenant, .metric, .action, .floor, .commit: false
        }
    }
}
