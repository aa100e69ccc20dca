/// Reads what people write in JSON, such as price plans and budgets, and drops nothing of it in silence.
///
/// ```swift
/// let plan = try FormReader.read(PricePlan.self, from: text.utf8)
/// ```
///
/// `JSONDecoder` passes over a key that it does not ask for, so that a slip of the pen becomes another price. Here a key that
/// the form does not ask for is refused, with its path and the nearest key that it has; so is one in the wrong place, and one
/// that stands twice. A value of another kind, a key that is missing, and a word that is none of the choices are named with
/// their path, and with the choices.
///
/// The keys are those that a type asks for as it decodes itself, so any `Decodable` is a form, also one of a host that holds
/// plans. What a program has written may be read with any decoder.
public enum FormReader {
    /// Reads a form.
    ///
    /// - Parameters:
    ///   - type: What the form is.
    ///   - json: The UTF-8 of one value of JSON, perhaps behind a byte order mark.
    /// - Returns: The value.
    /// - Throws: ``BillingError`` with code ``BillingError/Code/malformed`` if it is no JSON, or has a key, a kind of value or
    ///   a word that the form has not; what the rules of the type throw. The detail begins with the path of the value.
    public static func read<Form: Decodable>(
        _ type: Form.Type, from json: some Sequence<UInt8>
    ) throws(BillingError) -> Form {
        let value = try JSONValue(plain(Array(json)))
        let log = FormLog()
        do {
            let form = try FormDecoder(value, at: JSONPath(), log).decode(type)
            if let fault = log.unaskedKey() { throw fault }
            return form
        } catch let fault as FormFault {
            throw fault.error
        } catch let error as BillingError {
            throw error
        } catch {
            throw BillingError(.malformed, rule: FormFault.kindRule, cause: error)
        }
    }

    /// The bytes behind a mark of UTF-8, which editors set; those of another encoding are named.
    private static func plain(_ bytes: [UInt8]) throws(BillingError) -> [UInt8] {
        if bytes.starts(with: [0xEF, 0xBB, 0xBF]) { return Array(bytes.dropFirst(3)) }
        let isMarked = bytes.starts(with: [0xFF, 0xFE]) || bytes.starts(with: [0xFE, 0xFF])
        // JSON begins with ASCII, of which each other encoding fills up the units with zeros.
        guard isMarked || bytes.prefix(4).contains(0) else { return bytes }
        let zeros = bytes.prefix(4).count { $0 == 0 }
        let isLong = zeros > (isMarked ? 1 : 2) || bytes.starts(with: [0, 0])
        throw BillingError(
            .malformed, rule: "a form is JSON in UTF-8",
            detail: "the bytes are those of \(isLong ? "UTF-32" : "UTF-16")")
    }
}

/// What is wrong with a form; its error names the path.
struct FormFault: Error {
    let error: BillingError

    static let kindRule = "each value of a form is of the kind that the form asks for"

    init(_ path: JSONPath, _ rule: String, _ detail: String) {
        error = BillingError(.malformed, rule: rule, detail: "\(path): \(detail)")
    }

    /// Names the path of what an error is about.
    init(_ path: JSONPath, _ error: BillingError) {
        self.error = BillingError(
            error.code, rule: error.rule,
            detail: error.detail.isEmpty ? "\(path)" : "\(path): \(error.detail)",
            violations: error.violations, cause: error.cause)
    }

    static func kind(_ path: JSONPath, _ wanted: String, _ value: JSONValue) -> FormFault {
        let given =
            switch value {
            case .null: "null"
            case .flag(let flag): "\(flag)"
            case .number(let text): "the number \(text.prefix(64))"
            case .text: "a text"
            case .list: "a list"
            case .object: "an object"
            }
        var detail = "\(wanted) is asked for, and \(given) is there"
        if case .number(let text) = value, wanted == "a text" { detail += "; write \"\(text.prefix(64))\"" }
        return FormFault(path, kindRule, detail)
    }

    static func unknown(_ key: String, at path: JSONPath, nearest: String?, known: [String]) -> FormFault {
        let names = known.map { "'\($0)'" }.joined(separator: ", ")
        return FormFault(
            path.adding(key), "a form has no other keys than its own",
            nearest.map { "the nearest key is '\($0)'" } ?? "the keys here are \(names)")
    }

    static func misplaced(_ key: String, at path: JSONPath, belongs: JSONPath?) -> FormFault {
        FormFault(
            path.adding(key), "a key of a form stands in its place",
            belongs.map { "it belongs to \($0)" } ?? "it says nothing beside the other keys here")
    }
}

/// The keys that decoding asked each object of a form for.
final class FormLog {
    private struct Object {
        let path: JSONPath
        let names: [String]
        var asked: [String] = []
        /// Whether a type that was decoded from the object has such a key, though perhaps not beside the others.
        var knows: [(String) -> Bool] = []
        /// Whether all that is decoded from the object was asked for.
        var isClosed = false
    }

    private var objects: [Object] = []
    private var places: [JSONPath: Int] = [:]

    /// Notes that an object is decoded; more than one type may be decoded from it.
    func open(_ path: JSONPath, _ members: [JSONValue.Member], knows: @escaping (String) -> Bool) {
        if let place = places[path] {
            objects[place].knows.append(knows)
        } else {
            places[path] = objects.count
            objects.append(Object(path: path, names: members.map(\.name), knows: [knows]))
        }
    }

    func ask(_ path: JSONPath, for key: String) {
        guard let place = places[path], !objects[place].asked.contains(where: { $0.hasSameBytes(as: key) })
        else { return }
        objects[place].asked.append(key)
    }

    /// Notes that a value was decoded to its end.
    func close(_ path: JSONPath) {
        if let place = places[path] { objects[place].isClosed = true }
    }

    /// What is wrong with the first key that nothing asked for; of objects that were decoded to their end, or of all.
    func unaskedKey(ofClosed: Bool = false) -> FormFault? {
        for object in objects where object.isClosed || !ofClosed {
            for name in object.names where !object.asked.contains(where: { $0.hasSameBytes(as: name) }) {
                return fault(name, of: object)
            }
        }
        return nil
    }

    private func fault(_ name: String, of object: Object) -> FormFault {
        if object.knows.contains(where: { $0(name) }) {
            return .misplaced(name, at: object.path, belongs: nil)
        }
        if let nearest = NearestText.of(name, among: object.asked) {
            return .unknown(name, at: object.path, nearest: nearest, known: [])
        }
        let owners = objects.filter { $0.asked.contains { $0.hasSameBytes(as: name) } }.map(\.path)
        if let owner = owners.last(where: { object.path.isWithin($0) }) ?? owners.first {
            return .misplaced(name, at: object.path, belongs: owner)
        }
        return .unknown(name, at: object.path, nearest: nil, known: object.asked)
    }

    /// What is wrong if a key is missing: perhaps it is there under a name that is nearly the same.
    func missing(_ key: String, at path: JSONPath) -> FormFault {
        if let place = places[path] {
            let object = objects[place]
            let strangers = object.names.filter { name in !object.knows.contains { $0(name) } }
            if let name = NearestText.of(key, among: strangers) {
                return .unknown(name, at: path, nearest: key, known: [])
            }
        }
        return FormFault(path, "a form has all keys that it needs", "there is no '\(key)'")
    }
}
