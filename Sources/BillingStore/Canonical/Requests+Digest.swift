import BillingModel
import BillingTime

#if canImport(FoundationEssentials)
import FoundationEssentials
#else
import Foundation
#endif

// What makes two requests the same for a cursor: all but the cursor and the limit.

extension RecordRequest {
    package var form: CanonicalBytes {
        var form = CanonicalBytes()
        form.add("records")
        form.add(kind.rawValue)
        form.add(tenants)
        form.add(range) { $0.add($1) }
        form.add(descending)
        form.add(knownAt)
        return form
    }
}

extension SeriesRequest {
    package var form: CanonicalBytes {
        var form = CanonicalBytes()
        form.add("series")
        form.add(tenants)
        form.add(metrics) { form, metrics in form.add(Set(metrics).sorted()) { $0.add($1) } }
        form.add(instants) { $0.add($1) }
        form.add(dates) { form, dates in
            form.add(Int64(dates.lowerBound.dayNumber))
            form.add(Int64(dates.upperBound.dayNumber))
        }
        form.add(includesPrevious)
        form.add(knownAt)
        return form
    }
}

extension ActivityRequest {
    package var form: CanonicalBytes {
        var form = CanonicalBytes()
        form.add("presence")
        form.add(tenants)
        form.add(kind)
        form.add(range) { $0.add($1) }
        form.add(knownAt)
        return form
    }
}

extension SummaryRequest {
    package var form: CanonicalBytes {
        var form = CanonicalBytes()
        form.add("summaries")
        form.add(tenants)
        form.add(Set(metrics).sorted()) { $0.add($1) }
        form.add(bounds.instants) { $0.add($1) }
        form.add(bounds.dayNumbers) { form, days in form.add(days) { $0.add($1) } }
        form.add(bounds.resets) { $0.add($1) }
        form.add(bounds.now)
        form.add(bounds.endDay) { $0.add($1) }
        form.add(Int64(measures.rawValue))
        form.add(knownAt)
        return form
    }
}

extension CanonicalBytes {
    fileprivate mutating func add(_ tenants: TenantSelection) {
        switch tenants {
        case .one(let tenant):
            add("one")
            add(tenant)
        case .set(let tenants):
            add("set")
            add(tenants.sorted()) { $0.add($1) }
        case .all:
            add("all")
        }
    }

    fileprivate mutating func add(_ knownAt: KnownAt) {
        switch knownAt {
        case .latest: add("latest")
        case .revision(let revision):
            add("revision")
            add(revision.number)
        case .instant(let instant):
            add("instant")
            add(instant)
        }
    }
}
