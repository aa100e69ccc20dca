/// Where the lines of a panel are drawn, in pixels.
struct Plot {
    let top: Double
    let height: Double
    let left: Double
    let right: Double

    var bottom: Double { top + height }

    /// The line below all others.
    var base: String {
        "M\(GraphDrawing.text(left)) \(GraphDrawing.text(bottom))H\(GraphDrawing.text(right))"
    }

    /// How high a number stands; what is beyond the axis stands at its end.
    func y(_ value: Double, _ scale: ValueScale) -> Double {
        bottom - min(max(scale.share(of: value), 0), 1) * height
    }
}
