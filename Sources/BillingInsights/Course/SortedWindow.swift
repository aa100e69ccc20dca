import BillingModel

/// The last numbers that were added, in ascending order.
struct SortedWindow: Sendable {
    private let capacity: Int
    /// In order of arrival, the oldest at `oldest` once full.
    private var arrived: [Double] = []
    private var oldest = 0
    private(set) var sorted: [Double] = []

    init(capacity: Int) { self.capacity = max(capacity, 1) }

    var count: Int { sorted.count }
    var isEmpty: Bool { sorted.isEmpty }

    var median: Double { Median.quantile(0.5, ofSorted: sorted) }

    /// Adds a number; a full window loses its oldest.
    ///
    /// - Complexity: O(log *c*) comparisons and O(*c*) moves for *c* numbers.
    mutating func add(_ value: Double) {
        if arrived.count < capacity {
            arrived.append(value)
        } else {
            sorted.remove(at: place(of: arrived[oldest]))
            arrived[oldest] = value
            oldest = oldest + 1 == capacity ? 0 : oldest + 1
        }
        sorted.insert(value, at: place(of: value))
    }

    /// The first place whose number is not below `value`.
    func place(of value: Double) -> Int { sorted.lowerBound { $0 < value } }
}
