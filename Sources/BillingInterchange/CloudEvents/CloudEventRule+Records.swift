import BillingModel
import BillingStore

#if canImport(FoundationEssentials)
import FoundationEssentials
#else
import Foundation
#endif

extension CloudEventRule {
    /// The record that an event makes.
    func record(of event: CloudEvent) throws(CloudEvent.Refusal) -> ImportRecord {
        let reading = EventReading(rule: self, event: event)
        if record == .coverage { return .coverage(try coverage(reading)) }
        guard let time = event.time else {
            throw CloudEvent.Refusal("time", "an event that is counted has a time")
        }
        let tenant = try reading.id(.tenant, of: Tenant.self)
        switch record {
        case .coverage: return .coverage(try coverage(reading))
        case .sample: return .sample(try sample(reading, tenant, time))
        case .action: return .action(.record(try action(reading, tenant, time)))
        case .activity:
            let kind = try reading.id(.kind, of: SubjectKindName.self)
            let subject = try reading.id(.subject, of: SubjectName.self)
            let quarter = try reading.checked("time") { () throws(BillingError) in
                try QuarterHour(microseconds: time)
            }
            return .activity(ActivityRecord(tenant: tenant, kind: kind, subject: subject, quarter: quarter))
        }
    }

    private func sample(
        _ reading: EventReading, _ tenant: TenantID, _ time: Int64
    ) throws(CloudEvent.Refusal) -> SampleWrite {
        let event = reading.event
        let metric = try reading.id(.metric, of: Metric.self)
        let key = SeriesKey(tenant: tenant, metric: metric, labels: try labels(reading))
        guard case .number(let text)? = reading.value(.value) else {
            throw CloudEvent.Refusal(reading.name(.value), "the value of a sample is a number")
        }
        guard let value = Double(text), value.isFinite else {
            throw CloudEvent.Refusal(
                reading.name(.value), "a sample has a finite value", .invalidValue, detail: text)
        }
        guard value.magnitude <= EventReading.largestInteger || !WholeNumber.isStated(by: text.utf8) else {
            throw CloudEvent.Refusal(
                reading.name(.value), "an integer is less than 2^53, up to which a number of JSON is exact",
                .invalidValue, detail: text)
        }
        var at = SampleTime.instant(Instants.date(time))
        if let date = try reading.text(.date) {
            at = .date(
                try reading.checked(reading.name(.date)) { () throws(BillingError) in try LocalDate(date) })
        }
        var zone: ZoneID?
        if let name = try reading.text(.zone) {
            zone = try reading.checked(reading.name(.zone)) { () throws(BillingError) in try ZoneID(name) }
        }
        return SampleWrite(key, at: at, value: value, version: event.recorded, zone: zone)
    }

    private func coverage(_ reading: EventReading) throws(CloudEvent.Refusal) -> Coverage {
        let tenant = try reading.id(.tenant, of: Tenant.self)
        let metric = try reading.id(.metric, of: Metric.self)
        let source = try reading.checked("source") { () throws(BillingError) in
            try SourceID(reading.event.source)
        }
        let (start, end) = (try reading.instant(.start), try reading.instant(.end))
        return try reading.checked(reading.name(.end)) { () throws(BillingError) in
            guard start < end else {
                throw BillingError(.invalidValue, rule: "a covered range is not empty")
            }
            return try Coverage(
                tenant: tenant, metric: metric, source: source,
                range: Instants.date(start)..<Instants.date(end))
        }
    }

    private func labels(_ reading: EventReading) throws(CloudEvent.Refusal) -> Labels {
        var pairs: [Labels.Pair] = []
        let name = reading.name(.labels)
        func add(_ label: String, _ value: String, _ member: String) throws(CloudEvent.Refusal) {
            pairs.append(
                try reading.checked(member) { () throws(BillingError) in
                    Labels.Pair(name: try LabelText(label), value: try LabelText(value))
                })
        }
        if let value = reading.value(.labels) {
            guard let members = value.members else {
                throw CloudEvent.Refusal(name, "the labels of a sample are an object of texts")
            }
            for member in members where member.value != .null {
                guard case .text(let text) = member.value else {
                    throw CloudEvent.Refusal(name, "the labels of a sample are an object of texts")
                }
                try add(member.name, text, name)
            }
        }
        if labelsSource { try add(LabelText.source.text, reading.event.source, "source") }
        return try reading.checked(name) { () throws(BillingError) in try Labels(pairs) }
    }

    private func action(
        _ reading: EventReading, _ tenant: TenantID, _ time: Int64
    ) throws(CloudEvent.Refusal) -> ActionRecord {
        let event = reading.event
        let counts: [Field] = [.executions, .succeeded, .failed, .suppressed]
        var given: [Field: Int] = [:]
        for field in counts { given[field] = try reading.count(field) }
        let failed = given[.failed] ?? 0
        if let executions = given[.executions] {
            let succeeded = given[.succeeded] ?? executions - failed
            guard succeeded >= 0, succeeded + failed == executions else {
                throw CloudEvent.Refusal(
                    reading.name(.executions), "the executions of an action are its successes and failures",
                    .invalidValue)
            }
            given[.succeeded] = succeeded
        }
        let succeeded = given[.succeeded] ?? (given.isEmpty ? 1 : 0)
        let quantity = try reading.decimal(.quantity)
        let source = try reading.checked("source") { () throws(BillingError) in try SourceID(event.source) }
        let id = try reading.checked("id") { () throws(BillingError) in try ActionID(event.id) }
        let type = try reading.id(.type, of: ActionTypeName.self)
        let category = try reading.id(.category, of: ActionCategoryName.self)
        let unit = try reading.text(.unit)
        let workflow = try reading.idOrNil(.workflow, of: WorkflowName.self)
        let run = try reading.idOrNil(.run, of: WorkflowRunName.self)
        let suppressed = given[.suppressed] ?? 0
        return try reading.checked(nil) { () throws(BillingError) in
            try ActionRecord(
                tenant: tenant, source: source, id: id, at: Instants.date(time), type: type,
                category: category, succeeded: succeeded, failed: failed, suppressed: suppressed,
                quantity: quantity, unit: unit, workflow: workflow, run: run)
        }
    }
}

/// An event as a rule reads it.
struct EventReading {
    let rule: CloudEventRule
    let event: CloudEvent

    /// The name of the member in which a part stands.
    func name(_ field: CloudEventRule.Field) -> String {
        switch rule.place(of: field) {
        case .attribute(let name): name
        case .data(let name): "data.\(name)"
        case .constant: field.rawValue
        }
    }

    /// What is given for a part; nil if nothing or null is.
    func value(_ field: CloudEventRule.Field) -> JSONValue? {
        switch rule.place(of: field) {
        case .attribute(let name): return event.attributes[name]
        case .data(let name):
            let value = event.data.first { $0.name.utf8.elementsEqual(name.utf8) }?.value
            return value == .null ? nil : value
        case .constant(let text): return .text(text)
        }
    }

    func text(_ field: CloudEventRule.Field) throws(CloudEvent.Refusal) -> String? {
        guard let value = value(field) else { return nil }
        guard case .text(let text) = value else {
            throw CloudEvent.Refusal(name(field), "an id, a name or a date of an event is a text")
        }
        return text
    }

    func idOrNil<Owner>(
        _ field: CloudEventRule.Field, of owner: Owner.Type
    ) throws(CloudEvent.Refusal) -> EntityID<Owner>? {
        guard let text = try text(field) else { return nil }
        return try checked(name(field)) { () throws(BillingError) in try EntityID<Owner>(text) }
    }

    func id<Owner>(
        _ field: CloudEventRule.Field, of owner: Owner.Type
    ) throws(CloudEvent.Refusal) -> EntityID<Owner> {
        guard let id = try idOrNil(field, of: owner) else {
            throw CloudEvent.Refusal(name(field), "an event has all that its kind of record needs")
        }
        return id
    }

    /// An instant, in microseconds since 1970.
    func instant(_ field: CloudEventRule.Field) throws(CloudEvent.Refusal) -> Int64 {
        guard let value = value(field) else {
            throw CloudEvent.Refusal(name(field), "an event has all that its kind of record needs")
        }
        return try CloudEvent.instant(value, name(field))
    }

    /// A whole number that is not negative.
    func count(_ field: CloudEventRule.Field) throws(CloudEvent.Refusal) -> Int? {
        guard let value = value(field) else { return nil }
        guard case .number(let text) = value else {
            throw CloudEvent.Refusal(name(field), "a count is a number")
        }
        guard let number = Double(text), number >= 0, number <= Self.largestInteger,
            WholeNumber.isStated(by: text.utf8)
        else {
            throw CloudEvent.Refusal(
                name(field), "a count is a whole number from 0 to 2^53 - 1", .invalidValue, detail: text)
        }
        return Int(number)
    }

    /// A number or a decimal as text.
    func decimal(_ field: CloudEventRule.Field) throws(CloudEvent.Refusal) -> Decimal? {
        switch value(field) {
        case nil: return nil
        case .number(let text)?, .text(let text)?:
            return try checked(name(field)) { () throws(BillingError) in
                try ExactDecimal(text).decimal()
            }
        default: throw CloudEvent.Refusal(name(field), "a quantity is a number, or a decimal as text")
        }
    }

    /// Names the member in what is wrong with its value.
    func checked<Value>(
        _ member: String?, _ make: () throws(BillingError) -> Value
    ) throws(CloudEvent.Refusal) -> Value {
        do throws(BillingError) {
            return try make()
        } catch {
            throw CloudEvent.Refusal(member, error)
        }
    }

    /// 2^53 - 1: the text of a larger integer may have been rounded to the `Double` that it is read as.
    static let largestInteger: Double = 9_007_199_254_740_991
}
