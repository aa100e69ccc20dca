import BillingModel
import BillingStore
import BillingStoreFile
import BillingTestSupport
import Foundation

/// A list of commits, and what a repository in memory answers after each of them.
final class World {
    typealias Step = StoredWorld.Step

    let steps: [Step]
    /// Whether few revisions of a file are read instead of all.
    private let isShort: Bool
    /// The answers of each revision after so many steps, as far as they were asked for.
    private var states: [Int: [Int: [Answer]]] = [:]

    /// Makes commits of all kinds, and so many more.
    ///
    /// - Parameters:
    ///   - more: How many commits come after those that meet every table; a short run has few.
    ///   - count: How many there are at most.
    init(_ setting: Setting, more: Int = 0, first count: Int = .max) throws {
        steps = Array(try World.steps(more: setting.isShort ? min(more, 8) : more).prefix(count))
        isShort = setting.isShort
    }

    /// What a repository in memory answers after so many steps.
    private func answers(after count: Int, at revision: Int) async throws -> [Answer] {
        if let known = states[count]?[revision] { return known }
        let memory = InMemoryRepository(clock: World.clock)
        for step in steps.prefix(count) { try await step.run(on: memory) }
        let answers = await StoredWorld.answers(of: memory, to: try World.requests(at: revision))
        let sound = try answers.map { try $0.get() }
        states[count, default: [:]][revision] = sound
        return sound
    }

    static func steps(more: Int) throws -> [Step] {
        try StoredWorld.steps()
            + (0..<more).map { .commit(try StoredWorld.later($0)) }
    }

    static let clock: @Sendable () -> Date = { StoredWorld.day(100) }

    static func open(
        _ path: String, _ access: FileRepository.Access = .create,
        _ durability: FileRepository.Options.Durability = .process, seen: Int = 0
    ) async throws -> FileRepository {
        var options = FileRepository.Options()
        options.durability = durability
        options.readers = 1
        options.seen = try Revision(Int64(seen))
        return try await FileRepository(at: path, access: access, options: options, clock: clock)
    }

    /// Makes a file, and closes it.
    func make(
        _ path: String, steps count: Int? = nil, durability: FileRepository.Options.Durability = .process
    ) async throws {
        let repository = try await World.open(path, .create, durability)
        for step in steps.prefix(count ?? steps.count) { try await step.run(on: repository) }
        await repository.close()
    }

    private static func requests(at revision: Int) throws -> [StoredWorld.Request] {
        StoredWorld.requests(at: .revision(try Revision(Int64(revision))))
    }

    /// Opens a file and compares all that it answers with what a repository in memory says after as many steps.
    ///
    /// - Parameters:
    ///   - range: How many steps may be there; what is below the first was lost.
    ///   - revisions: Which revisions are read; nil for all.
    ///   - tells: Whether an error of the package is an answer, as it is for a file that was damaged.
    func judge(
        _ path: String, _ range: ClosedRange<Int>, revisions: [Int]? = nil,
        access: FileRepository.Access = .readWrite,
        seen: Int = 0, tells: Bool = false
    ) async -> Verdict {
        do {
            let repository = try await World.open(path, access, seen: seen)
            let verdict = await judge(repository, range, revisions: revisions, tells: tells)
            await repository.close()
            return verdict
        } catch {
            return World.verdict(on: error, "opening", tells: tells)
        }
    }

    /// Compares a file in which all steps are, and verifies it.
    func judgeWhole(_ path: String) async throws -> Verdict {
        let repository = try await World.open(path)
        var verdict = await judge(repository, steps.count...steps.count)
        verdict.wrong += try await repository.verify().map { "\($0)" }
        await repository.close()
        return verdict
    }

    func judge(
        _ repository: FileRepository, _ range: ClosedRange<Int>, revisions: [Int]? = nil, tells: Bool = false
    ) async -> Verdict {
        var verdict = Verdict()
        do {
            let latest = Int(try await repository.revision(.latest).number)
            if latest < range.lowerBound {
                verdict.lost.append("revision \(latest), \(range.lowerBound) acknowledged")
            }
            guard latest <= range.upperBound else {
                verdict.wrong.append("revision \(latest), at most \(range.upperBound) committed")
                return verdict
            }
            let all = isShort ? [latest / 2, latest] : Array(0...latest)
            for revision in revisions ?? all where revision <= latest {
                let found = await StoredWorld.answers(of: repository, to: try World.requests(at: revision))
                for (found, answer) in zip(found, try await answers(after: latest, at: revision)) {
                    switch found {
                    case .success(let found) where found == answer: break
                    case .success: verdict.wrong.append("\(answer.request) of \(latest)")
                    case .failure(let error):
                        verdict = verdict + World.verdict(on: error, answer.request, tells: tells)
                    }
                }
            }
        } catch {
            verdict = verdict + World.verdict(on: error, "revision", tells: tells)
        }
        return verdict
    }

    /// An error of another type is one that nobody can act upon; one of the package is a loss if nothing was damaged.
    static func verdict(on error: any Error, _ what: String, tells: Bool) -> Verdict {
        guard let error = error as? BillingError else { return Verdict(wrong: ["\(what): \(error)"]) }
        return tells ? Verdict() : Verdict(lost: ["\(what): \(error)"])
    }
}
