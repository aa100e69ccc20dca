public import BillingModel

/// One figure of a screen: where it stands, what it shows, and which records it stands on.
///
/// Everything that the text of a screen shows as a figure is a cell. Cells are told apart by ids and never by names, so
/// a cell whose metric or tenant got another name is still the same one.
public struct ScreenCell: Hashable, Sendable {
    /// Where the cell stands.
    public let place: Place
    /// The title of its row, for people.
    public let row: String
    /// The title of its column, for people.
    public let column: String
    /// What it shows.
    public let content: Content
    /// What it stands on: records of any of these change it.
    public let bases: [Basis]

    /// Makes a cell.
    public init(place: Place, row: String, column: String, content: Content, bases: [Basis]) {
        self.place = place
        self.row = row
        self.column = column
        self.content = content
        self.bases = bases
    }
}

extension ScreenCell {
    /// What tells a cell from all others of its screen.
    public struct Place: Hashable, Sendable {
        /// Whose figure it is, on a screen that tells tenants apart.
        public let tenant: TenantID?
        /// What is measured, unless it is money.
        public let metric: MetricID?
        /// The labels of the part that is measured; none for the whole.
        public let labels: Labels
        /// The invoice that the cell is about.
        public let invoice: InvoiceNumber?
        /// The bucket, date, window or currency: `2013-07-01`, `12 months`, `USD`; empty if the screen has one only.
        public let part: String
        /// Which figure of its metric or invoice it is: `value`, `peak`, `paid`.
        public let figure: String

        /// Makes a place.
        public init(
            tenant: TenantID? = nil, metric: MetricID? = nil, labels: Labels = .none,
            invoice: InvoiceNumber? = nil, part: String = "", figure: String
        ) {
            self.tenant = tenant
            self.metric = metric
            self.labels = labels
            self.invoice = invoice
            self.part = part
            self.figure = figure
        }
    }
}

/// A screen that lists its figures, so that two readings of it can be compared.
public protocol ComparableScreen: Sendable {
    /// What the screen is about, for people: `Consumption of Acme`.
    var title: String { get }
    /// When and from what the screen was made.
    var stamp: ScreenStamp { get }
    /// Every figure that the text of the screen shows, in its order; no two have one place.
    var cells: [ScreenCell] { get }
}
