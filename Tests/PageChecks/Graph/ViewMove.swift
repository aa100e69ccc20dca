import BillingModel
import BillingReports
import BillingTime
import Foundation

/// A move of a reader in a graph, as both the navigator and the script of a page know it.
enum ViewMove {
    case holding(BucketWidth, Int64)
    case instead(BucketWidth)
    case after
    case before
    case zoom(Int64, Int64)
    case zoomBy(Double, Int64)
    case everything

    /// A move that may happen, with instants in and a little around some data of so many microseconds.
    static func any(in length: Int64, _ random: inout SplitMix64) -> ViewMove {
        func instant() -> Int64 {
            Int64.random(in: -length / 8...length + length / 8, using: &random)
        }
        let period = [BucketWidth.day, .week, .month][Int(random.next() % 3)]
        switch random.next() % 10 {
        case 0: return .holding(period, instant())
        case 1, 2: return .instead(period)
        case 3, 4: return .after
        case 5, 6: return .before
        case 7:
            let ends = [instant(), instant()].sorted()
            return .zoom(ends[0], ends[1])
        case 8: return .zoomBy([0.5, 2, 0.3, 1.7][Int(random.next() % 4)], instant())
        default: return .everything
        }
    }

    /// Where the navigator goes; instants are microseconds since the first one with data.
    func applied(to view: GraphViewport, _ navigator: GraphNavigator) throws -> GraphViewport? {
        let start = try Instants.microseconds(navigator.data.lowerBound)
        func date(_ instant: Int64) -> Date { Instants.date(start + instant) }
        switch self {
        case .holding(let period, let instant): return navigator.view(of: period, holding: date(instant))
        case .instead(let period): return navigator.view(of: period, insteadOf: view)
        case .after: return navigator.view(after: view)
        case .before: return navigator.view(before: view)
        case .zoom(let low, let high): return navigator.zoom(to: date(low)..<date(high))
        case .zoomBy(let factor, let instant):
            return try navigator.zoom(view, by: factor, around: date(instant))
        case .everything: return navigator.everything()
        }
    }

    /// The same as an expression of the page, where `graph` and `view` are known.
    var script: String {
        switch self {
        case .holding(let period, let instant): "graph.navigator.holding('\(period)', \(instant))"
        case .instead(let period): "graph.navigator.insteadOf(view, '\(period)')"
        case .after: "graph.navigator.moved(view, 1)"
        case .before: "graph.navigator.moved(view, -1)"
        case .zoom(let low, let high): "graph.navigator.zoomTo(\(low), \(high))"
        case .zoomBy(let factor, let instant): "graph.navigator.zoomBy(view, \(factor), \(instant))"
        case .everything: "graph.navigator.everything()"
        }
    }
}
