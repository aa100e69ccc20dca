import BillingModel
import BillingTime

#if canImport(FoundationEssentials)
import FoundationEssentials
#else
import Foundation
#endif

/// Columns of a table with the cells that they have for an element: one element makes one row.
struct TableColumns<Element> {
    typealias Cell = ReportTable.Cell
    typealias Alignment = ReportTable.Column.Alignment

    fileprivate var all: [(column: ReportTable.Column, cell: (Element) -> Cell)] = []

    /// Adds what a row is about; with a title also for people.
    mutating func key(
        _ name: String?, _ title: String? = nil, _ alignment: Alignment = .left,
        _ cell: @escaping (Element) -> Cell
    ) {
        add(name, title, nil, nil, .key, alignment, cell)
    }

    /// Adds what a row is about, and what people see in columns side by side.
    mutating func columnKey(
        _ name: String?, _ title: String? = nil, _ cell: @escaping (Element) -> Cell
    ) {
        add(name, title, nil, nil, .columnKey, .left, cell)
    }

    /// Adds a figure.
    mutating func figure(
        _ name: String?, _ title: String? = nil, label: String? = nil, unit: String? = nil,
        _ alignment: Alignment = .right, _ cell: @escaping (Element) -> Cell
    ) {
        add(name, title, label, unit, .figure, alignment, cell)
    }

    /// Adds what says more about a row or its figures.
    mutating func note(
        _ name: String?, _ title: String? = nil, _ alignment: Alignment = .left,
        _ cell: @escaping (Element) -> Cell
    ) {
        add(name, title, nil, nil, .note, alignment, cell)
    }

    private mutating func add(
        _ name: String?, _ title: String?, _ label: String?, _ unit: String?, _ role: ReportTable.Column.Role,
        _ alignment: Alignment, _ cell: @escaping (Element) -> Cell
    ) {
        let column = ReportTable.Column(
            name, title: title, label: label, unit: unit, role: role, alignment: alignment)
        all.append((column, cell))
    }
}

// MARK: Columns that several screens share

extension TableColumns {
    /// Adds when and from what a screen was made, the same on each row: `zone`, `now` and `revision`.
    ///
    /// - Parameters:
    ///   - stamp: That of the screen.
    ///   - zone: The zone of the dates of a row, if it may be another than that of the screen.
    mutating func stamp(_ stamp: ScreenStamp, zone: ((Element) -> ZoneID)? = nil) {
        note("zone") { .text((zone?($0) ?? stamp.zone).description) }
        note("now") { _ in .instant(stamp.now) }
        note("revision") { _ in .revision(stamp.revision) }
    }

    /// Adds how far the figures of a row can be relied on: `phase`, `coverage`, `samples`, `origin` and `clipped`.
    mutating func completeness(_ prefix: String = "", _ known: @escaping (Element) -> Completeness?) {
        note(prefix + "phase") { .text(known($0)?.phase.rawValue) }
        note(prefix + "coverage") { known($0).map { .number($0.coverage) } ?? .empty }
        note(prefix + "samples") { known($0).map { .count($0.samples) } ?? .empty }
        note(prefix + "origin") { .text(known($0)?.origin.rawValue) }
        note(prefix + "clipped") { element in
            .clipped(known(element)?.clippedStart ?? false, known(element)?.clippedEnd ?? false)
        }
    }

    /// Adds how a figure differs from an earlier one: for people the difference and the growth, and for programs what these follow
    /// from, `base`, `difference`, `percent`, `change_phase` and `change_coverage`.
    ///
    /// - Parameters:
    ///   - isTitled: Whether people see it.
    ///   - isAverage: Whether the figure of a row is an average.
    ///   - dependencies: The records that a change depends on.
    ///   - change: The change.
    mutating func change(
        titled isTitled: Bool = true, ofAverages isAverage: @escaping (Element) -> Bool = { _ in false },
        dependencies: @escaping (Element) -> [ReportTable.Dependency],
        _ change: @escaping (Element) -> FigureChange?
    ) {
        note("base") { change($0).map { .number($0.base) } ?? .empty }
        figure("difference", isTitled ? "Change" : nil, label: "change") { element in
            Cell.difference(of: change(element), ofAverages: isAverage(element))
                .depending(on: dependencies(element))
        }
        figure("percent", isTitled ? "%" : nil, label: "change in %") { element in
            Cell.growth(of: change(element)).depending(on: dependencies(element))
        }
        note("change_phase") { .text(change($0)?.completeness.phase.rawValue) }
        note("change_coverage") { change($0).map { .number($0.completeness.coverage) } ?? .empty }
    }

    /// Adds the instants and the local dates of a range: `start`, `end`, `first` and `last`.
    mutating func bounds(
        _ prefix: String = "", instants: @escaping (Element) -> Range<Date>?,
        dates: @escaping (Element) -> (first: LocalDate, last: LocalDate)?
    ) {
        note(prefix + "start") { .instant(instants($0)?.lowerBound) }
        note(prefix + "end") { .instant(instants($0)?.upperBound) }
        note(prefix + "first") { .date(dates($0)?.first) }
        note(prefix + "last") { .date(dates($0)?.last) }
    }
}

extension ReportTable.Cell {
    /// The sides at which something is cut off: `start end`.
    static func clipped(_ start: Bool, _ end: Bool) -> Self {
        let sides = [start ? "start" : nil, end ? "end" : nil].compactMap(\.self)
        return sides.isEmpty ? .empty : Self(.text(sides.joined(separator: " ")))
    }

    /// The difference of a change.
    ///
    /// One of averages has two decimals, unless it is below a hundredth.
    static func difference(of change: FigureChange?, ofAverages isAverage: Bool) -> Self {
        guard let change else { return .unknown }
        let size = abs(change.difference)
        return Self(
            .number(change.difference), marks: FigureMarks(change.completeness),
            style: isAverage && size >= 0.01 && size < 0.1 ? .signedHundredths : .signed)
    }

    /// The percentage of a change; empty if there is nothing to grow from.
    static func growth(of change: FigureChange?) -> Self {
        guard let change else { return .unknown }
        guard let text = change.growth.flatMap({ NumberText.percent(of: $0.difference, base: $0.base) })
        else {
            return change.hasUnknownGrowth ? .unknown : .empty
        }
        return Self(
            change.percent.map { .number($0) } ?? .empty, marks: FigureMarks(change.completeness),
            style: .words(text))
    }
}

// MARK: Making tables

extension ReportTable {
    /// Makes a table with a row for each element.
    ///
    /// - Parameters:
    ///   - name: What programs call it; nil if it is for people alone.
    ///   - elements: What the rows are made of.
    ///   - title: What stands above it for people.
    ///   - fill: Adds the columns with their cells.
    init<Element>(
        _ name: String?, _ elements: [Element], title: String? = nil,
        fill: (inout TableColumns<Element>) -> Void
    ) {
        var made = TableColumns<Element>()
        fill(&made)
        let columns = made.all
        self.init(
            name: name, title: title, columns: columns.map(\.column),
            rows: elements.map { element in columns.map { $0.cell(element) } })
    }
}
