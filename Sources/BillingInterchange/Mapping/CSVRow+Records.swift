import BillingModel
import BillingStore

#if canImport(FoundationEssentials)
import FoundationEssentials
#else
import Foundation
#endif

extension CSVRow {
    func sample() throws(CSVRowError) -> SampleWrite {
        let series = SeriesKey(
            tenant: try id(.tenant, of: Tenant.self), metric: try id(.metric, of: Metric.self),
            labels: try labels())
        var version = try value(.version) { text throws(BillingError) in
            try CSVForms(mapping).version(text)
        }
        if version == nil, let generated = try instant(.generated) {
            version = try record { () throws(BillingError) in try Instants.microseconds(generated) }
        }
        let zone = try zone()
        guard let number = try number(.value) else {
            throw CSVRowError(
                error: BillingError(.malformed, rule: "a field that is needed is not empty"),
                column: columns.places[.value]?.name ?? CSVField.value.name)
        }
        if let date = try date(.date) {
            return SampleWrite(series, at: .date(date), value: number, version: version, zone: zone)
        }
        return SampleWrite(
            series, at: .instant(try neededInstant(.at)), value: number, version: version)
    }

    private func labels() throws(CSVRowError) -> Labels {
        var pairs: [Labels.Pair] = []
        for (field, name) in columns.labels {
            let pair = try value(field) { text throws(BillingError) in
                Labels.Pair(name: try LabelText(name), value: try LabelText(text))
            }
            if let pair { pairs.append(pair) }
        }
        return try record { () throws(BillingError) in try Labels(pairs) }
    }

    func action() throws(CSVRowError) -> ActionRecord {
        let (succeeded, failed, suppressed) = (
            try count(.succeeded), try count(.failed), try count(.suppressed)
        )
        let (tenant, source, id) = (
            try id(.tenant, of: Tenant.self), try id(.source, of: SourceName.self),
            try id(.id, of: ActionRecord.self)
        )
        let (type, category) = (
            try self.id(.type, of: ActionTypeName.self), try self.id(.category, of: ActionCategoryName.self)
        )
        let (workflow, run) = (
            try optionalID(.workflow, of: WorkflowName.self), try optionalID(.run, of: WorkflowRunName.self)
        )
        let (at, quantity) = (try neededInstant(.at), try decimal(.quantity))
        let isCredit = quantity.map { $0 < 0 } ?? false
        guard mapping.takesCredits || !isCredit else {
            throw CSVRowError(
                error: BillingError(
                    .invalidValue, rule: "a negative quantity is a credit, if the mapping takes credits"),
                column: columns.places[.quantity]?.name ?? CSVField.quantity.name)
        }
        // A feed without counts sends a line for each execution; a credit is none.
        let isOne = succeeded == nil && failed == nil && suppressed == nil && !isCredit
        return try record { () throws(BillingError) in
            try ActionRecord(
                tenant: tenant, source: source, id: id, at: at, type: type, category: category,
                succeeded: succeeded ?? (isOne ? 1 : 0), failed: failed ?? 0, suppressed: suppressed ?? 0,
                quantity: quantity, unit: quantity == nil ? nil : text(.unit), workflow: workflow, run: run)
        }
    }

    func activity() throws(CSVRowError) -> ActivityRecord {
        let at = try neededInstant(.at)
        return ActivityRecord(
            tenant: try id(.tenant, of: Tenant.self), kind: try id(.kind, of: SubjectKindName.self),
            subject: try id(.subject, of: SubjectName.self),
            quarter: try record { () throws(BillingError) in try QuarterHour(holding: at) })
    }

    func coverage() throws(CSVRowError) -> Coverage {
        let (tenant, metric, source) = (
            try id(.tenant, of: Tenant.self), try id(.metric, of: Metric.self),
            try id(.source, of: SourceName.self)
        )
        let (start, end) = (try neededInstant(.start), try neededInstant(.end))
        return try record { () throws(BillingError) in
            guard start < end else {
                throw BillingError(.invalidValue, rule: "a covered range is not empty")
            }
            return try Coverage(tenant: tenant, metric: metric, source: source, range: start..<end)
        }
    }

    func invoice() throws(CSVRowError) -> Invoice {
        let (tenant, number) = (try id(.tenant, of: Tenant.self), try id(.number, of: Invoice.self))
        let currency = try neededCurrency()
        let issued = try neededInstant(.issued)
        let (paid, payable) = (try money(.paid, currency), try money(.payable, currency))
        let (subtotal, tax) = (try money(.subtotal, currency), try money(.tax, currency))
        let (start, end) = (try instant(.start), try instant(.end))
        return try record { () throws(BillingError) in
            guard paid != nil || payable != nil || subtotal != nil else {
                throw BillingError(.malformed, rule: "an invoice says what was paid or what is payable")
            }
            guard (start == nil) == (end == nil) else {
                throw BillingError(.malformed, rule: "a service period has a start and an end")
            }
            var period: Range<Date>?
            if let start, let end {
                guard start < end else {
                    throw BillingError(.invalidValue, rule: "a service period starts before it ends")
                }
                period = start..<end
            }
            return try Invoice(
                tenant: tenant, number: number, issuedAt: issued, currency: currency, period: period,
                subtotal: subtotal, tax: tax, payable: payable, totalPaid: paid, document: text(.document),
                paymentLink: text(.link))
        }
    }

    func entry() throws(CSVRowError) -> InvoiceEntry {
        let (tenant, number, id) = (
            try id(.tenant, of: Tenant.self), try id(.number, of: Invoice.self),
            try id(.id, of: InvoiceEntry.self)
        )
        let kind = try needed(.kind) { text throws(BillingError) in
            let plain = CSVField.plain(text)
            guard let kind = InvoiceEntry.Kind.allCases.first(where: { CSVField.plain($0.rawValue) == plain })
            else {
                throw BillingError(
                    .invalidValue, rule: "an entry is a payment, refund, credit note or void",
                    detail: "text '\(text.prefix(64))'")
            }
            return kind
        }
        // A void has no amount, and so needs no currency.
        let hasAmount = kind != .void || text(.amount) != nil
        let (at, amount) = (
            try neededInstant(.at), hasAmount ? try money(.amount, try neededCurrency()) : nil
        )
        return try record { () throws(BillingError) in
            try InvoiceEntry(
                id: id, tenant: tenant, invoice: number, kind: kind, instant: at, amount: amount)
        }
    }

    private func neededCurrency() throws(CSVRowError) -> Currency {
        if let currency = try currency() { return currency }
        return try needed(.currency) { text throws(BillingError) in try Currency(text) }
    }
}
