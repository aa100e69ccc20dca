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

    func row(_ error: RowError) {
        rows += 1
        if rows <= Self.limit { say("line \(error.line): \(error.code): \(error.rule)") }
    }

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
        console.complain("\rtenant-report: \(rows) rows read")
        hasProgress = true
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
