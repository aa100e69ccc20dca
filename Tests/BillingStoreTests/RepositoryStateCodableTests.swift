import BillingModel
import BillingStore
import BillingTestSupport
import BillingTime
import Foundation
import Testing

@Suite("A state is written down and read again")
struct RepositoryStateCodableTests {
    private static let at = minute(0)

    private func commit(
        _ id: String, to state: inout RepositoryState, _ fill: (inout ChangeSet) throws -> Void
    ) throws {
        var changes = ChangeSet(id: try CommitID(id))
        try fill(&changes)
        try state.commit(changes, at: Self.at)
    }

    /// A state with everything that can happen to a record.
    private func makeState() throws -> RepositoryState {
        var state = RepositoryState()
        try commit("tenants", to: &state) { changes in
            for id in [acme, bolt] {
                changes.add(try makeTenant(id))
                changes.add(messages, for: id)
                changes.add(level, for: id)
            }
        }
        try commit("records", to: &state) { changes in
            for number in 0..<5 {
                changes.add(write(acme, messages, at: number, Double(number) / 10))
                changes.add(write(acme, level, at: number, Double(number), version: 5))
                changes.add(
                    try daily(acme, .assets, on: "2026-03-0\(number + 1)", 7, zone: "Asia/Tokyo"))
                changes.add(try action(acme, "\(number)", at: number))
                changes.add(try activity(acme, "d\(number % 2)", at: 15 * number))
                changes.add(try invoice(acme, "I\(number)", at: number))
                changes.add(try entry(acme, "e\(number)", of: "I\(number)", at: number + 1))
                changes.add(
                    try Coverage(
                        tenant: acme, metric: messages.id, source: feed,
                        range: minute(2 * number)..<minute(2 * number + 1)))
            }
            changes.add(write(bolt, messages, at: 0, 1))
        }
        try commit("changes", to: &state) { changes in
            changes.add(try makeTenant(acme, name: "Another name", zone: "Asia/Tokyo"))
            changes.add(
                try Metric(id: messages.id, name: "Messages", unit: "messages", kind: .count), for: acme)
            changes.add(write(acme, messages, at: 1, nil))
            changes.add(write(acme, messages, at: 2, 99))
            changes.add(write(acme, level, at: 3, 44, version: 4))
            changes.add(write(acme, level, at: 2, nil, version: 6))
            changes.amend(try action(acme, "1", at: 9, failed: 3))
            changes.void(action: try ActionID("2"), of: feed, tenant: acme)
            changes.add(try entry(acme, "void", of: "I1", .void, at: 3, nil))
        }
        try commit("nothing", to: &state) { $0.add(write(bolt, messages, at: 0, 1)) }
        try state.erase(
            ErasureRequest(id: CommitID("subject"), .subject(SubjectID("d0"), kind: .device, tenant: acme)),
            at: Self.at)
        try state.erase(
            ErasureRequest(
                id: CommitID("floor"), .records(.sample, before: day("2026-02-01"), tenant: bolt)),
            at: Self.at)
        try commit("again", to: &state) { $0.add(try activity(acme, "d0", at: 0)) }
        return state
    }

    /// All that a state says at each of its revisions.
    private func answers(_ state: RepositoryState) throws -> [String] {
        var answers: [String] = []
        for number in 0...(try state.revision(.latest)).number {
            let knownAt = KnownAt.revision(try Revision(number))
            for kind in RecordKind.allCases {
                answers.append(
                    "\(try state.records(RecordRequest(kind, of: .all, knownAt: knownAt)).records)")
            }
            answers.append("\(try state.series(SeriesRequest(of: .all, knownAt: knownAt)).series)")
            answers.append(
                "\(try state.series(SeriesRequest(of: .all, metrics: [Metric.actions.id], knownAt: knownAt)).series)"
            )
            answers.append(
                "\(try state.activity(ActivityRequest(of: .all, kind: .device, knownAt: knownAt)).blocks)")
        }
        return answers
    }

    @Test("It says the same at every revision, and takes the same commits")
    func roundTrip() throws {
        var state = try makeState()
        let text = try JSONEncoder().encode(state)
        #expect(!String(decoding: text, as: UTF8.self).contains("\"d0\",\"from\":\"2\""))
        var read = try JSONDecoder().decode(RepositoryState.self, from: text)
        #expect(try answers(read) == answers(state))
        for (id, known) in [("records", true), ("nothing", true), ("new", false)] {
            var changes = ChangeSet(id: try CommitID(id))
            changes.add(write(acme, level, at: 3, 45, version: 4))
            func outcome(_ state: inout RepositoryState) -> String {
                do {
                    return "\(try state.commit(changes, at: minute(1)))"
                } catch {
                    return String(reflecting: error)
                }
            }
            let expected = outcome(&state)
            #expect(outcome(&read) == expected)
            #expect(
                expected.contains(known ? "a commit id stands for one content" : "one value for each version")
            )
        }
        try commit("last", to: &state) { $0.add(write(acme, messages, at: 1, 5)) }
        try commit("last", to: &read) { $0.add(write(acme, messages, at: 1, 5)) }
        #expect(try answers(read) == answers(state))
        #expect(try JSONEncoder().encode(RepositoryState()).count < 100)
    }

    @Test(
        "An altered text is refused or says something, and never ends the program",
        arguments: [1, 2, 3] as [UInt64])
    func altered(_ seed: UInt64) throws {
        var random = SplitMix64(seed: seed)
        let text = Array(try JSONEncoder().encode(try makeState()))
        let digits = text.indices.filter { (UInt8(ascii: "0")...UInt8(ascii: "9")).contains(text[$0]) }
        var refused = 0
        for _ in 0..<Sweep.count(150, part: 40) {
            var altered = text
            for _ in 0...Int.random(in: 0..<3, using: &random) {
                let place = digits[Int.random(in: 0..<digits.count, using: &random)]
                altered[place] = UInt8.random(in: UInt8(ascii: "0")...UInt8(ascii: "9"), using: &random)
            }
            guard let state = try? JSONDecoder().decode(RepositoryState.self, from: Data(altered)) else {
                refused += 1
                continue
            }
            _ = try? answers(state)
        }
        #expect(refused > 0)
    }
}
