package import BillingModel

extension SeriesKey {
    package init?(_ reader: CanonicalReader) {
        var reader = reader
        guard let tenant = reader.id(of: Tenant.self), let metric = reader.id(of: Metric.self),
            let labels = reader.labels(), reader.isAtEnd
        else { return nil }
        self.init(tenant: tenant, metric: metric, labels: labels)
    }
}

extension CanonicalBytes {
    package mutating func add(_ key: SeriesKey) {
        add(key.tenant)
        add(key.metric)
        add(key.labels)
    }
}
