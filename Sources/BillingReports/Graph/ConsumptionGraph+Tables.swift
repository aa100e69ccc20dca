import BillingModel
import BillingTime

#if canImport(FoundationEssentials)
import FoundationEssentials
#else
import Foundation
#endif

extension ConsumptionGraph: BillingScreen {
    /// What the graph is about.
    public var title: String { "Consumption graph" }

    /// `points` of each line, `parts` with the figure to date at the end of each part of a bucket that crosses a reset,
    /// `annotations`, and what was added as `outlook`, `findings` and `limits`.
    public var tables: [ReportTable] {
        [points, parts, notes, outlookTable(), findingTable, limitTable]
    }

    /// The course of each line, what happened, and the figures of each bucket.
    ///
    /// A course goes from the lowest to the highest figure of all lines of its unit; where there are more buckets than columns for
    /// it, each column shows the highest of its buckets. A metric that has no figure for a whole bucket shows the mean and the
    /// highest of its days, or the parts between resets.
    public var blocks: [ReportBlock] {
        var blocks: [ReportBlock] = [.line("\(span), per \(width)")]
        guard !series.isEmpty, !buckets.isEmpty else {
            return blocks + [.line(series.isEmpty ? "No metric has data" : "No time"), .table(notes)]
        }
        blocks += remarks.map { .line($0) }
        if buckets.count > 1 {
            blocks.append(courses)
            let units = series.map(\.unit)
            if Set(units).count < units.count { blocks.append(.line("Courses of one unit share one scale")) }
        }
        let unusual = findings.map(\.finding).filter { $0.mark == nil }.map(\.statement)
        return blocks + [
            .table(notes), .table(sideBySide), .table(outlookTable(title: "Outlook")),
            .notes(lastKnown), .notes(limitLines), .notes(unusual),
        ]
    }

    /// The time that the graph shows: `January 2013 to December 2013`.
    package var span: String {
        first.flatMap { first in last.map { ScreenText.dates(first, $0) } } ?? ScreenText.span(range)
    }

    private var remarks: [String] {
        var lines: [String] = []
        if series.contains(where: \.shared) {
            lines.append("A line of several tenants may count what they share more than once")
        }
        lines += distinctNames.map { "\($0): whoever was active counts once per \(width)" }
        lines += widenedNames.map {
            "\($0): a quarter hour that the range or the report cuts counts as a whole"
        }
        if let first = firstAhead, first > 0 {
            lines.append("From \(heading(buckets[first])) on nothing has begun")
        }
        return lines
    }

    /// The metrics named after a day whose figures here are of wider buckets.
    private var distinctNames: [String] {
        guard width.isDayOrWider, width != .day else { return [] }
        return series.filter { $0.kind == .distinct && $0.points.contains { $0.value != nil } }.map(\.title)
    }

    /// The counts of which a quarter hour is cut.
    private var widenedNames: [String] {
        series.filter { $0.points.contains { $0.widened && $0.value != nil } }.map(\.title)
    }

    /// What was known last of the lines whose last bucket that has begun has no level.
    private var lastKnown: [String] {
        guard let last = lastBegun else { return [] }
        return series.compactMap { line in
            guard let point = line.point(of: last), point.value == nil, let known = point.lastKnown else {
                return nil
            }
            return ScreenText.lastKnown(line.title, known)
        }
    }

    // MARK: Buckets

    private var lastBegun: Int? { buckets.lastIndex { $0.start < stamp.now } }

    /// The first of the last buckets that have not begun and that nothing is told of; nil if there is none.
    private var firstAhead: Int? {
        let last = annotations.map(\.lastIndex).max() ?? -1
        let first = buckets.firstIndex { $0.start >= stamp.now }.map { max($0, last + 1) }
        return first.flatMap { $0 < buckets.count ? $0 : nil }
    }

    /// The first date of a bucket that the range shows, or below a day its first instant: there may be two hours of one
    /// reading.
    func name(of bucket: Bucket) -> String {
        guard width.isDayOrWider else { return ScreenText.utc(bucket.start) }
        return "\(max(bucket.firstDate, first ?? .min))"
    }

    /// What a bucket is called: a month by its name.
    func heading(_ bucket: Bucket) -> String {
        width == .month ? ScreenText.month(bucket.firstDate) : name(of: bucket)
    }

    private func bucket(_ index: Int) -> Bucket? { buckets.indices.contains(index) ? buckets[index] : nil }

    // MARK: Points

    private typealias Entry = (line: Series, hasDaysOnly: Bool, point: Point, bucket: Bucket?)

    private var points: ReportTable {
        // A screen that a host decoded may have a point without a bucket.
        let entries: [Entry] = series.flatMap { line in
            let hasDaysOnly = line.hasDaysOnly
            return line.points.map { (line, hasDaysOnly, $0, bucket($0.index)) }
        }
        // What was known last is shown once, as in the text.
        let lastBegun = lastBegun
        return ReportTable("points", entries) { table in
            table.columnKey("metric", "Metric") {
                ReportTable.Cell(.metric($0.line.metric), text: $0.line.title)
            }
            table.columnKey("labels") { .labels($0.line.labels, "") }
            table.note("title") { .text($0.line.name) }
            table.note("unit") { .text($0.line.unit) }
            table.note("kind") { .text($0.line.kind.rawValue) }
            table.key(nil, "From") {
                $0.bucket.map { .text(name(of: $0), heading($0)) } ?? .count($0.point.index)
            }
            table.bounds(
                instants: { $0.bucket.map { $0.start..<$0.end } },
                dates: { $0.bucket.map { ($0.firstDate, $0.lastDate) } })
            table.figure("value", label: "") { entry in
                entry.line.cell(of: entry.point)
                    .or(entry.point.index == lastBegun ? entry.point.lastKnown : nil)
                    .depending(on: entry.hasDaysOnly ? [] : dependencies(entry))
            }
            table.note("minimum") { .number($0.point.minimum) }
            table.figure("maximum", label: "highest") { entry in
                .number(entry.point.maximum, entry.point.completeness)
                    .depending(on: entry.hasDaysOnly ? dependencies(entry) : [])
            }
            table.figure("mean") { entry in
                .average(entry.point.mean, entry.point.completeness)
                    .depending(on: entry.hasDaysOnly ? dependencies(entry) : [])
            }
            table.note("sampled") { .time($0.point.sampled) }
            table.completeness { $0.point.completeness }
            table.note("members") { .count($0.line.members) }
            table.note("reporting") { .count($0.point.reporting) }
            table.note("shared") { .flag($0.line.shared) }
            table.note("widened") { .flag($0.point.widened) }
            table.stamp(stamp)
        }
    }

    private func dependencies(_ entry: Entry) -> [ReportTable.Dependency] {
        guard let bucket = entry.bucket else { return [] }
        let line = entry.line
        return [
            .init(
                line.kind == .gauge ? .level(line.metric, line.labels) : .usage(line.metric, line.labels),
                in: bucket.time(in: range), clock: stamp.zones)
        ]
    }

    private var parts: ReportTable {
        let entries = series.flatMap { line in
            line.points.flatMap { point in point.parts.map { (line: line, point: point, part: $0) } }
        }
        return ReportTable("parts", entries) { table in
            table.key("metric") { .metric($0.line.metric) }
            table.key("labels") { .labels($0.line.labels) }
            table.note("title") { .text($0.line.name) }
            table.note("unit") { .text($0.line.unit) }
            table.key("start") { .instant(bucket($0.point.index)?.start) }
            table.key("end") { .instant($0.part.end) }
            table.figure("value") { .number($0.part.value, $0.part.completeness) }
            table.completeness { $0.part.completeness }
            table.stamp(stamp)
        }
    }

    // MARK: What happened

    /// The first and the last bucket of an annotation.
    private func buckets(of mark: Mark) -> (first: Bucket, last: Bucket)? {
        bucket(mark.index).flatMap { first in bucket(mark.lastIndex).map { (first, $0) } }
    }

    /// What happened, numbered as beside the buckets.
    private var notes: ReportTable {
        let showsTenant = annotations.contains { $0.annotation.tenant != nil }
        let showsMetric = annotations.contains { $0.annotation.metric != nil }
        let hasSpans = annotations.contains { $0.annotation.end != nil }
        return ReportTable("annotations", Array(annotations.enumerated())) { table in
            table.key(nil, "Note", .fixed) { .text(nil, "\($0.offset + 1)") }
            table.key("annotation") { .id($0.element.annotation.id) }
            table.note("instant", "At (UTC)", .fixed) { .clock($0.element.annotation.instant) }
            if hasSpans {
                table.note("until", "Until (UTC)", .fixed) { .clock($0.element.annotation.end) }
            }
            table.note("kind", "Kind") { entry in
                let kind = entry.element.annotation.kind.text
                return .text(kind, kind + (entry.element.future ? ", ahead" : ""))
            }
            table.note("text", "What") { .text($0.element.annotation.text) }
            table.note("tenant", showsTenant ? "Tenant" : nil) { .tenant($0.element.annotation.tenant) }
            table.note("metric", showsMetric ? "Metric" : nil) { entry in
                guard let id = entry.element.annotation.metric else { return .empty }
                return ReportTable.Cell(.metric(id), text: series.first { $0.metric == id }?.name)
            }
            table.note("future") { .flag($0.element.future) }
            table.bounds(
                instants: { buckets(of: $0.element).map { $0.first.start..<$0.last.end } },
                dates: { buckets(of: $0.element).map { ($0.first.firstDate, $0.last.lastDate) } })
            table.stamp(stamp)
        }
    }

    // MARK: Lines side by side

    /// A row for each bucket that has begun and a column for each line.
    private var sideBySide: ReportTable {
        var notes: [Int: String] = [:]
        for (number, mark) in annotations.enumerated() {
            for place in mark.index...mark.lastIndex {
                notes[place] = notes[place].map { "\($0), \(number + 1)" } ?? "\(number + 1)"
            }
        }
        let shown = Array(buckets.enumerated().prefix(max(1, firstAhead ?? buckets.count)))
        return ReportTable(nil, shown) { table in
            // Below a day there may be two hours of one reading, so that only UTC tells them apart.
            table.key(nil, width.isDayOrWider ? ScreenText.heading(width) : "From (UTC)", .fixed) {
                .text(heading($0.element))
            }
            for line in series.flatMap(\.lines) {
                table.figure(nil, line.title) {
                    line.cells.indices.contains($0.offset) ? line.cells[$0.offset] : .unknown
                }
            }
            table.note(nil, notes.isEmpty ? nil : "Note", .fixed) { .text(notes[$0.offset]) }
        }
    }

    /// A row for each line: its unit, its lowest, highest and last figure, and its course.
    private var courses: ReportBlock {
        let lines = series.flatMap { own in own.lines.map { (unit: own.unit, line: $0) } }
        let bounds = axes().compactMap { axis -> (String, ClosedRange<Double>)? in
            guard let lower = axis.lower, let upper = axis.upper, lower <= upper else { return nil }
            return (axis.unit, lower...upper)
        }
        let scales = Dictionary(bounds) { first, _ in first }
        let table = ReportTable(nil, lines) { table in
            table.key(nil, "Line") { .text($0.line.title) }
            table.note(nil, "Unit") { .text($0.unit) }
            table.figure(nil, "Lowest") { $0.line.known.min { $0.1 < $1.1 }?.0 ?? .unknown }
            table.figure(nil, "Highest") { $0.line.known.max { $0.1 < $1.1 }?.0 ?? .unknown }
            table.figure(nil, "Last") { $0.line.known.last?.0 ?? .unknown }
        }
        return .courses(
            table,
            lines.map { entry in
                ReportBlock.Course(
                    entry.line.cells.map(\.finite), scale: scales[entry.unit],
                    isOpen: entry.line.known.last?.0.marks.isEmpty == false)
            })
    }
}

extension ConsumptionGraph.Series {
    /// The name of the metric, with the values of the labels.
    package var title: String { ScreenText.title(name, labels) }

    /// What people see of a series: a title, and a cell for each point.
    struct Line {
        let title: String
        let cells: [ReportTable.Cell]

        /// The cells with a figure, and the figure.
        fileprivate var known: [(ReportTable.Cell, Double)] {
            cells.compactMap { cell in cell.finite.map { (cell, $0) } }
        }
    }

    fileprivate var lines: [Line] {
        // A distinct count of days has no sum, so a wider bucket has only these.
        guard !hasDaysOnly else {
            return [
                Line(title: title + " (mean)", cells: points.map { .average($0.mean, $0.completeness) }),
                Line(title: title + " (highest)", cells: points.map { .number($0.maximum, $0.completeness) }),
            ]
        }
        return [Line(title: title, cells: points.map(cell(of:)))]
    }

    /// The value of a point, or its parts; without all its members it is not complete.
    fileprivate func cell(of point: ConsumptionGraph.Point) -> ReportTable.Cell {
        guard point.value == nil, !point.parts.isEmpty else {
            return .number(point.value, point.reporting < members ? nil : point.completeness)
        }
        let parts = point.parts.map { $0.value.map(NumberText.number) ?? NumberText.missing }
        return ReportTable.Cell(
            .unknown, marks: FigureMarks(point.completeness), style: .words(parts.joined(separator: " / ")))
    }
}

extension ReportTable.Cell {
    /// An instant as people read it in a column of them, `2026-01-01 10:00:00Z`; empty without any.
    fileprivate static func clock(_ instant: Date?) -> Self {
        guard let instant else { return .empty }
        return Self(Self.instant(instant).value, text: ScreenText.clock(ScreenText.utc(instant)))
    }

    /// The number, if it is one and finite.
    fileprivate var finite: Double? {
        if case .number(let number) = value, number.isFinite { number } else { nil }
    }
}

extension Bucket {
    /// The part of the bucket that lies in a range.
    func time(in range: InstantRange) -> ReportTable.Dependency.Time {
        guard isClipped || firstDate == lastDate else { return .dates(firstDate...max(firstDate, lastDate)) }
        let start = max(start, range.start)
        return (try? InstantRange(start..<max(start, min(end, range.end)))).map { .instants($0) }
            ?? .dates(firstDate...max(firstDate, lastDate))
    }
}
