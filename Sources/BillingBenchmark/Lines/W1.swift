import BillingModel

/// Sorted samples of three years: count, sum, minimum, maximum and last of each bucket.
struct W1: Line {
    let name = "W1"
    let peers = YearsOfSamples.peers

    func prepare(_ settings: Settings, in folder: DataFolder) throws -> [Question] {
        let samples = YearsOfSamples(count: settings.samples, value: YearsOfSamples.eighths)
        try samples.write(in: folder)
        let series = try samples.series()
        return try YearsOfSamples.questions(samples: settings.samples, bytesPerSample: 8) { series }
    }
}
