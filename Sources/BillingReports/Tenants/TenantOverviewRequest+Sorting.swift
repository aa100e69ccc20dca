import BillingModel
import BillingStore
import BillingTime

#if canImport(FoundationEssentials)
import FoundationEssentials
#else
import Foundation
#endif

extension TenantOverviewRequest {
    func check() throws(BillingError) {
        guard period.isDayOrWider else {
            throw BillingError(
                .unsupported, rule: "a billing period is a day or longer", detail: "every \(period)")
        }
        if let metric = order.metric, !metrics.contains(where: { $0.id == metric }) {
            throw BillingError(
                .invalidValue, rule: "an inventory is sorted by a metric that it shows",
                detail: "metric '\(metric)'")
        }
        if case .change = order.column, since == nil {
            throw BillingError(
                .invalidValue, rule: "tenants are sorted by a change only if there is a date to tell it from")
        }
    }

    /// What makes two requests the same for a cursor: all but the cursor and the limit.
    func form(in scope: BillingScope, now: Date) throws -> CanonicalBytes {
        var form = RecordRequest(.tenant, of: scope.tenants, knownAt: scope.knownAt).form
        form.add("overview")
        form.add(now)
        form.add(metrics.map(\.id)) { $0.add($1) }
        form.add(since) { $0.add(Int64($1.dayNumber)) }
        form.add(period.description)
        form.add(date) { $0.add(Int64($1.dayNumber)) }
        form.add(order.description)
        form.add(descending)
        form.add(zone) { $0.add($1.name) }
        // A plan is the plan of many tenants.
        var texts: [PricePlan: String] = [:]
        let encoder = JSONEncoder()
        encoder.outputFormatting = .sortedKeys
        for plan in Set(plans.values) {
            texts[plan] = String(decoding: try encoder.encode(plan), as: UTF8.self)
        }
        let distinct = texts.values.sorted { $0.precedesByBytes($1) }
        let places = Dictionary(distinct.enumerated().map { (Array($1.utf8), $0) }) { first, _ in first }
        form.add(distinct) { $0.add($1) }
        form.add(plans.sorted { $0.key < $1.key }) { form, entry in
            form.add(entry.key)
            form.add(count: texts[entry.value].flatMap { places[Array($0.utf8)] } ?? -1)
        }
        return form
    }

    /// The rows in order: what is missing last, equal ones by id.
    func sorted(_ rows: [TenantOverview.Row]) -> [TenantOverview.Row] {
        let column = order.metric.flatMap { metric in metrics.firstIndex { $0.id == metric } } ?? 0
        func count(_ row: TenantOverview.Row) -> TenantInventory.Count { row.inventory.counts[column] }
        func sorted<Key: Comparable>(_ key: (TenantOverview.Row) -> Key?) -> [TenantOverview.Row] {
            rows.sorted(missingLast: key, <, descending: descending)
        }
        switch order.column {
        case .tenant: return rows.sorted { descending ? $1.id < $0.id : $0.id < $1.id }
        case .name:
            return rows.sorted(
                missingLast: { $0.inventory.name }, { $0.precedesByBytes($1) }, descending: descending)
        case .actions: return sorted { $0.actions.executed }
        case .count: return sorted { count($0).value }
        case .change: return sorted { count($0).change?.difference }
        case .charge(let currency):
            return sorted { $0.charge?.minorUnits(in: currency) }
        }
    }
}

extension TenantOverview.Charge {
    /// The amount in a currency; nil if it has none there.
    fileprivate func minorUnits(in currency: Currency) -> Int64? {
        amount.flatMap { $0.currency == currency ? $0.minorUnits : nil }
    }
}

extension Array where Element: Identifiable, Element.ID: Comparable {
    /// The elements in the order of a key, those without one last, and equal ones in ascending order of their ids.
    func sorted<Key>(
        missingLast key: (Element) -> Key?, _ isLess: (Key, Key) -> Bool, descending: Bool
    ) -> [Element] {
        let keyed = map { (element: $0, key: key($0)) }
        return keyed.sorted { left, right in
            switch (left.key, right.key) {
            case (let low?, let high?):
                if isLess(low, high) { return !descending }
                if isLess(high, low) { return descending }
            case (_?, nil): return true
            case (nil, _?): return false
            case (nil, nil): break
            }
            return left.element.id < right.element.id
        }.map(\.element)
    }
}
