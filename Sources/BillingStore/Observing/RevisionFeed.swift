public import BillingModel
import BillingTime

/// Hands the newest revision to all who wait for one: what a backend makes its ``WatchableRepository/revisions`` of.
public final class RevisionFeed: Sendable {
    /// Looks for a revision that nobody published here, such as one of another process; nil if there is none.
    package typealias Look = @Sendable () async throws -> Revision?
    /// Waits until it is worth a look again.
    package typealias Rest = @Sendable () async throws -> Void

    private let state: Lock<State>
    private let looking: (look: Look, rest: Rest)?

    /// Makes a feed of what is published to it.
    ///
    /// - Parameter latest: The revision that is known already.
    public init(latest: Revision = .zero) {
        state = Lock(State(latest: latest))
        looking = nil
    }

    /// Makes a feed that also looks for itself, while anybody waits.
    ///
    /// - Parameters:
    ///   - rest: What it waits for after each look.
    ///   - look: Finds a revision. An error of either ends what all consumers of the time get.
    package init(rest: @escaping Rest, look: @escaping Look) {
        state = Lock(State(latest: nil))
        looking = (look, rest)
    }

    /// What is handed out: to each consumer the newest that it has not seen.
    public var revisions: Revisions { Revisions(self) }

    /// Whether the feed looks for itself now.
    package var isLooking: Bool { state.withLock { $0.looking != nil } }

    /// Hands out a revision; one that is not above the latest is known already.
    public func publish(_ revision: Revision) {
        state.withLock { state in
            guard !state.isEnded, state.latest.map({ $0 < revision }) ?? true else { return Answers() }
            state.latest = revision
            return state.answers()
        }.resume()
    }

    /// Ends what is handed out, once each consumer has the newest; nothing is published after it.
    public func end() {
        state.withLock { state in
            state.isEnded = true
            state.stopLooking()
            return state.answers()
        }.resume()
    }

    // MARK: Consumers

    fileprivate func join() -> Int {
        state.withLock { state in
            let id = state.nextID
            state.nextID += 1
            // One who comes after the end has missed all of it.
            state.consumers[id] = Waiting(seen: state.isEnded ? .last : nil)
            if let looking, state.looking == nil, !state.isEnded {
                // What was published while nobody watched may be long out of date.
                state.latest = nil
                state.looking = Task.detached { [self] in await keepLooking(looking.look, looking.rest) }
            }
            return id
        }
    }

    fileprivate func leave(_ id: Int) {
        state.withLock { state in
            state.consumers[id] = nil
            if state.consumers.isEmpty { state.stopLooking() }
        }
    }

    fileprivate func cancel(_ id: Int) {
        state.withLock { state in
            state.consumers[id]?.end = .success(nil)
            state.consumers[id]?.seen = .last
            return state.answers()
        }.resume()
    }

    fileprivate func ask(_ id: Int, _ continuation: Waiting.Continuation) {
        state.withLock { state in
            state.consumers[id]?.continuations.append(continuation)
            return state.answers()
        }.resume()
    }

    // MARK: Looking

    private func keepLooking(_ look: Look, _ rest: Rest) async {
        do {
            while !Task.isCancelled {
                if let revision = try await look() { publish(revision) }
                try await rest()
            }
        } catch {
            let failure =
                error as? BillingError
                ?? BillingError(.unavailable, rule: "a repository that is watched can be read", cause: error)
            state.withLock { state in
                // One that was told to stop has nothing to say.
                guard !Task.isCancelled else { return Answers() }
                state.looking = nil
                for id in state.consumers.keys { state.consumers[id]?.end = .failure(failure) }
                return state.answers()
            }.resume()
        }
    }
}

extension RevisionFeed {
    /// One consumer, who leaves when nobody holds it any more.
    final class Consumer: Sendable {
        private let feed: RevisionFeed
        private let id: Int

        init(_ feed: RevisionFeed) {
            self.feed = feed
            id = feed.join()
        }

        deinit { feed.leave(id) }

        func next(isolation actor: isolated (any Actor)?) async throws(BillingError) -> Revision? {
            let answer = await withTaskCancellationHandler {
                await withCheckedContinuation { feed.ask(id, $0) }
            } onCancel: { [feed, id] in
                feed.cancel(id)
            }
            return try answer.get()
        }
    }

    /// What a consumer has seen, and who waits for it.
    fileprivate struct Waiting {
        typealias Answer = Result<Revision?, BillingError>
        typealias Continuation = CheckedContinuation<Answer, Never>

        var seen: Revision?
        /// What it gets after the newest revision, and then nil.
        var end: Answer?
        var continuations: [Continuation] = []
    }

    /// Answers that are given once the lock is free.
    fileprivate struct Answers {
        var all: [(Waiting.Continuation, Waiting.Answer)] = []

        func resume() {
            for (continuation, answer) in all { continuation.resume(returning: answer) }
        }
    }

    fileprivate struct State {
        /// Nil until a first look.
        var latest: Revision?
        var isEnded = false
        var nextID = 0
        var consumers: [Int: Waiting] = [:]
        var looking: Task<Void, Never>?

        init(latest: Revision?) { self.latest = latest }

        mutating func stopLooking() {
            looking?.cancel()
            looking = nil
        }

        /// Takes an answer for everyone who waits and can have one.
        mutating func answers() -> Answers {
            var answers = Answers()
            for (id, waiting) in consumers where !waiting.continuations.isEmpty {
                guard let answer = answer(id) else { continue }
                for continuation in waiting.continuations { answers.all.append((continuation, answer)) }
                consumers[id]?.continuations = []
            }
            return answers
        }

        private mutating func answer(_ id: Int) -> Waiting.Answer? {
            guard let waiting = consumers[id] else { return nil }
            if let latest, waiting.seen.map({ $0 < latest }) ?? true {
                consumers[id]?.seen = latest
                return .success(latest)
            }
            if let end = waiting.end {
                consumers[id]?.end = .success(nil)
                consumers[id]?.seen = .last
                return end
            }
            return isEnded ? .success(nil) : nil
        }
    }
}

extension Revision {
    /// After every revision that is made.
    fileprivate static let last = (try? Revision(.max)) ?? .zero
}
