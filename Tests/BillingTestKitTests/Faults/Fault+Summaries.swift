import BillingModel
import BillingStore
import BillingTime
import Foundation

@testable import BillingTestKit

extension Fault {
    /// States made of the samples of a series that a filter leaves, with values that are distorted.
    private static func states(
        _ base: InMemoryRepository, _ request: SummaryRequest, of metric: String = "level",
        _ value: (Int64, Double) -> Double?
    ) async throws -> SummaryPage {
        var page = try await base.summaries(request)
        let instants = request.bounds.instants
        for (index, row) in page.rows.enumerated() {
            guard case .states = row.content, row.key.metric.text == metric else { continue }
            let series = try await base.allSeries(
                SeriesRequest(
                    of: .one(row.key.tenant), metrics: [row.key.metric], knownAt: .revision(page.revision))
            ).first { $0.key == row.key }
            var states: [AggregateState] = []
            for (start, end) in zip(instants, instants.dropFirst()) {
                var state =
                    try states.last.map { last in
                        try (last.last ?? row.previous?.value).map { try AggregateState(following: $0) }
                            ?? AggregateState()
                    } ?? row.previous.map { try AggregateState(following: $0.value) } ?? AggregateState()
                for (position, sample) in zip(series?.positions ?? [], series?.values ?? [])
                where start <= position && position < end && position < request.bounds.now {
                    guard let value = value(position, sample) else { continue }
                    try state.add(value, at: Instants.date(position))
                }
                states.append(state)
            }
            page.rows[index].content = .states(states)
        }
        return page
    }

    static let summaries: [Fault] = [
        Fault("leaves out samples on a boundary", .summaries, operations: 3) { repository, _ in
            repository.onSummaries = { base, request in
                try await states(base, request) { position, value in
                    request.bounds.instants.contains(position) ? nil : value
                }
            }
        },
        Fault("sums in single precision", .summaries, operations: 3) { repository, _ in
            repository.onSummaries = { base, request in
                try await states(base, request) { _, value in Double(Float(value)) }
            }
        },
        Fault("summarises what lies after now", .summaryNow, operations: 3) { repository, _ in
            repository.onSummaries = { base, request in
                var later = request
                let bounds = request.bounds
                guard request.limit == .max else { return try await base.summaries(request) }
                later.bounds = SummaryBounds(
                    instants: bounds.instants, dayNumbers: bounds.dayNumbers, resets: bounds.resets,
                    now: max(bounds.now, bounds.instants.last ?? bounds.now), endDay: bounds.endDay)
                return try await base.summaries(later)
            }
        },
        Fault("forgets the reading before the first bucket", .summaryPrevious, operations: 3) {
            repository, _ in
            repository.onSummaries = { base, request in
                var page = try await base.summaries(request)
                for index in page.rows.indices { page.rows[index].previous = nil }
                return page
            }
        },
        Fault("takes any drop for a reset", .summaryResets, operations: 4) { repository, _ in
            repository.onSummaries = { base, request in
                try await states(base, request, of: "reading") { _, value in value }
            }
        },
        Fault("has rows for metrics that a tenant does not know", .summaryMetrics, operations: 2) {
            repository, _ in
            repository.onSummaries = { base, request in
                var page = try await base.summaries(request)
                let unknown = MetricID(constant: "unheard-of")
                if request.metrics.contains(unknown), let tenant = page.rows.first?.key.tenant {
                    let states = [AggregateState](repeating: AggregateState(), count: request.bounds.count)
                    page.rows.append(
                        SummaryRow(key: SeriesKey(tenant: tenant, metric: unknown), content: .states(states)))
                    page.rows.sort { $0.key < $1.key }
                }
                return page
            }
        },
        Fault("takes bounds that descend", .summaryBounds, operations: 1) { repository, _ in
            repository.onSummaries = { base, request in
                do {
                    return try await base.summaries(request)
                } catch BillingError.Code.invalidValue where request.limit > 0 {
                    return SummaryPage(
                        rows: [], next: nil, revision: try await base.revision(request.knownAt))
                }
            }
        },
    ]
}
