import BillingReports
import InauroBilling

/// Says on standard error what is wrong with rows and invoices, but not without end.
final class Diagnostics {
    /// How many lines are said of one kind.
    static let limit = 20

    private let console: Console
    private var rows = 0
    private var warnings = 0
    private var hasProgress = false

    init(_ console: Console) { self.console = console }

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

    /// Says how many rows were read, in a line that the next one replaces.
    static func progress(_ rows: Int, on console: Console) {
        if console.showsProgress { console.writeError("\rtenant-report: \(rows) rows read") }
    }

    /// Expects lines of ``progress(_:on:)``, to be erased before the next thing is said.
    func expectProgress() { hasProgress = console.showsProgress }

    func say(_ text: String) {
        clearProgress()
        console.writeError("tenant-report: \(DisplayText(text).text)\n")
    }

    private func clearProgress() {
        guard hasProgress else { return }
        // Back to the start of the line, and erase it.
        console.writeError("\r\u{1B}[K")
        hasProgress = false
    }
}
