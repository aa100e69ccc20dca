import BillingModel
import BillingStore
import BillingTestSupport
import Foundation
import Testing

@Suite("Invoices are frozen, and entries are appended")
struct InvoiceTests {
    @Test("An invoice never changes, and each tenant has its own numbers", arguments: Backend.allCases)
    func frozen(_ backend: Backend) async throws {
        let repository = try await backend.makeEmpty()
        let before = try await repository.addTenants().revision
        let first = try await repository.commit("1") { changes in
            changes.add(try invoice(acme, "I-1", at: 1))
            changes.add(try invoice(bolt, "I-1", at: 1, paid: 7))
            changes.add(try invoice(acme, "I-1", at: 1))
        }
        #expect(first.tally == [2, 1, 0, 0])
        for (id, other) in [
            ("a", try invoice(acme, "I-1", at: 2)), ("b", try invoice(acme, "I-1", at: 1, paid: 7)),
        ] {
            let error = await billingError { try await repository.commit(id) { $0.add(other) } }
            #expect(error?.places == ["invoice 0: conflict"])
        }
        let revision = first.revision
        #expect(
            try await repository.invoices(of: .one(acme), at: revision) == [try invoice(acme, "I-1", at: 1)])
        #expect(try await repository.invoices(of: .all, at: before).isEmpty)
    }

    @Test("Invoices and entries are read by range, in order of time", arguments: Backend.allCases)
    func ranges(_ backend: Backend) async throws {
        let repository = try await backend.makeEmpty()
        try await repository.addTenants()
        let revision = try await repository.commit("1") { changes in
            for (owner, number, at) in [(acme, "3", 3), (bolt, "9", 1), (acme, "1", 1), (acme, "2", 2)] {
                changes.add(try invoice(owner, number, at: at))
                changes.add(try entry(owner, "e\(number)", of: number, at: at + 10))
            }
        }.revision
        let invoices = try await repository.invoices(of: .all, in: minute(1)..<minute(3), at: revision)
        #expect(invoices.map(\.number.text) == ["1", "9", "2"])
        let entries = try await repository.entries(of: .one(acme), in: minute(12)..<minute(14), at: revision)
        #expect(entries.map(\.id.text) == ["e2", "e3"])
        let newest = try await repository.records(
            RecordRequest(.invoice, of: .all, descending: true, limit: 1))
        #expect(newest.records == [.invoice(try invoice(acme, "3", at: 3))])
    }

    @Test(
        "An entry belongs to a known invoice, in its currency, and never changes", arguments: Backend.allCases
    )
    func entries(_ backend: Backend) async throws {
        let repository = try await backend.makeEmpty()
        try await repository.addTenants()
        let first = try await repository.commit("1") { changes in
            changes.add(try entry(acme, "e-1", of: "I-1", at: 2))
            changes.add(try invoice(acme, "I-1", at: 1))
            changes.add(try invoice(acme, "I-2", at: 1))
        }
        #expect(first.tally == [3, 0, 0, 0])
        for (id, bad, code) in [
            ("a", try entry(acme, "e-2", of: "I-9", at: 2), "notFound"),
            ("b", try entry(acme, "e-2", of: "I-1", at: 2, currency: .eur), "invalidValue"),
            ("c", try entry(acme, "e-1", of: "I-1", at: 3), "conflict"),
            ("d", try entry(acme, "e-1", of: "I-2", at: 2), "conflict"),
            ("e", try entry(bolt, "e-1", of: "I-1", at: 2), "notFound"),
        ] {
            let error = await billingError { try await repository.commit(id) { $0.add(bad) } }
            #expect(error?.places == ["entry 0: \(code)"])
        }
        #expect(
            try await repository.commit("2") { $0.add(try entry(acme, "e-1", of: "I-1", at: 2)) }.tally
                == [0, 1, 0, 0])
    }

    @Test("What no account can hold is refused, and the record is named", arguments: Backend.allCases)
    func accounts(_ backend: Backend) async throws {
        let repository = try await backend.makeEmpty()
        try await repository.addTenants()
        func owed(_ number: String, _ units: Int64, _ currency: Currency = .usd) throws -> Invoice {
            try Invoice(
                tenant: acme, number: InvoiceNumber(number), issuedAt: minute(1), currency: currency,
                payable: Money(minorUnits: units, currency: currency))
        }
        func refused(_ id: String, _ fill: (inout ChangeSet) throws -> Void) async -> [String]? {
            await billingError { try await repository.commit(id, fill) }?.violations
                .map { "\($0.kind) \($0.index) \($0.record): \($0.code)" }
        }
        // The greatest amount there is may be owed and paid once, in each currency and by each tenant.
        try await repository.commit("1") { changes in
            changes.add(try owed("I", .max))
            changes.add(try owed("E", .max, .eur))
            changes.add(try invoice(bolt, "I", at: 1, paid: .max))
            changes.add(try entry(acme, "p", of: "I", at: 2, .max))
        }
        #expect(await refused("a") { $0.add(try owed("J", 1)) } == ["invoice 0 acme/J: overflow"])
        #expect(
            await refused("b") { changes in
                changes.add(try owed("Y", 1, .jpy))
                changes.add(try entry(acme, "q", of: "I", at: 3, 1))
                changes.add(try entry(acme, "r", of: "I", .refund, at: 3, 1))
                changes.add(try entry(acme, "c", of: "E", .creditNote, at: 3, 1, currency: .eur))
                changes.add(try entry(acme, "v", of: "I", .void, at: 3, nil))
            } == [
                "entry 0 acme/I/q: overflow", "entry 1 acme/I/r: overflow", "entry 3 acme/I/v: overflow",
            ])
        #expect(
            await refused("c") { changes in
                for id in ["x", "y"] { changes.add(try entry(bolt, id, of: "I", .refund, at: 3, .max)) }
            } == ["entry 0 bolt/I/x: overflow", "entry 1 bolt/I/y: overflow"])
        // The same again says nothing new, and what fits is taken.
        #expect(
            try await repository.commit("2") { changes in
                changes.add(try owed("I", .max))
                changes.add(try owed("Y", 1, .jpy))
                changes.add(try entry(acme, "c", of: "E", .creditNote, at: 3, 1, currency: .eur))
            }.tally == [2, 1, 0, 0])
    }

    @Test(
        "Half of the greatest amount twice is one less than it, and a third record more",
        arguments: Backend.allCases)
    func halves(_ backend: Backend) async throws {
        let repository = try await backend.makeEmpty()
        try await repository.addTenants()
        let half = Int64.max / 2
        try await repository.commit("1") { changes in
            changes.add(try invoice(acme, "I", at: 1, paid: half))
            changes.add(try invoice(acme, "J", at: 1, paid: half))
        }
        let error = await billingError {
            try await repository.commit("2") { changes in
                changes.add(try invoice(acme, "K", at: 1, paid: 1))
                changes.add(try invoice(acme, "L", at: 1, paid: 1))
                changes.add(try invoice(acme, "M", at: 1, paid: 0))
            }
        }
        #expect(error?.places == ["invoice 1: overflow"])
    }

    @Test("Only refunds come after a void, in whatever order entries are sent", arguments: Backend.allCases)
    func voids(_ backend: Backend) async throws {
        let void = try entry(acme, "v", of: "I", .void, at: 10, nil)
        let cases: [([InvoiceEntry], Bool)] = [
            ([void, try entry(acme, "p", of: "I", at: 9)], true),
            ([void, try entry(acme, "p", of: "I", at: 10)], true),
            ([void, try entry(acme, "p", of: "I", at: 11)], false),
            ([void, try entry(acme, "c", of: "I", .creditNote, at: 11)], false),
            ([void, try entry(acme, "r", of: "I", .refund, at: 11)], true),
            ([void, try entry(acme, "w", of: "I", .void, at: 11, nil)], false),
        ]
        for (pair, isTaken) in cases {
            for order in [pair, pair.reversed()] {
                let repository = try await backend.makeEmpty()
                try await repository.addTenants()
                try await repository.commit("invoice") { $0.add(try invoice(acme, "I", at: 1)) }
                try await repository.commit("first") { $0.add(order[0]) }
                let error = await billingError { try await repository.commit("second") { $0.add(order[1]) } }
                #expect((error == nil) == isTaken, "\(order.map(\.id))")
                let together = await billingError {
                    try await repository.commit("both") { changes in for item in order { changes.add(item) } }
                }
                #expect((together == nil) == isTaken)
            }
        }
    }
}
