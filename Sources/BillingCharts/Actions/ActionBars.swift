import BillingModel
import BillingReports

/// Where the bars of actions stand: one per bucket, of equal widths, or the highest of each pixel's buckets.
struct ActionBars {
    struct Bar {
        let place: Int
        let left: Double
        let width: Double

        var right: Double { left + width }
        var middle: Double { left + width / 2 }
        /// Whether an outline leaves something to see inside.
        var isWide: Bool { width >= 4 }
    }

    static let head = 24.0
    static let foot = 40.0
    private static let plotHeight = 220.0

    static var height: Double { head + plotHeight + foot }

    let columns: ActionColumns
    let bars: [Bar]
    let scale: ValueScale
    let plot: Plot
    /// Of how many buckets a bar is the highest, at most.
    let bucketsPerBar: Int

    init(_ columns: ActionColumns, width: Double, top: Double = 0) {
        self.columns = columns
        let plot = Plot(
            top: top + Self.head, height: Self.plotHeight, left: GraphDrawing.left, right: width - 12)
        self.plot = plot
        let count = columns.count
        let room = plot.right - plot.left
        let pixels = max(1, Int(room))
        bucketsPerBar = count <= pixels ? 1 : (count + pixels - 1) / pixels
        if count <= pixels {
            let slot = room / Double(max(1, count))
            bars = (0..<count).map { Self.bar($0, slot, from: plot.left) }
        } else {
            bars = (0..<pixels).map { pixel in
                let places = pixel * count / pixels..<(pixel + 1) * count / pixels
                let highest = places.lazy.map { columns.totals[$0] ?? -1 }.max()
                let place = places.first { columns.totals[$0] ?? -1 == highest } ?? places.lowerBound
                return Bar(place: place, left: plot.left + Double(pixel), width: 1)
            }
        }
        let heights = bars.map { bar in columns.kinds.reduce(0) { $0 + $1.count(at: bar.place) } }
        let ends = columns.outlook.map { [$0.value, $0.high] } ?? []
        scale = ValueScale(
            lowest: 0, highest: (heights + ends).max() ?? 0, fromZero: true, isWhole: true,
            most: Int(Self.plotHeight / 28))
    }

    /// A bar in a slot of its own: neighbours of a few pixels touch on whole pixels, since a seam between two would look like a line.
    private static func bar(_ place: Int, _ slot: Double, from left: Double) -> Bar {
        let start = left + Double(place) * slot
        guard slot >= 3 else {
            let (from, to) = (start.rounded(.down), (start + slot).rounded(.down))
            return Bar(place: place, left: from, width: max(1, to - from))
        }
        let width = min(slot - max(1, slot / 5), 56)
        return Bar(place: place, left: start + (slot - width) / 2, width: width)
    }

    /// The middle of a bucket, drawn or not.
    func middle(_ place: Int) -> Double {
        plot.left + (Double(place) + 0.5) * (plot.right - plot.left) / Double(max(1, columns.count))
    }

    /// The height of each kind's upper end in a bar, from the base up.
    ///
    /// A bar of anything is at least a pixel high.
    func tops(_ bar: Bar) -> [Double] {
        var sum = 0.0
        var tops = columns.kinds.map { kind -> Double in
            sum += kind.count(at: bar.place)
            return plot.y(sum, scale)
        }
        if let last = columns.kinds.lastIndex(where: { $0.count(at: bar.place) > 0 }) {
            for place in last..<tops.count { tops[place] = min(tops[place], plot.bottom - 1) }
        }
        return tops
    }
}
