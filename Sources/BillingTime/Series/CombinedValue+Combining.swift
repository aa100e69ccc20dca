public import BillingModel

extension CombinedValue {
    /// Combines series that were filled each on their own, over the same buckets.
    ///
    /// Gauges, counts and increases are added, exactly, and rounded once. Distinct counts of several series cannot be: if the identities are
    /// shared, count over ``DistinctActivity/union(_:)``. Figures to date have no combination.
    ///
    /// - Parameters:
    ///   - series: The values of each member, one per bucket.
    ///   - kind: The kind of the metric.
    ///   - members: What the series are.
    /// - Returns: One value per bucket; none if there are no members.
    /// - Throws: `BillingError` with code `unsupported` for distinct counts and figures to date,
    ///   `invalidValue` if the members have different buckets, or
    ///   `overflow` if a figure is beyond `Double`.
    /// - Complexity: O(*s* · *b*) for *s* series and *b* buckets.
    public static func combine(
        _ series: [[BucketValue]], kind: MetricKind, over members: Members
    ) throws(BillingError) -> [CombinedValue] {
        switch kind {
        case .gauge, .count, .cumulative: break
        case .distinct:
            throw BillingError(
                .unsupported,
                rule: "distinct counts of several series are not added; a union needs shared identities")
        case .distinctToDate:
            throw BillingError(.unsupported, rule: "figures to date of several series are not combined")
        }
        guard let first = series.first else { return [] }
        guard series.allSatisfy({ $0.count == first.count }) else {
            throw BillingError(.invalidValue, rule: "series are combined over the same buckets")
        }
        var result: [CombinedValue] = []
        for bucket in first.indices {
            let values = series.map { $0[bucket] }
            let present = values.filter { $0.exact != nil }
            guard let weakest = try Completeness.weakest(of: values.map(\.completeness)) else { continue }
            var sum = ExactSum()
            for case let exact? in present.map(\.exact) { sum.merge(exact) }
            result.append(
                CombinedValue(
                    value: present.isEmpty ? nil : try sum.rounded(), lastKnown: try values.lastKnown(),
                    completeness: weakest.with(
                        samples: weakest.samples,
                        origin: present.map(\.completeness.origin).min() ?? .missing),
                    members: values.count, membersWithData: present.count,
                    mayCountSharedObjects: kind == .gauge && members == .tenants && values.count > 1))
        }
        return result
    }
}
