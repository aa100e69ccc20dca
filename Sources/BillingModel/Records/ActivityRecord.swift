/// That a subject was active in a quarter hour of UTC.
///
/// A second record of the same says nothing new.
///
/// The JSON form has the keys `tenant`, `kind`, `subject` and `quarter`, the first instant of the quarter hour.
public struct ActivityRecord: Hashable, Sendable {
    /// Whose subject it is.
    public let tenant: TenantID
    /// What kind of subject it is.
    public let kind: SubjectKind
    /// Which subject it is.
    public let subject: SubjectID
    /// When it was active.
    public let quarter: QuarterHour

    /// Makes a record.
    public init(tenant: TenantID, kind: SubjectKind, subject: SubjectID, quarter: QuarterHour) {
        self.tenant = tenant
        self.kind = kind
        self.subject = subject
        self.quarter = quarter
    }
}

extension ActivityRecord: Codable {
    private enum Key: String, CodingKey { case tenant, kind, subject, quarter }

    /// Reads a record.
    public init(from decoder: any Decoder) throws {
        let values = try decoder.container(keyedBy: Key.self)
        self.init(
            tenant: try values.decode(TenantID.self, forKey: .tenant),
            kind: try values.decode(SubjectKind.self, forKey: .kind),
            subject: try values.decode(SubjectID.self, forKey: .subject),
            quarter: try values.decode(QuarterHour.self, forKey: .quarter))
    }

    /// Writes the record.
    public func encode(to encoder: any Encoder) throws {
        var values = encoder.container(keyedBy: Key.self)
        try values.encode(tenant, forKey: .tenant)
        try values.encode(kind, forKey: .kind)
        try values.encode(subject, forKey: .subject)
        try values.encode(quarter, forKey: .quarter)
    }
}
