public import BillingModel

/// What a person has said of a finding, so that it is not told as news again.
///
/// Marks are no records of a repository: a host keeps them, and passes them to the call that looks for findings. A mark holds
/// for every finding of its metric that meets its dates, also after a correction has moved the finding by a day.
///
/// The JSON form has the keys `metric`, `labels`, `first`, `last` and `meaning`, and `note` if there is one.
public struct FindingMark: Hashable, Sendable {
    /// What was said.
    public enum Meaning: String, CaseIterable, Hashable, Sendable, Codable {
        /// It is as it should be.
        case expected
        /// A known event is behind it.
        case event
        /// The level has changed for good; what follows within a week is part of the change.
        case permanent
    }

    /// The metric.
    public let metric: MetricID
    /// The labels of a part; none for the whole.
    public let labels: Labels
    /// The dates of the finding, both included.
    public let dates: ClosedRange<LocalDate>
    /// What was said.
    public let meaning: Meaning
    /// Why, for people.
    public let note: String?

    /// Makes a mark.
    public init(
        _ meaning: Meaning, metric: MetricID, labels: Labels = .none, dates: ClosedRange<LocalDate>,
        note: String? = nil
    ) {
        self.metric = metric
        self.labels = labels
        self.dates = dates
        self.meaning = meaning
        self.note = note
    }

    /// Marks a finding.
    public init(_ meaning: Meaning, of finding: Finding, note: String? = nil) {
        self.init(
            meaning, metric: finding.metric, labels: finding.labels, dates: finding.first...finding.last,
            note: note)
    }

    /// Whether the mark is about some days of a metric.
    func holds(for metric: MetricID, _ labels: Labels, _ days: ClosedRange<LocalDate>) -> Bool {
        guard metric == self.metric, labels == self.labels else { return false }
        let reach = meaning == .permanent ? 7 : 0
        let end = (try? dates.upperBound.adding(days: reach)) ?? .max
        return days.overlaps(dates.lowerBound...end)
    }
}

extension FindingMark: Codable {
    private enum Key: String, CodingKey { case metric, labels, first, last, meaning, note }

    /// Reads a mark, and checks that its dates are in order.
    public init(from decoder: any Decoder) throws {
        let values = try decoder.container(keyedBy: Key.self)
        let first = try values.decode(LocalDate.self, forKey: .first)
        let last = try values.decode(LocalDate.self, forKey: .last)
        guard first <= last else {
            throw BillingError(
                .malformed, rule: "the dates of a mark are in order", detail: "\(first) to \(last)")
        }
        self.init(
            try values.decode(Meaning.self, forKey: .meaning),
            metric: try values.decode(MetricID.self, forKey: .metric),
            labels: try values.decodeIfPresent(Labels.self, forKey: .labels) ?? .none, dates: first...last,
            note: try values.decodeIfPresent(String.self, forKey: .note))
    }

    /// Writes the mark.
    public func encode(to encoder: any Encoder) throws {
        var values = encoder.container(keyedBy: Key.self)
        try values.encode(metric, forKey: .metric)
        try values.encode(labels, forKey: .labels)
        try values.encode(dates.lowerBound, forKey: .first)
        try values.encode(dates.upperBound, forKey: .last)
        try values.encode(meaning, forKey: .meaning)
        try values.encodeIfPresent(note, forKey: .note)
    }
}
