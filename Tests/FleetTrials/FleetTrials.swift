import Foundation

#if PostgreSQL
import BillingModel
import BillingStore
import BillingStorePostgres
import PostgresServers

/// Does to a fleet on PostgreSQL what happens to fleets, and prints what is wrong afterwards.
///
/// `FleetTrials [--short] [--seed N] [--only NAME]`; it starts servers of its own on the loopback. Ends with status 1 if anything
/// is wrong, and 69 if PostgreSQL is not installed.
@main
enum FleetTrials {
    static func main() async {
        var words = Array(CommandLine.arguments.dropFirst())
        if words.first == "--write" { return await write(Array(words.dropFirst())) }
        var (isShort, seed, only): (Bool, UInt64, String?) = (false, 1, nil)
        while !words.isEmpty {
            switch words.removeFirst() {
            case "--short": isShort = true
            case "--seed" where words.first.flatMap { UInt64($0) } != nil:
                seed = UInt64(words.removeFirst()) ?? 1
            case "--only" where !words.isEmpty: only = words.removeFirst()
            default: end(64, "usage: FleetTrials [--short] [--seed N] [--only NAME]")
            }
        }
        guard LocalServer.programs != nil else {
            end(69, "PostgreSQL is not installed. Debian, Ubuntu: apt-get install postgresql")
        }
        let setting = Trial.Setting(isShort: isShort, seed: seed, program: CommandLine.arguments[0])
        var isSound = true
        print("trial                    faults  what was done")
        for trial in Trial.all where only.map({ trial.name == $0 }) ?? true {
            do {
                let (done, faults) = try await trial.run(setting)
                print(
                    "\(trial.name.padding(toLength: 24, withPad: " ", startingAt: 0)) \(faults.count)       \(done)"
                )
                for fault in faults.prefix(5) { print("    \(fault)") }
                isSound = isSound && faults.isEmpty
            } catch {
                print("\(trial.name.padding(toLength: 24, withPad: " ", startingAt: 0)) 1       \(error)")
                isSound = false
            }
        }
        exit(isSound ? 0 : 1)
    }

    /// Commits from a number on, and says each that is acknowledged, until it is killed.
    private static func write(_ words: [String]) async {
        guard words.count == 3, let first = Int(words[2]) else { exit(64) }
        do {
            var options = PostgresRepository.Options()
            options.journalEntries = 200
            let repository = try await PostgresRepository(words[0], options: options, clock: { Date() })
            let tenant = try TenantID(words[1])
            try await repository.commit(try Ledger.tenant(tenant))
            for number in first... {
                try await repository.commit(try Ledger.commit(number, of: tenant))
                FileHandle.standardOutput.write(Data("\(number)\n".utf8))
            }
        } catch {
            end(1, "\(error)")
        }
    }

    private static func end(_ status: Int32, _ text: String) -> Never {
        FileHandle.standardError.write(Data("\(text)\n".utf8))
        exit(status)
    }
}
#else
@main
enum FleetTrials {
    static func main() {
        FileHandle.standardError.write(Data("built without the trait PostgreSQL\n".utf8))
        exit(69)
    }
}
#endif
