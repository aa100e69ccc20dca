#if canImport(FoundationEssentials)
package import FoundationEssentials
#else
package import Foundation
#endif
package import BillingModel
import BillingStore
package import BillingTime

extension BillingScreen {
    /// The screen as aligned text for a terminal.
    ///
    /// Numbers are grouped by thousands, a missing figure is `–`, and one that is not complete is marked with `*`. Names of
    /// a host are shown without what could control a terminal.
    ///
    /// - Parameter width: How many columns the terminal has; a table that needs more is shortened or broken.
    /// - Returns: Lines that each end in a line feed.
    public func text(width: Int = 100) -> String {
        var text = ScreenText(title, stamp: stamp, width: width)
        for block in blocks { text.add(block) }
        return text.finished
    }
}

/// The text of a screen as it grows: a heading, blocks, and a legend if a figure is marked.
package struct ScreenText: Sendable {
    private let width: Int
    private var text: String
    private var marks: FigureMarks = []
    private var hasGaps = false

    init(_ title: String, stamp: ScreenStamp, width: Int) {
        self.width = width
        text = DisplayText(title).text + "\n"
        for line in stamp.lines { add(line: line) }
    }

    /// Adds a block below what there is.
    mutating func add(_ block: ReportBlock) {
        switch block {
        case .line(let line): add(line: line)
        case .table(let table): if let text = TextTable(table) { add(text, title: table.title) }
        case .courses(let table, let courses):
            if let text = TextTable(table) { add(text.drawn(courses, width: width), title: table.title) }
        case .notes(let sentences): if !sentences.isEmpty { add(paragraph: sentences) }
        }
    }

    /// Adds a line of text that may hold names of a host.
    private mutating func add(line: String) { text += DisplayText(line).text + "\n" }

    private mutating func add(_ table: TextTable, title: String?) {
        text += "\n"
        if let title { add(line: title) }
        text += table.text(width: width)
        marks.formUnion(table.marks)
        if table.hasGaps { hasGaps = true }
    }

    /// Adds lines broken between words to the width.
    private mutating func add(paragraph lines: [String]) {
        text += "\n"
        for line in lines {
            var row = ""
            for word in line.split(separator: " ") {
                let word = DisplayText(String(word)).text
                if !row.isEmpty, DisplayText(row + " " + word).columns > width {
                    text += row + "\n"
                    row = ""
                }
                row += row.isEmpty ? word : " " + word
            }
            text += row + "\n"
        }
    }

    /// The text with a legend of the marks that it has.
    var finished: String {
        let legend = marks.legend(hasGaps: hasGaps)
        return legend.isEmpty ? text : text + "\n" + legend.joined(separator: "\n") + "\n"
    }

    /// A range as dates if it is made of whole ones, else in UTC.
    package static func span(_ range: InstantRange) -> String {
        range.dates.map { dates($0.lowerBound, $0.upperBound) } ?? "\(utc(range.start)) to \(utc(range.end))"
    }

    /// Dates: whole months by their names, `December 2025 to February 2026`, others as they are.
    ///
    /// The last date of a bucket in which a clock skips may lie before its first.
    package static func dates(_ first: LocalDate, _ last: LocalDate) -> String {
        let last = max(first, last)
        guard first.day == 1, last == .max || (try? last.adding(days: 1))?.day == 1 else {
            return first == last ? "\(first)" : "\(first) to \(last)"
        }
        return first.firstOfMonth == last.firstOfMonth ? month(first) : "\(month(first)) to \(month(last))"
    }

    /// The month that holds a date: `February 2026`.
    package static func month(_ date: LocalDate) -> String { "\(months[date.month - 1]) \(date.year)" }

    private static let months = [
        "January", "February", "March", "April", "May", "June", "July", "August", "September", "October",
        "November", "December",
    ]

    /// A bucket as the heading of a row: a month by its name, a day or another period by its first date, less than a day by
    /// the reading of the clock at its start.
    static func name(_ bucket: Bucket, _ width: BucketWidth, local: String) -> String {
        if width == .month { return month(bucket.firstDate) }
        return width.isDayOrWider ? "\(bucket.firstDate)" : clock(local)
    }

    /// The title of a column of buckets.
    static func heading(_ width: BucketWidth) -> String { width == .month ? "Month" : "From" }

    /// The title of a total: one that lacks a part is the least that it can be.
    static func total(isWhole: Bool) -> String { isWhole ? "Total" : "Total, at least" }

    /// An amount without its currency: one that lacks a charge is the least that it can be.
    static func amount(_ amount: Money, isWhole: Bool) -> String {
        (isWhole ? "" : "at least ") + NumberText.amount(amount.amountText)
    }

    /// The name of a metric, with the values of the labels that set a series apart: `Actions: alert`.
    package static func title(_ name: String, _ labels: Labels) -> String {
        labels.isEmpty ? name : name + ": " + labels.pairs.map(\.value.text).joined(separator: ", ")
    }

    /// A date, or an instant in UTC.
    package static func time(_ time: SampleTime) -> String {
        switch time {
        case .date(let date): "\(date)"
        case .instant(let instant): utc(instant)
        }
    }

    /// What was known last of a figure that is missing: `Assets: last known 100 on 2024-01-05`.
    static func lastKnown(_ title: String, _ known: LastKnown) -> String {
        "\(title): \(lastKnown(known))"
    }

    /// What was known last: `last known 100 on 2024-01-05`.
    package static func lastKnown(_ known: LastKnown) -> String {
        "last known \(NumberText.number(known.value)) \(when(known.time))"
    }

    /// A time in a sentence: `on 2024-01-05`, `at 2024-01-05T10:00:00Z`.
    package static func when(_ time: SampleTime) -> String {
        let preposition = if case .date = time { "on" } else { "at" }
        return "\(preposition) \(self.time(time))"
    }

    /// A local text of an instant with a space between date and time, and without a fraction of a second.
    package static func clock(_ local: String) -> String {
        guard let point = local.firstIndex(of: ".") else { return String(local.map { $0 == "T" ? " " : $0 }) }
        return clock(String(local[..<point] + local[point...].drop { $0 == "." || $0.isNumber }))
    }

    /// An instant in UTC without a fraction of a second: `2014-01-01T05:00:00Z`.
    package static func utc(_ instant: Date) -> String {
        guard let microseconds = try? Instants.microseconds(instant) else { return NumberText.missing }
        return Instants.text(microseconds).dropLast(8) + "Z"
    }
}
