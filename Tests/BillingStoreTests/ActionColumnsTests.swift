import BillingModel
import BillingTestSupport
import BillingTime
import Foundation
import Testing

@testable import BillingStore

@Suite("Actions in columns say what a list of records says")
struct ActionColumnsTests {
    /// Every content in the order in which it came, looked through for each question.
    private struct Listed {
        struct Entry {
            let record: ActionRecord
            let from: Revision
            var until: Revision?
        }

        var entries: [Entry] = []

        mutating func apply(_ change: CommitPlan.ActionChange, at revision: Revision) {
            for key in change.ending {
                let place = entries.lastIndex { ActionKey($0.record) == key }
                if let place { entries[place].until = revision }
            }
            for added in change.adding {
                entries.append(
                    Entry(record: added.action, from: revision, until: added.isCurrent ? nil : revision))
            }
        }

        func known(_ key: ActionKey) -> KnownAction? {
            let all = entries.filter { ActionKey($0.record) == key }
            return all.last.map {
                KnownAction(contents: all.reversed().map(\.record), isVoid: $0.until != nil)
            }
        }

        func records(_ window: RecordWindow, at revision: Revision) -> [ActionRecord] {
            let visible = entries.filter {
                $0.from <= revision && $0.until.map { revision < $0 } ?? true
            }
            return window.select(visible.map(\.record)) { RecordPlace($0) }
        }

        /// By revision and key, those that share both as they came.
        func listed() -> [ActionRecord] {
            entries.enumerated().sorted { left, right in
                let (one, other) = (left.element, right.element)
                if one.from != other.from { return one.from < other.from }
                let keys = (ActionKey(one.record), ActionKey(other.record))
                return keys.0 == keys.1 ? left.offset < right.offset : keys.0 < keys.1
            }.map(\.element.record)
        }
    }

    /// Ids that are hard to tell apart, or have a form of their own.
    private static let ids: [ActionID] = try! [
        "0", "a", "A", "\u{1}", "\u{0e9}", "e\u{301}", "abcdef", "ABCDEF", "abcdef0", "abcdeg", "123456",
        "1234567", "00000000000000000000000000000000", "0000000000000000000000000000000g",
        "6f1ed002-ab59-4a5b-a0c5-1b7fd2b3c8a1", "6F1ED002-AB59-4A5B-A0C5-1B7FD2B3C8A1",
        "6f1ed002-ab59-4a5b-a0c5-1b7fd2b3c8ag", "6f1ed002ab594a5ba0c51b7fd2b3c8a1",
        "------------------------------------",
        String(repeating: "f", count: 255), String(repeating: "z", count: 255),
        String(repeating: "f", count: 254) + "g", "\u{1F600}", "ffffff", "fffff",
    ].map { try ActionID($0) }

    private struct History {
        var random: SplitMix64
        var obvious = Listed()
        var columns: ActionColumns
        var keys: [ActionKey] = []

        init(seed: UInt64, hashMask: UInt64) {
            random = SplitMix64(seed: seed)
            columns = ActionColumns(hashMask: hashMask)
        }

        private mutating func record(_ key: ActionKey) throws -> ActionRecord {
            let isCredit = random.below(12) == 0
            let isBilled = isCredit || random.below(4) == 0
            return try ActionRecord(
                tenant: acme, source: key.source, id: key.id, at: minute(random.below(12) - 6),
                type: [.sendEmail, .sendSMS, .updateAsset][random.below(3)], category: .alert,
                succeeded: isCredit ? 0 : [1, 1, 1, 2, ActionRecord.executionLimit][random.below(5)],
                failed: isCredit ? 0 : [0, 0, 0, 7][random.below(4)],
                quantity: isBilled ? Decimal(string: isCredit ? "-0.125" : "1234567.89") : nil,
                unit: isBilled ? "segments" : nil,
                workflow: random.below(3) == 0 ? WorkflowID("\u{e9}") : nil,
                run: random.below(3) == 0 ? WorkflowRunID(ActionColumnsTests.ids[random.below(20)].text) : nil
            )
        }

        private mutating func newKey() throws -> ActionKey {
            let source = try SourceID(random.below(4) == 0 ? "second" : "feed")
            let id =
                random.below(2) == 0
                ? ActionColumnsTests.ids[random.below(ActionColumnsTests.ids.count)]
                : try ActionID(String(random.next(), radix: 16))
            return ActionKey(source: source, id: id)
        }

        /// A commit of new actions, amendments and voids, some of which the set replaced itself.
        mutating func commit(_ revision: Revision) throws {
            var (ending, adding): ([ActionKey], [CommitPlan.ActionChange.Addition]) = ([], [])
            var touched: Set<ActionKey> = []
            for _ in 0..<random.below(12) {
                let key = keys.isEmpty || random.below(3) > 0 ? try newKey() : keys[random.below(keys.count)]
                guard touched.insert(key).inserted else { continue }
                let known = obvious.known(key)
                if known?.isVoid == true { continue }
                if known == nil { keys.append(key) } else { ending.append(key) }
                let contents = known == nil ? 1 + random.below(2) : random.below(3)
                for number in 0..<contents {
                    let record = try record(key)
                    adding.append(
                        .init(
                            action: record, isCurrent: number + 1 == contents && random.below(5) > 0,
                            position: try Instants.microseconds(record.at)))
                }
            }
            let change = CommitPlan.ActionChange(tenant: acme, ending: ending, adding: adding, totals: [])
            obvious.apply(change, at: revision)
            columns.apply(change, at: revision)
        }

        mutating func compare(upTo last: Int64) throws {
            for key in keys + [ActionKey(source: try SourceID("other"), id: ActionColumnsTests.ids[0])] {
                #expect(try columns.known(key, of: acme) == obvious.known(key))
            }
            for _ in 0..<12 {
                let first = position(random.below(14) - 7)
                let end = first + position(random.below(8)) - position(0)
                let place = obvious.entries.randomElement(using: &random).map { RecordPlace($0.record) }
                let window = RecordWindow(
                    instants: random.below(3) == 0 ? .min ..< .max : first..<end,
                    after: random.below(2) == 0 ? place : nil, isDescending: random.below(2) == 0,
                    limit: [1, 3, .max][random.below(3)])
                let revision = try Revision(Int64(random.below(Int(last) + 1)))
                #expect(
                    try columns.records(window, of: acme, at: revision)
                        == obvious.records(window, at: revision))
            }
            #expect(try columns.listed().map { try columns.record($0, of: acme) } == obvious.listed())
        }

        /// The same, from what was listed.
        func restored(hashMask: UInt64) throws -> ActionColumns {
            var restored = ActionColumns(hashMask: hashMask)
            for place in columns.listed() {
                #expect(
                    try restored.restore(
                        try columns.record(place, of: acme), from: columns.from(place),
                        until: columns.until(place)))
            }
            restored.sort()
            return restored
        }
    }

    @Test("Random histories", arguments: [UInt64.max, 0, 0xFF00_0000_0000_0000])
    func randomHistories(hashMask: UInt64) throws {
        for seed in 0..<Sweep.count(40, part: 10) {
            var history = History(seed: UInt64(seed), hashMask: hashMask)
            for revision in 1...Int64(12) { try history.commit(try Revision(revision)) }
            try history.compare(upTo: 12)
            history.columns = try history.restored(hashMask: hashMask)
            history.obvious.entries = zip(history.obvious.listed(), history.columns.listed()).map {
                .init(record: $0, from: history.columns.from($1), until: history.columns.until($1))
            }
            try history.compare(upTo: 12)
            let bound = position(history.random.below(8) - 4)
            history.columns.drop(before: bound)
            history.obvious.entries.removeAll { RecordPlace($0.record).instant < bound }
            try history.compare(upTo: 12)
        }
    }

    @Test("Many actions of one commit after another, beyond the first block")
    func manyActions() throws {
        var columns = ActionColumns()
        let count = Sweep.count(150_000, part: 75_000)
        for start in stride(from: 0, to: count, by: count / 3) {
            let adding = try (start..<(start + count / 3)).map { number in
                let record = try action(acme, String(number * 7919, radix: 16), at: number % 1_000)
                return CommitPlan.ActionChange.Addition(
                    action: record, isCurrent: true, position: position(number % 1_000))
            }
            columns.apply(
                CommitPlan.ActionChange(tenant: acme, ending: [], adding: adding, totals: []),
                at: try Revision(Int64(start / (count / 3)) + 1))
        }
        for number in [0, 1, 65_535, 65_536, 65_537, 131_071, 131_072, count - 1] where number < count {
            let expected = try action(acme, String(number * 7919, radix: 16), at: number % 1_000)
            #expect(try columns.known(ActionKey(expected), of: acme)?.contents == [expected])
            #expect(try columns.record(number, of: acme) == expected)
        }
        #expect(
            try columns.records(RecordWindow(), of: acme, at: Revision(2)).count == count / 3 * 2)
    }
}
