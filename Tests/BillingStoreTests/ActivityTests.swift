import BillingModel
import BillingStore
import BillingTestSupport
import BillingTime
import Foundation
import Testing

/// One row of activity, with the subject's id in the place of its number.
struct ActiveRow: Hashable {
    let tenant: TenantID
    let subject: SubjectID
    let quarterHour: Int32
}

extension BillingReader {
    /// The rows of activity in the order in which they come, through pages of a size.
    func activeRows(
        _ kind: SubjectKind = .device, of tenants: TenantSelection = .all, in range: Range<Date>? = nil,
        knownAt: KnownAt = .latest, limit: Int = 1_000
    ) async throws -> [ActiveRow] {
        var request = ActivityRequest(of: tenants, kind: kind, in: range, knownAt: knownAt, limit: limit)
        var rows: [ActiveRow] = []
        repeat {
            let page = try await activity(request)
            for block in page.blocks {
                for (hour, number) in zip(block.activity.quarterHours, block.activity.subjects) {
                    rows.append(
                        ActiveRow(
                            tenant: block.tenant, subject: block.subjects[Int(number)], quarterHour: hour))
                }
            }
            request.cursor = page.next
        } while request.cursor != nil
        return rows
    }
}

@Suite("Activity is kept once per subject and quarter hour")
struct ActivityTests {
    @Test("A second record of the same says nothing new", arguments: Backend.allCases)
    func identity(_ backend: Backend) async throws {
        let repository = try await backend.makeEmpty()
        try await repository.addTenants()
        let first = try await repository.commit("1") { changes in
            changes.add(try activity(acme, "d1", at: 0))
            changes.add(try activity(acme, "d1", at: 14))
            changes.add(try activity(acme, "d1", at: 15))
            changes.add(try activity(acme, "d1", at: 0, kind: .user))
            changes.add(try activity(bolt, "d1", at: 0))
        }
        #expect(first.tally == [4, 1, 0, 0])
        let second = try await repository.commit("2") { changes in
            changes.add(try activity(acme, "d0", at: 15))
            changes.add(try activity(acme, "d1", at: 29))
        }
        #expect(second.tally == [1, 1, 0, 0])
        let rows = try await repository.activeRows(of: .one(acme))
        let base = Int32(position(0) / 900_000_000)
        let (one, zero) = (try SubjectID("d1"), try SubjectID("d0"))
        #expect(
            Set(rows) == [
                ActiveRow(tenant: acme, subject: one, quarterHour: base),
                ActiveRow(tenant: acme, subject: one, quarterHour: base + 1),
                ActiveRow(tenant: acme, subject: zero, quarterHour: base + 1),
            ])
        #expect(rows.count == 3)
        #expect(try await repository.activeRows(.user).count == 1)
        // What came later is unknown earlier, also its subjects.
        let then = try await repository.activity(
            ActivityRequest(of: .one(acme), kind: .device, knownAt: .revision(first.revision)))
        #expect(then.blocks.first?.activity.subjects.count == 2)
        #expect(then.blocks.first?.subjects == [one])
        // A range is widened to whole quarter hours, an empty one holds nothing.
        #expect(
            try await repository.activeRows(in: minute(16)..<minute(17)).map(\.quarterHour) == [
                base + 1, base + 1,
            ])
        #expect(try await repository.activeRows(in: minute(16)..<minute(16)).isEmpty)
        #expect(try await repository.activeRows(in: minute(0)..<minute(15)).count == 2)
    }
}
