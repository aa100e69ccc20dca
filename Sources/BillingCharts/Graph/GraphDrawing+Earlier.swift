import BillingReports
import BillingTime

extension GraphDrawing {
    /// Buckets of an earlier time, which are drawn bucket by bucket behind those that are shown.
    struct Earlier {
        let columns: GraphColumns
        let places: Range<Int>
    }

    /// The figures of a line in the earlier time, as far as the buckets that are shown reach.
    func earlierPoints(of line: Int) -> [GraphColumns.Point] {
        guard let earlier else { return [] }
        let places = earlier.places.prefix(shown.count)
        return earlier.columns.lines[line].points.filter { places.contains($0.place) }
    }

    /// Draws the course of a line in the earlier time, without a word on how sure each figure is.
    func drawEarlier(_ line: Int, _ scale: ValueScale, _ plot: Plot, in markup: inout Markup) {
        let points = Self.thinned(earlierPoints(of: line), to: limit(Self.most.drawn))
        guard let earlier, let first = points.first, let last = points.last else { return }
        var path = ""
        for (index, point) in points.enumerated() {
            let place = "\(Self.text(x(earlier, point)))" + " \(Self.text(plot.y(point.value, scale)))"
            let isAlone = index + 1 == points.count || points[index + 1].isFirst
            if index == 0 || point.isFirst {
                path += "M\(place)" + (isAlone ? "h0" : "")
            } else {
                path += "L\(place)"
            }
        }
        let time = [first, last].map { earlier.columns.name(of: $0.place) }
        markup.element("path", [.init("class", "l ea"), .init("d", path)]) {
            $0.element("title", "\(names[line]) before: \(time[0]) to \(time[1])")
        }
    }

    /// Where a figure of the earlier time stands: in the bucket of the same number, as far on in it.
    private func x(_ earlier: Earlier, _ point: GraphColumns.Point) -> Double {
        let place = shown.lowerBound + point.place - earlier.places.lowerBound
        let (own, other) = (columns.bounds, earlier.columns.bounds)
        let passed = Int128(point.position - other[point.place]) * Int128(own[place + 1] - own[place])
        return x(own[place] + Int64(passed / Int128(other[point.place + 1] - other[point.place])))
    }
}
