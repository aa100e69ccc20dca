public import BillingInsights
public import BillingModel
public import BillingTime

/// What is to come of a tenant's metrics: step by step, and where the period in progress will end.
///
/// A forecast is made from days, weeks or months that are known in full. What is in progress or settling, and what no feed
/// covers, is missing and not zero. A metric with too little history says what it needs, and is not guessed.
///
/// The JSON form has the keys `stamp`, `tenant`, `name`, `width`, `period`, `label` and `rows`.
public struct UsageForecast: Hashable, Sendable, Codable {
    /// When and from what the screen was made.
    public let stamp: ScreenStamp
    /// Whose usage it is.
    public let tenant: TenantID
    /// The name of the tenant.
    public let name: String
    /// How long a step is.
    public let width: BucketWidth
    /// The period whose end is forecast, in the zone of the screen.
    public let period: Bucket
    /// What the period is called: `2013-07`.
    public let label: String
    /// One row for each metric as a whole, and then for each of its parts by labels.
    public let rows: [Row]

    /// The row of a metric as a whole, or of a part of it.
    public func row(_ metric: Metric, labels: Labels = .none) -> Row? {
        rows.first { $0.metric == metric.id && $0.labels == labels }
    }

    /// What is to come of one metric.
    ///
    /// The JSON form has the keys `metric`, `labels`, `name`, `unit`, `kind`, `steps`, `methods`, and those of `end`, `zero`
    /// and `refusal` that there are.
    public struct Row: Hashable, Sendable {
        /// The metric.
        public let metric: MetricID
        /// The labels of a part; none of the whole.
        public let labels: Labels
        /// The name of the metric.
        public let name: String
        /// The unit of the figures.
        public let unit: String
        /// What the numbers are.
        public let kind: MetricKind
        /// The steps from the first that is not known in full, the nearest first.
        public let steps: [Step]
        /// Where the period will end; nil if nothing can be said.
        public let end: End?
        /// The methods that the forecast of days is the mean of, with their shares.
        public let methods: [Forecast.Part]
        /// The probability of a day with nothing, if most days have nothing.
        public let zeroProbability: Double?
        /// Why something is not forecast: `a forecast needs 14 days with a value: there are 5`.
        public let refusal: String?
    }

    /// One step.
    ///
    /// The JSON form has the keys `bucket` and `estimate`.
    public struct Step: Hashable, Sendable, Codable {
        /// The day, week or month.
        public let bucket: Bucket
        /// Its figure: a level at its end, what is counted in it, the different subjects of it, or a figure to date at its end.
        public let estimate: Forecast.Estimate
    }

    /// Where a period will end.
    ///
    /// The interval of a sum is that of the errors of such sums before, since errors of neighbouring days go together.
    ///
    /// The JSON form has the keys `basis`, `sofar` (left out if nothing is known), `known`, `missing`, `ahead` and `estimate`.
    public struct End: Hashable, Sendable {
        /// What the figure is.
        public let basis: Basis
        /// The figure so far, days in progress included; nil if nothing is known.
        public let soFar: Double?
        /// How many days of the period are known in full.
        public let known: Int
        /// How many days before the last known one are not known in full: of a total, only what is known of them is in it.
        public let missing: Int
        /// How many days are forecast, the one in progress included.
        public let ahead: Int
        /// The figure at the end.
        public let estimate: Forecast.Estimate
    }

    /// What the figure of a period is.
    public enum Basis: String, CaseIterable, Hashable, Sendable, Codable {
        /// The level at its end.
        case level
        /// What is counted in it.
        case total
        /// The mean of the days.
        case mean
        /// The figure to date at its end.
        case toDate = "to-date"
    }
}

extension UsageForecast.End: Codable {
    private enum CodingKeys: String, CodingKey {
        case basis, soFar = "sofar", known, missing, ahead, estimate
    }
}

extension UsageForecast.Row: Codable {
    private enum CodingKeys: String, CodingKey {
        case metric, labels, name, unit, kind, steps, end, methods, zeroProbability = "zero", refusal
    }
}
