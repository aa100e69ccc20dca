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
    func sorted(_ rows: [TenantOverview.Row]) throws(BillingError) -> [TenantOverview.Row] {
        let column = order.metric.flatMap { metric in metrics.firstIndex { $0.id == metric } }
        switch order.column {
        case .tenant: return rows.sorted { descending ? $1.id < $0.id : $0.id < $1.id }
        case .name:
            return sorted(rows, by: \.inventory.name) { $0.precedesByBytes($1) }
        case .actions: return sorted(rows, by: \.actions.executed, <)
        case .count:
            return sorted(rows, by: { row in column.flatMap { row.inventory.counts[$0].value } }, <)
        case .change:
            return sorted(
                rows, by: { row in column.flatMap { row.inventory.counts[$0].change?.difference } }, <)
        case .charge(let currency):
            return sorted(
                rows,
                by: { row in
                    row.charge?.amount.flatMap { $0.currency == currency ? $0.minorUnits : nil }
                }, <)
        }
    }

    private func sorted<Key>(
        _ rows: [TenantOverview.Row], by key: (TenantOverview.Row) -> Key?, _ isLess: (Key, Key) -> Bool
    ) -> [TenantOverview.Row] {
        let keyed = rows.map { (row: $0, key: key($0)) }
        return keyed.sorted { left, right in
            switch (left.key, right.key) {
            case (let low?, let high?):
                if isLess(low, high) { return !descending }
                if isLess(high, low) { return descending }
                return left.row.id < right.row.id
            case (_?, nil): return true
            case (nil, _?): return false
            case (nil, nil): return left.row.id < right.row.id
            }
        }.map(\.row)
    }
}
