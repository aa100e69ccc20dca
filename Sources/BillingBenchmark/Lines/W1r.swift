import BillingModel

/// The samples of W1 with values of random mantissas, which share no decimal grid.
struct W1r: Line {
    let name = "W1r"
    let peers = YearsOfSamples.peers

    func prepare(_ settings: Settings, in folder: DataFolder) throws -> [Question] {
        let samples = YearsOfSamples(count: settings.samples) {
            Double(
                sign: .plus, exponent: 12,
                significand: Double(bitPattern: 0x3FF0_0000_0000_0000 | $0.next() >> 12))
        }
        try samples.write(in: folder)
        let series = try samples.series()
        // Peers round at every step.
        return try YearsOfSamples.questions(
            samples: settings.samples, bytesPerSample: 8, tolerance: 1e-9
        ) { series }
    }
}
