import Foundation
import InauroBilling

/// The main job: events from a file into a repository, and screens out of it.
struct ReportCommand {
    /// The zone of the carriers.
    static let home = "America/New_York"

    let options: Options
    let console: Console

    /// Does what the arguments ask for.
    static func run(_ arguments: [String], on console: Console) async -> ExitStatus {
        let complaints = Complaints(console)
        do {
            let options = try Options(arguments)
            if options.help {
                try write(Options.helpText, to: console)
                return .complete
            }
            return try await ReportCommand(options: options, console: console).run(complaints)
        } catch let error as UsageError {
            complaints.say("\(error)")
            complaints.say("tenant-report --help says what there is")
            return .usage
        } catch let error as InputError {
            complaints.say("\(error)")
            return .noInput
        } catch let error as OutputError {
            // Without a reason whoever read the output has had enough of it.
            if let reason = error.reason { complaints.say("the report cannot be written: \(reason)") }
            return .noOutput
        } catch let error as BillingError {
            complaints.finish()
            complaints.say(error.detail.isEmpty ? "\(error)" : "\(error) (\(error.detail))")
            return .failure
        } catch {
            complaints.finish()
            complaints.say("\(error)")
            return .failure
        }
    }

    private func run(_ complaints: Complaints) async throws -> ExitStatus {
        if let path = options.verify { return try await verify(path) }
        let zone = try chosenZone()
        let store = try await ReportStore(at: options.store)
        let status: ExitStatus
        do {
            status = try await run(store.repository, zone, complaints)
        } catch {
            await store.close()
            throw error
        }
        await store.close()
        return status
    }

    /// Imports what there is to import, and prints what the repository then holds.
    private func run(
        _ repository: any BillingRepository, _ shown: Zone?, _ complaints: Complaints
    ) async throws -> ExitStatus {
        let home = try ZoneDatabase.system.zone(try ZoneID(Self.home))
        let plan = try SamplePlan()
        let start = try await repository.revision(.latest)
        var rejected = 0
        if options.events != nil || start == .zero {
            guard let outcome = try await importEvents(into: repository, home, plan, complaints) else {
                return .failure
            }
            rejected = outcome.rejected
        } else if options.store != nil {
            complaints.say("nothing was imported; the store is at revision \(start)")
        }
        let revision = try await repository.revision(options.knownAt)
        let subjects = try await ReportSubjects(in: repository, at: revision)
        guard let last = subjects.last, let largest = subjects.largest else {
            complaints.say("there are no events to report on")
            return .failure
        }
        let tenant = options.tenant ?? largest
        let tenants = options.allTenants ? subjects.tenants : [tenant]
        guard subjects.tenants.contains(tenant) else {
            complaints.say("'\(tenant)' is not among the \(subjects.tenants.count) tenants of the events")
            return .failure
        }
        let date =
            try options.on
            ?? LocalDate(dayNumber: (shown ?? home).dayNumber(holding: Instants.microseconds(last)))
        let names = options.screen.map { [$0] } ?? ScreenName.allCases
        let reader = try ScreenReader(
            Set(options.allTenants ? names.filter(\.isForAllTenants) : names), home: home,
            zone: options.zone, at: date, plan: plan)
        let scope = (options.allTenants ? repository.fleet : repository.scope(of: tenant))
            .known(at: .revision(revision))
        try await printScreens(reader, scope, tenants)
        return rejected > 0 ? .findings : .complete
    }

    /// Reads the events, and states what follows from them.
    ///
    /// - Returns: What became of the rows; nil if there is nothing to report on, which is said.
    private func importEvents(
        into repository: any BillingRepository, _ home: Zone, _ plan: SamplePlan, _ complaints: Complaints
    ) async throws -> EventImport.Outcome? {
        var tally = ImportTally(from: try await repository.revision(.latest))
        let outcome = try await EventImport(
            repository: repository, home: home.id, isStrict: options.strict, report: complaints.row,
            progress: complaints.progress, committed: { tally.add($0) }
        ).run(try openEvents())
        complaints.finish()
        if options.strict, outcome.rejected > 0 {
            complaints.say("rows that break a rule: \(outcome.rejected); nothing was taken")
            return nil
        }
        guard let span = outcome.span else {
            complaints.say("there are no events to report on")
            return nil
        }
        try await ImportStatements(
            repository: repository, home: home, plan: plan, warn: complaints.warning,
            committed: { tally.add($0) }
        ).make(for: outcome.events.keys.sorted(), span: span)
        complaints.finish()
        if options.store != nil {
            let revision = try await repository.revision(.latest)
            complaints.say("\(tally); the store is at revision \(revision)")
        }
        return outcome
    }

    /// Prints the screens, or what changed on them.
    private func printScreens(
        _ reader: ScreenReader, _ scope: BillingScope, _ tenants: [TenantID]
    ) async throws {
        let isJSON = options.format == .json
        let text: String
        if let revision = options.changes {
            let report = try await ChangeReport(reader, of: scope, tenants: tenants, since: revision)
            text = isJSON ? try Self.json(report) : report.text
        } else {
            let report = try await Report(reader, of: scope, tenants: tenants)
            text = isJSON ? try Self.json(report) : report.text
        }
        try Self.write(text, to: console)
    }

    private static func json(_ report: some Encodable) throws -> String {
        let encoder = JSONEncoder()
        encoder.outputFormatting = [.sortedKeys, .prettyPrinted, .withoutEscapingSlashes]
        return String(decoding: try encoder.encode(report), as: UTF8.self) + "\n"
    }

    /// Checks a store, and prints what is wrong with it.
    private func verify(_ path: String) async throws -> ExitStatus {
        let findings = try await ReportStore.findings(in: path)
        let lines = findings.isEmpty ? ["Nothing is wrong with the store"] : findings
        try Self.write(lines.map { DisplayText($0).text + "\n" }.joined(), to: console)
        return findings.isEmpty ? .complete : .findings
    }

    private func chosenZone() throws -> Zone? {
        guard let id = options.zone else { return nil }
        do throws(BillingError) {
            return try ZoneDatabase.system.zone(id)
        } catch  where [.notFound, .corruptData, .unsupported].contains(error.code) {
            throw UsageError.wrongValue(option: "--zone", rule: error.rule)
        }
    }

    private func openEvents() throws -> CSVReader {
        if options.events == "-" { return CSVReader(console.readInput) }
        let file = try InputFile(path: options.events ?? Self.samplePath)
        return CSVReader { try file.chunk() }
    }

    /// The sample lies beside the program, whatever folder that is run from.
    private static var samplePath: String {
        #if os(Linux)
        // `Bundle.module` traps if the program was moved away from its resources; a path is just not found.
        let bundle = Bundle.main.bundleURL.appending(path: "inauro-billing_TenantReport.resources")
        #else
        let bundle = Bundle.module.bundleURL
        #endif
        return bundle.appending(path: "flights-2013-sample.csv").path
    }

    private static func write(_ text: String, to console: Console) throws {
        do {
            try console.write(text)
        } catch let error as OutputError {
            throw error
        } catch {
            throw OutputError(reason: "\(error)")
        }
    }
}
