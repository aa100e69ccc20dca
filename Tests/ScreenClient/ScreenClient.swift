import BillingModel
import BillingReports
import BillingTime
import Foundation

/// Reads the JSON of a consumption table from standard input, and prints the last month of each metric.
@main
struct ScreenClient {
    static func main() throws {
        let json = try FileHandle.standardInput.readToEnd() ?? Data()
        let table = try JSONDecoder().decode(ConsumptionTable.self, from: json)
        print("revision \(table.stamp.revision), \(table.stamp.zone)")
        for row in table.rows {
            let window = row.windows[0]
            let value = window.value.map { "\($0)" } ?? "unknown"
            let mark = window.completeness.isComplete ? "" : ", not complete"
            print("\(row.name): \(value) \(row.unit)\(mark)")
        }
    }
}
