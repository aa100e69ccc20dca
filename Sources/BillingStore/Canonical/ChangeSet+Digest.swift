import BillingModel
import BillingTime

extension ChangeSet {
    /// The SHA-256 digest of the content: the same records in the same order, whatever the id and the basis.
    public var digest: String { SHA256.hexadecimal(form(samples, activity).bytes) }

    /// What a commit is stored with, so that its content is known again.
    ///
    /// It is the ``digest`` where there are no samples and no activity. With them it begins with a mark, and stands on a form
    /// that names each series and each subject once.
    package var contentDigest: String {
        if !activity.isEmpty { return columnsDigest(.samplesAndActivity) }
        return samples.isEmpty ? digest : columnsDigest(.samples)
    }

    /// Whether a commit was stored with the content of this set, by this release or an earlier one.
    func isContent(_ stored: String, _ contentDigest: String) -> Bool {
        if stored == contentDigest { return true }
        // Earlier releases put fewer kinds of records into columns.
        if activity.isEmpty && samples.isEmpty { return false }
        switch ColumnsMark.allCases.first(where: { stored.hasPrefix($0.rawValue) }) {
        case .samplesAndActivity: return false
        case .samples: return !activity.isEmpty && !samples.isEmpty && stored == columnsDigest(.samples)
        case nil: return stored == digest
        }
    }

    /// Says which records stand in columns in the form that a digest is of.
    private enum ColumnsMark: String, CaseIterable {
        case samples = "2:"
        case samplesAndActivity = "3:"
    }

    private func columnsDigest(_ mark: ColumnsMark) -> String {
        let hasActivity = mark == .samplesAndActivity
        var form = form(SampleWrites(), hasActivity ? ActivityWrites() : activity)
        samples.write(to: &form)
        if hasActivity { activity.write(to: &form) }
        return mark.rawValue + SHA256.hexadecimal(form.bytes)
    }

    /// Whether a text may be what a commit was stored with.
    package static func isContentDigest(_ text: String) -> Bool {
        let mark = ColumnsMark.allCases.first { text.hasPrefix($0.rawValue) }
        let digits = text.dropFirst(mark?.rawValue.count ?? 0)
        return digits.utf8.count == 64
            && digits.utf8.allSatisfy { (0x30...0x39).contains($0) || (0x61...0x66).contains($0) }
    }

    private func form(_ samples: SampleWrites, _ activity: ActivityWrites) -> CanonicalBytes {
        var form = CanonicalBytes()
        form.add("changes")
        form.add(tenants) { $1.write(to: &$0) }
        form.add(metrics) { form, definition in
            form.add(definition.tenant)
            definition.metric.write(to: &form)
        }
        form.add(samples) { $1.write(to: &$0) }
        form.add(inventories) { form, inventory in
            form.add(inventory.tenant)
            form.add(inventory.at)
            form.add(inventory.counts)
        }
        form.add(usage) { form, row in
            form.add(row.tenant)
            form.add(Int64(row.date.dayNumber))
            form.add(row.counts)
        }
        form.add(actions) { $1.write(to: &$0) }
        form.add(activity) { form, record in
            form.add(record.tenant)
            form.add(record.kind)
            form.add(record.subject)
            form.add(Int64(record.quarter.number))
        }
        form.add(coverage) { $1.write(to: &$0) }
        form.add(invoices) { $1.write(to: &$0) }
        form.add(entries) { $1.write(to: &$0) }
        // Kinds of record that came later stand in the form only if there are any: what was known keeps its digest.
        if !plans.isEmpty {
            form.add("plans")
            form.add(plans) { $1.write(to: &$0) }
        }
        if !budgets.isEmpty {
            form.add("budgets")
            form.add(budgets) { $1.write(to: &$0) }
        }
        return form
    }
}

extension ErasureRequest {
    /// The SHA-256 digest of what is to be erased.
    public var digest: String {
        var form = CanonicalBytes()
        form.add("erasure")
        switch target {
        case .tenant(let tenant):
            form.add("tenant")
            form.add(tenant)
        case .subject(let subject, let kind, let tenant):
            form.add("subject")
            form.add(tenant)
            form.add(kind)
            form.add(subject)
        case .records(let kind, let date, let tenant):
            form.add("records")
            form.add(tenant)
            form.add(kind.rawValue)
            form.add(Int64(date.dayNumber))
        }
        return SHA256.hexadecimal(form.bytes)
    }
}

extension SampleWrite {
    fileprivate func write(to form: inout CanonicalBytes) {
        form.add(series.tenant)
        form.add(series.metric)
        form.add(series.labels)
        switch time {
        case .instant(let instant):
            form.add(false)
            form.add(instant)
        case .date(let date):
            form.add(true)
            form.add(Int64(date.dayNumber))
        }
        form.add(value) { $0.add($1) }
        form.add(version) { $0.add($1) }
        form.add(zone) { $0.add($1.name) }
    }
}

extension ChangeSet.ActionChange {
    fileprivate func write(to form: inout CanonicalBytes) {
        switch self {
        case .record(let action):
            form.add("record")
            action.write(to: &form)
        case .amend(let action):
            form.add("amend")
            action.write(to: &form)
        case .void(let tenant, let source, let id):
            form.add("void")
            form.add(tenant)
            form.add(source)
            form.add(id)
        }
    }
}

extension CanonicalBytes {
    fileprivate mutating func add(_ counts: [Inventory.Count]) {
        add(counts) { form, count in
            form.add(count.metric)
            form.add(count: count.count)
        }
    }
}
