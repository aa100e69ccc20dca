import BillingModel
import BillingStore
import BillingTestSupport
import Foundation

/// A count that comes once a day.
let orders = constant {
    try Metric(id: MetricID("orders"), name: "Orders", unit: "orders", kind: .count, cadence: .daily)
}

/// What comes on a weekday, from Monday on: 100 a day in the mean.
let week = [120.0, 130, 125, 115, 110, 60, 40]

/// What comes on a date by ``week``.
func weekly(_ date: LocalDate) -> Double {
    // 1 January 1970 was a Thursday.
    week[(Int(date.dayNumber) % 7 + 10) % 7]
}

extension ChangeSet {
    /// A value of a metric on each date that has one.
    mutating func add(
        _ metric: Metric, on dates: [LocalDate], labels: Labels = .none, of tenant: TenantID = acme,
        _ value: (LocalDate) throws -> Double?
    ) rethrows {
        for date in dates {
            guard let value = try value(date) else { continue }
            add(SampleWrite(key(tenant, metric, labels), at: .date(date), value: value))
        }
    }
}
