public import BillingModel
public import BillingTime

/// How the columns of a CSV become records.
///
/// ```swift
/// var mapping = CSVMapping(.invoices, constants: [.tenant: "acme", .currency: "AUD"])
/// mapping.columns[.number] = "Doc No."
/// mapping.dates = .dayMonthYear
/// ```
///
/// The first line names the columns. Each field has the column that ``columns`` names, else one with a name that the
/// field may have (see ``CSVField``), else the constant of ``constants``; columns that belong to no field are reported.
/// Forms are never guessed: dates are ISO 8601 unless a pattern is declared, and a decimal comma, separators of thousands,
/// parentheses, signs behind a number and signs of currencies are read only if declared. Amounts are judged by value:
/// `249.0000` is 249 dollars. An instant has an offset, or is followed by the name of a zone, or is on the clock of the
/// field ``CSVField/zone``, else of ``tenantZones``; of two instants with the same reading it is the first. An empty cell is
/// missing, not zero, and so are the texts of ``missing``.
///
/// The header is the first line that names all fields that are needed; titles above it are passed over. A file may say by a
/// line `sep=;` what divides its fields, and by a byte order mark that it is UTF-16.
///
/// | kind | fields, those in brackets may be missing |
/// | --- | --- |
/// | usage | date, one of the counts of the daily report at least, [tenant, tenant name, zone, currency, generated] |
/// | samples | tenant, metric, date or at, value, [version or generated, zone, label.*name*] |
/// | actions | tenant, source, id, at, type, category, [succeeded, failed, suppressed, quantity, unit, workflow, run, zone] |
/// | activity | tenant, kind, subject, at, [zone] |
/// | coverage | tenant, metric, source, start, end, [zone] |
/// | invoices | tenant, number, issued, currency, paid or payable, [subtotal, tax, start, end, document, link, zone] |
/// | entries | tenant, number, id, kind, at, amount, currency, [zone]; a void has no amount |
/// | tenants | tenant, zone, currency, [tenant name, from, organisation, parent]; a row for each zone |
public struct CSVMapping: Sendable {
    /// What the rows are.
    public enum Kind: String, CaseIterable, Hashable, Sendable {
        /// Rows of the daily usage report.
        case usage
        /// Samples of any recorded metric.
        case samples
        /// Actions.
        case actions
        /// Activity of subjects.
        case activity
        /// Statements of coverage.
        case coverage
        /// Invoices.
        case invoices
        /// Entries of invoices.
        case entries
        /// Tenants, with a row for each zone of their history.
        case tenants
    }

    /// What stands between the thousands of a number.
    public enum Thousands: String, Hashable, Sendable {
        /// Nothing.
        case none = ""
        /// A comma.
        case comma = ","
        /// A point.
        case point = "."
        /// A space, also one that does not break or is narrow.
        case space = " "
        /// An apostrophe, straight or typographic: `1'250` or `1’250`.
        case apostrophe = "'"
    }

    /// Forms of numbers that are read only if they are declared.
    public struct NumberForms: OptionSet, Hashable, Sendable {
        /// The bits of the forms.
        public let rawValue: Int

        /// Makes a set of forms.
        public init(rawValue: Int) { self.rawValue = rawValue }

        /// A negative number in parentheses: `(5.00)`.
        public static let parentheses = NumberForms(rawValue: 1)
        /// A minus behind the number: `5.00-`.
        public static let trailingMinus = NumberForms(rawValue: 2)
        /// The sign or code of the row's currency beside an amount: `€ 5.00` or `249.00 USD`; that of another one is
        /// refused.
        public static let currency = NumberForms(rawValue: 4)
        /// An exponent in counts, quantities and amounts, such as `1.5E3`; samples may always have one.
        public static let exponents = NumberForms(rawValue: 8)
    }

    /// What several rows of a file come to that state one metric of one date or instant, without versions to order them.
    public enum Repeats: String, Hashable, Sendable {
        /// A row that states another value than an earlier one is refused; the same value again says nothing new.
        case refuse
        /// The last row counts, as a correction of the earlier ones.
        case last
        /// The values are added up, those of each version by themselves. The numbers of the whole file are held in memory.
        case sum
    }

    /// What the rows are.
    public let kind: Kind
    /// The names of columns that have none of the accepted names.
    public var columns: [CSVField: String]
    /// The texts of fields that have no column.
    public var constants: [CSVField: String]
    /// How dates are written, also those of instants.
    public var dates = DateForm.iso
    /// Whether a date without a time of day is an instant too: the start of that date on the clock of its row.
    public var startsDates = false
    /// The zones of tenants whose rows name none, such as those that a repository knows.
    public var tenantZones: [TenantID: ZoneHistory] = [:]
    /// Texts of cells that say that nothing is known, such as `N/A`, `NULL` or `-`; compared byte by byte, without the spaces
    /// around them.
    public var missing: [String] = []
    /// Forms of numbers that are read beside plain ones.
    public var numbers: NumberForms = []
    /// What several rows of one metric and date come to.
    public var repeats = Repeats.refuse
    /// Whether a negative quantity of an action is a credit; otherwise it is refused.
    public var takesCredits = false
    /// Whether a comma stands before decimal digits.
    public var hasDecimalComma = false
    /// What stands between thousands.
    public var thousands = Thousands.none
    /// What stands between two fields.
    public var dialect = CSVDialect.standard
    /// Whether the guard before texts that a spreadsheet would run is taken off, as this package and others set it.
    public var isGuarded = true
    /// Where the rules of time zones come from.
    public var zones: ZoneDatabase = .system

    /// Makes a mapping.
    public init(_ kind: Kind, columns: [CSVField: String] = [:], constants: [CSVField: String] = [:]) {
        self.kind = kind
        self.columns = columns
        self.constants = constants
    }

    /// The mapping of the platform's daily usage report.
    ///
    /// Each number becomes a recorded daily sample of its metric. The instant at which a report was generated is the
    /// version of its samples, so that of two reports of a date the one that was made later wins, in whatever order they
    /// come; without it ``repeats`` says what counts. Tenants are made or changed as the rows say: a zone that differs from that
    /// of the date before is a change of the tenant's zone from the start of the date.
    ///
    /// - Parameters:
    ///   - tenant: Whose rows they are, if no column tells.
    ///   - zone: The zone of a tenant that is not known, if no column tells.
    ///   - currency: The currency of a tenant that is not known, if no column tells.
    /// - Returns: The mapping.
    public static func usage(
        tenant: TenantID? = nil, zone: ZoneID? = nil, currency: Currency? = nil
    ) -> CSVMapping {
        var constants: [CSVField: String] = [:]
        constants[.tenant] = tenant?.text
        constants[.zone] = zone?.name
        constants[.currency] = currency?.code
        return CSVMapping(.usage, constants: constants)
    }
}
