#if PostgreSQL
import BillingModel
import BillingStore
import BillingStorePostgres
import BillingTime
import Foundation
import PostgresServers

extension Trial {
    /// Reads go to a standby that lags, stands still, is restarted, and ends reads that are in the way of its replay.
    static let standby = Trial(name: "reads from a standby") { setting in
        let first = try LocalServer.started()
        defer { first.remove() }
        let follower = LocalServer()
        try follower.follow(first)
        defer { follower.remove() }
        try follower.start()
        // The tables are made before anybody reads them from the standby.
        await (try PostgresRepository(first.address, clock: { StandbyReads.instant })).close()
        try await replayed(first, follower)
        var options = PostgresRepository.Options()
        (options.readAddress, options.journalEntries) = (follower.address, 200)
        let reads = try await StandbyReads(
            try await PostgresRepository(first.address, options: options, clock: { StandbyReads.instant }),
            tenants: try (0..<3).map { try TenantID("t\($0)") })
        let count = setting.isShort ? 20 : 100
        try await standsStill(follower, reads, count)
        try await lags(follower, reads, count)
        try await isRestarted(follower, reads, setting.isShort ? 1 : 20)
        let ended = try await ends(first, follower, reads, setting.isShort ? 2 : 20)
        await reads.repository.close()
        let seen = reads.seen
        let later = seen.later.sorted { $0.key.description < $1.key.description }
            .map { ", \($0.value) reads told \($0.key)" }.joined()
        return ("\(seen.answers) answers, \(ended) reads ended by replay\(later)", seen.faults)
    }

    /// Waits until a standby has all that its server has.
    private static func replayed(_ first: LocalServer, _ follower: LocalServer) async throws {
        let end = try first.query("SELECT pg_current_wal_lsn()")
        for _ in 0..<200 {
            if try follower.query("SELECT pg_last_wal_replay_lsn() >= '\(end)'") == "t" { return }
            try await Task.sleep(for: .milliseconds(50))
        }
        throw Shell.Failure(description: "the standby does not follow")
    }

    /// Replay is paused while commits go on.
    private static func standsStill(_ follower: LocalServer, _ reads: StandbyReads, _ count: Int) async throws
    {
        try await reads.commit(count)
        try await reads.catchUp()
        _ = try follower.query("SELECT pg_wal_replay_pause()")
        for _ in 0..<100 where try follower.query("SELECT pg_get_wal_replay_pause_state()") != "paused" {
            try await Task.sleep(for: .milliseconds(20))
        }
        let known = try await reads.latest()
        try await reads.commit(count)
        let latest = try await reads.latest()
        if await reads.read() != known { reads.note("a standby that stands still knows of what came since") }
        for number in 0...latest.number {
            let revision = try Revision(number)
            if revision > known {
                await reads.expectUnknown(revision)
            } else if number % 7 == 0 {
                await reads.read(.revision(revision))
            }
        }
        // It catches up while it is read.
        let reader = Task { await reads.readOn() }
        _ = try follower.query("SELECT pg_wal_replay_resume()")
        try await reads.catchUp()
        reader.cancel()
        await reader.value
    }

    /// Each commit is replayed a while after it was made.
    private static func lags(_ follower: LocalServer, _ reads: StandbyReads, _ count: Int) async throws {
        _ = try follower.query("ALTER SYSTEM SET recovery_min_apply_delay = '150ms'")
        _ = try follower.query("SELECT pg_reload_conf()")
        let reader = Task { await reads.readOn() }
        for _ in 0..<count / 10 {
            try await reads.commit(10)
            try await Task.sleep(for: .milliseconds(40))
        }
        try await reads.catchUp()
        reader.cancel()
        await reader.value
        _ = try follower.query("ALTER SYSTEM RESET recovery_min_apply_delay")
        _ = try follower.query("SELECT pg_reload_conf()")
    }

    /// The standby is killed and started under its readers; the repository stays as it is.
    private static func isRestarted(
        _ follower: LocalServer, _ reads: StandbyReads, _ rounds: Int
    ) async throws {
        let readers = (0..<3).map { _ in Task { await reads.readOn(mayGoBack: true) } }
        for round in 0..<rounds {
            try await reads.commit(5)
            try await Task.sleep(for: .milliseconds(50 + 37 * (round % 8)))
            try follower.kill()
            try await reads.commit(5)
            try follower.start()
            try await reads.catchUp()
        }
        for reader in readers {
            reader.cancel()
            await reader.value
        }
    }

    /// The standby waits for no read: what is in the way of its replay is ended.
    ///
    /// - Returns: How many statements and sessions the standby ended.
    private static func ends(
        _ first: LocalServer, _ follower: LocalServer, _ reads: StandbyReads, _ rounds: Int
    ) async throws -> Int {
        _ = try follower.query("ALTER SYSTEM SET max_standby_streaming_delay = 0")
        _ = try follower.query("SELECT pg_reload_conf()")
        let readers = (0..<3).map { _ in
            Task {
                while !Task.isCancelled {
                    await reads.read()
                    await reads.readAll()
                }
            }
        }
        for _ in 0..<rounds {
            try await reads.commit(20)
            for table in ["head", "series", "journal", "chunk"] {
                _ = try first.query("VACUUM (FREEZE) billing.\(table)")
            }
        }
        for reader in readers {
            reader.cancel()
            await reader.value
        }
        try await reads.catchUp()
        let ended = try follower.query(
            "SELECT confl_snapshot + confl_lock + confl_bufferpin + confl_deadlock "
                + "FROM pg_stat_database_conflicts WHERE datname = 'postgres'")
        if ended == "0" { reads.note("no read was in the way of the replay") }
        return Int(ended) ?? 0
    }
}
#endif
