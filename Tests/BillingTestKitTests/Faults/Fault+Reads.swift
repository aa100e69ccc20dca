import BillingModel
import BillingStore
import BillingTime
import Foundation

@testable import BillingTestKit

extension Fault {
    static let reads: [Fault] = [
        Fault("takes a set of tenants for all of them", .isolation, operations: 2) { repository, _ in
            repository.onRecords = { base, request in
                var request = request
                if case .set(let set) = request.tenants, set.count > 1 { request.tenants = .all }
                return try await base.records(request)
            }
        },
        Fault("finds tenants by the beginning of their ids", .isolation, operations: 4) { repository, _ in
            repository.onSeries = { base, request in
                let page = try await base.series(request)
                guard case .one(let tenant) = request.tenants, request.limit == .max else { return page }
                var whole = request
                whole.tenants = .all
                var all = try await base.series(whole)
                all.series.removeAll { !$0.key.tenant.text.hasPrefix(tenant.text) }
                return all
            }
        },
        Fault("reads an unknown tenant as empty", .unknownTenants, operations: 1) { repository, _ in
            repository.onActivity = { base, request in
                do {
                    return try await base.activity(request)
                } catch BillingError.Code.notFound {
                    return ActivityPage(
                        blocks: [], next: nil, revision: try await base.revision(request.knownAt))
                }
            }
        },
        Fault("replies revision 0", .repliedRevision, operations: 2) { repository, _ in
            repository.onActivity = { base, request in
                var page = try await base.activity(request)
                if case .revision = request.knownAt { page.revision = .zero }
                return page
            }
        },
        Fault("drops the last row of a page", .pages, operations: 3) { repository, _ in
            repository.onRecords = { base, request in
                var page = try await base.records(request)
                if page.next != nil, page.records.count > 1 { page.records.removeLast() }
                return page
            }
        },
        Fault("gives the last row of a page again", .pages, operations: 3) { repository, _ in
            let last = Kept<BillingRecord?>(nil)
            repository.onRecords = { base, request in
                var page = try await base.records(request)
                if request.cursor != nil, let row = last.use({ $0 }), page.records.count < request.limit {
                    page.records.insert(row, at: 0)
                }
                let row = page.records.last
                last.use { $0 = row }
                return page
            }
        },
        Fault("goes on at the latest revision", .pages, operations: 5) { repository, _ in
            repository.onSeries = { base, request in
                var page = try await base.series(request)
                guard request.cursor != nil, request.knownAt == .latest, request.metrics == nil else {
                    return page
                }
                var latest = request
                latest.cursor = nil
                latest.limit = .max
                let all = try await base.series(latest).series
                page.series = page.series.map { part in
                    let whole = all.first { $0.key == part.key }
                    let places = part.positions.map { position in whole?.positions.firstIndex(of: position) }
                    let values = zip(places, part.values).map { place, value in
                        place.flatMap { whole?.values[$0] } ?? value
                    }
                    return MetricSeries(
                        key: part.key, timing: part.timing, positions: part.positions, values: values,
                        revisions: part.revisions, zones: part.zones)
                }
                return page
            }
        },
        Fault("takes the cursor of another request", .cursors, operations: 3) { repository, _ in
            repository.onRecords = { base, request in
                do {
                    return try await base.records(request)
                } catch BillingError.Code.invalidCursor {
                    var first = request
                    first.cursor = nil
                    return try await base.records(first)
                }
            }
        },
        Fault("takes a limit of 0", .limits, operations: 1) { repository, _ in
            repository.onActivity = { base, request in
                var request = request
                request.limit = max(0, request.limit)
                guard request.limit == 0 else { return try await base.activity(request) }
                return ActivityPage(blocks: [], next: nil, revision: try await base.revision(request.knownAt))
            }
        },
        Fault("orders tenants as String does", .recordOrder, operations: 2) { repository, _ in
            repository.onRecords = { base, request in
                var page = try await base.records(request)
                guard request.kind == .tenant, page.next == nil, request.cursor == nil else { return page }
                page.records.sort { left, right in
                    guard let left = left.owner?.text, let right = right.owner?.text else { return false }
                    return request.descending ? left > right : left < right
                }
                return page
            }
        },
        Fault("turns round only the instants", .recordOrder, operations: 2) { repository, _ in
            repository.onRecords = { base, request in
                guard request.kind == .invoice, request.descending, request.limit == .max else {
                    return try await base.records(request)
                }
                var page = try await base.records(request)
                page.records.reverse()
                page.records.sort { left, right in
                    guard case .invoice(let left) = left, case .invoice(let right) = right else {
                        return false
                    }
                    return left.issuedAt > right.issuedAt
                }
                return page
            }
        },
        Fault("lists series without samples", .seriesOrder, operations: 3) { repository, _ in
            repository.onSeries = { base, request in
                var page = try await base.series(request)
                if let first = page.series.first, request.instants != nil {
                    let key = SeriesKey(tenant: first.key.tenant, metric: MetricID(constant: "\u{1}"))
                    page.series.insert(try MetricSeries(key: key, instants: []), at: 0)
                }
                return page
            }
        },
        Fault("does not find the series of an unknown metric", .unknownMetrics, operations: 2) {
            repository, _ in
            repository.onSeries = { base, request in
                for metric in request.metrics ?? [] where metric == MetricID(constant: "unheard-of") {
                    throw BillingError(.notFound, rule: "a metric is known")
                }
                return try await base.series(request)
            }
        },
        Fault("counts the actions of an instant once", .actionSeries, operations: 3) { repository, _ in
            repository.onSeries = { base, request in
                var page = try await base.series(request)
                page.series = page.series.map { series in
                    guard series.key.metric == Metric.actions.id else { return series }
                    return MetricSeries(
                        key: series.key, timing: series.timing, positions: series.positions,
                        values: series.values.map { min($0, 1) }, revisions: series.revisions,
                        zones: series.zones)
                }
                return page
            }
        },
        Fault("gives the newest tenant's activity first", .activityOrder, operations: 3) { repository, _ in
            repository.onActivity = { base, request in
                var page = try await base.activity(request)
                page.blocks.reverse()
                return page
            }
        },
        Fault("numbers the subjects of each page anew", .activityNumbers, operations: 4) { repository, _ in
            repository.onActivity = { base, request in
                var page = try await base.activity(request)
                page.blocks = try page.blocks.map { block in
                    let numbers = Array(Set(block.activity.subjects)).sorted()
                    let places = Dictionary(uniqueKeysWithValues: zip(numbers, UInt32(0)...))
                    return ActivityBlock(
                        tenant: block.tenant, subjects: numbers.map { block.subjects[Int($0)] },
                        activity: try DistinctActivity(
                            quarterHours: block.activity.quarterHours,
                            subjects: block.activity.subjects.compactMap { places[$0] }))
                }
                return page
            }
        },
        Fault("does not merge coverage that touches", .coverage, operations: 3) { repository, _ in
            repository.onRecords = { base, request in
                var page = try await base.records(request)
                guard request.limit == .max else { return page }
                page.records = try page.records.flatMap { record -> [BillingRecord] in
                    guard case .coverage(let statement) = record,
                        statement.range.upperBound.timeIntervalSince(statement.range.lowerBound) > 120
                    else { return [record] }
                    let middle = statement.range.lowerBound + 60
                    return try [
                        statement.range.lowerBound..<middle, middle..<statement.range.upperBound,
                    ].map {
                        .coverage(
                            try Coverage(
                                tenant: statement.tenant, metric: statement.metric, source: statement.source,
                                range: $0))
                    }
                }
                return page
            }
        },
        Fault("lists the latest commits at every revision", .commitRecords, operations: 3) { repository, _ in
            repository.onRecords = { base, request in
                let asked = try await base.records(request)
                guard request.kind == .commit, request.cursor == nil, request.tenants == .all else {
                    return asked
                }
                var latest = request
                latest.knownAt = .latest
                var page = try await base.records(latest)
                page.revision = asked.revision
                return page
            }
        },
        Fault("reads the latest coverage whatever is asked for", .coverage, operations: 3) { repository, _ in
            repository.onRecords = { base, request in
                let asked = try await base.records(request)
                guard request.kind == .coverage, request.cursor == nil, asked.revision > .zero,
                    request.tenants == .all
                else { return asked }
                var latest = request
                latest.knownAt = .latest
                var page = try await base.records(latest)
                page.revision = asked.revision
                return page
            }
        },
    ]
}
