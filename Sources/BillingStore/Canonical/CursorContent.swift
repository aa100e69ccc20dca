package import BillingModel
import BillingTime

/// What a cursor holds: the digest of its request, the revision that is read, and the place of the next row.
///
/// The text is hexadecimal and ends in a check sum, which finds damage and not malice: a forged place only says where
/// in its own request a reader begins.
package struct CursorContent {
    package let revision: Revision
    /// The place, as the kind of page wrote it.
    package let place: [UInt8]

    /// How many digits of a digest are kept.
    private static let requestDigits = 32
    private static let checkDigits = 16

    /// The cursor of a request, which is known by the digest of its canonical form.
    package static func cursor(
        for request: CanonicalBytes, revision: Revision, place: CanonicalBytes
    ) -> PageCursor {
        var body = CanonicalBytes()
        body.add(revision.number)
        let text = prefix(of: request) + hexadecimal(body.bytes + place.bytes)
        return PageCursor(text + check(text))
    }

    /// Reads the cursor of a request.
    ///
    /// - Throws: `BillingError` with code `invalidCursor` if it is damaged, or was made for another request.
    package init(_ cursor: PageCursor, for request: CanonicalBytes) throws(BillingError) {
        let digits = Array(cursor.text.utf8)
        let bodyDigits = digits.count - Self.requestDigits - Self.checkDigits
        guard bodyDigits >= 16, digits.allSatisfy({ Self.digit($0) != nil }) else { throw Self.invalid }
        let text = String(decoding: digits.dropLast(Self.checkDigits), as: UTF8.self)
        guard cursor.text == text + Self.check(text), text.hasPrefix(Self.prefix(of: request)),
            let bytes = Self.bytes(digits[Self.requestDigits..<(Self.requestDigits + bodyDigits)])
        else { throw Self.invalid }
        var reader = CanonicalReader(Array(bytes.prefix(8)))
        guard let number = reader.number(), let revision = try? Revision(number) else { throw Self.invalid }
        self.revision = revision
        place = Array(bytes.dropFirst(8))
    }

    /// What the cursor of a request says; nil for the first page.
    ///
    /// - Throws: As reading a cursor does, and `BillingError` with code `invalidValue` if the page has no room.
    package static func opened(
        _ cursor: PageCursor?, of request: CanonicalBytes, limit: Int
    ) throws(BillingError) -> CursorContent? {
        guard limit >= 1 else {
            throw BillingError(.invalidValue, rule: "a page has at least one row", detail: "limit \(limit)")
        }
        guard let cursor else { return nil }
        return try CursorContent(cursor, for: request)
    }

    package static let invalid = BillingError(
        .invalidCursor, rule: "a cursor is used unchanged, with the request that it was given for")

    private static func prefix(of request: CanonicalBytes) -> String {
        String(SHA256.hexadecimal(request.bytes).prefix(requestDigits))
    }

    private static func check(_ text: String) -> String {
        String(SHA256.hexadecimal(Array(text.utf8)).prefix(checkDigits))
    }

    private static let digits = Array("0123456789abcdef".utf8)

    private static func hexadecimal(_ bytes: [UInt8]) -> String {
        String(decoding: bytes.flatMap { [digits[Int($0 >> 4)], digits[Int($0 & 15)]] }, as: UTF8.self)
    }

    private static func digit(_ digit: UInt8) -> UInt8? {
        switch digit {
        case UInt8(ascii: "0")...UInt8(ascii: "9"): digit - UInt8(ascii: "0")
        case UInt8(ascii: "a")...UInt8(ascii: "f"): digit - UInt8(ascii: "a") + 10
        default: nil
        }
    }

    private static func bytes(_ digits: ArraySlice<UInt8>) -> [UInt8]? {
        guard digits.count.isMultiple(of: 2) else { return nil }
        var bytes: [UInt8] = []
        for place in stride(from: digits.startIndex, to: digits.endIndex, by: 2) {
            guard let high = digit(digits[place]), let low = digit(digits[place + 1]) else { return nil }
            bytes.append(high << 4 | low)
        }
        return bytes
    }
}
