import BillingModel
import BillingStore
import Foundation

@testable import BillingTestKit

extension Fault {
    static let plans: [Fault] = [
        Fault("finds an invoice at revisions before its commit", .finders, operations: 4) { repository, _ in
            repository.onInvoice = { base, number, tenant, revision in
                _ = try await base.invoice(number, of: tenant, at: revision)
                let latest = try await base.revision(.latest)
                return try await base.invoice(number, of: tenant, at: latest)
            }
        },
        Fault("keeps the first budget", .plans, operations: 4) { repository, _ in
            repository.onRecords = { base, request in
                guard request.kind == .budget, request.knownAt == .latest else {
                    return try await base.records(request)
                }
                var page = try await base.records(request)
                for (place, record) in page.records.enumerated() {
                    guard case .budget(let budget) = record else { continue }
                    for number in 1...page.revision.number {
                        var early = request
                        early.tenants = .one(budget.tenant)
                        early.cursor = nil
                        early.knownAt = .revision(try Revision(number))
                        if let first = try? await base.records(early).records.first {
                            page.records[place] = first
                            break
                        }
                    }
                }
                return page
            }
        },
        Fault("takes another content of a plan", .plans, operations: 4) { repository, _ in
            repository.onCommit = { base, changes in
                do {
                    return try await base.commit(changes)
                } catch let error as BillingError
                    where error.violations.contains(where: { $0.kind == "plan" })
                {
                    return try await base.commit(
                        changes.with { item in if case .plan = item { nil } else { item } })
                }
            }
        },
    ]
}
