import BillingTime

/// Why a figure is not final, as signs behind it in texts; each sign means one thing.
package struct FigureMarks: OptionSet, Hashable, Sendable {
    /// Its time has not ended, or late values may still come.
    package static let provisional = FigureMarks(rawValue: 1)
    /// Some of its time, or some of its series, is not known.
    package static let partial = FigureMarks(rawValue: 2)
    /// The range asked for cuts its time.
    package static let clipped = FigureMarks(rawValue: 4)
    /// It is not complete for a reason that its own screen tells.
    package static let incomplete = FigureMarks(rawValue: 8)

    package let rawValue: UInt8

    /// The marks of a figure; one whose completeness is not stated is known in part.
    init(_ completeness: Completeness?) {
        guard let completeness else {
            self = .partial
            return
        }
        self = []
        if completeness.phase != .settled { insert(.provisional) }
        if completeness.coverage < 1 { insert(.partial) }
        if completeness.clippedStart || completeness.clippedEnd { insert(.clipped) }
    }

    package init(rawValue: UInt8) { self.rawValue = rawValue }

    /// One sign and what it means.
    package struct Sign: Hashable, Sendable {
        package let text: String
        package let meaning: String
    }

    private static let meanings: [(mark: FigureMarks, sign: String, meaning: String)] = [
        (.provisional, "*", "may still change: in progress, or late values may come"),
        (.partial, "~", "some of its time is not known"),
        (.clipped, "^", "cut off by the range"),
        (.incomplete, "!", "not complete; the screen itself says why"),
    ]

    /// What a figure that is missing is shown as.
    package static let gap = Sign(text: NumberText.missing, meaning: "not known")

    /// How many signs there are.
    var count: Int { rawValue.nonzeroBitCount }

    /// The signs one after another: `*~`.
    package var signs: String { meant.map(\.text).joined() }

    /// What the signs mean, in their order.
    package var meant: [Sign] {
        Self.meanings.filter { contains($0.mark) }.map { Sign(text: $0.sign, meaning: $0.meaning) }
    }

    /// A line for each sign, `* may still change: …`, and for what is missing if anything is.
    package func legend(hasGaps: Bool) -> [String] {
        (meant + (hasGaps ? [Self.gap] : [])).map { "\($0.text) \($0.meaning)" }
    }
}
