import BillingTestSupport
import Foundation
import InauroBilling

/// A value of JSON, for a fixture of many shapes.
enum Figures: Decodable, Sendable, Hashable {
    case null
    case bool(Bool)
    case number(Double)
    case text(String)
    case list([Figures])
    case object([String: Figures])

    /// What an independent script computed from the sample.
    static let all = of(fixture: "expected-figures.json")

    static func of(fixture name: String) -> Figures {
        guard let data = try? Data(contentsOf: Fixtures.file(name)) else { return .null }
        return (try? JSONDecoder().decode(Figures.self, from: data)) ?? .null
    }

    static func of(_ carrier: String) -> Figures { all["carriers"][carrier] }

    init(from decoder: any Decoder) throws {
        let value = try decoder.singleValueContainer()
        if value.decodeNil() {
            self = .null
        } else if let bool = try? value.decode(Bool.self) {
            self = .bool(bool)
        } else if let number = try? value.decode(Double.self) {
            self = .number(number)
        } else if let text = try? value.decode(String.self) {
            self = .text(text)
        } else if let list = try? value.decode([Figures].self) {
            self = .list(list)
        } else {
            self = .object(try value.decode([String: Figures].self))
        }
    }

    subscript(key: String) -> Figures {
        if case .object(let members) = self { members[key] ?? .null } else { .null }
    }

    var list: [Figures] { if case .list(let list) = self { list } else { [] } }
    var keys: [String] { if case .object(let members) = self { members.keys.sorted() } else { [] } }
    var number: Double? { if case .number(let number) = self { number } else { nil } }
    var count: Int? { number.map { Int($0) } }
    var text: String? { if case .text(let text) = self { text } else { nil } }
    /// The value of a fraction.
    var fraction: Double? {
        list.count == 2 ? list[0].number.flatMap { top in list[1].number.map { top / $0 } } : nil
    }
    var numbers: [Double?] { list.map(\.number) }
    var counts: [Int?] { list.map(\.count) }
    var fractions: [Double?] { list.map(\.fraction) }
}

/// Whether two figures are the same but for the rounding of a few steps.
func agree(_ left: Double?, _ right: Double?) -> Bool {
    guard let left, let right else { return left == nil && right == nil }
    return abs(left - right) <= 1e-12 * max(abs(left), abs(right))
}
