import BillingModel

#if canImport(FoundationEssentials)
import FoundationEssentials
#else
import Foundation
#endif

/// The actions of one tenant side by side, each with the revisions that see it.
///
/// An action takes the bytes of its id, and about thirty others: its instant, the number of its ``ActionShape``, and places by
/// which its id and its instant are found. A record is made when it is asked for.
///
/// Contents are numbered in the order in which they came. Memory ends long before 2^32 of them.
struct ActionColumns: Sendable {
    private var shapes = ActionShapes()
    /// Instants in microseconds since 1970.
    private(set) var positions: [Int64] = []
    /// Of each content the number of its shape, its id, and what else its shape says that there is.
    private var bytes: [UInt8] = []
    /// Where the bytes of each end, counted from the base of its block.
    private var ends: [UInt32] = []
    /// Where the bytes of each block of contents begin.
    private var bases: [Int] = []
    private var revisions = RunLengths<Revision>()
    /// The first revisions that do not see some contents any more.
    private var ended: [Int: Revision] = [:]
    /// The contents that others amended.
    private var former: [Int: Int] = [:]
    /// The newest content of each key.
    private var newest = ActionPlaces()
    /// The contents in order of instant, key and revision.
    private var order: [UInt32] = []

    /// The bits of a hash that count, so that tests can make all of them equal.
    private let hashMask: UInt64

    private static let blockShift = 16

    init(hashMask: UInt64 = .max) { self.hashMask = hashMask }

    var count: Int { positions.count }

    // MARK: One content

    /// The first revision that sees a content.
    func from(_ place: Int) -> Revision { revisions[place] }
    /// The first revision that does not see it any more, if there is one.
    func until(_ place: Int) -> Revision? { ended.isEmpty ? nil : ended[place] }

    private func isVisible(_ place: Int, at revision: Revision) -> Bool {
        guard from(place) <= revision else { return false }
        return until(place).map { revision < $0 } ?? true
    }

    private func start(_ place: Int) -> Int {
        let base = bases[place >> Self.blockShift]
        return place & (1 << Self.blockShift - 1) == 0 ? base : base + Int(ends[place - 1])
    }

    /// The record of a content.
    func record(_ place: Int, of tenant: TenantID) throws(BillingError) -> ActionRecord {
        let parts = parts(place)
        let shape = shapes.all[parts.shape]
        return try ActionRecord(
            tenant: tenant, source: shape.source, id: ActionID(parts.id),
            at: Instants.date(positions[place]), type: shape.type, category: shape.category,
            succeeded: parts.counts[0], failed: parts.counts[1], suppressed: parts.counts[2],
            quantity: parts.quantity.map { text throws(BillingError) in try ExactDecimal(text).decimal() },
            unit: shape.unit?.text, workflow: shape.workflow,
            run: parts.run.map { text throws(BillingError) in try WorkflowRunID(text) })
    }

    private struct Parts {
        var shape = 0
        var id = ""
        var run: String?
        var quantity: String?
        var counts = [1, 0, 0]
    }

    private func parts(_ place: Int) -> Parts {
        var next = start(place)
        return bytes.withUnsafeBufferPointer { bytes in
            var parts = Parts()
            parts.shape = Self.varint(&next, bytes)
            parts.id = ActionTexts.text(at: &next, in: bytes)
            let shape = shapes.all[parts.shape]
            if shape.hasRun { parts.run = ActionTexts.text(at: &next, in: bytes) }
            if shape.unit != nil { parts.quantity = ActionTexts.text(at: &next, in: bytes) }
            if shape.hasCounts { parts.counts = (0..<3).map { _ in Self.varint(&next, bytes) } }
            return parts
        }
    }

    private static func varint(_ place: inout Int, _ bytes: UnsafeBufferPointer<UInt8>) -> Int {
        var (number, shift) = (0, 0)
        while true {
            let byte = bytes[place]
            place += 1
            number |= Int(byte & 0x7F) << shift
            if byte < 0x80 { return number }
            shift += 7
        }
    }

    private static func append(_ number: Int, to bytes: inout [UInt8]) {
        var rest = UInt(bitPattern: number)
        while rest > 0x7F {
            bytes.append(UInt8(truncatingIfNeeded: rest) | 0x80)
            rest >>= 7
        }
        bytes.append(UInt8(truncatingIfNeeded: rest))
    }

    /// Adds the bytes and the instant of a content.
    private mutating func append(_ action: ActionRecord, at position: Int64) {
        let shape = ActionShape(action)
        if count & (1 << Self.blockShift - 1) == 0 { bases.append(bytes.count) }
        Self.append(shapes.number(of: shape), to: &bytes)
        ActionTexts.append(action.id.text, to: &bytes)
        if let run = action.run { ActionTexts.append(run.text, to: &bytes) }
        if let quantity = action.quantity { ActionTexts.append("\(quantity)", to: &bytes) }
        if shape.hasCounts {
            for number in [action.succeeded, action.failed, action.suppressed] {
                Self.append(number, to: &bytes)
            }
        }
        ends.append(UInt32(truncatingIfNeeded: bytes.count - bases[bases.count - 1]))
        positions.append(position)
    }

    // MARK: Keys

    /// The number of its source, and where its id lies.
    private func key(_ place: Int, _ bytes: UnsafeBufferPointer<UInt8>) -> (source: UInt32, id: Range<Int>) {
        var next = start(place)
        let shape = Self.varint(&next, bytes)
        return (shapes.sources[shape], next..<ActionTexts.end(of: next, in: bytes))
    }

    private func hash(_ source: UInt32, _ id: UnsafeRawBufferPointer) -> UInt64 {
        var hasher = Hasher()
        hasher.combine(source)
        hasher.combine(bytes: id)
        return UInt64(UInt(bitPattern: hasher.finalize())) & hashMask
    }

    private func hash(_ place: Int, _ bytes: UnsafeBufferPointer<UInt8>) -> UInt64 {
        let (source, id) = key(place, bytes)
        return hash(source, UnsafeRawBufferPointer(rebasing: UnsafeRawBufferPointer(bytes)[id]))
    }

    private func place(of key: ActionKey) -> Int? {
        guard let source = shapes.number(of: key.source) else { return nil }
        var text: [UInt8] = []
        ActionTexts.append(key.id.text, to: &text)
        return text.withUnsafeBytes { id in
            bytes.withUnsafeBufferPointer { bytes in
                newest.find(hash(source, id)) { place in
                    let known = self.key(place, bytes)
                    return known.source == source && bytes[known.id].elementsEqual(id)
                }
            }
        }
    }

    private func actionKey(_ place: Int) throws(BillingError) -> ActionKey {
        let parts = parts(place)
        return ActionKey(source: shapes.all[parts.shape].source, id: try ActionID(parts.id))
    }

    /// Whether the id of one content comes before that of another one of the same source, and whether it is the same.
    private func compareKeys(_ left: Int, _ right: Int) -> (isBefore: Bool, isSame: Bool) {
        bytes.withUnsafeBufferPointer { bytes in
            let (one, other) = (key(left, bytes), key(right, bytes))
            if one.source != other.source {
                let sources = [left, right].map { place in
                    var next = start(place)
                    return shapes.all[Self.varint(&next, bytes)].source
                }
                return (sources[0] < sources[1], false)
            }
            // Of one form and length, the bytes have the order of the texts.
            if one.id.count == other.id.count, bytes[one.id.lowerBound] == bytes[other.id.lowerBound],
                bytes[one.id.lowerBound + 1] == bytes[other.id.lowerBound + 1]
                    || bytes[one.id.lowerBound] > 0
            {
                for (byte, second) in zip(bytes[one.id], bytes[other.id]) where byte != second {
                    return (byte < second, false)
                }
                return (false, true)
            }
            var (first, second) = (one.id.lowerBound, other.id.lowerBound)
            let text = ActionTexts.text(at: &first, in: bytes)
            return (text.precedesByBytes(ActionTexts.text(at: &second, in: bytes)), false)
        }
    }

    private func isInOrder(_ left: UInt32, _ right: UInt32) -> Bool {
        let (one, other) = (Int(left), Int(right))
        if positions[one] != positions[other] { return positions[one] < positions[other] }
        let (isBefore, isSame) = compareKeys(one, other)
        guard isSame else { return isBefore }
        let (from, second) = (self.from(one), self.from(other))
        return from == second ? one < other : from < second
    }
}

extension ActionColumns {
    /// Every content that an action ever had, the newest first, and whether none stands; nil if it is unknown.
    func known(_ key: ActionKey, of tenant: TenantID) throws(BillingError) -> KnownAction? {
        guard let newest = place(of: key) else { return nil }
        var contents: [ActionRecord] = []
        var next: Int? = newest
        while let place = next {
            contents.append(try record(place, of: tenant))
            next = former[place]
        }
        return KnownAction(contents: contents, isVoid: until(newest) != nil)
    }

    /// Does what a plan says; nothing here can fail.
    mutating func apply(_ change: CommitPlan.ActionChange, at revision: Revision) {
        for key in change.ending {
            if let place = place(of: key) { ended[place] = revision }
        }
        let start = count
        for added in change.adding {
            append(
                added.action, at: added.position, from: revision, until: added.isCurrent ? nil : revision)
        }
        // The order is in one place at a time, so that it is not copied.
        var order = order
        self.order = []
        let known = self
        let isInOrder = { known.isInOrder($0, $1) }
        let fresh = (start..<count).map { UInt32(truncatingIfNeeded: $0) }.sorted(by: isInOrder)
        order.merge(sorted: fresh, by: isInOrder)
        self.order = order
    }

    /// Adds a content, and returns the one that its key had.
    @discardableResult
    private mutating func append(
        _ action: ActionRecord, at position: Int64, from: Revision, until: Revision?
    ) -> Int? {
        let place = count
        append(action, at: position)
        revisions.append(from)
        if let until { ended[place] = until }
        let known = bytes.withUnsafeBufferPointer { bytes in
            let (source, id) = key(place, bytes)
            let text = UnsafeRawBufferPointer(rebasing: UnsafeRawBufferPointer(bytes)[id])
            return newestPlace(place, source, text, bytes)
        }
        if let known { former[place] = known }
        return known
    }

    private mutating func newestPlace(
        _ place: Int, _ source: UInt32, _ id: UnsafeRawBufferPointer, _ bytes: UnsafeBufferPointer<UInt8>
    ) -> Int? {
        var places = newest
        newest = ActionPlaces()
        defer { newest = places }
        return places.set(place, hash(source, id)) { other in
            let known = key(other, bytes)
            return known.source == source && bytes[known.id].elementsEqual(id)
        } hashOf: {
            hash($0, bytes)
        }
    }

    /// Adds a content as it was kept, those of one key in their order.
    ///
    /// - Returns: Whether it can follow what its key said before.
    mutating func restore(
        _ action: ActionRecord, from: Revision, until: Revision?
    ) throws(BillingError) -> Bool {
        guard until.map({ from <= $0 }) ?? true else { return false }
        let former = append(action, at: try Instants.microseconds(action.at), from: from, until: until)
        order.append(UInt32(truncatingIfNeeded: count - 1))
        guard let former else { return true }
        return ended[former].map { $0 <= from } == true && self.from(former) <= from
    }

    /// Puts restored contents in order.
    mutating func sort() {
        let known = self
        order.sort { known.isInOrder($0, $1) }
    }

    /// Drops every content before an instant, as if it had never been said.
    mutating func drop(before bound: Int64) {
        guard positions.contains(where: { $0 < bound }) else { return }
        var rest = ActionColumns(hashMask: hashMask)
        bytes.withUnsafeBufferPointer { bytes in
            for place in positions.indices where positions[place] >= bound {
                rest.take(place, of: self, bytes)
            }
        }
        rest.sort()
        self = rest
    }

    private mutating func take(_ place: Int, of other: ActionColumns, _ bytes: UnsafeBufferPointer<UInt8>) {
        if count & (1 << Self.blockShift - 1) == 0 { bases.append(self.bytes.count) }
        var next = other.start(place)
        Self.append(
            shapes.number(of: other.shapes.all[Self.varint(&next, bytes)]), to: &self.bytes)
        let base = other.bases[place >> Self.blockShift]
        self.bytes.append(contentsOf: bytes[next..<(base + Int(other.ends[place]))])
        ends.append(UInt32(truncatingIfNeeded: self.bytes.count - bases[bases.count - 1]))
        order.append(UInt32(truncatingIfNeeded: count))
        positions.append(other.positions[place])
        revisions.append(other.from(place))
        let number = count - 1
        if let until = other.until(place) { ended[number] = until }
        let known = self.bytes.withUnsafeBufferPointer { bytes in
            let (source, id) = key(number, bytes)
            return newestPlace(
                number, source, UnsafeRawBufferPointer(rebasing: UnsafeRawBufferPointer(bytes)[id]), bytes)
        }
        if let known { former[number] = known }
    }

    /// The contents in order of revision and key; those that share both stay as they came.
    func listed() -> [Int] {
        positions.indices.sorted { left, right in
            let (from, other) = (self.from(left), self.from(right))
            if from != other { return from < other }
            let (isBefore, isSame) = compareKeys(left, right)
            return isSame ? left < right : isBefore
        }
    }

    /// The oldest and the newest revision that anything here was written by.
    var revisionRange: ClosedRange<Revision>? {
        guard let oldest = revisions.columns.values.min(), let newest = revisions.columns.values.max() else {
            return nil
        }
        return oldest...max(newest, ended.values.max() ?? newest)
    }
}

extension ActionColumns {
    /// The records of a window that a revision sees.
    ///
    /// - Complexity: O(log *n* + *m*) for *m* contents that are met.
    func records(
        _ window: RecordWindow, of tenant: TenantID, at revision: Revision
    ) throws(BillingError) -> [ActionRecord] {
        func place(from position: Int64) -> Int { order.lowerBound { positions[Int($0)] < position } }
        var places = place(from: window.instants.lowerBound)..<place(from: window.instants.upperBound)
        if let after = window.after {
            guard let key = ActionKey(ids: after.ids) else { return [] }
            let bound = try bound(after.instant, key, isDescending: window.isDescending)
            places =
                window.isDescending
                ? min(places.lowerBound, bound)..<min(places.upperBound, bound)
                : max(places.lowerBound, bound)..<max(places.upperBound, bound)
        }
        var records: [ActionRecord] = []
        for offset in 0..<places.count where records.count < window.limit {
            let place = Int(
                order[window.isDescending ? places.upperBound - 1 - offset : places.lowerBound + offset])
            if isVisible(place, at: revision) { records.append(try record(place, of: tenant)) }
        }
        return records
    }

    /// The first place of the order at or after a key, or after it.
    private func bound(_ position: Int64, _ key: ActionKey, isDescending: Bool) throws(BillingError) -> Int {
        var (low, high) = (0, order.count)
        while low < high {
            let middle = (low + high) / 2
            let place = Int(order[middle])
            let isBefore: Bool
            if positions[place] != position {
                isBefore = positions[place] < position
            } else {
                let known = try actionKey(place)
                isBefore = isDescending ? known < key : known < key || known == key
            }
            if isBefore { low = middle + 1 } else { high = middle }
        }
        return low
    }
}
