package import BillingModel

#if canImport(FoundationEssentials)
import FoundationEssentials
#else
import Foundation
#endif

/// A record whose content can be compared byte by byte: two names that differ in their bytes differ, although Swift's
/// `String` may equate them.
package protocol CanonicalRecord {
    func write(to form: inout CanonicalBytes)
}

extension CanonicalRecord {
    package func hasSameContent(as other: Self) -> Bool {
        var (left, right) = (CanonicalBytes(), CanonicalBytes())
        write(to: &left)
        other.write(to: &right)
        return left == right
    }
}

extension CanonicalRecord where Self: FieldedRecord {
    package func write(to form: inout CanonicalBytes) { form.add(fieldsOf: self) }
}

extension Metric: CanonicalRecord {}
extension ActionRecord: CanonicalRecord {}
extension Coverage: CanonicalRecord {}
extension Invoice: CanonicalRecord {}
extension InvoiceEntry: CanonicalRecord {}

extension Tenant: CanonicalRecord {
    package func write(to form: inout CanonicalBytes) {
        form.add(id)
        form.add(name)
        form.add(zones.first.name)
        form.add(zones.changes) { form, change in
            form.add(change.from)
            form.add(change.zone.name)
        }
        form.add(currency.code)
        form.add(organisation) { $0.add($1) }
        form.add(parent) { $0.add($1) }
    }
}

extension CanonicalBytes {
    fileprivate mutating func add<Record: FieldedRecord>(fieldsOf record: Record) {
        for field in Record.digestFields {
            let value = field.value(record)
            if field.presence == .optional {
                if case .missing = value { add(false) } else { add(true) }
            }
            add(value)
        }
    }

    /// Nothing for a value that is missing.
    fileprivate mutating func add(_ value: FieldValue) {
        switch value {
        case .missing: break
        case .text(let text): add(text)
        case .integer(let number), .microseconds(let number): add(number)
        case .decimal(let number): add("\(number)")
        case .instant(let instant): add(instant)
        case .date(let date): add(Int64(date.dayNumber))
        case .amount(let amount): add(amount)
        case .part(let part): add(fieldsOf: part)
        case .parts(let parts):
            add(count: parts.count)
            for part in parts { add(fieldsOf: part) }
        }
    }

    package mutating func add(_ amount: Money) {
        add(Int64(amount.minorUnits))
        add(amount.currency.code)
    }
}
