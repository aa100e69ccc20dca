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

extension Metric: CanonicalRecord {
    package func write(to form: inout CanonicalBytes) {
        form.add(id)
        form.add(name)
        form.add(unit)
        form.add(kind.rawValue)
        form.add(source.description)
        form.add(cadence.description)
        form.add(lag.microseconds)
        form.add(staleness) { $0.add($1.microseconds) }
        form.add(identity.rawValue)
        // Added at the end and only if it is stated, so that a set has the digest that it had before there were rules.
        if resets != .anyDrop { form.add(resets.description) }
    }
}

extension ActionRecord: CanonicalRecord {
    package func write(to form: inout CanonicalBytes) {
        form.add(tenant)
        form.add(source)
        form.add(id)
        form.add(at)
        form.add(type)
        form.add(category)
        form.add(count: succeeded)
        form.add(count: failed)
        form.add(count: suppressed)
        form.add(quantity) { $0.add("\($1)") }
        form.add(unit) { $0.add($1) }
        form.add(workflow) { $0.add($1) }
        form.add(run) { $0.add($1) }
    }
}

extension Invoice: CanonicalRecord {
    package func write(to form: inout CanonicalBytes) {
        form.add(tenant)
        form.add(number)
        form.add(issued)
        form.add(currency.code)
        form.add(served) { form, range in
            form.add(range.lowerBound)
            form.add(range.upperBound)
        }
        form.add(lines) { form, line in
            form.add(line.id)
            form.add(line.description)
            form.add(line.quantity) { $0.add("\($1)") }
            form.add(line.unit) { $0.add($1) }
            form.add(line.unitPrice) { $0.add("\($1)") }
            form.add(line.amount)
        }
        form.add(subtotal) { $0.add($1) }
        form.add(tax) { $0.add($1) }
        form.add(payable) { $0.add($1) }
        form.add(totalPaid) { $0.add($1) }
        form.add(rating) { form, rating in
            form.add(rating.plan)
            form.add(count: rating.revision)
        }
        form.add(document) { $0.add($1) }
        form.add(paymentLink) { $0.add($1) }
    }
}

extension InvoiceEntry: CanonicalRecord {
    package func write(to form: inout CanonicalBytes) {
        form.add(id)
        form.add(tenant)
        form.add(invoice)
        form.add(kind.rawValue)
        form.add(happened)
        form.add(amount) { $0.add($1) }
    }
}

extension CanonicalBytes {
    package mutating func add(_ amount: Money) {
        add(Int64(amount.minorUnits))
        add(amount.currency.code)
    }
}
