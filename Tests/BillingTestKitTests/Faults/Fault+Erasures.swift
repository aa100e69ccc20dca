import BillingModel
import BillingStore
import BillingTime
import Foundation

@testable import BillingTestKit

extension Fault {
    static let erasures: [Fault] = [
        Fault("leaves an erased tenant in earlier revisions", .tenantErasure, operations: 3) {
            repository, clock in
            // Holds what was there before the first erasure.
            let past = InMemoryRepository(clock: clock)
            let isOver = Kept(false)
            repository.onErase = { base, request in
                let commit = try await base.erase(request)
                if case .tenant = request.target { isOver.use { $0 = true } }
                return commit
            }
            repository.onCommit = { base, changes in
                if !isOver.use({ $0 }) { _ = try? await past.commit(changes) }
                return try await base.commit(changes)
            }
            repository.onSeries = { base, request in
                if isOver.use({ $0 }), case .revision(let revision) = request.knownAt, request.cursor == nil,
                    try await revision <= past.revision(.latest)
                {
                    return try await past.series(request)
                }
                return try await base.series(request)
            }
        },
        Fault("keeps the records of an erased tenant for the next of its id", .tenantErasure, operations: 4) {
            repository, _ in
            let gone = Kept<[TenantID: [InvoiceNumber: Invoice]]>([:])
            repository.onErase = { base, request in
                var kept: [Invoice] = []
                if case .tenant(let tenant) = request.target {
                    kept = (try? await base.invoices(of: .one(tenant), at: base.revision(.latest))) ?? []
                }
                let commit = try await base.erase(request)
                for invoice in kept {
                    gone.use { $0[invoice.tenant, default: [:]][invoice.number] = invoice }
                }
                return commit
            }
            repository.onRecords = { base, request in
                var page = try await base.records(request)
                guard request.kind == .invoice, page.records.isEmpty, request.knownAt == .latest,
                    case .one(let tenant) = request.tenants
                else { return page }
                page.records = gone.use { $0[tenant]?.values.sorted { $0.number < $1.number } ?? [] }
                    .map { .invoice($0) }
                return page
            }
        },
        Fault("keeps in earlier revisions what a floor took away", .retention, operations: 4) {
            repository, clock in
            let past = InMemoryRepository(clock: clock)
            let isOver = Kept(false)
            repository.onErase = { base, request in
                let commit = try await base.erase(request)
                if case .records = request.target { isOver.use { $0 = true } }
                return commit
            }
            repository.onCommit = { base, changes in
                if !isOver.use({ $0 }) { _ = try? await past.commit(changes) }
                return try await base.commit(changes)
            }
            repository.onSeries = { base, request in
                if isOver.use({ $0 }), case .revision(let revision) = request.knownAt, request.cursor == nil,
                    try await revision <= past.revision(.latest)
                {
                    return try await past.series(request)
                }
                return try await base.series(request)
            }
        },
        Fault("lets a floor sink", .retention, operations: 3) { repository, _ in
            repository.onErase = { base, request in
                let commit = try await base.erase(request)
                guard commit.retracted == 0 else { return commit }
                return CommitRecord(
                    id: commit.id, kind: .erasure, revision: try commit.revision.next(),
                    recordedAt: commit.recordedAt,
                    inserted: 0, unchanged: 0, corrected: 0, retracted: 1)
            }
        },
        Fault("drops in silence what lies before a floor", .expiry, operations: 3) { repository, _ in
            repository.onCommit = { base, changes in
                do {
                    return try await base.commit(changes)
                } catch let error as BillingError
                    where error.violations.contains(where: { $0.code == .expired })
                {
                    return try await base.commit(ChangeSet(id: changes.id, basis: changes.basis))
                }
            }
        },
        Fault("takes an erased subject out of the counts", .subjectErasure, operations: 4) { repository, _ in
            repository.onActivity = { base, request in
                var page = try await base.activity(request)
                page.blocks = try page.blocks.compactMap { block in
                    let rows = zip(block.activity.quarterHours, block.activity.subjects)
                        .filter { !block.subjects[Int($0.1)].text.hasPrefix("erased-") }
                    if rows.isEmpty { return nil }
                    return ActivityBlock(
                        tenant: block.tenant, subjects: block.subjects,
                        activity: try DistinctActivity(quarterHours: rows.map(\.0), subjects: rows.map(\.1)))
                }
                return page
            }
        },
        Fault("keeps the id of an erased subject", .subjectErasure, operations: 4) { repository, _ in
            let erased = Kept<[TenantID: SubjectID]>([:])
            repository.onErase = { base, request in
                let commit = try await base.erase(request)
                if case .subject(let subject, _, let tenant) = request.target {
                    erased.use { $0[tenant] = subject }
                }
                return commit
            }
            repository.onActivity = { base, request in
                var page = try await base.activity(request)
                page.blocks = page.blocks.map { block in
                    var block = block
                    let tenant = block.tenant
                    let original = erased.use { $0[tenant] }
                    block.subjects = block.subjects.map { subject in
                        subject.text.hasPrefix("erased-") ? original ?? subject : subject
                    }
                    return block
                }
                return page
            }
        },
    ]
}
