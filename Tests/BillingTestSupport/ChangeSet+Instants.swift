package import BillingModel
package import BillingStore
import BillingTime

// Records whose instants are written as in RFC 3339.

extension ChangeSet {
    package mutating func add(
        _ metric: Metric, _ value: Double, at text: String, labels: Labels = .none, of tenant: TenantID = acme
    ) throws {
        add(SampleWrite(key(tenant, metric, labels), at: .instant(try instant(text)), value: value))
    }

    package mutating func cover(
        _ metric: Metric, _ start: String, _ end: String, source: String = "feed", of tenant: TenantID = acme
    ) throws {
        add(
            try Coverage(
                tenant: tenant, metric: metric.id, source: SourceID(source),
                range: instant(start)..<instant(end)))
    }

    package mutating func act(
        _ id: String, at text: String, category: ActionCategory = .alert, type: ActionType = .sendEmail,
        succeeded: Int = 1, failed: Int = 0, suppressed: Int = 0, of tenant: TenantID = acme
    ) throws {
        add(
            try ActionRecord(
                tenant: tenant, source: feed, id: ActionID(id), at: instant(text), type: type,
                category: category, succeeded: succeeded, failed: failed, suppressed: suppressed))
    }

    package mutating func activate(
        _ subject: String, at text: String, kind: SubjectKind = .device, of tenant: TenantID = acme
    ) throws {
        add(
            try ActivityRecord(
                tenant: tenant, kind: kind, subject: SubjectID(subject),
                quarter: QuarterHour(holding: instant(text))))
    }
}
