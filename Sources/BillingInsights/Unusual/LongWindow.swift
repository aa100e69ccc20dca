import BillingModel

/// The last numbers that were added, in ascending order, where they are thousands: in blocks, so that adding one
/// moves few of them.
struct LongWindow: Sendable {
    private let capacity: Int
    /// In order of arrival, the oldest at `oldest` once full.
    private var arrived: [Double] = []
    private var oldest = 0
    /// None is empty, and all numbers of one are at most those of the next.
    private var blocks: [[Double]] = []

    private static let mostInBlock = 128

    init(capacity: Int) { self.capacity = max(capacity, 1) }

    var count: Int { arrived.count }

    /// Adds a number; a full window loses its oldest.
    ///
    /// - Complexity: O(√*c*) for *c* numbers.
    mutating func add(_ number: Double) {
        if arrived.count < capacity {
            arrived.append(number)
        } else {
            remove(arrived[oldest])
            arrived[oldest] = number
            oldest = oldest + 1 == capacity ? 0 : oldest + 1
        }
        insert(number)
    }

    private mutating func insert(_ number: Double) {
        guard !blocks.isEmpty else {
            blocks = [[number]]
            return
        }
        let block = min(blocks.lowerBound { ($0.last ?? number) < number }, blocks.count - 1)
        blocks[block].insert(number, at: blocks[block].lowerBound { $0 < number })
        let size = blocks[block].count
        guard size > Self.mostInBlock else { return }
        blocks.insert(Array(blocks[block][(size / 2)...]), at: block + 1)
        blocks[block].removeLast(size - size / 2)
    }

    private mutating func remove(_ number: Double) {
        let block = blocks.lowerBound { ($0.last ?? number) < number }
        blocks[block].remove(at: blocks[block].lowerBound { $0 < number })
        if blocks[block].isEmpty { blocks.remove(at: block) }
        join(block)
        join(block - 1)
    }

    /// Joins a small block with the next, so that there are never more than some hundred.
    private mutating func join(_ block: Int) {
        guard block >= 0, block + 1 < blocks.count,
            blocks[block].count + blocks[block + 1].count <= Self.mostInBlock / 2
        else { return }
        blocks[block] += blocks.remove(at: block + 1)
    }

    /// How many numbers are below `number`.
    func place(of number: Double) -> Int {
        place(where: { $0 < number })
    }

    /// How many numbers are at most `number`.
    func place(after number: Double) -> Int {
        place(where: { $0 <= number })
    }

    private func place(where isBefore: (Double) -> Bool) -> Int {
        var place = 0
        for block in blocks {
            guard let last = block.last, isBefore(last) else {
                return place + block.lowerBound { isBefore($0) }
            }
            place += block.count
        }
        return place
    }

    /// The numbers from this rank on, in ascending order.
    func numbers(from rank: Int) -> [Double] {
        var numbers: [Double] = []
        var left = count - rank
        for block in blocks.reversed() where left > 0 {
            numbers.insert(contentsOf: block.suffix(left), at: 0)
            left -= block.count
        }
        return numbers
    }

    /// The numbers below this rank, in ascending order.
    func numbers(upTo rank: Int) -> [Double] {
        var numbers: [Double] = []
        for block in blocks {
            guard numbers.count < rank else { break }
            numbers += block.prefix(rank - numbers.count)
        }
        return numbers
    }

    /// The number below which `share` of the numbers lie, as ``Median`` has it; 0 for none.
    func quantile(_ share: Double) -> Double {
        let position = share * Double(count - 1)
        guard count > 0, position < Double(count - 1) else { return blocks.last?.last ?? 0 }
        let index = Int(position)
        let lower = self[index]
        return lower + (position - Double(index)) * (self[index + 1] - lower)
    }

    private subscript(rank: Int) -> Double {
        var left = rank
        for block in blocks {
            if left < block.count { return block[left] }
            left -= block.count
        }
        return blocks.last?.last ?? 0
    }
}
