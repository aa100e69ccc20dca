/// A kind of fault: how it is made, and what it must not do.
struct Fault: Sendable {
    let name: String
    let how: String
    /// How long one case may take, in seconds.
    var limit = 60
    /// Makes ready what all cases share.
    let prepare: @Sendable (Setting) async throws -> Cases
}

/// The cases of a fault, which do not depend on each other.
struct Cases {
    let count: Int
    let run: (Int) async throws -> Verdict

    /// The cases are known by a number that is reached, or that many.
    init(_ count: Int, run: @escaping (Int) async throws -> Verdict) {
        (self.count, self.run) = (count, run)
    }
}

/// What the cases of a run share.
struct Setting: Sendable {
    let seed: UInt64
    let isShort: Bool
    /// A folder of the process, for what it makes.
    let folder: String

    func file(_ name: String) -> String { "\(folder)/\(name)" }
}

/// Why a fault cannot be made here.
struct Skipped: Error {
    let reason: String
}

/// What a case found.
struct Verdict {
    /// Acknowledged commits that are not there.
    var lost: [String] = []
    /// Answers that are neither right nor an error of the package.
    var wrong: [String] = []

    static func + (one: Verdict, other: Verdict) -> Verdict {
        Verdict(lost: one.lost + other.lost, wrong: one.wrong + other.wrong)
    }
}
