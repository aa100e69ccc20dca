import BillingModel
import BillingStore

#if canImport(FoundationEssentials)
import FoundationEssentials
#else
import Foundation
#endif

/// The values of a row on their way into a record, taken in the order of the columns.
///
/// A value that cannot be what its column says is damage: the checksum held, so another program wrote it.
struct Fields {
    private let values: [SQLValue]
    private let table: ChecksummedTable
    private let connection: Connection
    private var place = 0

    init(_ values: [SQLValue], of table: ChecksummedTable, _ connection: Connection) {
        self.values = values
        self.table = table
        self.connection = connection
    }

    func damage(_ what: String) -> BillingError { table.damage(values, connection, what) }

    private mutating func take() throws(BillingError) -> SQLValue {
        guard place < values.count else { throw damage("it has too few columns") }
        place += 1
        return values[place - 1]
    }

    mutating func skip() { place += 1 }

    mutating func integer() throws(BillingError) -> Int64 {
        guard case .integer(let number) = try take() else { throw damage("column \(place) is no integer") }
        return number
    }

    mutating func integerOrNil() throws(BillingError) -> Int64? {
        switch try take() {
        case .integer(let number): return number
        case .null: return nil
        default: throw damage("column \(place) is no integer")
        }
    }

    mutating func text() throws(BillingError) -> String {
        guard case .text(let text) = try take() else { throw damage("column \(place) is no text") }
        return text
    }

    mutating func textOrNil() throws(BillingError) -> String? {
        switch try take() {
        case .text(let text): return text
        case .null: return nil
        default: throw damage("column \(place) is no text")
        }
    }

    mutating func id<Owner>(of owner: Owner.Type) throws(BillingError) -> EntityID<Owner> {
        let text = try text()
        return try sound { () throws(BillingError) in try EntityID<Owner>(text) }
    }

    mutating func idOrNil<Owner>(of owner: Owner.Type) throws(BillingError) -> EntityID<Owner>? {
        guard let text = try textOrNil() else { return nil }
        return try sound { () throws(BillingError) in try EntityID<Owner>(text) }
    }

    mutating func revision() throws(BillingError) -> Revision {
        let number = try integer()
        return try sound { () throws(BillingError) in try Revision(number) }
    }

    mutating func decimalOrNil() throws(BillingError) -> Decimal? {
        guard let text = try textOrNil() else { return nil }
        return try sound { () throws(BillingError) in try ExactDecimal(text).decimal() }
    }

    /// Makes a value of what was stored, whose rules were kept when it was.
    func sound<Value>(_ make: () throws(BillingError) -> Value) throws(BillingError) -> Value {
        do throws(BillingError) {
            return try make()
        } catch {
            throw damage(error.rule)
        }
    }

    /// Makes values of a JSON array, which is empty as a rule.
    mutating func list<Element: Decodable>(of type: Element.Type) throws(BillingError) -> [Element] {
        if place < values.count, values[place] == .text("[]") {
            skip()
            return []
        }
        return try json([Element].self)
    }

    /// Makes a value of JSON text.
    mutating func json<Value: Decodable>(_ type: Value.Type) throws(BillingError) -> Value {
        let text = try text()
        do throws(BillingError) {
            return try RecordText.value(type, text)
        } catch {
            throw damage("column \(place) is not the JSON of a record")
        }
    }
}

extension SQLValue {
    static func json(_ value: some Encodable) throws(BillingError) -> SQLValue {
        .text(try RecordText.text(of: value))
    }

    static func id<Owner>(_ id: EntityID<Owner>) -> SQLValue { .text(id.text) }
    static func id<Owner>(orNull id: EntityID<Owner>?) -> SQLValue { text(orNull: id?.text) }
    static func revision(_ revision: Revision) -> SQLValue { .integer(revision.number) }
}
