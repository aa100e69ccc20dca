/// The name of a time zone in the IANA database, such as `Europe/Berlin` or `UTC`.
///
/// The name is checked for its form only: `BillingTime.Zone` resolves it to rules. A fixed offset is no zone
/// name, because an offset says nothing about the other half of the year.
public struct ZoneID: Hashable, Comparable, Sendable {
    /// The name as the database spells it.
    public let name: String

    /// Coordinated Universal Time, which every database has.
    public static let utc = ZoneID(checked: "UTC")

    private init(checked name: String) { self.name = name }

    /// Checks the form of a zone name.
    ///
    /// - Parameter name: 1 to 255 ASCII letters, digits, `_`, `-`, `+` and `.`, in parts divided by `/`;
    ///   no part is empty or made of dots alone, so that the name is a relative path that stays below its folder.
    /// - Throws: ``BillingError`` with code ``BillingError/Code/invalidValue`` if the name breaks the rule.
    public init(_ name: String) throws(BillingError) {
        let isPath =
            name.utf8.count <= 255
            && name.utf8.split(separator: UInt8(ascii: "/"), omittingEmptySubsequences: false).allSatisfy {
                // This also refuses what is empty.
                !$0.allSatisfy { $0 == UInt8(ascii: ".") } && $0.allSatisfy(Self.isAllowed)
            }
        guard isPath else {
            throw BillingError(
                .invalidValue,
                rule:
                    "a zone name has 1 to 255 letters, digits, '_', '-', '+' or '.', in parts divided by '/'",
                detail: "zone '\(name.prefix(64))'")
        }
        self.init(checked: name)
    }

    private static func isAllowed(_ byte: UInt8) -> Bool {
        switch byte {
        case UInt8(ascii: "a")...UInt8(ascii: "z"), UInt8(ascii: "A")...UInt8(ascii: "Z"),
            UInt8(ascii: "0")...UInt8(ascii: "9"), UInt8(ascii: "_"), UInt8(ascii: "-"), UInt8(ascii: "+"),
            UInt8(ascii: "."):
            true
        default: false
        }
    }

    /// Orders names by their bytes.
    public static func < (left: Self, right: Self) -> Bool {
        left.name.utf8.lexicographicallyPrecedes(right.name.utf8)
    }
}

extension ZoneID: TextCodable {
    /// The name itself.
    public var description: String { name }
}
