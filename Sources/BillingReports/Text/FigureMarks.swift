import BillingTime

/// Why a figure is not final, as signs behind it in texts; each sign means one thing.
struct FigureMarks: OptionSet, Hashable, Sendable {
    /// Its time has not ended, or late values may still come.
    static let provisional = FigureMarks(rawValue: 1)
    /// Some of its time, or some of its series, is not known.
    static let partial = FigureMarks(rawValue: 2)
    /// The range asked for cuts its time.
    static let clipped = FigureMarks(rawValue: 4)
    /// It is not complete for a reason that its own screen tells.
    static let incomplete = FigureMarks(rawValue: 8)

    let rawValue: UInt8

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

    init(rawValue: UInt8) { self.rawValue = rawValue }

    private static let meanings: [(mark: FigureMarks, sign: Character, meaning: String)] = [
        (.provisional, "*", "may still change: in progress, or late values may come"),
        (.partial, "~", "some of its time is not known"),
        (.clipped, "^", "cut off by the range"),
        (.incomplete, "!", "not complete; the screen itself says why"),
    ]

    /// How many signs there are.
    var count: Int { rawValue.nonzeroBitCount }

    /// The signs one after another: `*~`.
    var signs: String { String(Self.meanings.filter { contains($0.mark) }.map(\.sign)) }

    /// A line for each sign: `* may still change: …`.
    var legend: [String] {
        Self.meanings.filter { contains($0.mark) }.map { "\($0.sign) \($0.meaning)" }
    }
}
