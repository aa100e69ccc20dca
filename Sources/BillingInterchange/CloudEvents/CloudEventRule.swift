/// What events of one type are to the repository: a kind of record, and where its parts stand in an event.
///
/// A part that is not mapped stands in the member of the data that is named like it, such as `value`; the tenant is the
/// `subject` of the event.
///
/// ```swift
/// let opened = CloudEventRule(
///     .activity, [.kind: .constant("user"), .subject: .attribute("userid"), .tenant: .data("customer")])
/// ```
public struct CloudEventRule: Hashable, Sendable {
    /// The kind of record that an event makes.
    public enum Record: String, Hashable, Sendable {
        /// A sample: `metric` and `value`, and perhaps `labels` and, for a metric of dates, `date` and `zone`.
        case sample
        /// An action: `type` and `category`, and perhaps `executions`, `succeeded`, `failed`, `suppressed`, `quantity`
        /// with `unit`, `workflow` and `run`.
        case action
        /// Activity: the `kind` and id of a subject.
        case activity
        /// A statement that the source of the event is complete for a `metric` from `start` to `end`; it needs no time.
        case coverage
    }

    /// A part of a record.
    public enum Field: String, CaseIterable, Hashable, Sendable {
        /// Whose record it is.
        case tenant
        /// The id of the metric of a sample or of a statement of coverage.
        case metric
        /// The number of a sample.
        case value
        /// The labels of a sample: an object of texts.
        case labels
        /// The date that a daily sample belongs to; the time of the event is then its instant no more.
        case date
        /// The zone of that date.
        case zone
        /// The type of an action.
        case type
        /// The category of an action.
        case category
        /// How often an action was executed: successes and failures.
        case executions
        /// How often it succeeded; what is left of the executions, or else 1 if no count is given.
        case succeeded
        /// How often it failed.
        case failed
        /// How often it was suppressed.
        case suppressed
        /// The billed quantity of an action: a number, or a decimal as text.
        case quantity
        /// The unit of that quantity.
        case unit
        /// The workflow of an action.
        case workflow
        /// The run of that workflow.
        case run
        /// The kind of subject that was active.
        case kind
        /// The id of the subject that was active.
        case subject
        /// The first instant that is covered, as RFC 3339 writes it.
        case start
        /// The instant up to which time is covered, without it.
        case end
    }

    /// Where a part stands.
    public enum Place: Hashable, Sendable {
        /// In an attribute of the event, also an extension.
        case attribute(String)
        /// In a member of the data.
        case data(String)
        /// Nowhere: it is always this text.
        case constant(String)
    }

    /// What an event makes.
    public let record: Record
    /// Where parts stand that do not stand where they do by default.
    public let places: [Field: Place]
    /// Whether a sample gets the source of its event as the label `source`.
    ///
    /// Then two feeds of one count are two series that add up, and none replaces what the other sent. A gauge that only one
    /// feed states is better without it.
    public let labelsSource: Bool

    /// Makes a rule.
    public init(_ record: Record, _ places: [Field: Place] = [:], labelsSource: Bool = true) {
        self.record = record
        self.places = places
        self.labelsSource = labelsSource
    }

    /// Where a part stands.
    public func place(of field: Field) -> Place {
        places[field] ?? (field == .tenant ? .attribute("subject") : .data(field.rawValue))
    }
}
