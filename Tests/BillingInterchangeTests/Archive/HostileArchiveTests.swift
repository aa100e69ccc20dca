import BillingInterchange
import BillingModel
import BillingStore
import BillingTime
import Foundation
import Testing

import enum BillingTestSupport.Sweep
import func BillingTestSupport.syncBillingError

@testable import BillingTestKit

@Suite("An archive that is not as it was written is refused")
struct HostileArchiveTests {
    private func lines(_ seed: UInt64 = 7) async throws -> [[UInt8]] {
        let clock = KitClock()
        let memory = InMemoryRepository(clock: { clock.now })
        for write in try randomWrites(80, seed: seed) { _ = await memory.outcome(write, clock) }
        return try await memory.archive()
    }

    /// The error that a text meets; nil if it is read.
    private func failure(_ lines: [[UInt8]]) -> BillingError? { syncBillingError { try state(lines) } }

    private func state(_ lines: [[UInt8]]) throws(BillingError) -> RepositoryState {
        var reader = ArchiveReader()
        for line in lines { try reader.read(line) }
        return try reader.finish()
    }

    /// The same lines with a last one that fits them, as someone writes it who means harm.
    private func forged(_ lines: [[UInt8]]) -> [[UInt8]] {
        let body = lines.dropLast()
        let digest = SHA256.hexadecimal(Array(body.joined()))
        return body + [Array("{\"end\":{\"lines\":\(body.count),\"sha256\":\"\(digest)\"}}\n".utf8)]
    }

    @Test("Cut after any line, or within one, it has no end")
    func cut() async throws {
        let lines = try await lines()
        #expect(failure(lines) == nil)
        for count in 0..<lines.count {
            let error = try #require(failure(Array(lines[..<count])))
            #expect(error.code == .corruptData && error.detail == "line \(count + 1)", "\(count)")
        }
        // Even the newline at the end belongs to it.
        let error = try #require(failure(lines.dropLast() + [lines[lines.count - 1].dropLast()]))
        #expect(error.code == .corruptData)
        #expect(error.rule == "an archive ends with the count and the digest of its lines")
    }

    @Test("A line that is missing, twice, or in another place is found")
    func moved() async throws {
        let lines = try await lines()
        for place in 0..<(lines.count - 1) {
            var without = lines
            without.remove(at: place)
            var twice = lines
            twice.insert(lines[place], at: place)
            var swapped = lines
            swapped.swapAt(place, place + 1)
            for altered in [without, twice, swapped] where altered != lines {
                let error = try #require(failure(altered), "line \(place + 1)")
                #expect(error.detail.hasPrefix("line "))
            }
        }
        #expect(failure(lines + [lines[0]])?.rule == "nothing comes after the last line of an archive")
    }

    @Test("One altered byte is found, wherever it is", arguments: [1, 2] as [UInt64])
    func flipped(_ seed: UInt64) async throws {
        let bytes = Array(try await lines(seed).joined())
        var random = SplitMix64(seed: seed)
        for _ in 0..<200 {
            var altered = bytes
            let place = Int.random(in: 0..<bytes.count, using: &random)
            altered[place] ^= UInt8.random(in: 1...255, using: &random)
            #expect(failure([altered]) != nil, "seed \(seed), byte \(place)")
        }
    }

    @Test(
        "What is altered with a digest that fits is refused or is a sound state, and never ends the program",
        arguments: Sweep.cases([1, 2, 3] as [UInt64], every: 3))
    func forgery(_ seed: UInt64) async throws {
        let lines = try await lines(seed)
        var random = SplitMix64(seed: seed)
        let values = [
            "-1", "0", "1", "2", "9223372036854775807", "-9223372036854775808", "1e400", "1.5", "null",
            "\"\"",
            "[]", "{}", "true", "99999999999999999999",
        ]
        var (refused, taken) = (0, 0)
        for _ in 0..<250 {
            var altered = lines
            let place = Int.random(in: 1..<(lines.count - 1), using: &random)
            let text = String(decoding: lines[place], as: UTF8.self)
            switch Int.random(in: 0...3, using: &random) {
            case 0: altered.remove(at: place)
            case 1: altered.swapAt(place, Int.random(in: 1..<(lines.count - 1), using: &random))
            case 2: altered.insert(lines[place], at: Int.random(in: 1..<(lines.count - 1), using: &random))
            default:
                // Another value in the place of a number.
                let numbers = text.ranges(of: /[0-9]+/)
                guard let number = numbers.randomElement(using: &random) else { continue }
                let value = values.randomElement(using: &random) ?? "0"
                altered[place] = Array(text.replacingCharacters(in: number, with: value).utf8)
            }
            var state: RepositoryState
            do throws(BillingError) {
                state = try self.state(forged(altered))
            } catch {
                refused += 1
                #expect(
                    [.malformed, .invalidValue, .unsupported, .overflow].contains(error.code), "\(error)")
                continue
            }
            taken += 1
            // What is taken can be read at every revision, written down, and goes on.
            let memory = InMemoryRepository(clock: { ValuePool.start })
            try await memory.restore(state)
            let latest = try state.revision(.latest).number
            for number in [0, latest / 2, latest] {
                let answers = try await memory.answers(.revision(try Revision(number)))
                #expect(answers.count > 8)
            }
            let again = try await memory.archive()
            #expect(failure(again) == nil, "seed \(seed)")
            for write in try randomWrites(30, seed: seed) { _ = await memory.outcome(write, KitClock()) }
            try state.commit(ChangeSet(id: CommitID("one more")), at: ValuePool.start)
        }
        #expect(refused > 100 && taken > 5, "\(refused) refused, \(taken) taken")
    }

    @Test(
        "A line that no archive has is refused with its rule",
        arguments: [
            (
                #"{"archive":{"commits":0,"format":"inauro-billing","revision":0,"tenants":0,"version":3}}"#,
                BillingError.Code.newerFormat,
                "a release reads archives of its own format and those before it"
            ),
            (
                #"{"archive":{"format":"inauro-billing","version":7,"anything":[]}}"#, .newerFormat,
                "a release reads archives of its own format and those before it"
            ),
            (
                #"{"archive":{"commits":0,"format":"other","revision":0,"tenants":0,"version":1}}"#,
                .malformed,
                "the first line of an archive names its format"
            ),
            (
                #"{"archive":{"commits":0,"format":"inauro-billing","revision":0,"tenants":0,"version":0}}"#,
                .malformed, "the first line of an archive names its format"
            ),
            ("", .malformed, "the first line of an archive names its format"),
            ("\u{FEFF}{}", .malformed, "the first line of an archive names its format"),
            (
                String(repeating: "[", count: 100_000), .malformed,
                "the first line of an archive names its format"
            ),
            (
                String(repeating: #"{"archive":"#, count: 20_000), .malformed,
                "the first line of an archive names its format"
            ),
        ])
    func first(_ line: String, _ code: BillingError.Code, _ rule: String) throws {
        let error = try #require(failure([Array((line + "\n").utf8)]))
        #expect(error.code == code)
        #expect(error.rule == rule)
        #expect(error.detail.hasPrefix("line 1"))
    }

    @Test("A line has an end within 64 MiB, in whatever parts it comes, and a failure is final")
    func longLine() throws {
        var reader = ArchiveReader()
        let part = [UInt8](repeating: 0x5B, count: 1 << 22)
        #expect {
            for _ in 0..<17 { try reader.read(part) }
        } throws: { error in
            BillingError.Code.limitExceeded ~= error
        }
        #expect(throws: BillingError.self) { try reader.read([0x0A]) }
        #expect(throws: BillingError.self) { _ = try reader.finish() }
    }

    @Test(
        "A tenant that stands before a commit, or knows a revision that is not made, is refused with its line"
    )
    func order() async throws {
        func text(_ text: String) -> [UInt8] { Array((text + "\n").utf8) }
        func tenant(_ id: String, _ from: Int) -> [UInt8] {
            text(
                #"{"tenant":{"from":\#(from),"value":{"currency":"AUD","id":"\#(id)","name":"A","zones":{"changes":[],"first":"UTC"}}}}"#
            )
        }
        func commit(
            _ id: String, _ revision: Int, _ recorded: String = "2026-01-01T00:00:00.000000Z"
        )
            -> [UInt8]
        {
            let digest = String(repeating: "0", count: 64)
            return text(
                #"{"commit":{"digest":"\#(digest)","value":{"corrected":0,"id":"\#(id)","inserted":1,"kind":"changes","recorded":"\#(recorded)","retracted":0,"revision":\#(revision),"unchanged":0}}}"#
            )
        }
        func header(_ revision: Int, _ commits: Int, _ tenants: Int) -> [UInt8] {
            text(
                #"{"archive":{"commits":\#(commits),"format":"inauro-billing","revision":\#(revision),"tenants":\#(tenants),"version":1}}"#
            )
        }
        func refusal(_ lines: [UInt8]...) -> BillingError? { self.failure(forged(lines + [[]])) }
        #expect(refusal(header(1, 1, 0), commit("c", 1)) == nil)
        #expect(refusal(header(1, 1, 1), commit("c", 1), tenant("a", 1)) == nil)
        #expect(
            refusal(header(1, 2, 0), commit("c", 1))?.rule == "an archive holds what its first line states")
        #expect(refusal(header(2, 1, 0), commit("c", 2))?.detail.hasPrefix("line 2: ") == true)
        #expect(
            refusal(header(1, 2, 0), commit("c", 1), commit("c", 1))?.detail.hasPrefix("line 3: ") == true)
        #expect(
            refusal(header(1, 2, 0), commit("c", 1), commit("d", 0))?.detail.hasPrefix("line 3: ") == true)
        #expect(
            refusal(header(2, 2, 0), commit("c", 1), commit("d", 2, "2025-12-31T23:59:59.999999Z"))?.detail
                .hasPrefix("line 3: ") == true)
        #expect(refusal(header(1, 1, 1), tenant("a", 1), commit("c", 1)) != nil)
        #expect(refusal(header(1, 1, 1), commit("c", 1), tenant("a", 2)) != nil)
        #expect(refusal(header(1, 1, 1), commit("c", 1), tenant("a", 0)) != nil)
        #expect(refusal(header(1, 1, 2), commit("c", 1), tenant("b", 1), tenant("a", 1)) != nil)
    }
}
