public import BillingModel

/// The activity of a set of changes in its order, with each subject named once.
///
/// It is a function of the records and their order.
public struct ActivityWrites: Hashable, Sendable {
    /// The subjects of one kind of one tenant.
    package struct Group: Hashable, Sendable {
        package let tenant: TenantID
        package let kind: SubjectKind
    }

    package struct Subject: Hashable, Sendable {
        package let id: SubjectID
        /// The place of its tenant and kind in ``ActivityWrites/groups``.
        package let group: Int
    }

    /// Tenants and kinds, in the order in which they come up.
    package private(set) var groups: [Group] = []
    /// The subjects, in the order in which they come up.
    package private(set) var subjects: [Subject] = []
    /// The place of the subject of each record.
    package private(set) var places: [UInt32] = []
    /// The quarter hour of each record.
    package private(set) var quarters: [QuarterHour] = []
    private var groupPlaces = HashedPlaces()
    private var subjectPlaces = HashedPlaces()

    init() {}

    mutating func append(_ record: ActivityRecord) {
        var groupHash = TextHash()
        groupHash.combine(record.tenant.text)
        groupHash.combine(record.kind.text)
        var hash = groupHash
        hash.combine(record.subject.text)
        let place = place(of: record, hash) ?? add(record, hash, groupHash)
        places.append(UInt32(truncatingIfNeeded: place))
        quarters.append(record.quarter)
    }

    /// The place of the subject of a record; nil if it is new.
    private func place(of record: ActivityRecord, _ hash: TextHash) -> Int? {
        var search = HashedPlaces.Search(hash)
        while let place = subjectPlaces.next(&search) {
            if subjects[place].id == record.subject, isGroup(subjects[place].group, of: record) {
                return place
            }
        }
        return nil
    }

    /// Adds the subject of a record, which is new, and gives its place.
    private mutating func add(_ record: ActivityRecord, _ hash: TextHash, _ groupHash: TextHash) -> Int {
        let group = group(of: record, groupHash) ?? groups.count
        if group == groups.count {
            groups.append(Group(tenant: record.tenant, kind: record.kind))
            groupPlaces.insert(group, groupHash)
        }
        subjects.append(Subject(id: record.subject, group: group))
        subjectPlaces.insert(subjects.count - 1, hash)
        return subjects.count - 1
    }

    private func group(of record: ActivityRecord, _ hash: TextHash) -> Int? {
        var search = HashedPlaces.Search(hash)
        while let place = groupPlaces.next(&search) { if isGroup(place, of: record) { return place } }
        return nil
    }

    private func isGroup(_ place: Int, of record: ActivityRecord) -> Bool {
        groups[place].tenant == record.tenant && groups[place].kind == record.kind
    }

    /// Whether both hold the same records in the same order.
    public static func == (left: Self, right: Self) -> Bool {
        left.places == right.places && left.quarters == right.quarters && left.subjects == right.subjects
            && left.groups == right.groups
    }

    /// Feeds the records to the hasher.
    public func hash(into hasher: inout Hasher) {
        hasher.combine(groups)
        hasher.combine(subjects)
        hasher.combine(places)
        hasher.combine(quarters)
    }
}

extension ActivityWrites: RandomAccessCollection {
    /// Always 0.
    public var startIndex: Int { 0 }
    /// How many records there are.
    public var endIndex: Int { places.count }

    /// The record at a place.
    public subscript(place: Int) -> ActivityRecord {
        let subject = subjects[Int(places[place])]
        let group = groups[subject.group]
        return ActivityRecord(
            tenant: group.tenant, kind: group.kind, subject: subject.id, quarter: quarters[place])
    }
}
