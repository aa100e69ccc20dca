/// Judges the readings of a stream one after the other, each in several views.
struct StreamWatch: Sendable {
    private let views: [StreamScan.View]
    private var tails: [RarityTail]
    /// The last readings, the newest last.
    private var recent: [Double] = []
    private var cycles: CycleErrors?
    private var count = 0

    /// How many readings come before the first verdict.
    private static let leastHistory = 60
    private static let medianReach = 15
    private static let shortReach = 5
    private static let longReach = 50
    /// The tail of no view is narrower than this share of the middle reading.
    private static let leastSize = 0.005

    init(cycle: Int?) {
        views = [.reading, .jump, .drift] + (cycle == nil ? [] : [.cycle])
        tails = views.map { _ in RarityTail() }
        cycles = cycle.map { CycleErrors(period: $0) }
    }

    /// Judges and learns the next reading; no verdict where there is none or too little before it.
    mutating func judge(_ reading: Double?) -> StreamScan.Verdict? {
        let cycleError = cycles?.add(reading)
        guard let reading else { return nil }
        let numbers = [reading, jump(to: reading), drift(to: reading), cycleError]
        let leastSize = Self.leastSize * abs(tails[0].median)
        var rarest = StreamScan.Verdict(probability: 1, view: .reading)
        for (index, view) in views.enumerated() {
            guard let number = numbers[index] else { continue }
            // Any of the views may be the rare one.
            let probability =
                Double(views.count) * tails[index].probability(of: number, leastSize: leastSize)
            if probability < rarest.probability {
                rarest = StreamScan.Verdict(probability: probability, view: view)
            }
            tails[index].add(number)
        }
        recent.append(reading)
        if recent.count > Self.shortReach + Self.longReach { recent.removeFirst() }
        count += 1
        return count > Self.leastHistory ? rarest : nil
    }

    private func jump(to reading: Double) -> Double? {
        guard recent.count >= Self.medianReach else { return nil }
        return reading - Median.of(Array(recent.suffix(Self.medianReach)))
    }

    private func drift(to reading: Double) -> Double? {
        let short = recent.suffix(Self.shortReach - 1)
        let long = recent.dropLast(Self.shortReach - 1).suffix(Self.longReach)
        guard long.count == Self.longReach else { return nil }
        let mean = (short.reduce(0, +) + reading) / Double(Self.shortReach)
        return mean - long.reduce(0, +) / Double(Self.longReach)
    }
}
