/// What kind of subject was active.
///
/// The set is open; the platform has devices and users.
public typealias SubjectKind = EntityID<SubjectKindName>

/// The owner of the ids of subject kinds.
public enum SubjectKindName {}

/// The id of a subject: of one device or one user.
public typealias SubjectID = EntityID<SubjectName>

/// The owner of the ids of subjects.
public enum SubjectName {}

extension SubjectKind {
    /// A device that transmits.
    public static let device = Self(constant: "device")
    /// A person who uses the platform.
    public static let user = Self(constant: "user")
}
