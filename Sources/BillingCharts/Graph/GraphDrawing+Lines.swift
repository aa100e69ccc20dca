import BillingReports
import BillingTime

extension GraphDrawing {
    /// How many points all lines of a picture have together, and how many of them say what they are, so that a picture stays below 200
    /// kilobytes.
    static let most = (drawn: 4_000, titled: 800)

    /// How many points of one line are drawn, or say what they are.
    func limit(_ most: Int) -> Int {
        let lines = max(1, columns.lines.indices.count(where: visible.contains))
        return max(24, min(Int(width / 2), most / lines))
    }

    /// Draws a line and its points.
    func drawLine(_ place: Int, _ scale: ValueScale, _ plot: Plot, in markup: inout Markup) {
        let line = columns.lines[place]
        let own = line.points.filter { shown.contains($0.place) }
        let points = Self.thinned(own, to: limit(Self.most.titled))
        drawStrokes(
            Self.thinned(own, to: limit(Self.most.drawn)), marksAlone: points.count < own.count, scale, plot,
            in: &markup)
        let isSparse = points.count == own.count && points.count * 12 <= Int(width)
        for (index, point) in points.enumerated() {
            let isAlone =
                (index == 0 || point.isFirst) && (index + 1 == points.count || points[index + 1].isFirst)
            let title =
                "\(names[place]): \(NumberText.exact(point.value)), \(name(of: point.place)), \(point.state.text)"
            let (x, y) = (Self.text(x(point.position)), Self.text(plot.y(point.value, scale)))
            if point.state.certainty == .unsure, isSparse || isAlone || index + 1 == points.count {
                drawRing("o", x, y, title, in: &markup)
            } else {
                markup.element(
                    "path",
                    [.init("class", isSparse || isAlone ? "p d" : "p"), .init("d", "M\(x) \(y)h0")]
                ) { $0.element("title", title) }
            }
        }
        drawSilences(of: line, names[place], scale, plot, in: &markup)
    }

    /// Draws what was known last where a line went silent: of many the first in each of equal stretches of time.
    private func drawSilences(
        of line: GraphColumns.Line, _ name: String, _ scale: ValueScale, _ plot: Plot, in markup: inout Markup
    ) {
        let silences = line.silences.filter { $0.places.overlaps(shown) }
        let (from, to) = (columns.bounds[shown.lowerBound], columns.bounds[shown.upperBound])
        let most = max(6, limit(Self.most.titled) / 4)
        var last: Int128 = -1
        for silence in silences {
            let first = max(silence.places.lowerBound, shown.lowerBound)
            let middle = columns.middle(first)
            let cell = Int128(middle - from) * Int128(most) / Int128(to - from)
            if silences.count > most, cell == last { continue }
            last = cell
            drawRing(
                "o q", Self.text(x(middle)), Self.text(plot.y(silence.value, scale)),
                "\(name): not known, \(silence.text)", in: &markup)
        }
    }

    private func drawRing(_ style: String, _ x: String, _ y: String, _ title: String, in markup: inout Markup)
    {
        markup.element("circle", [.init("class", style), .init("cx", x), .init("cy", y), .init("r", "3.5")]) {
            $0.element("title", title)
        }
    }

    /// Draws paths of one style each: a stretch is as sure as what it leads to, and dotted if it leads from what is not sure.
    ///
    /// A point that no line leads to or from is a dot of its own, where not all points are drawn as dots.
    private func drawStrokes(
        _ points: [GraphColumns.Point], marksAlone: Bool, _ scale: ValueScale, _ plot: Plot,
        in markup: inout Markup
    ) {
        var paths = ["", "", ""]
        var last = ""
        var before: PointState.Certainty?
        var wasUnsure = false
        for (index, point) in points.enumerated() {
            let place = "\(Self.text(x(point.position))) \(Self.text(plot.y(point.value, scale)))"
            let style = wasUnsure ? .unsure : point.state.certainty
            wasUnsure = point.state.certainty == .unsure
            // The first that is drawn may follow one that is not.
            if point.isFirst || last.isEmpty {
                before = nil
                if marksAlone, index + 1 == points.count || points[index + 1].isFirst {
                    paths[point.state.certainty.rawValue] += "M\(place)h0"
                }
            } else {
                paths[style.rawValue] += (before == style ? "" : "M" + last) + "L" + place
                before = style
            }
            last = place
        }
        for (path, style) in zip(paths, ["l", "l f", "l n"]) where !path.isEmpty {
            markup.leaf("path", [.init("class", style), .init("d", path)])
        }
    }

    /// Draws what is expected as a line in two bands, from the last point on.
    func drawOutlook(of line: Int, _ scale: ValueScale, _ plot: Plot, in markup: inout Markup) {
        let (line, name) = (columns.lines[line], names[line])
        var stretches: [[(place: Int, estimate: GraphColumns.Estimate)]] = []
        for (step, estimate) in line.outlook.estimates.enumerated() {
            let place = line.outlook.first + step
            guard shown.contains(place) else { continue }
            if stretches.isEmpty || estimate.isFirst { stretches.append([]) }
            stretches[stretches.count - 1].append((place, estimate))
        }
        for stretch in stretches {
            // What is known of the bucket in progress is no figure of the whole.
            let start = own(line, before: stretch[0].place).flatMap { point in
                stretch[0].estimate.isFirst
                    ? nil : "\(Self.text(x(point.position))) \(Self.text(plot.y(point.value, scale)))"
            }
            func place(_ step: (place: Int, estimate: GraphColumns.Estimate), _ value: Double) -> String {
                "\(Self.text(x(columns.middle(step.place)))) \(Self.text(plot.y(value, scale)))"
            }
            func band(
                _ low: (GraphColumns.Estimate) -> Double, _ high: (GraphColumns.Estimate) -> Double
            ) -> String {
                let upper = stretch.map { place($0, high($0.estimate)) }
                let lower = stretch.reversed().map { place($0, low($0.estimate)) }
                return "M" + ((start.map { [$0] } ?? []) + upper + lower).joined(separator: "L") + "Z"
            }
            markup.leaf("path", [.init("class", "b w"), .init("d", band(\.low95, \.high95))])
            markup.leaf("path", [.init("class", "b"), .init("d", band(\.low80, \.high80))])
            let course = (start.map { [$0] } ?? []) + stretch.map { place($0, $0.estimate.value) }
            markup.leaf("path", [.init("class", "l c"), .init("d", "M" + course.joined(separator: "L"))])
            for step in stretch {
                let (low, high) = (step.estimate.low80, step.estimate.high80)
                markup.element(
                    "path", [.init("class", "p"), .init("d", "M\(place(step, step.estimate.value))h0")]
                ) {
                    $0.element(
                        "title",
                        "\(name): expected \(NumberText.average(step.estimate.value)), \(self.name(of: step.place)), 80 %: "
                            + "\(NumberText.average(low)) to \(NumberText.average(high))")
                }
            }
        }
    }

    /// The last point of a line that is drawn before a bucket.
    private func own(_ line: GraphColumns.Line, before place: Int) -> GraphColumns.Point? {
        line.points.last { shown.contains($0.place) && $0.place < place }
    }

    /// Draws what is unusual as diamonds on the lines.
    func drawFindings(of lines: [Int], _ scale: ValueScale, _ plot: Plot, in markup: inout Markup) {
        for finding in columns.findings where lines.contains(finding.line) && shown.contains(finding.place) {
            let point = columns.lines[finding.line].points.last { $0.place == finding.place }
            let x = Self.text(x(columns.middle(finding.place)))
            let y = point.map { plot.y($0.value, scale) } ?? plot.bottom
            markup.element(
                "path", [.init("class", "e"), .init("d", "M\(x) \(Self.text(y - 6))l6 6l-6 6l-6 -6z")]
            ) { $0.element("title", finding.text) }
        }
    }

    /// The points to draw, real ones all: the ends of each stretch, and what is lowest and highest in cells of equal time.
    ///
    /// Where stretches are so many that their ends are too many, what is lowest and highest alone; still no line leads across what was
    /// a gap.
    static func thinned(_ points: [GraphColumns.Point], to limit: Int) -> [GraphColumns.Point] {
        let kept = thinned(points, to: limit) { ($0.position, $0.value, $0.isFirst) }
        guard kept.count > limit + limit / 4, let first = points.first, let last = points.last else {
            return kept
        }
        let cells = Int128(max(1, limit / 2))
        let length = Int128(last.position - first.position) + 1
        func cell(_ point: GraphColumns.Point) -> Int128 {
            Int128(point.position - first.position) * cells / length
        }
        var few: [GraphColumns.Point] = []
        var (start, isBroken) = (0, false)
        while start < points.count {
            var (end, lowest, highest) = (start, start, start)
            while end < points.count, cell(points[end]) == cell(points[start]) {
                if points[end].value < points[lowest].value { lowest = end }
                if points[end].value > points[highest].value { highest = end }
                end += 1
            }
            for place in start..<end {
                if points[place].isFirst { isBroken = true }
                guard place == lowest || place == highest else { continue }
                few.append(points[place].beginning(isBroken))
                isBroken = false
            }
            start = end
        }
        return few
    }

    /// As its namesake, of points of any kind, whose positions ascend and whose values are finite.
    static func thinned<Point>(
        _ points: [Point], to limit: Int,
        by read: (Point) -> (position: Int64, value: Double, isFirst: Bool)
    ) -> [Point] {
        guard points.count > limit else { return points }
        // What does not follow the point before is set off by a place without a value.
        var (places, positions, values): ([Int], [Int64], [Double?]) = ([], [], [])
        for (place, point) in points.enumerated() {
            let point = read(point)
            for value in (point.isFirst && place > 0 ? [nil] : []) + [point.value] {
                places.append(place)
                positions.append(point.position)
                values.append(value)
            }
        }
        // So that nothing is refused.
        let kept = (try? Downsampling.minMax(positions: positions, values: values, target: limit)) ?? []
        return kept.map { points[places[$0]] }
    }
}
