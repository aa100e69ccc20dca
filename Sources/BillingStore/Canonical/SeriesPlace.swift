package import BillingModel

/// Where a page of series begins.
package struct SeriesPlace {
    package let key: SeriesKey
    /// The position of the next sample; nil if the series has not begun.
    package let position: Int64?

    package init(key: SeriesKey, position: Int64?) {
        self.key = key
        self.position = position
    }

    package init?(_ reader: CanonicalReader) {
        var reader = reader
        guard let tenant = reader.id(of: Tenant.self), let metric = reader.id(of: Metric.self),
            let labels = reader.labels(), let hasBegun = reader.flag(), let position = reader.number(),
            reader.isAtEnd
        else { return nil }
        key = SeriesKey(tenant: tenant, metric: metric, labels: labels)
        self.position = hasBegun ? position : nil
    }

    package var form: CanonicalBytes {
        var form = CanonicalBytes()
        form.add(key.tenant)
        form.add(key.metric)
        form.add(key.labels)
        form.add(position != nil)
        form.add(position ?? 0)
        return form
    }
}
