import BillingModel
import BillingStore
import BillingTestSupport
import BillingTime
import Foundation
import Testing

@Suite("Changes and erasures have a JSON form")
struct ChangeSetCodableTests {
    private func changes() throws -> ChangeSet {
        var changes = ChangeSet(id: try CommitID("c"), basis: try Revision(3))
        changes.add(try makeTenant(acme))
        changes.add(messages, for: acme)
        changes.add(write(acme, messages, at: 1, 0.1, version: 7, labels: try Labels(("a", "b"))))
        changes.add(write(acme, messages, at: 2, nil))
        changes.add(try daily(acme, .assets, on: "2026-03-01", 5, zone: "Asia/Tokyo"))
        changes.add(try Inventory(tenant: acme, at: minute(1), counts: [.assets: 4]))
        changes.add(try DailyUsage(tenant: acme, date: day("2026-03-01"), counts: [.users: 3]))
        changes.add(try action(acme, "1", at: 1))
        changes.amend(try action(acme, "1", at: 1, failed: 2))
        changes.void(action: try ActionID("2"), of: feed, tenant: acme)
        changes.add(try activity(acme, "d", at: 1))
        changes.add(
            try Coverage(tenant: acme, metric: messages.id, source: feed, range: minute(0)..<minute(1)))
        changes.add(try invoice(acme, "I", at: 1))
        changes.add(try entry(acme, "e", of: "I", at: 2))
        changes.add(try PlanTerm(tenant: acme, plan: nil, from: day("2026-03-01"), cycle: .quarter))
        changes.add(
            try Budget(tenant: acme, amount: Money("9.00", .usd), period: .month, basis: .chargeToDate))
        return changes
    }

    @Test("A set of every kind of record comes back as it was, with the same digest")
    func roundTrip() throws {
        let changes = try changes()
        let read = try JSONDecoder().decode(ChangeSet.self, from: try JSONEncoder().encode(changes))
        #expect(read == changes)
        #expect(read.digest == changes.digest && read.basis == changes.basis)
        let snake = JSONEncoder()
        snake.keyEncodingStrategy = .convertToSnakeCase
        let camel = JSONDecoder()
        camel.keyDecodingStrategy = .convertFromSnakeCase
        #expect(try camel.decode(ChangeSet.self, from: try snake.encode(changes)) == changes)
    }

    @Test("A set is read from a hand-written form")
    func literal() throws {
        let text = """
            {"id": "c", "samples": [{"series": {"tenant": "acme", "metric": "messages", "labels": []},
              "time": "2026-03-01T00:02:00Z"}],
             "actions": [{"void": {"tenant": "acme", "source": "feed", "id": "2"}}]}
            """
        var expected = ChangeSet(id: try CommitID("c"))
        expected.add(write(acme, messages, at: 2, nil))
        expected.void(action: try ActionID("2"), of: feed, tenant: acme)
        #expect(try JSONDecoder().decode(ChangeSet.self, from: Data(text.utf8)) == expected)
    }

    @Test(
        "What breaks a rule is refused",
        arguments: [
            #"{"id": ""}"#, #"{"id": "c", "basis": -1}"#, #"{"id": "c", "actions": [{}]}"#,
            #"{"id": "c", "actions": [{"void": {"tenant": "a", "source": "b", "id": "c"}, "record": {}}]}"#,
            #"{"id": "c", "samples": [{"time": "2026-03-01T00:02:00Z"}]}"#, #"{"samples": []}"#,
        ])
    func refused(_ text: String) {
        #expect(throws: (any Error).self) {
            try JSONDecoder().decode(ChangeSet.self, from: Data(text.utf8))
        }
    }

    @Test("Each kind of erasure comes back as it was")
    func erasures() throws {
        let targets: [(ErasureRequest.Target, String)] = [
            (.tenant(acme), #"{"id":"e","tenant":"acme"}"#),
            (
                .subject(try SubjectID("d"), kind: .device, tenant: acme),
                #"{"id":"e","kind":"device","subject":"d","tenant":"acme"}"#
            ),
            (
                .records(.sample, before: try day("2026-03-02"), tenant: acme),
                #"{"before":"2026-03-02","id":"e","records":"sample","tenant":"acme"}"#
            ),
        ]
        for (target, text) in targets {
            let request = ErasureRequest(id: try CommitID("e"), target)
            #expect(try json(request) == text)
            #expect(try JSONDecoder().decode(ErasureRequest.self, from: Data(text.utf8)) == request)
        }
        let mixed = #"{"id": "e", "tenant": "acme", "subject": "d", "before": "2026-03-02"}"#
        #expect(throws: BillingError.self) {
            try JSONDecoder().decode(ErasureRequest.self, from: Data(mixed.utf8))
        }
    }
}
