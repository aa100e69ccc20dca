import BillingModel
import BillingTime

/// Sorted samples of three years: count, sum, minimum, maximum and last of each bucket.
struct W1: Line {
    let name = "W1"
    let peers = YearsOfSamples.peers

    func prepare(_ settings: Settings, in folder: DataFolder) throws -> [Question] {
        let samples = YearsOfSamples(count: settings.samples, value: YearsOfSamples.eighths)
        try samples.write(in: folder)
        let series = try samples.series()
        let values = samples.values
        // What the memory allows: to read the values and do next to nothing with them.
        let read = Question(name: "one pass over the values alone", request: nil, bytes: values.count * 8) {
            let parts = Pieces.even(values.count, fewest: 1 << 18)
            return Answer(columns: [Pieces.map(parts.count) { Self.sum(values[parts[$0]]) }])
        }
        return try [read]
            + YearsOfSamples.questions(samples: settings.samples, bytesPerSample: 8) {
                try series.states(in: $0, measures: .sum)
            }
    }

    /// The sum in eight lanes, in whatever order.
    private static func sum(_ values: ArraySlice<Double>) -> Double {
        values.withUnsafeBufferPointer { values in
            var (low, high) = (SIMD8<Double>(), SIMD8<Double>())
            for start in stride(from: 0, to: values.count - 15, by: 16) {
                for lane in 0..<8 {
                    low[lane] += values[start + lane]
                    high[lane] += values[start + 8 + lane]
                }
            }
            return (low + high).sum()
        }
    }
}
