import BillingModel
import BillingStore
import Foundation

@testable import BillingTestKit

extension Fault {
    static let samples: [Fault] = [
        Fault("lets the last write win over versions", .versions, operations: 4) { repository, _ in
            repository.onCommit = { base, changes in
                try await base.commit(
                    changes.with { item in
                        guard case .sample(var write) = item else { return item }
                        write.version = nil
                        return .sample(write)
                    })
            }
        },
        Fault("loses retractions", .versions, operations: 3) { repository, _ in
            repository.onCommit = { base, changes in
                try await base.commit(
                    changes.with { item in
                        if case .sample(let write) = item, write.value == nil { nil } else { item }
                    })
            }
        },
        Fault("reads the latest series whatever is asked for", .knownAt, operations: 4) { repository, _ in
            repository.onSeries = { base, request in
                let asked = try await base.series(request)
                var latest = request
                latest.knownAt = .latest
                guard request.cursor == nil else { return asked }
                var page = try await base.series(latest)
                page.revision = asked.revision
                return page
            }
        },
        Fault("takes an instant for the revision before", .instants, operations: 2) { repository, _ in
            repository.onRevision = { base, knownAt in
                let revision = try await base.revision(knownAt)
                guard case .instant = knownAt else { return revision }
                return try Revision(max(0, revision.number - 1))
            }
        },
        Fault("reads a future revision as the latest", .futureRevisions, operations: 1) { repository, _ in
            repository.onRevision = { base, knownAt in
                do {
                    return try await base.revision(knownAt)
                } catch BillingError.Code.notFound {
                    return try await base.revision(.latest)
                }
            }
        },
        Fault("gives each date the first zone of its tenant", .zones, operations: 3) { repository, _ in
            let first = Kept<[TenantID: ZoneID]>([:])
            repository.onCommit = { base, changes in
                for tenant in changes.tenants { first.use { $0[tenant.id] = tenant.zones.first } }
                return try await base.commit(
                    changes.with { item in
                        guard case .sample(var write) = item, write.zone == nil, case .date = write.time
                        else {
                            return item
                        }
                        let tenant = write.series.tenant
                        write.zone = first.use { $0[tenant] }
                        return .sample(write)
                    })
            }
        },
        Fault("takes the date of an inventory in UTC", .inventories, operations: 2) { repository, _ in
            repository.onCommit = { base, changes in
                var plain = ChangeSet(id: changes.id, basis: changes.basis)
                for item in changes.items {
                    guard case .inventory(let inventory) = item else {
                        plain.add(item)
                        continue
                    }
                    for count in inventory.counts {
                        let isDaily = Metric.platform(count.metric) != nil
                        let day = Int(floorDivide(try Instants.microseconds(inventory.at), Instants.perDay))
                        plain.add(
                            SampleWrite(
                                SeriesKey(tenant: inventory.tenant, metric: count.metric),
                                at: isDaily ? .date(try LocalDate(dayNumber: day)) : .instant(inventory.at),
                                value: Double(count.count)))
                    }
                }
                return try await base.commit(plain)
            }
        },
        Fault("equates composed and decomposed ids", .bytewiseIDs, operations: 3) { repository, _ in
            @Sendable func composed(_ id: TenantID) throws -> TenantID {
                try TenantID(id.text.precomposedStringWithCanonicalMapping)
            }
            repository.onCommit = { base, changes in
                try await base.commit(
                    changes.with { item in
                        guard case .tenant(let tenant) = item else { return item }
                        return .tenant(
                            try Tenant(
                                id: composed(tenant.id), name: tenant.name, zones: tenant.zones,
                                currency: tenant.currency))
                    })
            }
            repository.onRecords = { base, request in
                var request = request
                if case .one(let tenant) = request.tenants { request.tenants = .one(try composed(tenant)) }
                return try await base.records(request)
            }
        },
        Fault("compares labels without case", .bytewiseIDs, operations: 3) { repository, _ in
            repository.onCommit = { base, changes in
                try await base.commit(
                    changes.with { item in
                        guard case .sample(var write) = item else { return item }
                        let labels = try Labels(
                            write.series.labels.pairs.map {
                                Labels.Pair(name: $0.name, value: try LabelText($0.value.text.lowercased()))
                            })
                        write.series = SeriesKey(
                            tenant: write.series.tenant, metric: write.series.metric, labels: labels)
                        return .sample(write)
                    })
            }
        },
    ]
}
