import BillingModel
import BillingTime

/// The activity of one tenant's subjects of one kind, as sorted columns.
///
/// Subjects are numbered in the order in which they were first seen, so that those of an earlier revision are the first
/// ones. Activity is never taken back, so that an earlier revision sees the rows that are old enough.
struct ActivityColumns: Sendable {
    private(set) var quarterHours: [Int32] = []
    private(set) var numbers: [UInt32] = []
    private var revisions = RunLengths<Revision>()
    /// The subjects by number, and the revision that numbered each.
    private(set) var subjects: [SubjectID] = []
    private var subjectRevisions = RunLengths<Revision>()
    private var numberOf: [SubjectID: UInt32] = [:]
    private(set) var newest = Revision.zero

    func number(of subject: SubjectID) -> UInt32? { numberOf[subject] }

    func contains(_ row: ActivityRow) -> Bool {
        let index = firstRow(notBefore: row)
        return index < numbers.count && self.row(index) == row
    }

    func row(_ index: Int) -> ActivityRow {
        ActivityRow(quarterHour: quarterHours[index], number: numbers[index])
    }

    func firstRow(notBefore row: ActivityRow) -> Int {
        if let last = quarterHours.last, last < row.quarterHour { return quarterHours.count }
        return numbers.indices.lowerBound { self.row($0) < row }
    }

    /// Adds rows that are new, in ascending order, and the subjects that are new among theirs.
    ///
    /// - Complexity: O(*k* + *t*) for *k* rows and *t* known rows after the first of them.
    mutating func apply(_ rows: [ActivityRow], newSubjects: [SubjectID], at revision: Revision) {
        guard let first = rows.first else { return }
        newest = revision
        for subject in newSubjects {
            numberOf[subject] = UInt32(truncatingIfNeeded: subjects.count)
            subjects.append(subject)
            subjectRevisions.append(revision)
        }
        let start = firstRow(notBefore: first)
        let tail = (start..<numbers.count).map { (row($0), revisions[$0]) }
        quarterHours.removeSubrange(start...)
        numbers.removeSubrange(start...)
        if !tail.isEmpty { revisions = revisions.slice(0..<start) }
        var old = 0
        for row in rows {
            while old < tail.count, tail[old].0 < row {
                append(tail[old].0, tail[old].1)
                old += 1
            }
            append(row, revision)
        }
        for (row, revision) in tail[old...] { append(row, revision) }
    }

    private mutating func append(_ row: ActivityRow, _ revision: Revision) {
        quarterHours.append(row.quarterHour)
        numbers.append(row.number)
        revisions.append(revision)
    }

    /// The revision that numbered a subject, and whether the subject was erased since.
    func standing(of number: Int) -> (from: Revision, isErased: Bool) {
        (subjectRevisions[number], numberOf[subjects[number]] != UInt32(truncatingIfNeeded: number))
    }

    /// Adds a subject as it was kept; false if another one has its id.
    mutating func restore(_ subject: SubjectID, from revision: Revision, isErased: Bool) -> Bool {
        guard isErased || numberOf[subject] == nil, subjectRevisions.last.map({ $0 <= revision }) ?? true
        else {
            return false
        }
        if !isErased { numberOf[subject] = UInt32(truncatingIfNeeded: subjects.count) }
        subjects.append(subject)
        subjectRevisions.append(revision)
        newest = max(newest, revision)
        return true
    }

    /// Adds a row as it was kept; false if it does not come after the last one or names no subject.
    mutating func restore(_ row: ActivityRow, from revision: Revision) -> Bool {
        guard row.number < subjects.count, numbers.isEmpty || self.row(numbers.count - 1) < row,
            subjectRevisions[Int(row.number)] <= revision
        else { return false }
        append(row, revision)
        newest = max(newest, revision)
        return true
    }

    /// The revision that added a row.
    func revision(of row: Int) -> Revision { revisions[row] }

    /// The revisions that added the rows.
    var rowRevisions: RunLengths<Revision> { revisions }

    /// Drops the rows before a quarter hour; the subjects keep their numbers.
    mutating func drop(before quarterHour: Int32) {
        let start = quarterHours.lowerBound { $0 < quarterHour }
        guard start > 0 else { return }
        quarterHours.removeFirst(start)
        numbers.removeFirst(start)
        revisions = revisions.slice(start..<revisions.count)
    }

    /// Puts another id in the place of a subject's.
    mutating func erase(_ subject: SubjectID, _ tombstone: SubjectID) {
        guard let number = numberOf.removeValue(forKey: subject) else { return }
        subjects[Int(number)] = tombstone
    }

    /// The subjects that a revision knows: the first ones.
    func subjects(at revision: Revision) -> [SubjectID] {
        let count = subjectRevisions.lowerBound { $0 <= revision }
        return count == subjects.count ? subjects : Array(subjects.prefix(count))
    }

    /// Reads the rows of a window that a revision sees.
    func read(_ window: ActivityWindow, at revision: Revision) -> ActivityRows {
        var index = firstRow(notBefore: window.start)
        if newest <= revision {
            let end = max(index, quarterHours.lowerBound { $0 < window.end })
            let stop = index + min(window.limit, end - index)
            let next = stop < end ? row(stop) : nil
            guard index > 0 || stop < numbers.count else {
                return ActivityRows(quarterHours: quarterHours, numbers: numbers, next: next)
            }
            return ActivityRows(
                quarterHours: Array(quarterHours[index..<stop]), numbers: Array(numbers[index..<stop]),
                next: next)
        }
        var found = ActivityRows()
        while index < numbers.count, quarterHours[index] < window.end {
            if revisions[index] <= revision {
                guard found.numbers.count < window.limit else {
                    found.next = row(index)
                    break
                }
                found.quarterHours.append(quarterHours[index])
                found.numbers.append(numbers[index])
            }
            index += 1
        }
        return found
    }
}
