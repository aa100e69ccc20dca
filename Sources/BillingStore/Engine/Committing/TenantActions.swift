import BillingModel

#if canImport(FoundationEssentials)
import FoundationEssentials
#else
import Foundation
#endif

/// The changes of a set to the actions of one tenant, and what each of the actions becomes by them.
///
/// Records stay in the set, and are found there by their places.
struct TenantActions {
    /// What a change does.
    enum Kind {
        case record, amend, void
    }

    /// One change of the set.
    struct Change {
        /// Where it stands in the set.
        let place: Int
        let kind: Kind
        /// The instant of its content in microseconds since 1970; nil for a void, and where it is out of range.
        let position: Int64?
        /// The number of its key.
        fileprivate(set) var number = 0
    }

    /// What the set makes of one action.
    struct Course {
        /// The change that touched it first; nil while none did.
        fileprivate(set) var first: Int?
        /// The change whose content stands; nil if none of the set does.
        fileprivate(set) var standing: Int?
        /// The changes whose contents the set replaced itself.
        fileprivate(set) var replaced: [Int] = []
    }

    /// Where an action stands when a change of it comes up.
    enum Standing {
        case unknown, current, void
    }

    private(set) var changes: [Change] = []
    /// Each key once, numbered in the order in which the keys come up.
    private(set) var keys: [ActionKey] = []
    /// What each action becomes.
    private(set) var courses: [Course] = []
    /// What was known of each action before the set.
    var known: [KnownAction?] = []

    /// Takes the changes at some places of a set.
    init(_ places: [Int], of set: [ChangeSet.ActionChange]) {
        changes.reserveCapacity(places.count)
        keys.reserveCapacity(places.count)
        var hashes: [UInt64] = []
        hashes.reserveCapacity(places.count)
        var numbers = ActionPlaces(capacity: places.count)
        for place in places {
            let (key, kind, at) = set[place].parts
            var change = Change(place: place, kind: kind, position: at.flatMap(Instants.nearest))
            let hash = UInt64(UInt(bitPattern: key.hashValue))
            if let number = numbers.find(hash, { keys[$0] == key }) {
                change.number = number
            } else {
                change.number = keys.count
                numbers.add(keys.count, hash) { hashes[$0] }
                hashes.append(hash)
                keys.append(key)
            }
            changes.append(change)
        }
        courses = Array(repeating: Course(), count: keys.count)
    }

    /// Where the action of a change stands.
    func standing(_ change: Change) -> Standing {
        let course = courses[change.number]
        guard course.first == nil else { return course.standing == nil ? .void : .current }
        guard let known = known[change.number] else { return .unknown }
        return known.isVoid ? .void : .current
    }

    /// The content that stands before a change.
    func current(_ change: Change, in set: [ChangeSet.ActionChange]) -> ActionRecord? {
        let course = courses[change.number]
        guard course.first == nil else { return course.standing.flatMap { set[$0].record } }
        return known[change.number]?.current
    }

    /// The content that stands before a change, and those that were replaced before.
    func contents(_ change: Change, in set: [ChangeSet.ActionChange]) -> [ActionRecord] {
        let current = current(change, in: set).map { [$0] } ?? []
        return current + (known[change.number]?.contents ?? [])
            + courses[change.number].replaced.compactMap { set[$0].record }
    }

    /// Lets a change take effect.
    mutating func apply(_ change: Change) {
        let number = change.number
        if courses[number].first == nil { courses[number].first = change.place }
        if let replaced = courses[number].standing { courses[number].replaced.append(replaced) }
        courses[number].standing = change.kind == .void ? nil : change.place
    }
}

extension ChangeSet.ActionChange {
    /// The content that is sent; nil for a void.
    var record: ActionRecord? {
        switch self {
        case .record(let action), .amend(let action): action
        case .void: nil
        }
    }

    /// What the rules look at first, taken out of the record once.
    fileprivate var parts: (key: ActionKey, kind: TenantActions.Kind, at: Date?) {
        switch self {
        case .record(let action): (ActionKey(action), .record, action.at)
        case .amend(let action): (ActionKey(action), .amend, action.at)
        case .void(_, let source, let id): (ActionKey(source: source, id: id), .void, nil)
        }
    }
}
