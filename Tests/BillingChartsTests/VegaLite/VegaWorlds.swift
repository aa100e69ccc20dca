import BillingModel
import BillingReports
import BillingStore
import BillingTestSupport
import BillingTime
import Foundation

/// A tenant in Berlin whose values a test writes by hand.
struct VegaWorld {
    let repository = emptyRepository()
    static let own = try! TenantID("berlin")

    init(_ fill: (inout ChangeSet) throws -> Void) async throws {
        var changes = try ChangeSet(id: CommitID("first"))
        changes.add(try makeTenant(Self.own, zone: "Europe/Berlin"))
        try fill(&changes)
        try await repository.commit(changes)
    }

    var scope: BillingScope { repository.scope(of: Self.own) }

    func graph(
        _ metrics: [Metric], _ start: String, _ end: String, _ width: BucketWidth = .day, now: String,
        annotations: [GraphAnnotation] = []
    ) async throws -> ConsumptionGraph {
        try await scope.consumptionGraph(
            metrics: metrics, range: instant(start)..<instant(end), width: width, now: instant(now),
            annotations: annotations)
    }

    func actions(
        _ start: String, _ end: String, _ width: BucketWidth = .day, now: String
    ) async throws -> ConsumptionActions {
        try await scope.actions(range: instant(start)..<instant(end), width: width, now: instant(now))
    }

    /// Actions of three kinds over ten days in March 2026, of which one is not covered; on the 29th, the clock is put forward.
    static func actions() async throws -> VegaWorld {
        try await VegaWorld { changes in
            for (start, end) in [
                ("2026-03-20T23:00:00Z", "2026-03-24T23:00:00Z"),
                ("2026-03-25T23:00:00Z", "2026-03-31T22:00:00Z"),
            ] {
                changes.add(
                    try Coverage(
                        tenant: own, metric: Metric.actions.id, source: SourceID("engine"),
                        range: instant(start)..<instant(end)))
            }
            for day in 21...29 where day != 25 {
                for (place, type) in [ActionType.sendEmail, .sendSMS, .updateAsset].enumerated()
                where day % (place + 1) == 0 {
                    changes.add(
                        try ActionRecord(
                            tenant: own, source: SourceID("engine"), id: ActionID("\(day)-\(place)"),
                            at: instant("2026-03-\(day)T10:00:00Z"), type: type,
                            category: place == 2 ? .automation : .alert, succeeded: day + place, failed: 1,
                            suppressed: 0))
                }
            }
        }
    }
}

extension ChangeSet {
    /// Values of a metric by the date, from a first one on; nil where there is none.
    mutating func add(_ metric: Metric, from first: String, _ values: [Double?]) throws {
        let start = try LocalDate(first)
        for (offset, value) in values.enumerated() where value != nil {
            add(
                SampleWrite(
                    key(VegaWorld.own, metric), at: .date(try start.adding(days: offset)), value: value))
        }
    }
}
