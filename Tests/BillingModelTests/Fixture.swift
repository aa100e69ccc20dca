import BillingModel
import BillingTestSupport
import Foundation

/// A table of expected values that another engine computed; lines that begin with `#` are comments.
struct Fixture {
    let rows: [[String]]

    init(_ name: String) throws {
        rows = try Fixtures.rows(name, separator: ",").filter { !$0[0].hasPrefix("#") }
    }
}

/// The rule of the error that an expression throws.
func brokenRule<Value>(_ expression: () throws -> Value) -> String? { syncBillingError(expression)?.rule }
