import BillingModel
import BillingReports

/// Which lines of a graph share an axis, and which axes a panel.
///
/// Lines share an axis if they have one unit and their sizes can be told apart on it, at most eight of them, so that each has a
/// colour of its own. Two axes share a panel, left and right, if there are just two; of more, each has a panel to itself, since nobody
/// reads a third axis.
struct GraphLayout: Hashable {
    /// How many lines share an axis at most, which is how many colours there are.
    static let most = 8
    /// A line whose highest value is lower than this share of the highest of its unit would lie flat on the axis.
    private static let smallest = 1.0 / 200

    struct Axis: Hashable {
        let unit: String
        /// Whether it begins at zero, as that of what is counted does: a length says how much.
        let isFromZero: Bool
        /// The places of the lines in the graph.
        let lines: [Int]
    }

    struct Panel: Hashable {
        let left: Axis
        let right: Axis?

        /// The places of the lines.
        var lines: [Int] { left.lines + (right?.lines ?? []) }
    }

    /// The colour of each line by its place, from 1 on: neighbours differ, and all of one axis do.
    let slots: [Int: Int]

    let panels: [Panel]

    init(_ graph: ConsumptionGraph) {
        let places = Dictionary(graph.series.enumerated().map { ($1.id, $0) }) { first, _ in first }
        var axes: [Axis] = []
        for axis in graph.axes() {
            let lines = axis.series.compactMap { places[$0] }
            let sizes = lines.map { Self.size(of: graph.series[$0]) }
            // From the largest down: a line that is too small for the axis begins the next one.
            var rest = Array(zip(lines, sizes))
            while let greatest = rest.map(\.1).max() {
                let group = rest.filter { $0.1 >= greatest * Self.smallest || $0.1 == 0 && greatest < 1e3 }
                let own = Set(group.map(\.0))
                rest.removeAll { own.contains($0.0) }
                for start in stride(from: 0, to: group.count, by: Self.most) {
                    let end = min(start + Self.most, group.count)
                    let lines = group[start..<end].map(\.0)
                    axes.append(
                        Axis(
                            unit: axis.unit,
                            isFromZero: lines.contains {
                                [.count, .cumulative].contains(graph.series[$0].kind)
                            },
                            lines: lines))
                }
            }
        }
        if axes.count == 2, axes[0].lines.count + axes[1].lines.count <= Self.most {
            panels = [Panel(left: axes[0], right: axes[1])]
        } else {
            panels = axes.map { Panel(left: $0, right: nil) }
        }
        let lines = panels.flatMap(\.lines)
        slots = Dictionary(lines.enumerated().map { ($1, $0 % Self.most + 1) }) { first, _ in first }
    }

    /// The greatest distance of a figure from zero.
    private static func size(of line: ConsumptionGraph.Series) -> Double {
        line.bounds.map { max(abs($0.lowerBound), abs($0.upperBound)) } ?? 0
    }
}
