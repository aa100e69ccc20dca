import BillingModel
import BillingStore

/// A batch that the repository did not take whole: taken in parts, each a commit, as what its lines lack comes to be there.
///
/// The id of the batch stands for its lines if it was taken whole. Else it stands for an empty set, whose commit tells the
/// revision on which the first part is decided; each further part begins with an empty set under an id of its own. A part
/// is committed on just that revision, or not at all. So it is known of each part which lines it cannot have
/// taken: those that lacked something at its revision. Only they are sent again, and a run that ends anywhere is taken up
/// again where it ended.
struct PartialBatch {
    /// What became of the batch.
    struct Outcome {
        /// The commits that were made or found made.
        var commits: [CommitRecord] = []
        /// The parts that were found made, but not with which lines.
        var unread: [CommitID] = []
        /// Records of parts that were found made but not read.
        var unreadRecords = 0
        var rejections: [ImportRejection] = []
        var superseded: [(line: Int, record: ImportRecord)] = []
        /// Whether a strict import stops here.
        var isStopped = false
    }

    /// A commit of some of the lines.
    private struct Part {
        let id: CommitID
        let revision: Revision
        /// The lines that it took, or refused for what they say.
        let lines: [ImportBatch.Line]
    }

    private let id: CommitID
    private let repository: any BillingRepository
    private var past: PastReader
    /// The lines that lacked something at every part, or all if there is none.
    private var open: [ImportBatch.Line]
    private var parts: [Part] = []
    /// The revision at which the batch was first refused.
    private var first: Revision?
    /// The number of the next part.
    private var number = 0

    init(_ id: CommitID, _ lines: [ImportBatch.Line], in repository: any BillingRepository) {
        self.id = id
        self.repository = repository
        open = lines
        past = PastReader(repository)
    }

    private var beginning: CommitID {
        get throws { try number == 0 ? id : CommitID("\(id)-\(number)") }
    }

    private var taking: CommitID {
        get throws { try CommitID("\(beginning)-taken") }
    }

    /// Takes what can be taken.
    ///
    /// - Returns: What became of the lines; nil if another run came in between, so that one has to begin anew.
    mutating func take(isStrict: Bool) async throws -> Outcome? {
        guard try await look() else { return nil }
        var outcome = Outcome()
        let made = parts
        var isFirst = made.isEmpty
        while !open.isEmpty {
            try Task.checkCancellation()
            var ready = open
            if !isFirst {
                let wrong = try await refused(open)
                ready = ready.without(wrong)
                if ready.isEmpty || isStrict && !wrong.isEmpty {
                    outcome.rejections += wrong
                    outcome.isStopped = isStrict
                    break
                }
            }
            guard let revision = try await begin() else { return nil }
            switch try await send(ready, on: revision, isStrict: isStrict, &outcome) {
            case .taken:
                let places = Set(ready.map(\.line))
                open.removeAll { places.contains($0.line) }
                isFirst = false
            case .outdated: break
            case .overtaken: return nil
            case .stopped: return outcome
            }
            number += 1
        }
        for part in made { try await read(part, &outcome) }
        return outcome
    }

    /// What a strict import finds wrong with the batch before it takes anything.
    ///
    /// - Returns: Nil if another run came in between.
    mutating func inspect(
        _ dryRun: inout DryRun, number: Int
    ) async throws -> [ImportRejection]? {
        guard try await look() else { return nil }
        var rejections = try await dryRun.violations(in: open, of: number)
        for part in parts {
            if try await commit(of: part, without: []) != nil {
                for record in part.lines.flatMap(\.records) { dryRun.carry(record) }
            } else {
                rejections += try await dryRun.violations(in: part.lines, of: number)
            }
        }
        return rejections.sorted { $0.line < $1.line }
    }

    // MARK: What was taken

    /// Whether any of the batch was committed, or its first part was begun.
    func isBegun() async throws -> Bool { try await isKnown(id) }

    /// Finds the parts that were made; false if the batch was taken whole.
    private mutating func look() async throws -> Bool {
        let now = try await repository.revision(.latest)
        var isTaken = true
        while try await isKnown(beginning) {
            guard let revision = try await begin() else { return false }
            isTaken = try await isKnown(taking)
            if isTaken {
                let lacking = try await past.lacking(open, at: revision, now: now)
                let decided = open.filter { !lacking.contains($0.line) }
                parts.append(Part(id: try taking, revision: revision, lines: decided))
                open.removeAll { !lacking.contains($0.line) }
            }
            number += 1
        }
        // One that was begun and not made is made now, if nothing was committed in between.
        if !isTaken { number -= 1 }
        return true
    }

    /// Whether a commit was made under an id.
    private func isKnown(_ id: CommitID) async throws -> Bool {
        var set = ChangeSet(id: id)
        set.add(try DryRun.nobodysEntry("\(id)"))
        do {
            try await repository.commit(set)
        } catch let error as BillingError where error.code == .refused {
            return false
        } catch let error as BillingError where error.code == .conflict {
            return true
        }
        throw BillingError(.corruptData, rule: "a repository refuses an entry of an unknown tenant")
    }

    /// Begins the next part, or finds it begun: the revision that it is decided on.
    ///
    /// - Returns: Nil if the batch was taken whole.
    private mutating func begin() async throws -> Revision? {
        do {
            let revision = try await repository.commit(ChangeSet(id: beginning)).revision
            if first == nil { first = revision }
            return revision
        } catch let error as BillingError where error.code == .conflict && number == 0 {
            return nil
        }
    }

    // MARK: Taking

    private enum Sending { case taken, outdated, overtaken, stopped }

    /// Commits lines as a part, without those that are refused.
    private mutating func send(
        _ lines: [ImportBatch.Line], on revision: Revision, isStrict: Bool, _ outcome: inout Outcome
    ) async throws -> Sending {
        var late = try await late(lines, at: revision)
        var rejections: [ImportRejection] = []
        while true {
            var set = LinedChanges(id: try taking, basis: revision)
            set.add(late.lines)
            do {
                outcome.commits.append(try await repository.commit(set.changes))
                outcome.rejections += rejections
                let left = Set(rejections.map(\.line))
                outcome.superseded += late.superseded.filter { !left.contains($0.line) }
                return .taken
            } catch let error as BillingError where error.code == .refused {
                let wrong = set.rejections(for: error.violations)
                guard !wrong.isEmpty else { throw error }
                rejections += wrong
                if isStrict {
                    outcome.rejections += rejections
                    outcome.isStopped = true
                    return .stopped
                }
                late.lines = late.lines.without(wrong)
            } catch let error as BillingError where error.code == .outdated {
                return .outdated
            } catch let error as BillingError where error.code == .conflict {
                return .overtaken
            }
        }
    }

    private mutating func late(
        _ lines: [ImportBatch.Line], at revision: Revision
    ) async throws -> LateLines {
        guard let first, first < revision else { return LateLines(lines: lines) }
        return try await past.late(lines, since: first, at: revision)
    }

    /// The lines that the repository would refuse.
    private func refused(_ lines: [ImportBatch.Line]) async throws -> [ImportRejection] {
        var dryRun = DryRun(prefix: "\(id)", repository: repository)
        return try await dryRun.violations(in: lines, of: 0)
    }

    // MARK: Reading

    /// Tells what became of the lines of a part that an earlier run made.
    private mutating func read(_ part: Part, _ outcome: inout Outcome) async throws {
        if let commit = try await commit(of: part, without: []) {
            outcome.commits.append(commit)
            return
        }
        // It was made without lines that are refused for what they say, now as then.
        let wrong = try await refused(part.lines)
        outcome.rejections += wrong
        if let commit = try await commit(of: part, without: wrong) {
            outcome.commits.append(commit)
            return
        }
        outcome.unread.append(part.id)
        let rest = part.lines.without(wrong)
        outcome.unreadRecords += rest.flatMap(\.records).reduce(0) { $0 + $1.count }
        if let line = rest.first?.line {
            outcome.rejections.append(
                ImportRejection(
                    line: line, code: .conflict,
                    rule:
                        "a line that was left out for what it says, and would be taken by now, is sent by itself",
                    detail: "a line of the batch that begins here"))
        }
    }

    /// The commit of a part, if it took all of its lines but some.
    private mutating func commit(
        of part: Part, without wrong: [ImportRejection]
    ) async throws -> CommitRecord? {
        var set = LinedChanges(id: part.id)
        set.add(try await late(part.lines.without(wrong), at: part.revision).lines)
        do {
            return try await repository.commit(set.changes)
        } catch let error as BillingError where error.code == .conflict {
            return nil
        }
    }
}

extension [ImportBatch.Line] {
    /// These lines but those that are rejected.
    func without(_ rejections: [ImportRejection]) -> [ImportBatch.Line] {
        let places = Set(rejections.map(\.line))
        return filter { !places.contains($0.line) }
    }
}
