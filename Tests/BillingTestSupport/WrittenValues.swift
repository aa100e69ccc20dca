package import BillingModel
package import Foundation

/// An instant written as in RFC 3339.
package func instant(_ text: String) throws -> Date { Instants.date(try Instants.microseconds(text)) }

package func day(_ text: String) throws -> LocalDate { try LocalDate(text) }

/// All dates from one to another, both included.
package func days(_ first: String, _ last: String) throws -> [LocalDate] {
    let (first, last) = (try day(first), try day(last))
    return try (0...first.days(to: last)).map { try first.adding(days: $0) }
}

package func decimal(_ text: String) throws -> Decimal {
    guard let decimal = Decimal(string: text) else {
        throw BillingError(.malformed, rule: "a decimal number", detail: text)
    }
    return decimal
}
