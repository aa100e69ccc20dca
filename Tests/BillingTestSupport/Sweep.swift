import Foundation

/// Whether long sweeps run as a whole, as `.ci/sweeps` asks for, or every so many of their cases only.
package enum Sweep {
    package static let isWhole = ProcessInfo.processInfo.environment["INAURO_SWEEPS"] != nil

    /// How often a sweep does something: as a whole, or in part.
    package static func count(_ whole: Int, part: Int) -> Int { isWhole ? whole : part }

    /// All cases of a sweep, or every `step`th from the first on.
    package static func cases<Case>(_ all: [Case], every step: Int) -> [Case] {
        isWhole ? all : stride(from: 0, to: all.count, by: step).map { all[$0] }
    }
}
