/// Where a value stands in JSON, as people write it: `charges[2].price`.
package struct JSONPath: Hashable, Sendable {
    private enum Step: Hashable {
        case name(String)
        case place(Int)
    }

    private var steps: [Step] = []

    /// The path of the whole.
    package init() {}

    /// The path of a member.
    package func adding(_ name: String) -> JSONPath { adding(.name(name)) }

    /// The path of an element, from 0.
    package func adding(_ place: Int) -> JSONPath { adding(.place(place)) }

    private func adding(_ step: Step) -> JSONPath {
        var path = self
        path.steps.append(step)
        return path
    }

    /// Whether the path is the other one, or lies within it.
    package func isWithin(_ other: JSONPath) -> Bool { steps.starts(with: other.steps) }
}

extension JSONPath: CustomStringConvertible {
    /// The path, or `the form` for the whole; a long name is cut.
    package var description: String {
        var text = ""
        for step in steps {
            switch step {
            case .name(let name): text += (text.isEmpty ? "" : ".") + name.prefix(64)
            case .place(let place): text += "[\(place)]"
            }
        }
        return text.isEmpty ? "the form" : text
    }
}
