import InauroBilling

/// What the command line asks for.
struct Options: Hashable {
    /// The form of the output.
    enum Format: String, CaseIterable {
        case text, json, csv
    }

    /// The CSV of events: a path, or `-` for standard input; nil for the sample.
    var events: String?
    /// The CSV of daily usage rows: a path, or `-` for standard input; nil if there is none.
    var usage: String?
    /// The files that go with the usage rows: tenants, invoices and actions.
    var companions: [CSVMapping.Kind: String] = [:]
    /// How the numbers and dates of these files are written.
    var dates = CSVMapping.DateForm.iso
    var thousands = CSVMapping.Thousands.none
    var hasDecimalComma = false
    var dialect = CSVDialect.standard
    /// The zone and the currency of tenants that no file tells.
    var homeZone: ZoneID?
    var currency: Currency?
    /// The file that keeps the records; nil for one that is removed at the end.
    var store: String?
    /// As of which state of knowledge the screens are read.
    var knownAt = KnownAt.latest
    /// The revision since which changes are told, instead of screens.
    var changes: Revision?
    /// The store that is checked, and nothing else done.
    var verify: String?
    /// The tenant to report on; nil for the one with most events, or the first.
    var tenant: TenantID?
    /// The local date whose end is the instant of the report; nil for the last one with data.
    var on: LocalDate?
    /// The zone of the report; nil for the carriers' own.
    var zone: ZoneID?
    /// The one screen to print; nil for those of ``ScreenName/plain``.
    var screen: ScreenName?
    /// What is asked of that one screen.
    var choices = ScreenChoices()
    var format = Format.text
    var allTenants = false
    var strict = false
    var help = false
    var version = false

    /// What `--version` prints.
    static let versionText = "0.1.0"
}

/// A command line that asks for nothing that there is.
enum UsageError: Error, Hashable {
    case unknownOption(String)
    case unexpectedArgument(String)
    case missingValue(option: String)
    case unexpectedValue(option: String)
    case repeatedOption(String)
    case wrongValue(option: String, rule: String)
    case excluded(String, by: String)
    case lacking(String, for: String)
}

extension UsageError: CustomStringConvertible {
    var description: String {
        switch self {
        case .unknownOption(let option):
            "there is no option '\(option)'"
                + (Options.nearestOption(to: option).map { "; the nearest is \($0)" } ?? "")
        case .unexpectedArgument(let text): "'\(text)' is no option; a file is named by --usage or --events"
        case .missingValue(let option): "\(option) needs a value"
        case .unexpectedValue(let option): "\(option) takes no value"
        case .repeatedOption(let option): "\(option) is given more than once"
        case .wrongValue(let option, let rule): "the value of \(option) is wrong: \(rule)"
        case .excluded(let option, let other): "\(option) and \(other) do not go together"
        case .lacking(let option, let other): "\(other) needs \(option)"
        }
    }
}

extension Options {
    /// The option that may be meant by one that there is not.
    static func nearestOption(to name: String) -> String? {
        let plain = name.drop { $0 == "-" }
        return NearestText.of(String(plain), among: Option.allCases.map { String($0.rawValue.dropFirst(2)) })
            .map { "--\($0)" }
    }

    /// Reads the arguments that follow the program's name.
    ///
    /// A value follows its option after `=` or as the next argument, whatever that one begins with. An argument `--help`,
    /// `-h` or `--version` in the place of an option wins over everything behind it; `--` ends the options.
    init(_ arguments: [String]) throws(UsageError) {
        self.init()
        var given: Set<String> = []
        var rest = arguments[...]
        while let argument = rest.popFirst() {
            let parts = argument.split(separator: "=", maxSplits: 1, omittingEmptySubsequences: false)
            let name = parts.first.map(String.init) ?? ""
            if argument == "--" {
                // No argument is anything but an option or its value.
                if let next = rest.first { throw .unexpectedArgument(next) }
                break
            }
            guard argument.hasPrefix("-"), argument != "-" else {
                throw .unexpectedArgument(argument)
            }
            guard let option = Option(rawValue: name) ?? (name == "-h" ? .help : nil) else {
                throw .unknownOption(name)
            }
            guard given.insert(option.rawValue).inserted else { throw .repeatedOption(option.rawValue) }
            if option.takesValue {
                guard let value = parts.count == 2 ? String(parts[1]) : rest.popFirst() else {
                    throw .missingValue(option: name)
                }
                try set(option, to: value)
            } else {
                guard parts.count == 1 else { throw .unexpectedValue(option: name) }
                set(option)
                if help || version { return }
            }
        }
        if allTenants {
            if tenant != nil { throw .excluded("--all-tenants", by: "--tenant") }
            if let screen, !screen.isForAllTenants {
                throw .excluded("--all-tenants", by: "--screen \(screen.rawValue)")
            }
        }
        try checkFiles(given)
        try checkChoices(given)
        if format == .csv, screen == nil { throw .lacking("--screen", for: "--format csv") }
        if verify != nil, let other = given.subtracting([Option.verify.rawValue]).min() {
            throw .excluded(Option.verify.rawValue, by: other)
        }
    }

    /// Checks which files go with which.
    private func checkFiles(_ given: Set<String>) throws(UsageError) {
        if usage != nil, events != nil { throw .excluded("--events", by: "--usage") }
        if usage == nil, let option = Option.ofUsage.first(where: { given.contains($0.rawValue) }) {
            throw .lacking("--usage", for: option.rawValue)
        }
        if thousands == .point, !hasDecimalComma {
            throw .lacking("--decimal comma", for: "--thousands point")
        }
        if thousands == .comma, hasDecimalComma {
            throw .excluded("--thousands comma", by: "--decimal comma")
        }
        if ([usage].compactMap(\.self) + companions.values).count(where: { $0 == "-" }) > 1 {
            throw .wrongValue(option: "--usage", rule: "one file at most is standard input")
        }
    }

    /// Checks that there is a screen for what is asked of one, and that it makes sense together.
    private func checkChoices(_ given: Set<String>) throws(UsageError) {
        for option in Option.ofScreens where given.contains(option.rawValue) {
            let screens = option.screens
            guard let screen, screens.contains(screen) else {
                let names = screens.map(\.rawValue)
                throw .lacking(
                    "--screen \(names.dropLast().joined(separator: ", "))"
                        + (names.count > 1 ? " or " : "") + (names.last ?? ""), for: option.rawValue)
            }
        }
        if choices.to != nil, choices.from == nil { throw .lacking("--from", for: "--to") }
        if choices.view != nil, choices.from != nil { throw .excluded("--view", by: "--from") }
        if let from = choices.from, let last = choices.to ?? on, last < from {
            throw .wrongValue(option: "--from", rule: "it is not after the last date shown")
        }
        if screen == .charges, let width = choices.width, !width.isDayOrWider {
            throw .wrongValue(option: "--width", rule: "what is charged to date is shown by the day or wider")
        }
        if allTenants, choices.numbering != nil { throw .excluded("--all-tenants", by: "--numbering") }
        if screen == .budget, choices.budget == nil { throw .lacking("--budget", for: "--screen budget") }
        if screen == .charges, usage != nil, choices.plan == nil {
            throw .lacking("--plan", for: "--screen charges of usage rows")
        }
    }

    private enum Option: String, CaseIterable {
        case events = "--events"
        case usage = "--usage"
        case tenants = "--tenants"
        case invoices = "--invoices"
        case actions = "--actions"
        case dates = "--dates"
        case thousands = "--thousands"
        case decimal = "--decimal"
        case separator = "--separator"
        case homeZone = "--home-zone"
        case currency = "--currency"
        case store = "--store"
        case knownAt = "--known-at"
        case changes = "--changes"
        case verify = "--verify"
        case tenant = "--tenant"
        case on = "--on"
        case zone = "--zone"
        case screen = "--screen"
        case format = "--format"
        case from = "--from"
        case to = "--to"
        case view = "--view"
        case width = "--width"
        case plan = "--plan"
        case cycle = "--cycle"
        case invoice = "--invoice"
        case budget = "--budget"
        case mode = "--mode"
        case by = "--by"
        case top = "--top"
        case numbering = "--numbering"
        case allTenants = "--all-tenants"
        case strict = "--strict"
        case version = "--version"
        case help = "--help"

        /// The options that say something of usage rows and the files beside them.
        static let ofUsage: [Option] = [
            .tenants, .invoices, .actions, .dates, .thousands, .decimal, .separator, .homeZone, .currency,
        ]

        /// The options that say something of single screens.
        static let ofScreens: [Option] = [
            .from, .to, .view, .width, .plan, .cycle, .invoice, .budget, .mode, .by, .top, .numbering,
        ]

        /// The screens that an option says something of.
        var screens: [ScreenName] {
            switch self {
            case .from, .to: [.graph, .actions, .usage, .statement, .comparison, .breakdown]
            case .view: [.graph]
            case .width: [.graph, .actions, .statement, .charges, .breakdown]
            case .plan: [.overview, .charges, .verification, .budget, .breakdown]
            case .cycle: [.overview, .charges, .budget, .breakdown]
            case .invoice: [.verification]
            case .budget: [.budget]
            case .mode: [.comparison]
            case .by, .top: [.breakdown]
            case .numbering: [.statement]
            default: []
            }
        }

        var takesValue: Bool {
            switch self {
            case .allTenants, .strict, .help, .version: false
            default: true
            }
        }
    }

    /// A revision as its number; nil if the text is none.
    private static func revision(_ text: String) -> Revision? {
        guard !text.isEmpty, text.utf8.allSatisfy({ (0x30...0x39).contains($0) }) else { return nil }
        return Int64(text).flatMap { try? Revision($0) }
    }

    private mutating func set(_ option: Option) {
        switch option {
        case .allTenants: allTenants = true
        case .strict: strict = true
        case .version: version = true
        default: help = true
        }
    }

    /// Sets what is asked of one screen.
    private mutating func choose(_ option: Option, _ value: String) throws(BillingError) {
        switch option {
        case .from: choices.from = try LocalDate(value)
        case .to: choices.to = try LocalDate(value)
        case .view: choices.view = try BucketWidth(value)
        case .width: choices.width = try BucketWidth(value)
        case .cycle: choices.cycle = try BucketWidth(value)
        case .invoice: choices.invoice = try InvoiceNumber(value)
        case .mode: choices.mode = try ComparisonMode(value)
        case .numbering: choices.numbering = try InvoiceNumbering(value)
        case .by: choices.dimensions = try Self.dimensions(value)
        default:
            guard let count = Int(value), count > 0 else {
                throw BillingError(.malformed, rule: "it is a whole number above zero")
            }
            choices.top = count
        }
    }

    /// Names that are separated by commas; none of an empty text, for one row of all actions.
    private static func dimensions(_ text: String) throws(BillingError) -> [ActionDimension] {
        var dimensions: [ActionDimension] = []
        for name in text.split(separator: ",", omittingEmptySubsequences: false) where !text.isEmpty {
            guard let dimension = ActionDimension(rawValue: String(name)), !dimensions.contains(dimension)
            else {
                let names = ActionDimension.allCases.map(\.rawValue).joined(separator: ", ")
                throw BillingError(.malformed, rule: "it is some of \(names), each once, with commas between")
            }
            dimensions.append(dimension)
        }
        return dimensions
    }

    private mutating func set(_ option: Option, to value: String) throws(UsageError) {
        func near(_ names: [String]) -> String {
            // Who leaves out a part in the middle means the name with all other parts.
            let parts = Set(value.split(separator: "-"))
            let whole = names.filter { parts.count > 1 && parts.isSubset(of: $0.split(separator: "-")) }
            let nearest = NearestText.of(value, among: names) ?? (whole.count == 1 ? whole[0] : nil)
            return nearest.map { "; the nearest is '\($0)'" } ?? ""
        }
        func wrong(_ error: BillingError) -> UsageError {
            let names: [String] =
                switch option {
                case .view, .width, .cycle: [BucketWidth.nearest(to: value)].compactMap(\.self)
                case .mode: ComparisonMode.all.map(\.description)
                default: []
                }
            return .wrongValue(option: option.rawValue, rule: error.rule + near(names))
        }
        func zone() throws(UsageError) -> ZoneID {
            let id: ZoneID
            do throws(BillingError) { id = try ZoneID(value) } catch { throw wrong(error) }
            do throws(BillingError) {
                return try ZoneDatabase.system.zone(id).id
            } catch {
                // Without any database it is said where the zone is needed.
                guard error.code == .notFound else { return id }
                throw .wrongValue(option: option.rawValue, rule: "\(error.rule) (\(error.detail))")
            }
        }
        func path(_ value: String) throws(UsageError) -> String {
            guard !value.isEmpty else { throw .missingValue(option: option.rawValue) }
            return value
        }
        func oneOf(_ names: [String]) -> UsageError {
            .wrongValue(
                option: option.rawValue, rule: "it is one of \(names.joined(separator: ", "))\(near(names))")
        }
        switch option {
        case .events: events = try path(value)
        case .usage: usage = try path(value)
        case .tenants: companions[.tenants] = try path(value)
        case .invoices: companions[.invoices] = try path(value)
        case .actions: companions[.actions] = try path(value)
        case .dates:
            switch value {
            case "iso": dates = .iso
            case "dmy": dates = .dayMonthYear
            case "mdy": dates = .monthDayYear
            default:
                do throws(BillingError) {
                    dates = try CSVMapping.DateForm(value)
                } catch {
                    let near = near(["iso", "dmy", "mdy"])
                    throw .wrongValue(
                        option: option.rawValue,
                        rule: "it is iso, dmy, mdy or a pattern such as dd.MM.yyyy"
                            + (near.isEmpty ? " (\(error.detail))" : near))
                }
            }
        case .thousands:
            let forms: KeyValuePairs<String, CSVMapping.Thousands> = [
                "none": .none, "comma": .comma, "point": .point, "space": .space, "apostrophe": .apostrophe,
            ]
            guard let form = forms.first(where: { $0.key == value })?.value else {
                throw oneOf(forms.map(\.key))
            }
            thousands = form
        case .decimal:
            guard ["point", "comma"].contains(value) else { throw oneOf(["point", "comma"]) }
            hasDecimalComma = value == "comma"
        case .separator:
            let dialects: KeyValuePairs<String, CSVDialect> = [
                "comma": .standard, "semicolon": .semicolons, "tab": .tabs,
            ]
            guard let chosen = dialects.first(where: { $0.key == value })?.value else {
                throw oneOf(dialects.map(\.key))
            }
            dialect = chosen
        case .homeZone:
            homeZone = try zone()
        case .currency:
            do throws(BillingError) { currency = try Currency(value) } catch { throw wrong(error) }
        case .store: store = try path(value)
        case .plan: choices.plan = try path(value)
        case .budget: choices.budget = try path(value)
        case .verify: verify = try path(value)
        case .knownAt:
            if let revision = Self.revision(value) {
                knownAt = .revision(revision)
            } else if let instant = try? Instants.microseconds(value) {
                knownAt = .instant(Instants.date(instant))
            } else {
                throw .wrongValue(
                    option: option.rawValue,
                    rule: "it is a revision such as 12, or an instant such as 2026-03-01T12:00:00Z")
            }
        case .changes:
            guard let revision = Self.revision(value) else {
                throw .wrongValue(option: option.rawValue, rule: "it is a revision such as 12")
            }
            changes = revision
        case .tenant:
            do throws(BillingError) { tenant = try TenantID(value) } catch { throw wrong(error) }
        case .on:
            do throws(BillingError) { on = try LocalDate(value) } catch { throw wrong(error) }
        case .zone:
            self.zone = try zone()
        case .screen:
            guard let name = ScreenName(rawValue: value) else {
                throw oneOf(ScreenName.allCases.map(\.rawValue))
            }
            screen = name
        case .format:
            guard let name = Format(rawValue: value) else { throw oneOf(Format.allCases.map(\.rawValue)) }
            format = name
        case .from, .to, .view, .width, .cycle, .invoice, .mode, .by, .top, .numbering:
            do throws(BillingError) { try choose(option, value) } catch { throw wrong(error) }
        case .allTenants, .strict, .help, .version:
            break
        }
    }
}
