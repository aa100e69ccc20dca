public import BillingModel
import BillingStore

/// A kind of record that can be written as CSV, with a header of its own.
///
/// Instants are UTC with microseconds, numbers and amounts plain; the lines of an invoice are JSON in one cell. An empty
/// cell stands for what the record does not have. The names of the columns are those that an import knows.
public struct CSVRecordKind: Hashable, Sendable {
    enum Form: Hashable {
        case records(RecordKind)
        case samples
        case usage
        case activity(SubjectKind)
    }

    let form: Form
    /// The names of the columns, in their order.
    public let columns: [String]

    private init(_ form: Form, _ columns: [String]) {
        self.form = form
        self.columns = columns
    }

    /// Tenants, in ascending order of id, with a row for each zone of their history; `from` is its first instant, empty
    /// for the first zone.
    public static let tenants = Self(
        .records(.tenant),
        ["tenant", "tenant_name", "zone", "from", "currency", "organisation", "parent"])
    /// Metrics that were committed, by tenant and id; `lag` and `staleness` are whole microseconds, and `resets` is empty
    /// for any drop.
    public static let metrics = Self(
        .records(.metric), ["tenant"] + Metric.columns)
    /// Recorded samples, by series and time: of a `date`, with the `zone` in which it was a day, or `at` an instant.
    ///
    /// `revision` is that of the commit that wrote the sample. Behind these columns stands one for each name of a label,
    /// such as `label.region`, in ascending order.
    public static let samples = Self(
        .samples, ["tenant", "metric", "date", "at", "value", "zone", "revision"])
    /// Usage rows: the samples of the platform's daily metrics that have no labels, a row for each date.
    ///
    /// The columns are those of the platform's report. Numbers of one date that were recorded for days of several zones
    /// stand on a row for each.
    public static let usage = Self(
        .usage, ["Tenant", "Date"] + UsageColumns.titles.map(\.title) + ["Zone"])
    /// Actions that are not void, by instant, tenant, source and id.
    public static let actions = Self(
        .records(.action), ActionRecord.columns)
    /// Statements of coverage, merged per tenant, metric and source.
    public static let coverage = Self(
        .records(.coverage), Coverage.columns)
    /// Invoices as they were issued, by issue, tenant and number.
    public static let invoices = Self(
        .records(.invoice), Invoice.columns)
    /// Entries of invoices, by instant, tenant, number and id.
    public static let entries = Self(
        .records(.entry), InvoiceEntry.columns)
    /// Commits that made a revision, in its order; of the fleet only.
    public static let commits = Self(
        .records(.commit), CommitRecord.columns)
    /// Terms of plan books, by tenant and first date; the whole `plan` is JSON in one cell, empty if a term has none.
    public static let plans = Self(
        .records(.plan), ["tenant", "from", "cycle", "id", "name", "currency", "plan"])
    /// Budgets, by tenant.
    public static let budgets = Self(
        .records(.budget), Budget.columns)
    /// Retention floors as they are now, by tenant and kind.
    public static let floors = Self(.records(.floor), RetentionFloor.columns)

    /// The activity of subjects of one kind, by tenant and quarter hour; `at` is its first instant.
    public static func activity(of kind: SubjectKind) -> Self {
        Self(.activity(kind), ["tenant", "kind", "subject", "at"])
    }
}
