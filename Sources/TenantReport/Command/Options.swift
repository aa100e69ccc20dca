import InauroBilling

/// What the command line asks for.
struct Options: Hashable {
    /// The form of the output.
    enum Format: String, CaseIterable {
        case text, json
    }

    /// The CSV of events: a path, or `-` for standard input; nil for the sample.
    var events: String?
    /// The file that keeps the records; nil for one that is removed at the end.
    var store: String?
    /// As of which state of knowledge the screens are read.
    var knownAt = KnownAt.latest
    /// The revision since which changes are told, instead of screens.
    var changes: Revision?
    /// The store that is checked, and nothing else done.
    var verify: String?
    /// The tenant to report on; nil for the one with most events.
    var tenant: TenantID?
    /// The local date whose end is the instant of the report; nil for the last one with data.
    var on: LocalDate?
    /// The zone of the report; nil for the carriers' own.
    var zone: ZoneID?
    /// The one screen to print; nil for all of them.
    var screen: ScreenName?
    var format = Format.text
    var allTenants = false
    var strict = false
    var help = false
}

/// The names of the screens, in the order in which they are printed.
enum ScreenName: String, CaseIterable {
    case inventory, invoices, graph, table, actions, usage

    /// Whether the screen can be about all tenants at once.
    var isForAllTenants: Bool {
        switch self {
        case .inventory, .invoices, .actions: true
        case .graph, .table, .usage: false
        }
    }
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
}

extension UsageError: CustomStringConvertible {
    var description: String {
        switch self {
        case .unknownOption(let option): "there is no option '\(option)'"
        case .unexpectedArgument(let text): "'\(text)' is no option; the file of events is named by --events"
        case .missingValue(let option): "\(option) needs a value"
        case .unexpectedValue(let option): "\(option) takes no value"
        case .repeatedOption(let option): "\(option) is given more than once"
        case .wrongValue(let option, let rule): "the value of \(option) is wrong: \(rule)"
        case .excluded(let option, let other): "\(option) and \(other) do not go together"
        }
    }
}

extension Options {
    /// Reads the arguments that follow the program's name.
    ///
    /// A value follows its option after `=` or as the next argument, whatever that one begins with. An argument `--help`
    /// or `-h` in the place of an option wins over everything behind it.
    init(_ arguments: [String]) throws(UsageError) {
        self.init()
        var given: Set<String> = []
        var rest = arguments[...]
        while let argument = rest.popFirst() {
            let parts = argument.split(separator: "=", maxSplits: 1, omittingEmptySubsequences: false)
            let name = parts.first.map(String.init) ?? ""
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
                if help { return }
            }
        }
        if allTenants {
            if tenant != nil { throw .excluded("--all-tenants", by: "--tenant") }
            if let screen, !screen.isForAllTenants {
                throw .excluded("--all-tenants", by: "--screen \(screen.rawValue)")
            }
        }
        if verify != nil, let other = given.subtracting([Option.verify.rawValue]).min() {
            throw .excluded(Option.verify.rawValue, by: other)
        }
    }

    private enum Option: String {
        case events = "--events"
        case store = "--store"
        case knownAt = "--known-at"
        case changes = "--changes"
        case verify = "--verify"
        case tenant = "--tenant"
        case on = "--on"
        case zone = "--zone"
        case screen = "--screen"
        case format = "--format"
        case allTenants = "--all-tenants"
        case strict = "--strict"
        case help = "--help"

        var takesValue: Bool {
            switch self {
            case .events, .store, .knownAt, .changes, .verify, .tenant, .on, .zone, .screen, .format: true
            case .allTenants, .strict, .help: false
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
        default: help = true
        }
    }

    private mutating func set(_ option: Option, to value: String) throws(UsageError) {
        func wrong(_ error: BillingError) -> UsageError {
            .wrongValue(option: option.rawValue, rule: error.rule)
        }
        func path(_ value: String) throws(UsageError) -> String {
            guard !value.isEmpty else { throw .missingValue(option: option.rawValue) }
            return value
        }
        func oneOf(_ names: [String]) -> UsageError {
            .wrongValue(option: option.rawValue, rule: "it is one of \(names.joined(separator: ", "))")
        }
        switch option {
        case .events: events = try path(value)
        case .store: store = try path(value)
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
            do throws(BillingError) { zone = try ZoneID(value) } catch { throw wrong(error) }
        case .screen:
            guard let name = ScreenName(rawValue: value) else {
                throw oneOf(ScreenName.allCases.map(\.rawValue))
            }
            screen = name
        case .format:
            guard let name = Format(rawValue: value) else { throw oneOf(Format.allCases.map(\.rawValue)) }
            format = name
        case .allTenants, .strict, .help:
            break
        }
    }
}
