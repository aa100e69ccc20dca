public import BillingModel
import BillingStore
import BillingTime

/// Events of CloudEvents 1.0 in JSON, as a format that an ``Importer`` reads.
///
/// ```swift
/// let events = CloudEventFormat(.lines, types: CloudEventFormat.types)
/// let report = try await Importer(into: repository).run(.file(path), as: events)
/// ```
///
/// An event is identified by its `source` and `id`, which are compared byte by byte and never joined. Of an action they are
/// the source and the id. One that comes again says nothing new if it makes the same record, and is refused with code
/// `conflict` if it makes another one: for actions always, else within the last million events of the source.
///
/// `time` is when something happened, and is required; digits beyond microseconds are cut off. `recordedtime` is the
/// version of a sample. Other extensions are ignored unless a rule names them. A member that is null is as if it were
/// not there, among the attributes and in the data.
///
/// An event of a type that has no rule is passed over before its data are looked at, and counted under its type in
/// ``ImportReport/passedOver``.
public struct CloudEventFormat: ImportFormat {
    /// How the events are put together.
    public enum Form: String, Hashable, Sendable {
        /// One event: `application/cloudevents+json`.
        case event
        /// An array of events: `application/cloudevents-batch+json`. The number of an event in the array, from 1, stands for
        /// its line.
        case batch
        /// One event on each line.
        case lines
    }

    /// How the events are put together.
    public let form: Form
    /// The rule for each type of event.
    public let types: [CloudEventType: CloudEventRule]
    /// Whether events of other types are passed over, and counted by type; else they are refused.
    ///
    /// In both cases their data are not looked at.
    public let ignoresOtherTypes: Bool

    /// The most bytes of an event.
    public static let eventLimit = 1 << 20

    /// The types of events that a host may send if it is free to choose them.
    ///
    /// Each rule has the default place of every part.
    public static let types: [CloudEventType: CloudEventRule] = [
        .sample: CloudEventRule(.sample), .action: CloudEventRule(.action),
        .activity: CloudEventRule(.activity), .coverage: CloudEventRule(.coverage),
    ]

    /// Makes a format.
    public init(
        _ form: Form, types: [CloudEventType: CloudEventRule] = Self.types, ignoresOtherTypes: Bool = true
    ) {
        self.form = form
        self.types = types
        self.ignoresOtherTypes = ignoresOtherTypes
    }

    /// The form and all rules.
    public var identity: String {
        var form = CanonicalBytes()
        form.add("cloudevents 2")
        form.add(self.form.rawValue)
        form.add(ignoresOtherTypes ? "ignores" : "refuses")
        for (type, rule) in types.sorted(by: { $0.key < $1.key }) {
            form.add(type.text)
            form.add(rule.record.rawValue)
            form.add(rule.labelsSource ? "source" : "plain")
            for field in CloudEventRule.Field.allCases {
                switch rule.place(of: field) {
                case .attribute(let name): form.add("attribute"); form.add(name)
                case .data(let name): form.add("data"); form.add(name)
                case .constant(let text): form.add("constant"); form.add(text)
                }
            }
        }
        return SHA256.hexadecimal(form.bytes)
    }

    /// Begins a pass.
    public func lines(of chunks: @escaping () throws -> [UInt8]) throws -> any ImportLines {
        CloudEventLines(self, chunks)
    }
}

/// The events of one pass.
private struct CloudEventLines: ImportLines {
    private let format: CloudEventFormat
    private var splitter: EventSplitter
    private var identities = EventIdentities()

    init(_ format: CloudEventFormat, _ chunks: @escaping () throws -> [UInt8]) {
        self.format = format
        splitter = EventSplitter(format.form, limit: CloudEventFormat.eventLimit, chunks: chunks)
    }

    mutating func next() throws -> ImportLine? {
        switch try splitter.next() {
        case nil: return nil
        case .tooLong(let number)?:
            return ImportLine(
                line: number,
                error: BillingError(.limitExceeded, rule: "an event has at most 1 MiB"))
        case .event(let number, let bytes)?:
            do throws(CloudEvent.Refusal) {
                return try line(number, of: bytes)
            } catch {
                return ImportLine(line: number, error: error.error, column: error.member)
            }
        }
    }

    private func rule(of type: String) -> CloudEventRule? {
        (try? CloudEventType(type)).flatMap { format.types[$0] }
    }

    private mutating func line(_ number: Int, of bytes: [UInt8]) throws(CloudEvent.Refusal) -> ImportLine {
        switch try CloudEvent.read(bytes, isAsked: { rule(of: $0) != nil }) {
        case .passedOver(let type):
            guard format.ignoresOtherTypes else { throw Self.unasked(type) }
            return ImportLine(line: number, passedOver: type)
        case .event(let event):
            guard let rule = rule(of: event.type) else { throw Self.unasked(event.type) }
            return ImportLine(line: number, records: try records(of: event, by: rule))
        }
    }

    private static func unasked(_ type: String) -> CloudEvent.Refusal {
        CloudEvent.Refusal("type", "an event is of a type that has a rule", .unsupported, detail: type)
    }

    private mutating func records(
        of event: CloudEvent, by rule: CloudEventRule
    ) throws(CloudEvent.Refusal) -> [ImportRecord] {
        let record = try rule.record(of: event)
        switch identities.note(event, record) {
        case .first: return [record]
        case .repeated:
            // A sample sent again must not win over one that came in between.
            return rule.record == .sample ? [] : [record]
        case .conflicting:
            throw CloudEvent.Refusal(
                "id", "an event that comes again under its source and id says the same", .conflict,
                detail: "\(event.source) \(event.id)")
        }
    }
}
