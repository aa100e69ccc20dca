#if PostgreSQL
import BillingModel
import BillingStore

/// Metrics by the text of their form, which thousands of tenants share: reading one again is a lookup.
final class MetricTexts {
    /// By bytes: two texts that look the same are two.
    private var known: [[UInt8]: Metric] = [:]
    private static let most = 10_000

    func metric(_ text: String) throws -> Metric {
        let bytes = Array(text.utf8)
        if let metric = known[bytes] { return metric }
        let metric = try RecordText.value(Metric.self, text)
        if known.count >= Self.most { known.removeAll() }
        known[bytes] = metric
        return metric
    }
}
#endif
