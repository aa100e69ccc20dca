#if canImport(FoundationEssentials)
public import FoundationEssentials
#else
public import Foundation
#endif
public import BillingModel

/// The id of an annotation.
public typealias GraphAnnotationID = EntityID<GraphAnnotation>
/// What an annotation is about, such as something created.
///
/// The set is open; constants stand for what is usual.
public typealias GraphAnnotationKind = EntityID<GraphAnnotationKindName>

/// The owner of the names of kinds of annotations.
public enum GraphAnnotationKindName {}

extension GraphAnnotationKind {
    /// Something was created, such as a workflow.
    public static let created = Self(constant: "created")
    /// Something was changed.
    public static let changed = Self(constant: "changed")
    /// Something was deleted, such as an asset group.
    public static let deleted = Self(constant: "deleted")
    /// Something was released, such as a new version of a device's software.
    public static let released = Self(constant: "released")
    /// Something went wrong.
    public static let incident = Self(constant: "incident")
    /// Anything else.
    public static let note = Self(constant: "note")
}

/// Something that a host knows to have happened, at an instant or over a span of time, which may explain why a line bends there.
///
/// Annotations are no records of a repository: a host passes them to the call that makes the graph.
///
/// ```swift
/// let created = try GraphAnnotation(
///     id: GraphAnnotationID("workflow-17"), at: noon, kind: .created, text: "Workflow 'Late arrival'")
/// ```
///
/// The JSON form has the keys `id`, `at`, `kind`, `text`, and `until`, `tenant` and `metric` if there are any.
public struct GraphAnnotation: Hashable, Sendable, Identifiable {
    /// What tells annotations apart.
    public let id: GraphAnnotationID
    let microseconds: Int64
    /// After the start; nil of an instant.
    let endMicroseconds: Int64?
    /// What it is about.
    public let kind: GraphAnnotationKind
    private let content: FreeText
    /// Whom it happened to; nil if it is about all that the graph shows.
    public let tenant: TenantID?
    /// Which lines it explains; nil if it is about all of them.
    public let metric: MetricID?

    /// Makes an annotation.
    ///
    /// - Parameters:
    ///   - id: What tells it from others, byte by byte.
    ///   - instant: When it happened or will happen, or the start of a span of time, in years 1 to 9999; kept to the nearest microsecond.
    ///   - end: The first instant after a span of time, in the same years and kept likewise; nil of an instant.
    ///   - kind: What it is about.
    ///   - text: What people read: 1 to 4,096 bytes of UTF-8 without NUL.
    ///   - tenant: Whom it happened to; nil if it is about all that the graph shows.
    ///   - metric: Which lines it explains; nil if it is about all of them.
    /// - Throws: `BillingError` with code `invalidValue` if instant, end or text break their rule, or the end does not lie after
    ///   the instant.
    public init(
        id: GraphAnnotationID, at instant: Date, until end: Date? = nil, kind: GraphAnnotationKind = .note,
        text: String, tenant: TenantID? = nil, metric: MetricID? = nil
    ) throws(BillingError) {
        let start = try Instants.occurrence(instant)
        let end = try end.map { (end) throws(BillingError) in try Instants.occurrence(end) }
        if let end, end <= start {
            throw BillingError(
                .invalidValue, rule: "an annotation of a span of time ends after it begins",
                detail: "annotation '\(id)'")
        }
        microseconds = start
        endMicroseconds = end
        content = try FreeText(text)
        self.id = id
        self.kind = kind
        self.tenant = tenant
        self.metric = metric
    }

    /// When it happened or will happen, or the start of a span of time.
    public var instant: Date { Instants.date(microseconds) }

    /// The first instant after a span of time; nil of an instant.
    public var end: Date? { endMicroseconds.map(Instants.date) }

    /// The time that it takes: of an instant its microsecond.
    var time: Range<Int64> { microseconds..<(endMicroseconds ?? microseconds + 1) }

    /// What people read.
    public var text: String { content.text }
}

extension GraphAnnotation: Codable {
    private enum Key: String, CodingKey { case id, at, until, kind, text, tenant, metric }

    /// Reads an annotation, and checks it.
    public init(from decoder: any Decoder) throws {
        let values = try decoder.container(keyedBy: Key.self)
        try self.init(
            id: try values.decode(GraphAnnotationID.self, forKey: .id),
            at: try values.decode(Date.self, forKey: .at),
            until: try values.decodeIfPresent(Date.self, forKey: .until),
            kind: try values.decode(GraphAnnotationKind.self, forKey: .kind),
            text: try values.decode(String.self, forKey: .text),
            tenant: try values.decodeIfPresent(TenantID.self, forKey: .tenant),
            metric: try values.decodeIfPresent(MetricID.self, forKey: .metric))
    }

    /// Writes the annotation.
    public func encode(to encoder: any Encoder) throws {
        var values = encoder.container(keyedBy: Key.self)
        try values.encode(id, forKey: .id)
        try values.encode(instant, forKey: .at)
        try values.encodeIfPresent(end, forKey: .until)
        try values.encode(kind, forKey: .kind)
        try values.encode(text, forKey: .text)
        try values.encodeIfPresent(tenant, forKey: .tenant)
        try values.encodeIfPresent(metric, forKey: .metric)
    }
}
