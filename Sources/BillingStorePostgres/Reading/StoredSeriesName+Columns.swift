#if PostgreSQL
import BillingModel
import BillingStore
import BillingStoreFile

extension StoredSeriesName {
    /// The columns `kind`, `name` and `labels`.
    var columns: (kind: String, name: String, labels: String) {
        get throws(BillingError) {
            switch self {
            case .sample(let name): ("sample", name.metric.text, try RecordText.text(of: name.labels))
            case .measure(let name):
                ("measure", name.measure.rawValue, try RecordText.text(of: name.labels))
            case .activity(let kind): ("activity", kind.text, "")
            }
        }
    }

    init(kind: String, name: String, labels: String) throws(BillingError) {
        switch kind {
        case "sample":
            self = .sample(SeriesName(metric: try MetricID(name), labels: try Self.labels(labels)))
        case "measure":
            guard let measure = Metric.ActionMeasure(rawValue: name) else { throw Self.unknown(kind, name) }
            self = .measure(MeasureName(measure: measure, labels: try Self.labels(labels)))
        case "activity": self = .activity(try SubjectKind(name))
        default: throw Self.unknown(kind, name)
        }
    }

    /// Most series have no labels, of which reading the text would take the longest.
    private static func labels(_ text: String) throws(BillingError) -> Labels {
        text == "[]" ? .none : try RecordText.value(Labels.self, text)
    }

    private static func unknown(_ kind: String, _ name: String) -> BillingError {
        BillingError(.corruptData, rule: "a series is named as it was made", detail: "\(kind) '\(name)'")
    }
}
#endif
