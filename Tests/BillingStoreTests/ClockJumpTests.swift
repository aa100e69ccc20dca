import BillingModel
import BillingStore
import BillingStoreFile
import BillingTestSupport
import BillingTime
import Foundation
import Testing

@Suite("A clock that jumps far ahead is refused, unless the host accepts it")
struct ClockJumpTests {
    private func expectUnavailable(_ body: () async throws -> CommitRecord) async {
        do {
            let commit = try await body()
            Issue.record("recorded at \(commit.recordedAt)")
        } catch {
            #expect((error as? BillingError)?.code == .unavailable, "\(error)")
        }
    }

    @Test("More than ten years after the last commit, nothing is recorded", arguments: Backend.allCases)
    func later(_ backend: Backend) async throws {
        let clock = TestClock(try instant("2026-01-01T00:00:00Z"))
        let repository = try await backend.makeEmpty(clock: clock)
        let first = try await repository.commit("first") { $0.add(try makeTenant(acme)) }
        for jump in ["2200-01-01T00:00:00Z", "2036-01-02T00:00:00.000001Z", "9999-12-31T23:59:59Z"] {
            clock.set(try instant(jump))
            await expectUnavailable {
                try await repository.commit("jump") { $0.add(try makeTenant(bolt)) }
            }
            clock.set(try instant(jump))
            await expectUnavailable {
                try await repository.erase(ErasureRequest(id: CommitID("erasure"), .tenant(acme)))
            }
            // What is known already is answered whatever the clock says.
            clock.set(try instant(jump))
            let again = try await repository.commit("first") { $0.add(try makeTenant(acme)) }
            #expect(again == first)
        }
        #expect(try await repository.revision(.latest) == first.revision)
        // 3,653 days are ten years with three leap days, or almost.
        clock.set(try instant("2036-01-02T00:00:00Z"))
        let late = try await repository.commit("jump") { $0.add(try makeTenant(bolt)) }
        #expect(try late.recordedAt == instant("2036-01-02T00:00:00Z"))
        // The next ten years begin there.
        clock.set(try instant("2046-01-01T00:00:00Z"))
        try await repository.commit("next") { $0.add(try makeTenant(bolt, name: "Another name")) }
    }

    @Test("The first commit is made before 2100", arguments: Backend.allCases)
    func first(_ backend: Backend) async throws {
        let clock = TestClock(try instant("2100-01-01T00:00:00.000001Z"))
        let repository = try await backend.makeEmpty(clock: clock)
        await expectUnavailable {
            try await repository.commit("first") { $0.add(try makeTenant(acme)) }
        }
        #expect(try await repository.revision(.latest) == .zero)
        clock.set(try instant("2099-12-31T23:59:59Z"))
        try await repository.commit("first") { $0.add(try makeTenant(acme)) }
    }

    @Test("A host that accepts a jump has all later commits recorded there")
    func accepted() async throws {
        let clock = TestClock(try instant("2026-01-01T00:00:00Z"))
        let path = FileManager.default.temporaryDirectory.appending(path: "billing-\(UUID().uuidString)").path
        defer { try? FileManager.default.removeItem(atPath: path) }
        var options = FileRepository.Options()
        options.durability = .process
        options.acceptsClockJumps = true
        let file = try await FileRepository(at: path, options: options) { clock.next() }
        let memory = InMemoryRepository(clock: { clock.next() }, acceptsClockJumps: true)
        for repository in [file, memory] as [any BillingRepository] {
            clock.set(try instant("2026-01-01T00:00:00Z"))
            try await repository.commit("first") { $0.add(try makeTenant(acme)) }
            clock.set(try instant("2200-01-01T00:00:00Z"))
            let jump = try await repository.commit("jump") { $0.add(try makeTenant(bolt)) }
            #expect(try jump.recordedAt == instant("2200-01-01T00:00:00Z"))
            clock.set(try instant("2026-01-02T00:00:00Z"))
            let after = try await repository.commit("after") {
                $0.add(try makeTenant(bolt, name: "Another name"))
            }
            #expect(after.recordedAt == jump.recordedAt)
        }
        await file.close()
    }
}
