import Foundation

/// As much of JSON Schema, draft 7, as the published schema of Vega-Lite uses, and what goes with it.
///
/// A keyword that is not known is an error, so that no rule is passed over in silence.
struct JSONSchema {
    /// Why a value is refused, and where.
    struct Violation: Hashable, CustomStringConvertible {
        let path: [String]
        let rule: String

        var description: String { "/\(path.joined(separator: "/")): \(rule)" }
    }

    let root: JSONValue

    init(_ json: String) throws { root = try JSONValue(json) }

    /// Why a value is refused; nothing if it is valid. Of alternatives, the reason of the one that goes the farthest is told.
    func violations(of value: JSONValue) -> [Violation] { check(value, root, []) }

    private static let ignored: Set<String> = [
        "$schema", "$id", "$comment", "title", "description", "default", "examples", "definitions", "format",
    ]

    private func check(_ value: JSONValue, _ schema: JSONValue, _ path: [String]) -> [Violation] {
        func fail(_ rule: String) -> [Violation] { [Violation(path: path, rule: rule)] }
        if case .flag(let allows) = schema { return allows ? [] : fail("nothing is allowed") }
        guard let rules = schema.object else { return fail("a schema is an object") }
        // In draft 7, nothing beside a reference counts.
        if let reference = rules["$ref"]?.text {
            guard let target = resolve(reference) else { return fail("no \(reference)") }
            return check(value, target, path)
        }
        return rules.sorted { $0.key < $1.key }.flatMap { key, rule -> [Violation] in
            if Self.ignored.contains(key) { return [] }
            switch key {
            case "type":
                let names = rule.text.map { [$0] } ?? rule.list?.compactMap(\.text) ?? []
                return names.contains { Self.isOf(value, $0) } ? [] : fail("not of type \(names)")
            case "enum": return rule.list?.contains(value) == true ? [] : fail("not one of the values")
            case "const": return rule == value ? [] : fail("not the value")
            case "anyOf": return alternatives(value, rule, path)
            case "oneOf":
                let valid = (rule.list ?? []).filter { check(value, $0, path).isEmpty }.count
                return valid == 1 ? [] : fail("\(valid) of the alternatives hold")
            case "allOf": return (rule.list ?? []).flatMap { check(value, $0, path) }
            case "not": return check(value, rule, path).isEmpty ? fail("what is excluded") : []
            case "properties", "required", "additionalProperties", "minProperties", "maxProperties":
                return value.object.map { members($0, key, rule, rules, path) } ?? []
            case "items", "minItems", "maxItems", "uniqueItems":
                return value.list.map { elements($0, key, rule, path) } ?? []
            case "minimum", "maximum", "exclusiveMinimum", "exclusiveMaximum":
                guard let number = value.number, let bound = rule.number else { return [] }
                return Self.holds(number, key, bound) ? [] : fail("\(number) against \(key) \(bound)")
            case "minLength", "maxLength":
                guard let text = value.text, let bound = rule.whole else { return [] }
                let count = text.unicodeScalars.count
                return (key == "minLength" ? count >= bound : count <= bound) ? [] : fail("\(key) \(bound)")
            case "pattern":
                guard let text = value.text, let pattern = rule.text else { return [] }
                return text.range(of: pattern, options: .regularExpression) != nil
                    ? [] : fail("not \(pattern)")
            default: return fail("unknown keyword \(key)")
            }
        }
    }

    private func resolve(_ reference: String) -> JSONValue? {
        guard reference.hasPrefix("#") else { return nil }
        return reference.split(separator: "/").dropFirst().reduce(root) { (value: JSONValue?, part) in
            let key = (String(part).removingPercentEncoding ?? String(part))
                .replacing("~1", with: "/").replacing("~0", with: "~")
            return value?[key]
        }
    }

    private func alternatives(_ value: JSONValue, _ rule: JSONValue, _ path: [String]) -> [Violation] {
        var nearest: [Violation]?
        for alternative in rule.list ?? [] {
            let found = check(value, alternative, path)
            if found.isEmpty { return [] }
            func depth(_ list: [Violation]) -> Int { list.map(\.path.count).min() ?? 0 }
            if nearest.map({ depth($0) < depth(found) }) ?? true { nearest = found }
        }
        return nearest ?? [Violation(path: path, rule: "no alternative")]
    }

    private func members(
        _ members: [String: JSONValue], _ key: String, _ rule: JSONValue, _ rules: [String: JSONValue],
        _ path: [String]
    ) -> [Violation] {
        let known = rules["properties"]?.object ?? [:]
        switch key {
        case "properties":
            return members.sorted { $0.key < $1.key }.flatMap { name, member in
                known[name].map { check(member, $0, path + [name]) } ?? []
            }
        case "additionalProperties":
            return members.sorted { $0.key < $1.key }.filter { known[$0.key] == nil }.flatMap {
                check($0.value, rule, path + [$0.key])
            }
        case "required":
            return (rule.list ?? []).compactMap(\.text).filter { members[$0] == nil }.map {
                Violation(path: path, rule: "\($0) is missing")
            }
        default:
            let bound = rule.whole ?? 0
            let holds = key == "minProperties" ? members.count >= bound : members.count <= bound
            return holds ? [] : [Violation(path: path, rule: "\(key) \(bound)")]
        }
    }

    private func elements(
        _ elements: [JSONValue], _ key: String, _ rule: JSONValue, _ path: [String]
    ) -> [Violation] {
        switch key {
        case "items":
            if let schemas = rule.list {
                return zip(elements, schemas).enumerated().flatMap {
                    check($1.0, $1.1, path + ["\($0)"])
                }
            }
            return elements.enumerated().flatMap { check($1, rule, path + ["\($0)"]) }
        case "uniqueItems":
            let isUnique = rule != .flag(true) || Set(elements).count == elements.count
            return isUnique ? [] : [Violation(path: path, rule: "an element stands twice")]
        default:
            let bound = rule.whole ?? 0
            let holds = key == "minItems" ? elements.count >= bound : elements.count <= bound
            return holds ? [] : [Violation(path: path, rule: "\(key) \(bound)")]
        }
    }

    private static func isOf(_ value: JSONValue, _ type: String) -> Bool {
        switch (value, type) {
        case (.null, "null"), (.flag, "boolean"), (.number, "number"), (.text, "string"), (.list, "array"),
            (.object, "object"):
            true
        case (.number(let number), "integer"): number == number.rounded()
        default: false
        }
    }

    private static func holds(_ number: Double, _ rule: String, _ bound: Double) -> Bool {
        switch rule {
        case "minimum": number >= bound
        case "maximum": number <= bound
        case "exclusiveMinimum": number > bound
        default: number < bound
        }
    }
}
