import BillingModel
import BillingTime

#if canImport(FoundationEssentials)
import FoundationEssentials
#else
import Foundation
#endif

/// What is wrong with a row, and in which column.
struct CSVRowError: Error {
    let error: BillingError
    let column: String?
}

/// The fields of one row, read by the forms that the mapping states.
struct CSVRow {
    let mapping: CSVMapping
    let columns: CSVColumns
    let texts: [String]
    private let forms: CSVForms

    init(_ texts: [String], _ columns: CSVColumns, _ mapping: CSVMapping) {
        self.texts = texts
        self.columns = columns
        self.mapping = mapping
        forms = CSVForms(mapping)
    }

    /// The text of a field: that of its column, else its constant; nil if it is empty.
    func text(_ field: CSVField) -> String? {
        let text: String? =
            if let place = columns.places[field] {
                texts.indices.contains(place.index) ? texts[place.index] : nil
            } else {
                mapping.constants[field]
            }
        return text.flatMap { mapping.isMissing($0) ? nil : $0 }
    }

    /// Reads a field by a rule; nil if it is empty.
    func value<Value>(
        _ field: CSVField, _ read: (String) throws(BillingError) -> Value
    ) throws(CSVRowError) -> Value? {
        guard let text = text(field) else { return nil }
        do throws(BillingError) { return try read(text) } catch {
            throw CSVRowError(error: error, column: columns.places[field]?.name ?? field.name)
        }
    }

    /// Reads a field that is needed.
    func needed<Value>(
        _ field: CSVField, _ read: (String) throws(BillingError) -> Value
    ) throws(CSVRowError) -> Value {
        if let value = try value(field, read) { return value }
        throw CSVRowError(
            error: BillingError(.malformed, rule: "a field that is needed is not empty"),
            column: columns.places[field]?.name ?? field.name)
    }

    /// Makes a record of fields that were read; what its own rules refuse belongs to the row as a whole.
    func record<Value>(_ make: () throws(BillingError) -> Value) throws(CSVRowError) -> Value {
        do throws(BillingError) { return try make() } catch {
            throw CSVRowError(error: error, column: nil)
        }
    }

    func id<Owner>(_ field: CSVField, of owner: Owner.Type) throws(CSVRowError) -> EntityID<Owner> {
        try needed(field) { text throws(BillingError) in try EntityID<Owner>(text) }
    }

    func optionalID<Owner>(
        _ field: CSVField, of owner: Owner.Type
    ) throws(CSVRowError) -> EntityID<Owner>? {
        try value(field) { text throws(BillingError) in try EntityID<Owner>(text) }
    }

    func zone() throws(CSVRowError) -> ZoneID? {
        try value(.zone) { text throws(BillingError) in
            try mapping.zones.zone(try ZoneID(CSVForms.trimmed(text))).id
        }
    }

    /// The clock of the row: of the zone that it names, else of the zones of its tenant.
    private func clock() throws(BillingError) -> RowClock? {
        if let name = text(.zone) {
            return RowClock(try mapping.zones.zone(try ZoneID(CSVForms.trimmed(name))))
        }
        guard !mapping.tenantZones.isEmpty, let tenant = text(.tenant),
            let zones = mapping.tenantZones[try TenantID(tenant)]
        else { return nil }
        return try RowClock(zones, mapping.zones)
    }

    func currency() throws(CSVRowError) -> Currency? {
        try value(.currency) { text throws(BillingError) in try Currency(CSVForms.trimmed(text)) }
    }

    func date(_ field: CSVField) throws(CSVRowError) -> LocalDate? {
        try value(field) { text throws(BillingError) in try forms.date(text) }
    }

    /// An instant, on the clock of the row's zone unless it says otherwise.
    func instant(_ field: CSVField) throws(CSVRowError) -> Date? {
        _ = try zone()
        return try value(field) { text throws(BillingError) in
            // A range may go on to the end of the last year, which is no instant of a record.
            if field == .end, text.hasSameBytes(as: Instants.text(Instants.end)) {
                return Instants.date(Instants.end)
            }
            return Instants.date(try forms.instant(text) { () throws(BillingError) in try clock() })
        }
    }

    func neededInstant(_ field: CSVField) throws(CSVRowError) -> Date {
        if let instant = try instant(field) { return instant }
        return try needed(field) { _ throws(BillingError) in Date(timeIntervalSinceReferenceDate: 0) }
    }

    func count(_ field: CSVField) throws(CSVRowError) -> Int? {
        try value(field) { text throws(BillingError) in try forms.count(text) }
    }

    func number(_ field: CSVField) throws(CSVRowError) -> Double? {
        try value(field) { text throws(BillingError) in try forms.number(text) }
    }

    func decimal(_ field: CSVField) throws(CSVRowError) -> Decimal? {
        try value(field) { text throws(BillingError) in try forms.exact(text).decimal() }
    }

    func money(_ field: CSVField, _ currency: Currency) throws(CSVRowError) -> Money? {
        try value(field) { text throws(BillingError) in
            try Money(forms.exact(text, in: currency).text, currency)
        }
    }
}

extension CSVMapping {
    /// Whether a cell says that nothing is known.
    func isMissing(_ text: String) -> Bool {
        if text.isEmpty { return true }
        guard !missing.isEmpty else { return false }
        let text = CSVForms.trimmed(text)
        return missing.contains { $0.hasSameBytes(as: text) }
    }
}
