import BillingModel
import BillingStore
import BillingTestSupport
import BillingTime
import Foundation
import Testing

@Suite("An observer is told of each call once, with what it was and how it ended")
struct ObserverTests {
    private static let day = SummaryBounds(
        instants: [position(0), position(1_440)], dayNumbers: [20_513, 20_514], resets: [position(0)],
        now: position(2_000))

    /// Two tenants, and of one of them two samples, an action, two devices and an invoice.
    private func fill(_ repository: any BillingRepository) async throws {
        try await repository.addTenants()
        try await repository.commit("records") { changes in
            changes.add(write(acme, level, at: 0, 1))
            changes.add(write(acme, level, at: 5, 2))
            changes.add(try action(acme, "run", at: 1))
            changes.add(try activity(acme, "d1", at: 0))
            changes.add(try activity(acme, "d2", at: 20))
            changes.add(
                try Invoice(
                    tenant: acme, number: InvoiceNumber("1"), issuedAt: minute(0),
                    totalPaid: Money("1.00", .usd)))
        }
    }

    @Test("Every kind of call, with the number of its records", arguments: Backend.allCases)
    func calls(_ backend: Backend) async throws {
        let observer = RecordingObserver()
        let repository = try await backend.makeEmpty(observer: observer)
        #expect(observer.take().map(\.line) == (backend == .file ? ["open succeeded 0"] : []))
        // Two tenants with two metrics each, and then two samples, an action, two rows of activity, an invoice.
        try await fill(repository)
        #expect(observer.take().map(\.line) == ["commit succeeded 6", "commit succeeded 6"])

        _ = try await repository.revision(.latest)
        let revision = try Revision(2)
        _ = try await repository.records(RecordRequest(.tenant, of: .all))
        _ = try await repository.records(RecordRequest(.invoice, of: .one(bolt)))
        _ = try await repository.series(SeriesRequest(of: .one(acme), metrics: [level.id]))
        _ = try await repository.activity(ActivityRequest(of: .all, kind: .device))
        _ = try await repository.summaries(SummaryRequest(of: .all, metrics: [level.id], in: Self.day))
        _ = try await repository.commit(withID: CommitID("records"))
        _ = try await repository.commit(withID: CommitID("others"))
        _ = try await repository.invoice(InvoiceNumber("1"), of: acme, at: revision)
        _ = try await repository.invoice(InvoiceNumber("2"), of: acme, at: revision)
        #expect(
            observer.take().map(\.line) == [
                "revision succeeded 0", "records_tenant succeeded 2", "records_invoice succeeded 0",
                "series succeeded 2", "activity succeeded 2", "summaries succeeded 1",
                "find_commit succeeded 1", "find_commit succeeded 0",
                "find_invoice succeeded 1", "find_invoice succeeded 0",
            ])

        let archivable = try #require(repository as? any ArchivableRepository)
        let state = try await archivable.state()
        let target = try #require(
            try await backend.makeEmpty(observer: observer) as? any ArchivableRepository)
        try await target.restore(state)
        #expect(
            observer.take().map(\.line).filter { $0 != "open succeeded 0" } == [
                "state succeeded 0", "restore succeeded 0",
            ])

        try await repository.erase(
            ErasureRequest(id: CommitID("erase"), .subject(SubjectID("d1"), kind: .device, tenant: acme)))
        #expect(observer.take().first?.line == "erase succeeded 1")
    }

    @Test("A commit that was sent again is told again", arguments: Backend.allCases)
    func again(_ backend: Backend) async throws {
        let observer = RecordingObserver()
        let repository = try await backend.makeEmpty(observer: observer)
        for _ in 0..<2 { try await repository.addTenants() }
        #expect(observer.take().map(\.line).suffix(2) == ["commit succeeded 6", "commit succeeded 6"])
    }

    @Test("What was refused is told with its code, without records", arguments: Backend.allCases)
    func refused(_ backend: Backend) async throws {
        let observer = RecordingObserver()
        let repository = try await backend.makeEmpty(observer: observer)
        try await fill(repository)
        _ = observer.take()
        _ = await billingError {
            try await repository.commit("stranger") { $0.add(write(stranger, level, at: 0, 1)) }
        }
        _ = await billingError { try await repository.commit("tenants") { $0.add(try makeTenant(stranger)) } }
        _ = await billingError {
            try await repository.commit("late", basis: Revision(1)) { $0.add(write(acme, level, at: 9, 1)) }
        }
        _ = await billingError { try await repository.revision(.revision(Revision(3))) }
        _ = await billingError { try await repository.series(SeriesRequest(of: .one(stranger))) }
        _ = await billingError {
            try await repository.erase(ErasureRequest(id: CommitID("e"), .tenant(stranger)))
        }
        #expect(
            observer.take().map(\.line) == [
                "commit refused 0", "commit conflict 0", "commit outdated 0", "revision notFound 0",
                "series notFound 0", "erase notFound 0",
            ])
    }

    @Test("What was cancelled is told so", arguments: Backend.allCases)
    func cancelled(_ backend: Backend) async throws {
        let observer = RecordingObserver()
        let repository = try await backend.makeEmpty(observer: observer)
        _ = observer.take()
        let task = Task {
            while !Task.isCancelled { await Task.yield() }
            return try await repository.revision(.latest)
        }
        task.cancel()
        await #expect(throws: CancellationError.self) { try await task.value }
        #expect(observer.take().map(\.line) == ["revision cancelled 0"])
    }

    @Test("Tenants are named only if the observer asks", arguments: Backend.allCases)
    func tenants(_ backend: Backend) async throws {
        for asks in [false, true] {
            let observer = RecordingObserver(namesTenants: asks)
            let repository = try await backend.makeEmpty(observer: observer)
            try await fill(repository)
            _ = try await repository.series(SeriesRequest(of: .one(bolt)))
            _ = try await repository.records(RecordRequest(.tenant, of: .all))
            _ = try await repository.invoice(InvoiceNumber("1"), of: acme, at: Revision(2))
            _ = try await repository.revision(.latest)
            _ = await billingError {
                try await repository.erase(ErasureRequest(id: CommitID("e"), .tenant(stranger)))
            }
            let named: [TenantSelection?] = [
                .set([acme, bolt]), .set([acme]), .one(bolt), .all, .one(acme), nil, .one(stranger),
            ]
            let told = observer.take().filter { $0.operation != .open }.map(\.tenants)
            #expect(told == (asks ? named : named.map { _ in nil }))
        }
    }

    @Test("Of several observers each is told, and tenants only to those who asked")
    func several() async throws {
        let (asks, asksNot) = (RecordingObserver(namesTenants: true), RecordingObserver())
        let repository = InMemoryRepository(
            clock: { minute(0) }, observer: CombinedObserver(asksNot, asks))
        try await repository.addTenants()
        #expect(asks.events.map(\.tenants) == [.set([acme, bolt])])
        #expect(asksNot.events.map(\.tenants) == [nil])
        #expect(asks.events.map(\.line) == asksNot.events.map(\.line))
    }

    @Test("A call is told in its own task, before it returns", arguments: Backend.allCases)
    func inTask(_ backend: Backend) async throws {
        let observer = CallerObserver()
        let repository = try await backend.makeEmpty(observer: observer)
        try await CallerObserver.$caller.withValue("job") { _ = try await repository.addTenants() }
        #expect(observer.callers.withLock { $0 }.last == "job")
    }

    @Test("What a call does before it waits for others is in its duration, and not in its wait")
    func waits() async throws {
        let observer = RecordingObserver()
        let repository = InMemoryRepository(
            clock: {
                usleep(20_000)
                return minute(0)
            }, observer: observer)
        try await repository.addTenants()
        let event = try #require(observer.take().first)
        #expect(event.duration >= .milliseconds(20) + event.queued)
        #expect(event.locked == .zero && event.retries == 0 && event.packed == 0 && event.pages == nil)
    }

    /// A tenant that nobody knows.
    private let stranger = EntityID<Tenant>(constant: "x")
}

/// Remembers in which task it was told.
private final class CallerObserver: StoreObserver {
    @TaskLocal static var caller = ""
    let callers = Lock<[String]>([])

    func observe(_ event: StoreEvent) { callers.withLock { $0.append(Self.caller) } }
}
