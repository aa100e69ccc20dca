#if PostgreSQL
import BillingModel
import BillingStore
import BillingStorePostgres
import Foundation
import PostgresServers

extension Trial {
    /// Half of the tenants are on another server, and either server is killed at random.
    static let shards = Trial(name: "shards on two servers") { setting in
        let rounds = setting.isShort ? 2 : 40
        let (first, second) = (LocalServer(["max_prepared_transactions": "10"]), LocalServer())
        for server in [first, second] {
            try server.make()
            try server.start()
        }
        defer { for server in [first, second] { server.remove() } }
        // Each gets the tables; those of the first are then divided by tenant.
        await (try PostgresRepository(second.address, clock: { Date() })).close()
        await (try PostgresRepository(first.address, clock: { Date() })).close()
        try first.run(script: division(to: second))
        let (repository, ledger) = (try await PostgresRepository(first.address, clock: { Date() }), Ledger())
        var random = SplitMix64(seed: setting.seed)
        try await withThrowingTaskGroup(of: Void.self) { group in
            for number in 0..<6 {
                let tenant = try TenantID("t\(number)")
                group.addTask { try await Writers(repository: repository, ledger: ledger).run(tenant) }
            }
            for round in 0..<rounds {
                try await Task.sleep(for: .milliseconds(200 + Int(random.next() % 500)))
                let server = round % 2 == 0 ? second : first
                try server.kill()
                try server.start()
            }
            try await Task.sleep(for: .milliseconds(800))
            group.cancelAll()
            while let result = await group.nextResult() { _ = result }
        }
        var faults = try await ledger.faults(repository)
        await repository.close()
        let counts = try [first, second].map { server in
            let table = server === first ? "billing.tenant_0" : "billing.tenant"
            return try server.query("SELECT count(DISTINCT tenant) FROM \(table)")
        }
        if counts.contains("0") { faults.append("a server has no tenant: \(counts)") }
        return (
            "\(rounds) kills, \(ledger.count) commits, tenants \(counts.joined(separator: " and "))", faults
        )
    }

    /// Divides the tables of a server by tenant: half stay, and half are those of another server.
    private static func division(to other: LocalServer) -> String {
        let tables = [
            "tenant", "metric", "plan_term", "budget", "floor", "coverage", "subject", "invoice", "entry",
            "action",
            "series", "outline", "journal", "chunk",
        ]
        return """
            CREATE EXTENSION postgres_fdw;
            CREATE SERVER shard FOREIGN DATA WRAPPER postgres_fdw
              OPTIONS (host '127.0.0.1', port '\(other.port)', dbname 'postgres', batch_size '1000');
            CREATE USER MAPPING FOR postgres SERVER shard OPTIONS (user 'postgres');
            SET search_path = billing;

            """
                + tables.map { table in
                    """
                    ALTER TABLE \(table) RENAME TO \(table)_0;
                    CREATE TABLE \(table) (LIKE \(table)_0) PARTITION BY HASH (tenant);
                    ALTER TABLE \(table) ATTACH PARTITION \(table)_0 FOR VALUES WITH (MODULUS 2, REMAINDER 0);
                    CREATE FOREIGN TABLE \(table)_1 PARTITION OF \(table) FOR VALUES WITH (MODULUS 2, REMAINDER 1)
                      SERVER shard OPTIONS (schema_name 'billing', table_name '\(table)');

                    """
                }.joined()
    }
}
#endif
