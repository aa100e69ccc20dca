import BillingModel
import BillingStore

/// The JSON form has the keys `lines`, `accepted`, `rejected`, `rejections`, `passed`, `inserted`, `unchanged`, `corrected`,
/// `retracted`, `batches`, `resumed`, `commits`, `revision`, `noticed`, `notices`, `columns`, `cut` and `complete`;
/// `revision` and `cut` are left out where there is none.
extension ImportReport: Codable {
    private enum Key: String, CodingKey {
        case lines, accepted, rejected, rejections, passed, inserted, unchanged, corrected, retracted
        case batches, resumed, commits, revision, noticed, notices, columns, cut, complete
    }

    /// Reads a report.
    public init(from decoder: any Decoder) throws {
        let values = try decoder.container(keyedBy: Key.self)
        self.init()
        lines = try values.decode(Int.self, forKey: .lines)
        accepted = try values.decode(Int.self, forKey: .accepted)
        rejected = try values.decode(Int.self, forKey: .rejected)
        rejections = try values.decode([ImportRejection].self, forKey: .rejections)
        passedOver = try values.decode([PassedOver].self, forKey: .passed)
        inserted = try values.decode(Int.self, forKey: .inserted)
        unchanged = try values.decode(Int.self, forKey: .unchanged)
        corrected = try values.decode(Int.self, forKey: .corrected)
        retracted = try values.decode(Int.self, forKey: .retracted)
        batches = try values.decode(Int.self, forKey: .batches)
        resumed = try values.decode(Int.self, forKey: .resumed)
        commits = try values.decode([CommitID].self, forKey: .commits)
        revision = try values.decodeIfPresent(Revision.self, forKey: .revision)
        noticed = try values.decode(Int.self, forKey: .noticed)
        notices = try values.decode([ImportNotice].self, forKey: .notices)
        unknownColumns = try values.decode([String].self, forKey: .columns)
        cut = try values.decodeIfPresent(ImportRejection.self, forKey: .cut)
        isComplete = try values.decode(Bool.self, forKey: .complete)
    }

    /// Writes the report.
    public func encode(to encoder: any Encoder) throws {
        var values = encoder.container(keyedBy: Key.self)
        try values.encode(lines, forKey: .lines)
        try values.encode(accepted, forKey: .accepted)
        try values.encode(rejected, forKey: .rejected)
        try values.encode(rejections, forKey: .rejections)
        try values.encode(passedOver, forKey: .passed)
        try values.encode(inserted, forKey: .inserted)
        try values.encode(unchanged, forKey: .unchanged)
        try values.encode(corrected, forKey: .corrected)
        try values.encode(retracted, forKey: .retracted)
        try values.encode(batches, forKey: .batches)
        try values.encode(resumed, forKey: .resumed)
        try values.encode(commits, forKey: .commits)
        try values.encodeIfPresent(revision, forKey: .revision)
        try values.encode(noticed, forKey: .noticed)
        try values.encode(notices, forKey: .notices)
        try values.encode(unknownColumns, forKey: .columns)
        try values.encodeIfPresent(cut, forKey: .cut)
        try values.encode(isComplete, forKey: .complete)
    }
}
