import InauroBilling

/// Says on standard error what is wrong with rows and invoices, but not without end.
final class Complaints {
    /// How many lines are said of one kind.
    static let limit = 20

    private let console: Console
    private var rows = 0
    private var warnings = 0
    private var hasProgress = false

    init(_ console: Console) { self.console = console }

    func row(_ error: RowError) { row("line \(error.line): \(error.rule)") }

    /// Names a row of a file that is left out.
    func row(_ text: String) {
        rows += 1
        if rows <= Self.limit { say(text) }
    }

    /// Counts rows that are left out and not named.
    func rows(_ count: Int) { rows += count }

    func warning(_ text: String) {
        warnings += 1
        if warnings <= Self.limit { say("warning: \(text)") }
    }

    /// Says how many rows and warnings were not said one by one, once.
    func finish() {
        clearProgress()
        if rows > Self.limit { say("and \(rows - Self.limit) more rows") }
        if warnings > Self.limit { say("and \(warnings - Self.limit) more warnings") }
        (rows, warnings) = (0, 0)
    }

    func progress(_ rows: Int) {
        guard console.showsProgress else { return }
        Self.progress(rows, on: console)
        hasProgress = true
    }

    /// Says how many rows were read, in a line that is erased by ``endProgress()``.
    static func progress(_ rows: Int, on console: Console) {
        if console.showsProgress { console.complain("\rtenant-report: \(rows) rows read") }
    }

    /// Erases a line of progress that was said without this object.
    func endProgress() {
        hasProgress = console.showsProgress
        clearProgress()
    }

    func say(_ text: String) {
        clearProgress()
        console.complain("tenant-report: \(DisplayText(text).text)\n")
    }

    private func clearProgress() {
        guard hasProgress else { return }
        // Back to the start of the line, and erase it.
        console.complain("\r\u{1B}[K")
        hasProgress = false
    }
}
