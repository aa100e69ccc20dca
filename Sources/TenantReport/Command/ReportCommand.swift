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
        let home = try ZoneDatabase.system.zone(try ZoneID(Self.home))
        let zone = try chosenZone() ?? home
        let repository = InMemoryRepository(clock: { Date() })
        let outcome = try await EventImport(
            repository: repository, home: home.id, isStrict: options.strict, report: complaints.row,
            progress: complaints.progress
        ).run(try openEvents())
        complaints.finish()
        if options.strict, outcome.rejected > 0 {
            complaints.say("rows that break a rule: \(outcome.rejected); nothing was taken")
            return .failure
        }
        guard let span = outcome.span else {
            complaints.say("there are no events to report on")
            return .failure
        }
        let plan = try SamplePlan()
        let events = try await ImportStatements(
            repository: repository, home: home, plan: plan, warn: complaints.warning
        ).make(for: outcome.events.keys.sorted(), span: span)
        complaints.finish()
        guard let tenants = chosenTenants(events) else {
            complaints.say(
                "'\(options.tenant?.text ?? "")' is not among the \(events.count) tenants of the events"
            )
            return .failure
        }
        let date =
            try options.on
            ?? LocalDate(dayNumber: zone.dayNumber(holding: Instants.microseconds(span.upperBound)))
        let names = options.screen.map { [$0] } ?? ScreenName.allCases
        let report = try await Report(
            Set(options.allTenants ? names.filter(\.isForAllTenants) : names),
            of: options.allTenants ? repository.fleet : repository.scope(of: tenants[0]), tenants: tenants,
            home: home, zone: options.zone, at: date, plan: plan)
        try Self.write(options.format == .json ? try report.json() : report.text, to: console)
        return outcome.rejected > 0 ? .rowsLeftOut : .complete
    }

    private func chosenZone() throws -> Zone? {
        guard let id = options.zone else { return nil }
        do throws(BillingError) {
            return try ZoneDatabase.system.zone(id)
        } catch  where [.notFound, .corruptData, .unsupported].contains(error.code) {
            throw UsageError.wrongValue(option: "--zone", rule: error.rule)
        }
    }

    /// All tenants, the one asked for, or the one with most events; nil if it has none.
    private func chosenTenants(_ events: [TenantID: Int]) -> [TenantID]? {
        if options.allTenants { return events.keys.sorted() }
        if let tenant = options.tenant { return events[tenant] == nil ? nil : [tenant] }
        // Of those with equally many the first by id.
        return events.min { ($1.value, $0.key) < ($0.value, $1.key) }.map { [$0.key] }
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
