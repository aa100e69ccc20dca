public import BillingModel

/// Something unusual in the days of one metric: neighbouring days are one finding.
///
/// A day is held against those before it alone, so that a finding that was made once is made again from more days, as long as
/// its days are not corrected. Once more than 400 days are known, the oldest are forgotten month by month: with the first report of
/// a month the figures of a finding may move a little, and one that was just rare enough may go. The parts by labels have to be rarer the more there are.
///
/// The JSON form has the keys `metric`, `labels`, `name`, `unit`, `kind`, `first`, `last`, `parts`, `annotations`, and those of
/// `peak`, `cost` and `mark` that there are.
public struct Finding: Hashable, Sendable {
    /// What happened.
    public enum Kind: String, CaseIterable, Hashable, Sendable, Codable {
        /// Days above what was expected.
        case spike
        /// Days below what was expected.
        case dip
        /// Unusual days that stayed, until they were taken for the new level.
        case shift
        /// No data since: days that nothing is known of, where a feed was heard before.
        case silence
    }

    /// The rarest day of a finding.
    ///
    /// The JSON form has the keys `date`, `value`, `expected`, `usual` (a list of the lower and the upper end) and `probability`.
    public struct Peak: Hashable, Sendable, Codable {
        /// The day.
        public let date: LocalDate
        /// Its figure.
        public let value: Double
        /// What was expected, from the days before.
        public let expected: Double
        /// The figures that would have been usual.
        public let usual: ClosedRange<Double>
        /// The probability of an error at least this large, as estimated from the days before.
        public let probability: Double

        /// The figure less what was expected.
        public var difference: Double { value - expected }
    }

    /// What one part by labels has to do with the difference of the rarest day.
    ///
    /// The JSON form has the keys `labels` (left out of the rest) and `difference`.
    public struct Part: Hashable, Sendable, Codable {
        /// The labels of the part; nil for what no part tells.
        public let labels: Labels?
        /// The figure of the part less what was expected of it, so that all parts add up to the difference of the whole.
        public let difference: Double
    }

    /// The metric.
    public let metric: MetricID
    /// The labels of a part; none of the whole.
    public let labels: Labels
    /// The name of the metric.
    public let name: String
    /// The unit of the figures.
    public let unit: String
    /// What happened.
    public let kind: Kind
    /// The first unusual day; of a silent feed the first without data.
    public let first: LocalDate
    /// The last unusual day; of a silent feed the last that data are due of.
    public let last: LocalDate
    /// The rarest day; nil for a silent feed.
    public let peak: Peak?
    /// What the month of the rarest day costs more under the plan of the tenant than it would have as expected; below zero of
    /// what costs less, nil without a plan or a charge of the metric.
    public let cost: Money?
    /// The parts by labels with the largest difference first; none if the metric is not split.
    public let parts: [Part]
    /// What the host knows to have happened from the day before to the day after.
    public let annotations: [GraphAnnotation]
    /// What a person has said of it; nil if nobody has.
    public let mark: FindingMark.Meaning?
}

extension Finding: Codable {}

extension Finding {
    /// The finding as a sentence.
    ///
    /// `Actions 2013-02-08 to 2013-02-09: 12 where 81.2 were expected (usual are 50.1 to 112.3), rarer than one day in 2,000`
    public var statement: String {
        let title = ScreenText.title(name, labels)
        let dates = first == last ? "\(first)" : "\(first) to \(last)"
        guard let peak else { return "\(title): no data since \(first)" }
        let day = first == last ? "" : " on \(peak.date)"
        let shift = kind == .shift ? "a new level since \(first), " : ""
        let usual = "\(Self.text(peak.usual.lowerBound)) to \(Self.text(peak.usual.upperBound))"
        return "\(title) \(dates): \(shift)\(Self.text(peak.value))\(day) where \(Self.text(peak.expected)) "
            + "was expected (usual: \(usual)), \(Self.rarity(peak.probability))\(contributions)\(worth)"
    }

    private var contributions: String {
        let told = parts.prefix(3).filter { $0.difference != 0 }.map { part in
            let labels = part.labels?.pairs.map(\.value.text).joined(separator: ", ") ?? "the rest"
            return "\(labels) \(NumberText.difference(Self.shortened(part.difference)))"
        }
        return told.isEmpty ? "" : "; of that " + told.joined(separator: ", ")
    }

    private var worth: String {
        guard let cost, cost.minorUnits != 0 else { return "" }
        let amount = NumberText.amount(cost.amountText)
        return "; \(cost.minorUnits > 0 ? "+" : "")\(amount) \(cost.currency.code)"
    }

    private static func text(_ value: Double) -> String {
        value == value.rounded() ? NumberText.number(value) : NumberText.average(value)
    }

    /// A difference with one decimal at most.
    private static func shortened(_ value: Double) -> Double {
        abs(value) < 1e15 ? (value * 10).rounded() / 10 : value
    }

    /// How rare a day is, to one digit: the tail of few hundred days says no more.
    private static func rarity(_ probability: Double) -> String {
        guard probability > 1e-6 else { return "rarer than one day in 1,000,000" }
        let days = 1 / probability
        var unit = 1.0
        while days >= 10 * unit { unit *= 10 }
        return "about one day in \(NumberText.number((days / unit).rounded() * unit))"
    }
}
