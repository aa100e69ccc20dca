public import BillingModel

/// Which of the series that labels split a metric into are shown, and how they are put together.
///
/// Groups part what is shown: each series with labels is in exactly one. What they add up to is the figure of the metric as
/// a whole, unless the metric also has a series without labels: that is the whole of a day on which it has a sample, and of a level
/// while it is in force.
///
/// ```swift
/// // The three busiest regions, and the others together.
/// let breakdown = try LabelBreakdown(group: LabelText("region"), top: 3)
/// ```
///
/// The JSON form has the keys `filters`, and `group` and `top` if there are any.
public struct LabelBreakdown: Hashable, Sendable {
    /// A label that a series must have, with one of some values.
    ///
    /// The JSON form has the keys `name` and `values`.
    public struct Filter: Hashable, Sendable, Codable {
        /// The name of the label.
        public let name: LabelText
        /// The values that count.
        public let values: [LabelText]

        /// Makes a filter.
        public init(name: LabelText, values: [LabelText]) {
            self.name = name
            self.values = values
        }

        func admits(_ labels: Labels) -> Bool { labels[name].map(values.contains) ?? false }
    }

    /// What a series must match, all of it; without filters every series is shown.
    public let filters: [Filter]
    /// The label whose values make the groups; nil for a row for each series, and for actions one for each category.
    public let group: LabelText?
    /// How many groups are shown, those with the greatest figures, while the others are put together; nil for all.
    public let top: Int?

    /// A row for each series; for actions one for each category.
    public static let series = LabelBreakdown(checked: [], nil, nil)

    /// Makes a breakdown.
    ///
    /// - Parameters:
    ///   - filters: What a series must match, all of it.
    ///   - group: The label whose values make the groups; series without it make one of their own.
    ///   - top: The most groups that are shown one by one, at least 1; series without the label do not count.
    /// - Throws: `BillingError` with code `invalidValue` if `top` is below 1, or there are no groups to choose from.
    public init(filters: [Filter] = [], group: LabelText? = nil, top: Int? = nil) throws(BillingError) {
        if let top {
            guard top >= 1 else {
                throw BillingError(.invalidValue, rule: "at least one group is shown", detail: "top \(top)")
            }
            guard group != nil else {
                throw BillingError(
                    .invalidValue, rule: "the greatest groups are of a label that makes groups")
            }
        }
        self.init(checked: filters, group, top)
    }

    private init(checked filters: [Filter], _ group: LabelText?, _ top: Int?) {
        self.filters = filters
        self.group = group
        self.top = top
    }
}

extension LabelBreakdown: Codable {
    private enum CodingKeys: String, CodingKey { case filters, group, top }

    /// Reads a breakdown, and checks it.
    public init(from decoder: any Decoder) throws {
        let values = try decoder.container(keyedBy: CodingKeys.self)
        try self.init(
            filters: try values.decode([Filter].self, forKey: .filters),
            group: try values.decodeIfPresent(LabelText.self, forKey: .group),
            top: try values.decodeIfPresent(Int.self, forKey: .top))
    }
}

/// Which part of a metric a row is.
///
/// The domain is closed: the parts of a breakdown.
public enum RowPart: String, CaseIterable, Hashable, Sendable, Codable {
    /// All that the filters admit.
    case whole
    /// One series with its labels.
    case series
    /// The series that have one value of a label.
    case group
    /// The series without the label that makes the groups.
    case unlabelled
    /// The groups that are not shown one by one.
    case rest
}

/// A row that a screen cannot tell, and why.
///
/// The JSON form has the keys `metric`, `labels`, `part`, `name` and `reason`.
public struct OmittedRow: Hashable, Sendable, Codable {
    /// The metric.
    public let metric: MetricID
    /// The labels that the row would have.
    public let labels: Labels
    /// Which part of the metric it is.
    public let part: RowPart
    /// The metric's name for people.
    public let name: String
    /// Why there is no such row: one sentence without names of a host.
    public let reason: String

    static let noSeries = "no series has the labels that were asked for"
    static let notAdded = "distinct counts and figures to date of several series are not added"
    static let notDivided = "only sums and increases are divided by days"
}
