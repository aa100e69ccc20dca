import InauroBilling

/// One record of a CSV file: its fields, or the rule that it breaks.
struct CSVRecord {
    /// The line on which the record begins, from 1.
    let line: Int
    let fields: Result<[String], BillingError>
}

extension CSVRecord {
    /// The fields of a record without its line end, by RFC 4180.
    ///
    /// Quotes stand around a whole field, and doubled inside of such a field.
    static func fields(of bytes: ArraySlice<UInt8>) throws(BillingError) -> [String] {
        if bytes.contains(0) { throw malformed("a row holds no NUL") }
        var fields: [String] = []
        var place = bytes.startIndex
        while true {
            let field: String?
            if place < bytes.endIndex, bytes[place] == quote {
                field = String(validating: try quotedField(in: bytes, at: &place), as: UTF8.self)
            } else {
                let start = place
                while place < bytes.endIndex, bytes[place] != comma {
                    if bytes[place] == quote { throw malformed(quoteRule) }
                    if bytes[place] == return_ {
                        throw malformed("a carriage return stands before a line feed or between quotes")
                    }
                    place += 1
                }
                field = String(validating: bytes[start..<place], as: UTF8.self)
            }
            guard let field else { throw malformed("a row is UTF-8") }
            fields.append(field)
            if place == bytes.endIndex { return fields }
            place += 1
        }
    }

    /// Reads a field from its opening quote to the comma or the end behind it.
    private static func quotedField(
        in bytes: ArraySlice<UInt8>, at place: inout Int
    ) throws(BillingError) -> [UInt8] {
        var field: [UInt8] = []
        place += 1
        while place < bytes.endIndex {
            if bytes[place] == quote {
                place += 1
                guard place < bytes.endIndex, bytes[place] == quote else {
                    if place < bytes.endIndex, bytes[place] != comma { throw malformed(quoteRule) }
                    return field
                }
            }
            field.append(bytes[place])
            place += 1
        }
        throw malformed(unclosedRule)
    }

    static let unclosedRule = "a quote that opens is closed within a mebibyte"
    private static let quoteRule = "quotes stand around a whole field, and doubled inside of it"
    private static let comma = UInt8(ascii: ",")
    private static let return_ = UInt8(ascii: "\r")
    static let quote = UInt8(ascii: "\"")

    static func malformed(_ rule: String) -> BillingError { BillingError(.malformed, rule: rule) }
}
