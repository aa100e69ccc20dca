public import BillingModel
public import BillingStore

/// The cells of a screen that differ between two states of knowledge, and why.
///
/// The JSON form has the keys `title`, `stamp`, `since`, `erasures` and `cells`.
public struct ScreenComparison: BillingScreen {
    /// What the screen is about: `Consumption of Acme`.
    public let screen: String
    /// When and from what the later reading was made.
    public let stamp: ScreenStamp
    /// The revision of the earlier reading.
    public let since: Revision
    /// The commits since then that erased something, on a screen of the fleet; what they erased is in neither reading.
    public let erasures: [CommitRecord]
    /// The cells that differ, in the order of the later reading; those that only the earlier one had come last.
    public let cells: [Cell]

    /// Makes a comparison.
    package init(
        screen: String, stamp: ScreenStamp, since: Revision, erasures: [CommitRecord] = [], cells: [Cell]
    ) {
        self.screen = screen
        self.stamp = stamp
        self.since = since
        self.erasures = erasures
        self.cells = cells
    }

    private enum CodingKeys: String, CodingKey {
        case screen = "title"
        case stamp, since, erasures, cells
    }

    /// The cell at a place; nil if it does not differ.
    public func cell(_ place: Place) -> Cell? { cells.first { $0.place == place } }
}

extension ScreenComparison {
    /// A cell before and after.
    public struct Cell: Hashable, Sendable {
        /// Where the cell stands.
        public let place: Place
        /// The title of its row, for people.
        public let row: String
        /// The title of its column, for people.
        public let column: String
        /// What it showed; nil if the screen had no such cell, or if some of what it stood on was erased.
        public let old: Content?
        /// What it shows; nil if the screen has no such cell any more.
        public let new: Content?
        /// Why, in the order of their declaration.
        public let causes: [ChangeCause]

        /// Makes a cell.
        package init(
            place: Place, row: String, column: String, old: Content?,
            new: Content?, causes: [ChangeCause]
        ) {
            self.place = place
            self.row = row
            self.column = column
            self.old = old
            self.new = new
            self.causes = causes
        }
    }
}

/// The JSON form has the keys `table`, `row`, `column`, `part`, `figure` and `causes`, and those of `tenant`, `metric`, `labels`,
/// `invoice`, `old` and `new` that there are.
extension ScreenComparison.Cell: Codable {
    private enum Key: String, CodingKey {
        case table, tenant, metric, labels, invoice, part, figure, row, column, old, new, causes
    }

    /// Reads a cell.
    public init(from decoder: any Decoder) throws {
        let values = try decoder.container(keyedBy: Key.self)
        self.init(
            place: ScreenComparison.Place(
                table: try values.decode(String.self, forKey: .table),
                tenant: try values.decodeIfPresent(TenantID.self, forKey: .tenant),
                metric: try values.decodeIfPresent(MetricID.self, forKey: .metric),
                labels: try values.decodeIfPresent(Labels.self, forKey: .labels) ?? .none,
                invoice: try values.decodeIfPresent(InvoiceNumber.self, forKey: .invoice),
                part: try values.decode(String.self, forKey: .part),
                figure: try values.decode(String.self, forKey: .figure)),
            row: try values.decode(String.self, forKey: .row),
            column: try values.decode(String.self, forKey: .column),
            old: try values.decodeIfPresent(ScreenComparison.Content.self, forKey: .old),
            new: try values.decodeIfPresent(ScreenComparison.Content.self, forKey: .new),
            causes: try values.decode([ChangeCause].self, forKey: .causes))
    }

    /// Writes the cell.
    public func encode(to encoder: any Encoder) throws {
        var values = encoder.container(keyedBy: Key.self)
        try values.encode(place.table, forKey: .table)
        try values.encodeIfPresent(place.tenant, forKey: .tenant)
        try values.encodeIfPresent(place.metric, forKey: .metric)
        if !place.labels.isEmpty { try values.encode(place.labels, forKey: .labels) }
        try values.encodeIfPresent(place.invoice, forKey: .invoice)
        try values.encode(place.part, forKey: .part)
        try values.encode(place.figure, forKey: .figure)
        try values.encode(row, forKey: .row)
        try values.encode(column, forKey: .column)
        try values.encodeIfPresent(old, forKey: .old)
        try values.encodeIfPresent(new, forKey: .new)
        try values.encode(causes, forKey: .causes)
    }
}

extension ScreenComparison {
    /// A cell whose contents differ, on the way to its causes.
    struct Difference {
        /// The later reading of the cell, or the earlier one if there is no later.
        let cell: Figure
        let old: Content?
        let new: Content?
        /// What it stands on in the earlier reading; nil if that has no such cell.
        let earlier: [ReportTable.Dependency]?
        /// What it stands on in the later reading; nil if that has no such cell.
        let later: [ReportTable.Dependency]?
        /// Whether the readings differ; if not, what was shown was erased.
        let isDifferent: Bool
        var causes: Set<ChangeCause>

        /// What it stands on in either reading.
        var dependencies: [ReportTable.Dependency] {
            (later ?? []) + (earlier == later ? [] : earlier ?? [])
        }

        /// Whether the figure is the same, but one of them is marked as not complete.
        var isMarkedOtherwise: Bool { old?.complete != new?.complete }

        /// The cell, unless it came or went with its row or column and nothing under itself changed.
        var told: Cell? {
            if causes.isEmpty, old == nil || new == nil { return nil }
            return Cell(
                place: cell.place, row: cell.row, column: cell.column,
                old: causes.contains(.erased) ? nil : old, new: new,
                causes: ChangeCause.allCases.filter(causes.contains))
        }
    }

    /// The cells that do not show the same, or do not show what they did because of an erasure.
    ///
    /// A missing figure is as good as no cell.
    static func differing(
        _ old: [Figure], _ new: [Figure],
        isErased: (Figure) throws(BillingError) -> Bool
    ) throws(BillingError) -> [Difference] {
        let earlier = Dictionary(old.map { ($0.place, $0) }) { first, _ in first }
        let places = Set(new.map(\.place))
        var differences: [Difference] = []
        for cell in new {
            let before = earlier[cell.place]
            let isDifferent = (before?.content ?? .missing) != cell.content
            let isErased = try isErased(cell)
            guard isDifferent || isErased else { continue }
            differences.append(
                Difference(
                    cell: cell, old: before?.content, new: cell.content, earlier: before?.dependencies,
                    later: cell.dependencies, isDifferent: isDifferent, causes: isErased ? [.erased] : []))
        }
        for cell in old where !places.contains(cell.place) && !cell.content.isMissing {
            differences.append(
                Difference(
                    cell: cell, old: cell.content, new: nil, earlier: cell.dependencies, later: nil,
                    isDifferent: true, causes: try isErased(cell) ? [.erased] : []))
        }
        return differences
    }
}
