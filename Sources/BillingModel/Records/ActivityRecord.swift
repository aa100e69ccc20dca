/// That a subject was active in a quarter hour of UTC.
///
/// A second record of the same says nothing new.
///
/// The JSON form has the keys `tenant`, `kind`, `subject` and `quarter`, the first instant of the quarter hour.
public struct ActivityRecord: Hashable, Sendable, Codable {
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
