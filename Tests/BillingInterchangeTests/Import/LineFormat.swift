import BillingInterchange
import BillingModel
import BillingStore
import Foundation

/// A format of tests: each line is `tenant,metric,date,value` or `tenant,metric,date,value,version`, `=name` for a
/// tenant, `metric,tenant,id`, `invoice,tenant,number,paid`, `entry,tenant,number,id,amount` for a payment, or
/// `active,tenant,subject` for a device; `!` ends the source in the middle.
struct LineFormat: ImportFormat {
    var identity = "lines"

    func lines(of chunks: @escaping () throws -> [UInt8]) throws -> any ImportLines {
        var bytes: [UInt8] = []
        while true {
            let chunk = try chunks()
            if chunk.isEmpty { break }
            bytes += chunk
        }
        return Lines(rest: String(decoding: bytes, as: UTF8.self).split(separator: "\n")[...])
    }

    struct Lines: ImportLines {
        var rest: ArraySlice<Substring>
        var number = 0

        mutating func next() throws -> ImportLine? {
            guard let text = rest.popFirst() else { return nil }
            if text == "!" { throw BillingError(.malformed, rule: "a source has an end") }
            number += 1
            do throws(BillingError) {
                return ImportLine(line: number, records: [try Self.record(String(text))])
            } catch {
                return ImportLine(line: number, error: error)
            }
        }

        static func record(_ text: String) throws(BillingError) -> ImportRecord {
            let parts = text.split(separator: ",").map(String.init)
            if text.hasPrefix("=") {
                let id = String(text.dropFirst())
                return .tenant(try Tenant(id: id, name: id, zone: "UTC", currency: .eur))
            }
            if parts.first == "invoice", parts.count == 4 {
                return .invoice(
                    try Invoice(
                        tenant: TenantID(parts[1]), number: InvoiceNumber(parts[2]),
                        issuedAt: Date(timeIntervalSinceReferenceDate: 788_918_400),
                        totalPaid: Money(parts[3], .eur)))
            }
            if parts.first == "metric", parts.count == 3 {
                return .metric(
                    try Metric(id: MetricID(parts[2]), unit: "pieces", kind: .gauge, cadence: .daily),
                    tenant: try TenantID(parts[1]))
            }
            if parts.first == "entry", parts.count == 5 {
                return .entry(
                    try InvoiceEntry(
                        id: EntityID(parts[3]), tenant: TenantID(parts[1]),
                        invoice: InvoiceNumber(parts[2]), kind: .payment,
                        instant: Date(timeIntervalSinceReferenceDate: 788_918_400),
                        amount: Money(parts[4], .eur)))
            }
            if parts.first == "active", parts.count == 3 {
                return .activity(
                    ActivityRecord(
                        tenant: try TenantID(parts[1]), kind: .device, subject: try SubjectID(parts[2]),
                        quarter: try QuarterHour(holding: Date(timeIntervalSinceReferenceDate: 788_918_400))))
            }
            guard parts.count >= 4, let value = Double(parts[3]) else {
                throw BillingError(.malformed, rule: "a line has four parts")
            }
            return .sample(
                SampleWrite(
                    SeriesKey(tenant: try TenantID(parts[0]), metric: try MetricID(parts[1])),
                    at: .date(try LocalDate(parts[2])), value: value,
                    version: parts.count > 4 ? Int64(parts[4]) : nil))
        }
    }
}
