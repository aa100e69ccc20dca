import BillingModel

/// What a column of a mapped CSV can hold.
///
/// Names of columns are compared without case, spaces and punctuation: `Asset Groups`, `asset_groups` and
/// `ASSET-GROUPS` are one. What is left is compared byte by byte; of a name that has nothing else than these, all is.
public struct CSVField: Hashable, Sendable, CustomStringConvertible {
    /// The name of the field, which is also a name that its column may have.
    public let name: String
    /// Other names that its column may have.
    let variants: [String]

    init(_ name: String, _ variants: String...) { self.init(name, variants: variants) }

    init(_ name: String, variants: [String]) {
        self.name = name
        self.variants = variants
    }

    /// The field of a label of samples, whose column is called `label.` and the name of the label.
    static func label(_ name: String) -> CSVField { CSVField("label.\(name)") }

    /// The name of the field.
    public var description: String { name }

    /// Whether both are the same field.
    public static func == (left: Self, right: Self) -> Bool { left.name.hasSameBytes(as: right.name) }

    /// Feeds the name to the hasher.
    public func hash(into hasher: inout Hasher) { name.hashBytes(into: &hasher) }

    /// Whether a column is meant by a name.
    static func isSame(_ left: String, _ right: String) -> Bool {
        let plain = plain(left)
        return plain.isEmpty ? left.hasSameBytes(as: right) : plain.hasSameBytes(as: Self.plain(right))
    }

    /// A name without case, spaces and punctuation; other letters than those of ASCII stay as they are.
    static func plain(_ name: String) -> String {
        String(
            String.UnicodeScalarView(
                name.unicodeScalars.compactMap { scalar in
                    switch scalar.value {
                    case 0x41...0x5A: Unicode.Scalar(scalar.value + 0x20)
                    case 0x30...0x39, 0x61...0x7A: scalar
                    default: scalar.isASCII || scalar.properties.isWhitespace ? nil : scalar
                    }
                }))
    }
}

extension CSVField {
    /// The id of the tenant.
    public static let tenant = CSVField("tenant", "Tenant ID", "Tenant Code")
    /// The name of the tenant for people.
    public static let tenantName = CSVField("tenant name", "Name")
    /// The time zone, by its name in the IANA database.
    public static let zone = CSVField("zone", "Time Zone", "TZ", "Zone Name")
    /// The instant from which a zone is in force; empty for the first zone.
    public static let from = CSVField("from", "Since", "Zone From", "Valid From")
    /// The currency, by its code of ISO 4217.
    public static let currency = CSVField("currency", "Currency Code")
    /// The organisation of a tenant.
    public static let organisation = CSVField("organisation", "Organization", "Organisation ID")
    /// The parent of a tenant.
    public static let parent = CSVField("parent", "Parent Tenant")
    /// The date of a row.
    public static let date = CSVField("date", "Day", "Usage Date", "Report Date")
    /// The instant of a record.
    public static let at = CSVField(
        "at", "Instant", "Time", "Timestamp", "Date Time", "Date and Time")
    /// The instant at which a report was made, which orders what is said of one date.
    public static let generated = CSVField(
        "generated", "Generated At", "Generated On", "Report Generated", "Report Generated At")
    /// The metric of a sample or of a statement of coverage, by its id.
    public static let metric = CSVField("metric", "Metric ID")
    /// The value of a sample.
    public static let value = CSVField("value")
    /// The version of a sample, a whole number.
    public static let version = CSVField("version")
    /// The feed that a record comes from.
    public static let source = CSVField("source", "Feed")
    /// The id of an action or of an entry.
    public static let id = CSVField("id", "Action ID", "Entry ID")
    /// The type of an action.
    public static let type = CSVField("type", "Action Type", "Action")
    /// The category of an action.
    public static let category = CSVField("category", "Action Category")
    /// Executions that succeeded.
    public static let succeeded = CSVField("succeeded", "Successes")
    /// Executions that failed.
    public static let failed = CSVField("failed", "Failures")
    /// Executions that were suppressed.
    public static let suppressed = CSVField("suppressed")
    /// What is billed for.
    public static let quantity = CSVField("quantity", "Billed Quantity")
    /// The unit of the quantity.
    public static let unit = CSVField("unit")
    /// The workflow of an action.
    public static let workflow = CSVField("workflow", "Workflow ID", "Rule ID")
    /// The run of the workflow.
    public static let run = CSVField("run", "Run ID")
    /// The kind of a subject, such as `device`, or of an entry, such as `payment`.
    public static let kind = CSVField("kind", "Subject Kind", "Entry Kind")
    /// The subject that was active.
    public static let subject = CSVField("subject", "Subject ID", "Device ID", "User ID")
    /// The first instant of a range.
    public static let start = CSVField("start", "Period Start", "Range Start")
    /// The first instant after a range.
    public static let end = CSVField("end", "Period End", "Range End")
    /// The number of an invoice.
    public static let number = CSVField("number", "Invoice Number", "Invoice", "Invoice No")
    /// The instant of issue.
    public static let issued = CSVField("issued", "Issued At", "Date and Time", "Date", "Invoice Date")
    /// What was paid of an invoice.
    public static let paid = CSVField("paid", "Total Paid", "Amount Paid")
    /// What is payable.
    public static let payable = CSVField("payable", "Total", "Total Payable")
    /// The sum before tax.
    public static let subtotal = CSVField("subtotal", "Net")
    /// The tax.
    public static let tax = CSVField("tax", "VAT", "GST")
    /// Where the document of an invoice is kept.
    public static let document = CSVField("document", "Document Reference")
    /// Where the tenant pays.
    public static let link = CSVField("link", "Payment Link")
    /// The amount of an entry.
    public static let amount = CSVField("amount")

    /// The columns of a usage row whose numbers were not sent for its date, divided by `; `.
    static let filled = CSVField("filled")

    /// Columns of reports and records that tell of no record: they are neither read nor reported.
    static let remarks: Set<String> = ["phase", "coverage", "reportzone", "reportinstant", "revision"]

    /// The columns of the daily usage report with their metrics.
    static let counts = PlatformMetric.all.compactMap { row in
        row.columns.first.map {
            (field: CSVField($0, variants: Array(row.columns.dropFirst())), metric: row.metric)
        }
    }
}
