import BillingModel
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
    /// The table of the screen that is written as CSV; nil for its main one.
    var table: String?
    /// The file or the folder that pages are written to; nil if screens are printed.
    var html: String?
    /// How many days after its issue an invoice is overdue; nil if none ever is.
    var dueAfter: Int?
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
        return NearestText.of(String(plain), among: table.map { String($0.name.dropFirst(2)) })
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
            let sought = name == "-h" ? "--help" : name
            guard let option = Self.table.first(where: { $0.name == sought }) else {
                throw .unknownOption(name)
            }
            guard given.insert(option.name).inserted else { throw .repeatedOption(option.name) }
            if option.takesValue {
                guard let value = parts.count == 2 ? String(parts[1]) : rest.popFirst() else {
                    throw .missingValue(option: name)
                }
                try option.set(&self, value)
            } else {
                guard parts.count == 1 else { throw .unexpectedValue(option: name) }
                try option.set(&self, "")
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
        try checkPages(given)
        try checkChoices(given)
        if format == .csv, screen == nil { throw .lacking("--screen", for: "--format csv") }
        if table != nil, format != .csv { throw .lacking("--format csv", for: "--table") }
        if verify != nil, let other = given.subtracting(["--verify"]).min() {
            throw .excluded("--verify", by: other)
        }
    }

    /// Checks which files go with which.
    private func checkFiles(_ given: Set<String>) throws(UsageError) {
        if usage != nil, events != nil { throw .excluded("--events", by: "--usage") }
        if usage == nil,
            let option = Self.table.first(where: { $0.company == .usage && given.contains($0.name) })
        {
            throw .lacking("--usage", for: option.name)
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

    /// Checks what goes with pages, which hold screens of their own.
    private func checkPages(_ given: Set<String>) throws(UsageError) {
        guard html != nil else {
            let option = Self.table.first { $0.company == .pages && given.contains($0.name) }
            if let option { throw .lacking("--html", for: option.name) }
            return
        }
        for other in ["--screen", "--format", "--table", "--changes"] where given.contains(other) {
            throw .excluded("--html", by: other)
        }
        if allTenants, choices.budget != nil { throw .excluded("--all-tenants", by: "--budget") }
    }

    /// Checks that there is a screen for what is asked of one, and that it makes sense together.
    private func checkChoices(_ given: Set<String>) throws(UsageError) {
        for option in Self.table where given.contains(option.name) && !option.screens.isEmpty {
            if html != nil, option.isOfPages { continue }
            guard let screen, option.screens.contains(screen) else {
                let names = option.screens.map(\.rawValue)
                throw .lacking(
                    "--screen \(names.dropLast().joined(separator: ", "))"
                        + (names.count > 1 ? " or " : "") + (names.last ?? ""), for: option.name)
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
}
