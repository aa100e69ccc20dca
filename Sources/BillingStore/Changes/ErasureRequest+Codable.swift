import BillingModel

/// The JSON form has the keys `id` and `tenant`, and either nothing else for a tenant, or `subject` and `kind`, or
/// `records` and `before`.
extension ErasureRequest: Codable {
    private enum Key: String, CodingKey { case id, tenant, subject, kind, records, before }

    /// Reads a request.
    public init(from decoder: any Decoder) throws {
        let values = try decoder.container(keyedBy: Key.self)
        let tenant = try values.decode(TenantID.self, forKey: .tenant)
        let target: Target
        switch Set(values.allKeys).subtracting([.id, .tenant]) {
        case []: target = .tenant(tenant)
        case [.subject, .kind]:
            target = .subject(
                try values.decode(SubjectID.self, forKey: .subject),
                kind: try values.decode(SubjectKind.self, forKey: .kind), tenant: tenant)
        case [.records, .before]:
            target = .records(
                try values.decode(RetainedKind.self, forKey: .records),
                before: try values.decode(LocalDate.self, forKey: .before), tenant: tenant)
        default:
            throw BillingError(
                .malformed,
                rule:
                    "what is erased is a tenant, a subject of a kind, or the records of a kind before a date")
        }
        self.init(id: try values.decode(CommitID.self, forKey: .id), target)
    }

    /// Writes the request.
    public func encode(to encoder: any Encoder) throws {
        var values = encoder.container(keyedBy: Key.self)
        try values.encode(id, forKey: .id)
        try values.encode(target.tenant, forKey: .tenant)
        switch target {
        case .tenant: break
        case .subject(let subject, let kind, _):
            try values.encode(subject, forKey: .subject)
            try values.encode(kind, forKey: .kind)
        case .records(let kind, let date, _):
            try values.encode(kind, forKey: .records)
            try values.encode(date, forKey: .before)
        }
    }
}
