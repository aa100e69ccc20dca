import BillingModel
import BillingStore
import Foundation

@testable import BillingTestKit

extension Fault {
    static let commits: [Fault] = [
        Fault("applies the first half of a refused set", .refusals, operations: 3) { repository, _ in
            repository.onCommit = { base, changes in
                do {
                    return try await base.commit(changes)
                } catch BillingError.Code.refused {
                    let items = changes.items
                    let half = ChangeSet(id: try freshID(), Array(items.prefix((items.count + 1) / 2)))
                    _ = try? await base.commit(half)
                    return try await base.commit(changes)
                }
            }
        },
        Fault("keeps the id of a refused set", .refusals, operations: 3) { repository, _ in
            let refused = Kept<[CommitID: String]>([:])
            repository.onCommit = { base, changes in
                let digest = changes.digest
                if let other = refused.use({ $0[changes.id] }), other != digest {
                    throw BillingError(.conflict, rule: "the id was tried before")
                }
                do {
                    return try await base.commit(changes)
                } catch BillingError.Code.refused {
                    refused.use { $0[changes.id] = digest }
                    return try await base.commit(changes)
                }
            }
        },
        Fault("names only the first offending record", .refusals, operations: 2) { repository, _ in
            repository.onCommit = { base, changes in
                do {
                    return try await base.commit(changes)
                } catch let error as BillingError where error.code == .refused {
                    throw BillingError(
                        .refused, rule: error.rule, violations: Array(error.violations.prefix(1)))
                }
            }
        },
        Fault("forgets commit ids", .commitIDs, operations: 3) { repository, _ in
            repository.onCommit = { base, changes in
                let fresh = try changes.with(id: freshID()) { $0 }
                return try await base.commit(fresh).with(id: changes.id)
            }
        },
        Fault("takes other content under a known id", .commitIDs, operations: 3) { repository, _ in
            repository.onCommit = { base, changes in
                do {
                    return try await base.commit(changes)
                } catch BillingError.Code.conflict {
                    let fresh = try changes.with(id: freshID()) { $0 }
                    return try await base.commit(fresh).with(id: changes.id)
                }
            }
        },
        Fault("forgets the ids of erasures", .commitIDs, operations: 3) { repository, _ in
            repository.onErase = { base, request in
                try await base.erase(ErasureRequest(id: freshID(), request.target)).with(id: request.id)
            }
        },
        Fault("ignores the basis", .basis, operations: 2) { repository, _ in
            repository.onCommit = { base, changes in
                try await base.commit(changes.with(basis: .some(nil)) { $0 })
            }
        },
        Fault("says that nothing new made a revision", .nothingNew, operations: 2) { repository, _ in
            repository.onCommit = { base, changes in
                let commit = try await base.commit(changes)
                guard commit.inserted + commit.corrected + commit.retracted == 0 else { return commit }
                return commit.with(revision: try commit.revision.next())
            }
        },
        Fault("counts what is unchanged as inserted", .counts, operations: 2) { repository, _ in
            repository.onCommit = { base, changes in
                let commit = try await base.commit(changes)
                return commit.with(inserted: commit.inserted + commit.unchanged, unchanged: 0)
            }
        },
        Fault("follows a clock that goes back", .clock, operations: 2) { repository, clock in
            repository.onCommit = { base, changes in try await base.commit(changes).with(recordedAt: clock())
            }
        },
        Fault("reports a conflict as an invalid value", .errorCodes, operations: 3) { repository, _ in
            repository.onCommit = { base, changes in
                do {
                    return try await base.commit(changes)
                } catch BillingError.Code.conflict {
                    throw BillingError(.invalidValue, rule: "something is wrong")
                }
            }
        },
        Fault("throws errors of its own", .errorCodes, operations: 2) { repository, _ in
            repository.onCommit = { base, changes in
                do {
                    return try await base.commit(changes)
                } catch BillingError.Code.refused {
                    throw CancellationError()
                }
            }
        },
        Fault("loses one of two commits made at once", .atomicity, operations: 3) { repository, clock in
            let running = Kept(0)
            repository.onCommit = { base, changes in
                let isAlone = running.use { count in
                    count += 1
                    return count == 1
                }
                defer { running.use { $0 -= 1 } }
                await Task.yield()
                guard isAlone || changes.count < 3 else {
                    let revision = try await base.revision(.latest)
                    return CommitRecord(
                        id: changes.id, revision: try revision.next(), recordedAt: clock(),
                        inserted: changes.count, unchanged: 0, corrected: 0, retracted: 0)
                }
                return try await base.commit(changes)
            }
        },
        Fault("lets a metric be defined anew", .metrics, operations: 3) { repository, _ in
            repository.onCommit = { base, changes in
                do {
                    return try await base.commit(changes)
                } catch let error as BillingError
                    where error.violations.contains(where: { $0.kind == "metric" })
                {
                    return try await base.commit(
                        changes.with { item in if case .metric = item { nil } else { item } })
                }
            }
        },
        Fault("forgets the void of an action", .actions, operations: 3) { repository, _ in
            repository.onCommit = { base, changes in
                try await base.commit(
                    changes.with { item in if case .action(.void) = item { nil } else { item } })
            }
        },
        Fault("lets a known action be replaced", .actions, operations: 3) { repository, _ in
            repository.onCommit = { base, changes in
                do {
                    return try await base.commit(changes)
                } catch let error as BillingError
                    where error.violations.contains(where: { $0.kind == "action" })
                {
                    return try await base.commit(
                        changes.with { item in
                            if case .action(.record(let action)) = item {
                                .action(.amend(action))
                            } else {
                                item
                            }
                        })
                }
            }
        },
        Fault("forgets the void of an invoice", .invoices, operations: 4) { repository, _ in
            repository.onCommit = { base, changes in
                try await base.commit(
                    changes.with { item in
                        if case .entry(let entry) = item, entry.kind == .void { nil } else { item }
                    })
            }
        },
    ]
}
