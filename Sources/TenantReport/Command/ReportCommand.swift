import Foundation
import BillingReports
import InauroBilling

/// The main job: events from a file into a repository, and screens out of it.
struct ReportCommand {
    /// The zone of the carriers.
    static let home = "America/New_York"

    let options: Options
    let console: Console

    /// Does what the arguments ask for.
    static func run(_ arguments: [String], on console: Console) async -> ExitStatus {
        let diagnostics = Diagnostics(console)
        do {
            let options = try Options(arguments)
            if options.help {
                try write(Options.helpText, to: console)
                return .complete
            }
            if options.version {
                try write("tenant-report \(Options.versionText)\n", to: console)
                return .complete
            }
            return try await ReportCommand(options: options, console: console).run(diagnostics)
        } catch let error as UsageError {
            diagnostics.say("\(error)")
            diagnostics.say("tenant-report --help says what there is")
            return .usage
        } catch let error as InputError {
            diagnostics.say("\(error)")
            return .noInput
        } catch let error as OutputError {
            // Without a reason whoever read the output has had enough of it.
            if let reason = error.reason {
                let place = error.path.map { " to '\($0)'" } ?? ""
                diagnostics.say("the report cannot be written\(place): \(reason)")
            }
            return .noOutput
        } catch let error as BillingError {
            diagnostics.finish()
            // A code is for programs; people read the rule and what broke it.
            let more =
                error.violations.isEmpty ? error.detail : "\(error.detail): \(error.violations.count) records"
            diagnostics.say(more.isEmpty ? error.rule : "\(error.rule) (\(more))")
            return .failure
        } catch {
            diagnostics.finish()
            diagnostics.say("\(error)")
            return .failure
        }
    }

    private func run(_ diagnostics: Diagnostics) async throws -> ExitStatus {
        if let path = options.verify { return try await verify(path) }
        let plan = try options.choices.plan.map { try JSONFile.read(PricePlan.self, at: $0, as: "plan") }
        let budget = try options.choices.budget.map { path in
            try JSONFile.read(BudgetFile.self, at: path, as: "budget")
        }
        // What a file or an option has wrong is told also where no rules of time zones are.
        if let path = options.events, path != "-" { _ = try InputFile(path: path) }
        _ = try chosenZone()
        let isFilled = options.usage != nil || options.events != nil
        let store = try await ReportStore(at: options.store, isFilled: isFilled)
        let status: ExitStatus
        do {
            status = try await run(store.repository, plan, budget, diagnostics)
        } catch {
            await store.close()
            throw error
        }
        await store.close()
        return status
    }

    /// Imports what there is to import, and prints what the repository then holds.
    private func run(
        _ repository: any BillingRepository, _ plan: PricePlan?, _ budget: BudgetFile?,
        _ diagnostics: Diagnostics
    ) async throws -> ExitStatus {
        let start = try await repository.revision(.latest)
        var rejected = 0
        if options.usage != nil {
            guard let count = try await importUsage(into: repository, diagnostics) else { return .failure }
            rejected = count
        } else if options.events != nil || start == .zero {
            let home = try ZoneDatabase.system.zone(try ZoneID(Self.home))
            guard let report = try await importEvents(into: repository, home, try SamplePlan(), diagnostics)
            else { return .failure }
            rejected = report.rejected
        } else if options.store != nil {
            diagnostics.say("nothing was imported; the store is at revision \(start)")
        }
        let revision = try await knownRevision(in: repository)
        guard let subject = try await subject(in: repository, at: revision, diagnostics) else {
            return .failure
        }
        if let date = options.on, let known = subject.known, !known.contains(date) {
            diagnostics.say(
                "there are no data on \(date); data are from \(known.lowerBound) to \(known.upperBound)")
        }
        if let path = options.html {
            let pages = ReportPages(
                repository: repository, revision: revision, subject: subject, plan: plan, budget: budget,
                options: options)
            try Self.write(try await pages.write(to: path), to: console)
            return rejected > 0 ? .findings : .complete
        }
        let tenants = options.allTenants ? subject.tenants : [subject.tenant]
        let names = options.screen.map { [$0] } ?? ScreenName.plain
        let reader = try ScreenReader(
            options.allTenants ? names.filter(\.isForAllTenants) : names,
            ScreenReader.Basis(
                home: subject.home, asked: options.zone,
                common: options.allTenants ? subject.commonZone : nil, date: subject.date,
                sample: subject.plan, plan: plan ?? subject.plan?.plan, budget: budget,
                choices: options.choices))
        let scope = (options.allTenants ? repository.fleet : repository.scope(of: subject.tenant))
            .known(at: .revision(revision))
        try await printScreens(reader, scope, tenants)
        return rejected > 0 ? .findings : .complete
    }

    /// The revision that was asked for; who names one that is not made yet is told which is the latest.
    private func knownRevision(in repository: any BillingRepository) async throws -> Revision {
        do {
            return try await repository.revision(options.knownAt)
        } catch let error as BillingError where error.code == .notFound {
            let latest = try await repository.revision(.latest)
            throw BillingError(
                .notFound, rule: error.rule, detail: "\(error.detail), the latest is \(latest)")
        }
    }

    /// Whom the report is about and when; nil if there is nobody, which is said.
    private func subject(
        in repository: any BillingRepository, at revision: Revision, _ diagnostics: Diagnostics
    ) async throws -> ReportSubject? {
        // A store remembers by its coverage which feed it was filled from.
        let isOfEvents = try await repository.allRecords(.coverage, of: .all, knownAt: .latest)
            .contains { record in
                if case .coverage(let coverage) = record {
                    coverage.source == Departure.source
                } else {
                    false
                }
            }
        let subject =
            isOfEvents
            ? try await ReportSubject(ofEventsIn: repository, at: revision, options)
            : try await ReportSubject(ofUsageIn: repository, at: revision, options)
        guard let subject else {
            diagnostics.say(
                options.usage == nil ? "there are no events to report on" : "there are no rows to report on")
            return nil
        }
        guard subject.tenants.contains(subject.tenant) else {
            diagnostics.say(
                "'\(subject.tenant)' is not among the \(subject.tenants.count) tenants of the "
                    + (isOfEvents ? "events" : "usage rows"))
            return nil
        }
        return subject
    }

    /// Reads usage rows and the files beside them.
    ///
    /// - Returns: How many rows were left out; nil if a strict import took none.
    private func importUsage(
        into repository: any BillingRepository, _ diagnostics: Diagnostics
    ) async throws -> Int? {
        let report = try await UsageImport(
            repository: repository, options: options, console: console, diagnostics: diagnostics
        ).run()
        guard report.isComplete else { return nil }
        if options.store != nil {
            var tally = ImportTally(from: .zero)
            tally.add(report)
            diagnostics.say("\(tally); the store is at revision \(try await repository.revision(.latest))")
        }
        return report.rejected
    }

    /// Reads the events, and states what follows from them.
    ///
    /// - Returns: What became of the rows; nil if there is nothing to report on, which is said.
    private func importEvents(
        into repository: any BillingRepository, _ home: Zone, _ plan: SamplePlan, _ diagnostics: Diagnostics
    ) async throws -> ImportReport? {
        var tally = ImportTally(from: try await repository.revision(.latest))
        let format = DepartureFormat(home: home.id)
        let report = try await FileImport(
            repository: repository, isStrict: options.strict, console: console, diagnostics: diagnostics,
            batchLines: 10_000, conflictRule: "an earlier row gives the same departure another outcome"
        ).run(.named(options.events ?? Self.samplePath, on: console), as: format)
        guard report.isComplete else { return nil }
        tally.add(report)
        let extent = format.extent
        guard report.accepted > 0, let span = extent.span else {
            diagnostics.say("there are no events to report on")
            return nil
        }
        try await ImportStatements(
            repository: repository, home: home, plan: plan, warn: diagnostics.warning,
            committed: { tally.add($0) }
        ).make(for: extent.carriers.sorted(), span: span)
        diagnostics.finish()
        if options.store != nil {
            let revision = try await repository.revision(.latest)
            diagnostics.say("\(tally); the store is at revision \(revision)")
        }
        return report
    }

    /// Prints the screens, or what changed on them.
    private func printScreens(
        _ reader: ScreenReader, _ scope: BillingScope, _ tenants: [TenantID]
    ) async throws {
        let text: String
        if let revision = options.changes {
            let report = try await ChangeReport(reader, of: scope, tenants: tenants, since: revision)
            text = try form(report, report.text(width: console.width), report.screens.map(\.screen))
        } else {
            let report = try await Report(reader, of: scope, tenants: tenants)
            text = try form(report, report.text(width: console.width), report.screens.map(\.screen))
        }
        try Self.write(text, to: console)
    }

    /// A report in the form that is asked for; CSV is that of its one screen.
    private func form(
        _ report: some Encodable, _ text: String, _ screens: [any BillingScreen]
    ) throws -> String {
        switch options.format {
        case .text: return text
        case .json: return try JSONWriter.text(of: report) + "\n"
        case .csv:
            return try screens.map { try $0.csv(table: options.table) }.joined()
        }
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
