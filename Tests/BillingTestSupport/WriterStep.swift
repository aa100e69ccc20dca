import BillingModel
package import BillingStore
import BillingTime
import Foundation

/// One commit of a writer: a record of each kind, which all bear the number of the step.
package struct WriterStep {
    package let writer: String
    package let number: Int

    package init(writer: String, number: Int) {
        self.writer = writer
        self.number = number
    }

    static let start = Date(timeIntervalSince1970: 1_767_225_600)

    package func changes() throws -> ChangeSet {
        let tenant = try TenantID(writer)
        let at = Self.start + Double(number)
        let name = "\(writer) \(number)"
        var changes = try ChangeSet(id: name)
        changes.add(try makeTenant(tenant, name: writer))
        changes.add(messages, for: tenant)
        changes.add(SampleWrite(key(tenant, messages), at: .instant(at), value: 1))
        changes.add(
            try ActionRecord(
                tenant: tenant, source: feed, id: ActionID(name), at: at, type: .sendEmail,
                category: .alert))
        changes.add(
            try ActivityRecord(
                tenant: tenant, kind: .device, subject: SubjectID(name), quarter: QuarterHour(holding: at)))
        changes.add(
            try Invoice(
                tenant: tenant, number: InvoiceNumber(name), issuedAt: at,
                totalPaid: Money(minorUnits: 1, currency: .usd)))
        return changes
    }
}
