import BillingModel
import BillingTime

/// Some metrics of some members of a survey that are read in one way.
struct UsageQuestion {
    /// How a metric is read.
    enum Path: Hashable {
        /// As mergeable states.
        case states
        /// As different subjects per bucket.
        case distinct
        /// As different subjects since the last reset.
        case distinctToDate
        /// As samples, where gauges are weighted by time, or values belong to dates.
        case samples

        init(_ metric: Metric) {
            switch (metric.source, metric.kind) {
            case (.activity, .distinctToDate): self = .distinctToDate
            case (.activity, _): self = .distinct
            case (.actions, _): self = .states
            case (.recorded, .count), (.recorded, .cumulative): self = metric.isDaily ? .samples : .states
            case (.recorded, _): self = .samples
            }
        }
    }

    /// What is one question: figures that cannot be merged are so only on the same buckets.
    private struct Key: Hashable {
        let path: Path
        let metrics: [MetricID]
        var instants: [Int64] = []
        var resets: [Int64] = []
    }

    let path: Path
    let metrics: [MetricID]
    /// The places of the members, ascending.
    private(set) var members: [Int]
    /// What each metric is to each member; one for all as a rule.
    private var definitions: [Int: [MetricID: Metric]]

    func metric(_ id: MetricID, of place: Int) -> Metric? { definitions[place]?[id] }

    /// Divides what is asked of each member into as few questions as there are ways to read it.
    ///
    /// - Throws: `BillingError` with code `unsupported` if a bucket is narrower than the cadence of a metric.
    static func questions(
        _ asked: [[Metric]], of members: [UsageSurvey.Member]
    ) throws(BillingError) -> [UsageQuestion] {
        var questions: [UsageQuestion] = []
        var places: [Key: Int] = [:]
        var last: (asked: [Metric], paths: [Path: [MetricID: Metric]]) = ([], [:])
        for (place, member) in members.enumerated() where !asked[place].isEmpty {
            let defined = asked[place].map(member.engine.catalog.defined)
            for metric in defined { try member.plan.check(metric) }
            guard member.plan.instants.count > 1 else { continue }
            // As a rule all members are asked for the same.
            if last.asked != defined {
                last = (defined, [:])
                for metric in defined { last.paths[Path(metric), default: [:]][metric.id] = metric }
            }
            for (path, metrics) in last.paths {
                var key = Key(path: path, metrics: metrics.keys.sorted())
                if path == .distinct || path == .distinctToDate {
                    (key.instants, key.resets) = (member.plan.instants, member.plan.resets)
                }
                if let known = places[key] {
                    questions[known].members.append(place)
                    questions[known].definitions[place] = metrics
                } else {
                    places[key] = questions.count
                    questions.append(
                        UsageQuestion(
                            path: path, metrics: key.metrics, members: [place],
                            definitions: [place: metrics]))
                }
            }
        }
        return questions
    }
}
