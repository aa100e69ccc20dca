import InauroBilling

/// An option of the command line: its name, how its value is read and kept, what it goes with, and its help.
struct Option: Sendable {
    /// What an option makes sense with.
    enum Company: Hashable {
        case anything
        /// Usage rows and the files beside them.
        case usage
        /// Some of the screens, as the one that is asked for.
        case screens([ScreenName])
        /// Some of the screens, as the one that is asked for, or pages, which hold them.
        case screensOrPages([ScreenName])
        /// Pages.
        case pages
    }

    let name: String
    let takesValue: Bool
    let company: Company
    /// How the help writes the option with its value.
    let label: String
    /// What the help says of it; nil if another option's does.
    let help: String?
    /// Keeps the value; that of an option without one is empty.
    let set: @Sendable (inout Options, String) throws(UsageError) -> Void

    /// An option with a value.
    init<Value>(
        _ name: String, _ placeholder: String, label: String? = nil,
        _ place: any WritableKeyPath<Options, Value> & Sendable,
        _ read: @escaping @Sendable (String) throws -> Value,
        goesWith company: Company = .anything, help: String?
    ) {
        (self.name, takesValue, self.company, self.help) = (name, true, company, help)
        self.label = label ?? "\(name) \(placeholder)"
        set = { options, text throws(UsageError) in
            do {
                options[keyPath: place] = try read(text)
            } catch let fault as OptionValue.Fault {
                guard let rule = fault.rule else { throw .missingValue(option: name) }
                throw .wrongValue(option: name, rule: rule)
            } catch let error as BillingError {
                throw .wrongValue(option: name, rule: error.rule)
            } catch {
                throw .wrongValue(option: name, rule: "\(error)")
            }
        }
    }

    /// An option without a value.
    init(_ name: String, _ place: any WritableKeyPath<Options, Bool> & Sendable, help: String) {
        (self.name, takesValue, label, company, self.help) = (name, false, name, .anything, help)
        set = { options, _ in options[keyPath: place] = true }
    }

    /// The screens that the option says something of; none if it goes with anything else.
    var screens: [ScreenName] {
        switch company {
        case .screens(let screens), .screensOrPages(let screens): screens
        case .anything, .usage, .pages: []
        }
    }

    /// Whether the option says something of pages.
    var isOfPages: Bool {
        switch company {
        case .screensOrPages, .pages: true
        case .anything, .usage, .screens: false
        }
    }

    /// The lines of the help: what it says stands behind the option, or below one that is long.
    var helpLines: String {
        guard let help else { return "" }
        let lines = help.split(separator: "\n").joined(separator: "\n" + String(repeating: " ", count: 20))
        let head = "  " + label
        let gap =
            head.count > 18
            ? "\n" + String(repeating: " ", count: 20) : String(repeating: " ", count: 20 - head.count)
        return "\(head)\(gap)\(lines)\n"
    }
}
