/// A piece of a screen for people: a screen is its title, when and from what it was made, and blocks below each other.
public enum ReportBlock: Hashable, Sendable {
    /// A line, which may hold names of a host and is not broken.
    case line(String)
    /// A table below an empty line, with its title; nothing if it has no row, or no column for people.
    case table(ReportTable)
    /// A table whose rows each have a course, drawn in the room that is left.
    case courses(ReportTable, [Course])
    /// Sentences below an empty line, broken between words; nothing without any.
    case notes([String])

    /// How a figure went on over time.
    public struct Course: Hashable, Sendable {
        /// The figures at equal distances; nil where there is none.
        public let figures: [Double?]
        /// From where to where the course is drawn; nil for its own lowest and highest figure.
        public let scale: ClosedRange<Double>?
        /// Whether the last figure that there is, is not complete: in progress, known in part, or cut off.
        public let isOpen: Bool

        /// Makes a course.
        public init(_ figures: [Double?], scale: ClosedRange<Double>? = nil, isOpen: Bool = false) {
            self.figures = figures
            self.scale = scale
            self.isOpen = isOpen
        }
    }
}
