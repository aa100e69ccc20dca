import BillingModel

/// Where a page of series begins.
struct SeriesPlace {
    let key: SeriesKey
    /// The position of the next sample; nil if the series has not begun.
    let position: Int64?

    init(key: SeriesKey, position: Int64?) {
        self.key = key
        self.position = position
    }

    init?(_ reader: CanonicalReader) {
        var reader = reader
        guard let tenant = reader.id(of: Tenant.self), let metric = reader.id(of: Metric.self),
            let labels = reader.labels(), let hasBegun = reader.flag(), let position = reader.number(),
            reader.isAtEnd
        else { return nil }
        key = SeriesKey(tenant: tenant, metric: metric, labels: labels)
        self.position = hasBegun ? position : nil
    }

    func write(to form: inout CanonicalBytes) {
        form.add(key)
        form.add(position != nil)
        form.add(position ?? 0)
    }
}
