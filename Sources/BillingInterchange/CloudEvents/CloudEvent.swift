import BillingModel

#if canImport(FoundationEssentials)
import FoundationEssentials
#else
import Foundation
#endif

/// An event of CloudEvents 1.0 in its JSON form, checked by the rules of that specification.
struct CloudEvent {
    let id: String
    let source: String
    let type: String
    /// When it happened, in microseconds since 1970.
    let time: Int64?
    /// When it was recorded, in microseconds since 1970.
    let recorded: Int64?
    /// All attributes that are set, by name.
    let attributes: [String: JSONValue]
    /// The members of the data; none if there is no data.
    let data: [JSONValue.Member]

    /// What is wrong with an event, and where.
    struct Refusal: Error {
        /// The attribute or the member of the data; nil for the event as a whole.
        let member: String?
        let error: BillingError

        init(
            _ member: String?, _ rule: String, _ code: BillingError.Code = .malformed, detail: String = ""
        ) {
            self.init(member, BillingError(code, rule: rule, detail: detail))
        }

        init(_ member: String?, _ error: BillingError) {
            self.member = member
            self.error = error
        }
    }

    /// An event whose type is asked for, or the type of another one.
    enum Reading {
        case event(CloudEvent)
        case passedOver(type: String)
    }

    /// Reads an event; of one whose type is not asked for no more than that it is an object with that type.
    static func read(
        _ bytes: [UInt8], isAsked: (String) -> Bool
    ) throws(Refusal) -> Reading {
        let envelope: JSONEnvelope
        do throws(BillingError) {
            envelope = try JSONEnvelope(bytes, passingOver: ["data", "data_base64"])
        } catch {
            throw Refusal(nil, error)
        }
        let type = envelope.members.first { $0.name == "type" }?.value
        if case .text(let type)? = type, !type.isEmpty, !isAsked(type) { return .passedOver(type: type) }
        return .event(try CloudEvent(envelope, of: bytes))
    }

    private init(_ envelope: JSONEnvelope, of bytes: [UInt8]) throws(Refusal) {
        var attributes: [String: JSONValue] = [:]
        for member in envelope.members {
            if let value = try Self.attribute(member) { attributes[member.name] = value }
        }
        func required(_ name: String) throws(Refusal) -> String {
            guard case .text(let text)? = attributes[name], !text.isEmpty else {
                throw Refusal(name, "an event has a text for each of id, source, specversion and type")
            }
            return text
        }
        guard try required("specversion") == "1.0" else {
            throw Refusal("specversion", "an event is of CloudEvents 1.0", .unsupported)
        }
        id = try required("id")
        source = try required("source")
        guard source.utf8.allSatisfy({ $0 > 0x20 && $0 != 0x7F }) else {
            throw Refusal("source", "the source of an event is a reference of RFC 3986")
        }
        type = try required("type")
        time = try Self.instant(attributes, "time")
        recorded = try Self.instant(attributes, "recordedtime")
        self.attributes = attributes
        data = try Self.data(
            try Self.json(bytes, in: envelope.places["data"]),
            try Self.json(bytes, in: envelope.places["data_base64"]), attributes["datacontenttype"])
    }

    /// The value of an attribute; nil if it is null, which is as if it were not there.
    private static func attribute(_ member: JSONValue.Member) throws(Refusal) -> JSONValue? {
        guard !member.name.isEmpty,
            member.name.utf8.allSatisfy({ (0x61...0x7A).contains($0) || (0x30...0x39).contains($0) })
        else {
            throw Refusal(member.name, "an attribute of an event has a name of lower-case letters and digits")
        }
        switch member.value {
        case .null: return nil
        case .text, .flag: return member.value
        case .number(let text):
            guard Int32(text) != nil else {
                throw Refusal(member.name, "a number of an attribute is an integer of 32 bits", .invalidValue)
            }
            return member.value
        case .list, .object:
            throw Refusal(member.name, "an attribute of an event is a text, an integer or a truth value")
        }
    }

    private static func json(_ bytes: [UInt8], _ member: String?) throws(Refusal) -> JSONValue {
        do throws(BillingError) {
            return try JSONValue(bytes)
        } catch {
            throw Refusal(member, error)
        }
    }

    /// The value in a part of the bytes; nil if it is null, or there is none.
    private static func json(_ bytes: [UInt8], in range: Range<Int>?) throws(Refusal) -> JSONValue? {
        guard let range else { return nil }
        do throws(BillingError) {
            let value = try JSONValue(bytes, in: range)
            return value == .null ? nil : value
        } catch {
            throw Refusal(nil, error)
        }
    }

    // MARK: Data

    private static func data(
        _ value: JSONValue?, _ base64: JSONValue?, _ type: JSONValue?
    ) throws(Refusal) -> [JSONValue.Member] {
        guard value != nil || base64 != nil else { return [] }
        if let type {
            guard case .text(let text) = type, isJSON(text) else {
                throw Refusal("datacontenttype", "the data of an event are JSON", .unsupported)
            }
        }
        var content = value
        if let base64 {
            guard value == nil else { throw Refusal("data_base64", "an event has its data once") }
            guard case .text(let text) = base64, let bytes = Data(base64Encoded: text) else {
                throw Refusal("data_base64", "binary data of an event are a text of Base64")
            }
            content = try json(Array(bytes), "data_base64")
        }
        guard let members = content?.members else {
            throw Refusal(base64 == nil ? "data" : "data_base64", "the data of an event are an object")
        }
        return members
    }

    /// Whether a media type is `*/json` or `*/*+json`.
    private static func isJSON(_ type: String) -> Bool {
        let media = type.prefix { $0 != ";" }.lowercased()
        let parts = media.split(separator: "/", omittingEmptySubsequences: false)
        guard parts.count == 2, !parts[0].isEmpty else { return false }
        let subtype = parts[1].reversed().drop { $0 == " " || $0 == "\t" }.reversed()
        return String(subtype) == "json" || String(subtype).hasSuffix("+json")
    }

    // MARK: Time

    private static func instant(
        _ attributes: [String: JSONValue], _ name: String
    ) throws(Refusal) -> Int64? {
        guard let value = attributes[name] else { return nil }
        return try instant(value, name)
    }

    /// The microseconds since 1970 of an instant that a member states.
    static func instant(_ value: JSONValue, _ name: String) throws(Refusal) -> Int64 {
        guard case .text(let text) = value, let plain = plain(text) else {
            throw Refusal(name, "a time is written as RFC 3339 says, and is no leap second")
        }
        do throws(BillingError) {
            let instant = try Instants.microseconds(plain)
            guard instant < Instants.end else {
                throw BillingError(.invalidValue, rule: "an instant lies in the years 1 to 9999")
            }
            return instant
        } catch {
            throw Refusal(name, error)
        }
    }

    /// A timestamp of RFC 3339 in upper case, cut to whole microseconds; nil if it has no seconds, or is none.
    private static func plain(_ text: String) -> String? {
        let bytes = Array(text.utf8)
        guard (20...64).contains(bytes.count), bytes[16] == UInt8(ascii: ":"),
            bytes.allSatisfy({ $0 < 0x80 })
        else { return nil }
        var plain = bytes.map { $0 == UInt8(ascii: "t") || $0 == UInt8(ascii: "z") ? $0 - 0x20 : $0 }
        if plain[19] == UInt8(ascii: ".") {
            let end = plain[20...].firstIndex { !(0x30...0x39).contains($0) } ?? plain.count
            guard end > 20 else { return nil }
            if end > 26 { plain.removeSubrange(26..<end) }
        }
        return String(decoding: plain, as: UTF8.self)
    }
}
