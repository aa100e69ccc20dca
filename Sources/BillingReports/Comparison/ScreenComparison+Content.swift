public import BillingModel
import BillingTime

extension ScreenComparison {
    /// What tells a figure from all others of its screen: by ids and never by names, so that a figure whose metric or tenant got
    /// another name is still the same one.
    public struct Place: Hashable, Sendable {
        /// The table of the screen.
        public let table: String
        /// Whose figure it is, on a screen that tells tenants apart.
        public let tenant: TenantID?
        /// What is measured, unless it is money.
        public let metric: MetricID?
        /// The labels of the part that is measured; none for the whole.
        public let labels: Labels
        /// The invoice that the figure is about.
        public let invoice: InvoiceNumber?
        /// The bucket, date, window or currency: `2013-07-01`, `12`, `USD`; empty if the table has one only.
        public let part: String
        /// The column of the figure: `value`, `peak`, `paid`.
        public let figure: String

        /// Makes a place.
        package init(
            table: String, tenant: TenantID? = nil, metric: MetricID? = nil, labels: Labels = .none,
            invoice: InvoiceNumber? = nil, part: String = "", figure: String
        ) {
            self.table = table
            self.tenant = tenant
            self.metric = metric
            self.labels = labels
            self.invoice = invoice
            self.part = part
            self.figure = figure
        }

        /// Texts are compared byte by byte, as ids are.
        public static func == (left: Self, right: Self) -> Bool {
            left.table == right.table && left.tenant == right.tenant && left.metric == right.metric
                && left.labels == right.labels && left.invoice == right.invoice
                && left.part.hasSameBytes(as: right.part) && left.figure.hasSameBytes(as: right.figure)
        }

        /// Feeds what tells the place to the hasher.
        public func hash(into hasher: inout Hasher) {
            hasher.combine(tenant)
            hasher.combine(metric)
            hasher.combine(labels)
            hasher.combine(invoice)
            part.hashBytes(into: &hasher)
            figure.hashBytes(into: &hasher)
        }
    }

    /// What a figure shows.
    ///
    /// The JSON form has the keys `text` and `complete`, and `number` or `amount` if it is one.
    public struct Content: Hashable, Sendable, Codable {
        /// The figure before it was rounded for people; nil if there is none, or if it is no number.
        public let number: Double?
        /// The amount of money; nil if it is none.
        public let amount: Money?
        /// What people read: `5,162`, `USD 110.86`, `paid`, or `–` if the figure is missing.
        public let text: String
        /// Whether the figure is complete, so that its screen does not mark it.
        public let complete: Bool

        /// Takes what a cell of a table shows; of a missing figure what was known last.
        package init(_ cell: ReportTable.Cell) {
            number =
                switch cell.value {
                case .number(let number): number
                case .integer(let number): Double(number)
                default: nil
                }
            amount = if case .money(let amount) = cell.value { amount } else { nil }
            complete = cell.isComplete
            text =
                if let amount {
                    "\(amount.currency) \(cell.text)"
                } else if let known = cell.lastKnown {
                    ScreenText.lastKnown(known)
                } else {
                    cell.text.isEmpty ? NumberText.missing : cell.text
                }
        }

        /// Where a figure is missing.
        static let missing = Content(.unknown)

        /// Whether there is a figure.
        var isMissing: Bool { self == .missing }
    }
}

extension ScreenComparison {
    /// One figure of a reading of a screen.
    struct Figure {
        let place: Place
        /// The title of its row, for people.
        let row: String
        /// The title of its column, for people.
        let column: String
        let content: Content
        let dependencies: [ReportTable.Dependency]
    }

    /// The figures of a report that depend on records, table by table, each row by row.
    static func figures(of report: some TabularReport) -> [Figure] {
        report.tables.flatMap { table in table.rows.flatMap { table.figures(of: $0) } }
    }
}

extension ReportTable {
    fileprivate func figures(of row: [Cell]) -> [ScreenComparison.Figure] {
        var keys = Keys()
        for (column, cell) in zip(columns, row) where column.role == .key || column.role == .columnKey {
            keys.add(cell, of: column)
        }
        return zip(columns, row).compactMap { column, cell in
            guard column.role == .figure, let figure = column.name, !cell.dependencies.isEmpty else {
                return nil
            }
            return ScreenComparison.Figure(
                place: keys.place(table: name ?? "", figure: figure), row: keys.row,
                column: keys.column(column.label), content: ScreenComparison.Content(cell),
                dependencies: cell.dependencies)
        }
    }

    /// The keys of a row, as ids and as words.
    private struct Keys {
        private var tenant: TenantID?
        private var metric: MetricID?
        private var labels = Labels.none
        private var invoice: InvoiceNumber?
        private var parts: [String] = []
        private var rows: [(isTitled: Bool, words: String)] = []
        private var columns: [String] = []

        mutating func add(_ cell: Cell, of column: Column) {
            switch cell.value {
            case .tenant(let id) where tenant == nil: tenant = id
            case .metric(let id) where metric == nil: metric = id
            case .invoice(let number) where invoice == nil: invoice = number
            case .labels(let labels): self.labels = labels
            case .empty, .unknown: break
            default: parts.append(cell.word)
            }
            guard !cell.text.isEmpty else { return }
            if column.role == .key {
                rows.append((column.title != nil, cell.text))
            } else {
                columns.append(cell.text)
            }
        }

        /// The title of a row: of the keys those that people see, else the first.
        var row: String {
            let shown = rows.filter(\.isTitled)
            return (shown.isEmpty ? Array(rows.prefix(1)) : shown).map(\.words).joined(separator: " ")
        }

        func place(table: String, figure: String) -> ScreenComparison.Place {
            ScreenComparison.Place(
                table: table, tenant: tenant, metric: metric, labels: labels, invoice: invoice,
                part: parts.joined(separator: " "), figure: figure)
        }

        /// The title of a column: the keys that tell columns apart, and what the figure is called.
        func column(_ label: String) -> String {
            [columns.joined(separator: " "), label].filter { !$0.isEmpty }.joined(separator: ", ")
        }
    }
}

extension ReportTable.Cell {
    /// A key as programs write it.
    fileprivate var word: String {
        switch value {
        case .integer(let number): "\(number)"
        case .text(let text): text
        case .date(let date): "\(date)"
        case .invoice(let number): number.text
        default: text
        }
    }
}
