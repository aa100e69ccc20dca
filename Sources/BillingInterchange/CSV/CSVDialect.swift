/// How the fields of a line are told apart; everything else follows RFC 4180.
public struct CSVDialect: Hashable, Sendable {
    /// The ASCII character between two fields.
    let separator: UInt8

    /// What divides fields, in words.
    var name: String {
        switch self {
        case .standard: "commas"
        case .semicolons: "semicolons"
        case .tabs: "tabulators"
        default: "'\(UnicodeScalar(separator))'"
        }
    }

    /// Commas, as in RFC 4180.
    public static let standard = CSVDialect(separator: UInt8(ascii: ","))
    /// Semicolons, as spreadsheets write them where the comma is the decimal sign; numbers still have a point.
    public static let semicolons = CSVDialect(separator: UInt8(ascii: ";"))
    /// Tabulators.
    public static let tabs = CSVDialect(separator: UInt8(ascii: "\t"))
}
