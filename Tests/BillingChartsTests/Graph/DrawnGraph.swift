import Foundation
import Testing

/// The lines of a picture of a graph as somebody reads them with a ruler: what its shapes say, and nothing of how they were made.
struct DrawnGraph {
    /// A point that says what it is.
    struct Point {
        let x: String
        let y: String
        let title: String
    }

    /// A straight stroke between two points.
    struct Stroke {
        let from: (x: String, y: String)
        let to: (x: String, y: String)
    }

    /// Numbers, and how far down they stand.
    struct Axis {
        var ticks: [(value: Double, y: Double)] = []

        /// Where a number stands; nil if there are too few ticks to tell.
        func y(of value: Double) -> Double? {
            guard let first = ticks.first, let last = ticks.last, first.value < last.value else { return nil }
            let share = (value / 2 - first.value / 2) / (last.value / 2 - first.value / 2)
            return first.y + share * (last.y - first.y)
        }
    }

    struct Line {
        var points: [Point] = []
        var strokes: [Stroke] = []
        /// The axes of its unit, of which one is its own.
        let axes: [Axis]
    }

    /// The lines by the name in their titles, each of which is drawn once.
    let lines: [String: Line]
    /// The left and the right end of the axis of time.
    let ends: (left: Double, right: Double)

    init(_ svg: String) throws {
        let base = try #require(svg.firstMatch(of: /<path class="x" d="M([0-9.]+) [0-9.]+H([0-9.]+)"\/>/))
        ends = (try #require(Double(base.output.1)), try #require(Double(base.output.2)))
        var lines: [String: Line] = [:]
        // Each part begins with the unit of an axis, and goes on with its ticks; lines name their unit before a colon.
        var axes: [String: [Axis]] = [:]
        let tokens =
            /<text class="u"[^>]*>([^<]*)<\/text>|<text x="[0-9.]+" y="([0-9.]+)"( text-anchor="end")?>([^<]*)<\/text>|<g class="s[1-8]">(.*?)<\/g>/
        var unit = ""
        for match in svg.matches(of: tokens) {
            if let name = match.output.1 {
                unit = String(name)
                axes[unit, default: []].append(Axis())
            } else if let y = match.output.2, let text = match.output.4 {
                if let value = Self.number(String(text)) {
                    let last = (axes[unit]?.count ?? 0) - 1
                    axes[unit]?[last].ticks.append((value, try #require(Double(y)) - 4))
                }
            } else if let group = match.output.5 {
                guard let (name, line) = try Self.line(String(group), axes) else { continue }
                #expect(lines[name] == nil, "\(name) is drawn twice")
                lines[name] = line
            }
        }
        self.lines = lines
    }

    private static func line(
        _ group: String, _ axes: [String: [Axis]]
    ) throws -> (String, Line)? {
        let dot = /<path class="p(?: d)?" d="M([0-9.]+) ([0-9.]+)h0"><title>([^<]*)<\/title>/
        let ring = /<circle class="o" cx="([0-9.]+)" cy="([0-9.]+)" r="3.5"><title>([^<]*)<\/title>/
        let dots = group.matches(of: dot).map(\.output) + group.matches(of: ring).map(\.output)
        guard let title = dots.first?.3, let colon = title.firstRange(of: ": ") else { return nil }
        let name = String(title[..<colon.lowerBound])
        // A name of these tests is its unit and a number.
        var line = Line(axes: axes[String(name.prefix { $0 != "-" })] ?? [])
        line.points = dots.map { Point(x: String($0.1), y: String($0.2), title: String($0.3)) }
        for path in group.matches(of: /<path class="l(?: [fn])?" d="M([^"h]*)"/) {
            for run in path.output.1.split(separator: "M") {
                let places = run.split(separator: "L").map { place in
                    let parts = place.split(separator: " ").map(String.init)
                    return (x: parts[0], y: parts[1])
                }
                for (from, to) in zip(places, places.dropFirst()) {
                    line.strokes.append(Stroke(from: from, to: to))
                }
            }
        }
        return (name, line)
    }

    /// The number that a text of an axis says.
    static func number(_ text: String) -> Double? {
        var text = text.replacingOccurrences(of: "−", with: "-").replacingOccurrences(of: ",", with: "")
        for (letter, power) in [("k", "e3"), ("M", "e6"), ("B", "e9"), ("T", "e12")]
        where text.hasSuffix(letter) {
            text = text.dropLast() + power
        }
        return Double(text)
    }
}
