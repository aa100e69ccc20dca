import BillingModel
import BillingReports
import BillingStore
import BillingTestSupport
import Foundation
import Testing

/// A screen reads back equal from its JSON, also through a coder with strategies of its own, and its text has no line
/// that could harm a terminal.
func expectStableForms<Screen: BillingScreen>(
    _ screen: Screen, sourceLocation: SourceLocation = #_sourceLocation
) throws {
    let text = try screen.json()
    let read = try JSONDecoder().decode(Screen.self, from: Data(text.utf8))
    #expect(read == screen, sourceLocation: sourceLocation)
    #expect(try json(screen, strategies: true) == text, sourceLocation: sourceLocation)
    #expect(!text.contains("\n"), sourceLocation: sourceLocation)
    let pretty = try JSONDecoder().decode(Screen.self, from: Data(screen.json(pretty: true).utf8))
    #expect(pretty == screen, sourceLocation: sourceLocation)
    expectKeys(screen, sourceLocation: sourceLocation)
    for width in [0, 20, 60, 100, 1_000] {
        let harmful = screen.text(width: width).unicodeScalars.filter {
            $0 != "\n" && ($0.properties.generalCategory == .control || $0.properties.isBidiControl)
        }
        #expect(harmful.isEmpty, "width \(width)", sourceLocation: sourceLocation)
    }
}

/// Checks that the tables of a report and their columns have names of their own, and that keys tell the rows of each apart.
func expectKeys(_ report: some TabularReport, sourceLocation: SourceLocation = #_sourceLocation) {
    let tables = report.tables
    let names = tables.compactMap(\.name)
    #expect(
        Set(names).count == tables.count && names.count == tables.count, "\(names)",
        sourceLocation: sourceLocation)
    for table in tables {
        let columns = table.columns.compactMap(\.name).map { Array($0.utf8) }
        #expect(Set(columns).count == columns.count, "\(columns)", sourceLocation: sourceLocation)
        let keys = table.columns.indices.filter { [.key, .columnKey].contains(table.columns[$0].role) }
        let told = Set(table.rows.map { row in keys.map { Array("\(row[$0].value)".utf8) } })
        #expect(told.count == table.rows.count, "\(table.name ?? "")", sourceLocation: sourceLocation)
    }
}

/// The text of a screen without its heading, which names the release of the time zone database.
func body(_ screen: some BillingScreen, width: Int = 100) -> String {
    screen.text(width: width).split(separator: "\n", omittingEmptySubsequences: false).dropFirst(2)
        .joined(separator: "\n")
}
