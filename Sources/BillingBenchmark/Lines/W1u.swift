import BillingModel

/// The samples of W1 in random order; whatever brings them in order counts.
struct W1u: Line {
    let name = "W1u"
    let peers = YearsOfSamples.peers

    func prepare(_ settings: Settings, in folder: DataFolder) throws -> [Question] {
        var samples = YearsOfSamples(count: settings.samples, value: YearsOfSamples.eighths)
        samples.shuffle()
        try samples.write(in: folder)
        let shuffled = samples
        return try YearsOfSamples.questions(samples: settings.samples, bytesPerSample: 16) {
            try shuffled.series()
        }
    }
}
