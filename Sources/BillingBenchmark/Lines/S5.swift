import BillingModel
import BillingStore
import BillingStoreFile
import BillingTime
import Foundation

/// The samples of W1 from a file that is open: by summaries, for which the file keeps states of whole chunks, and by reading
/// the samples themselves.
struct S5: Line {
    let name = "S5"
    let peers = YearsOfSamples.engines

    func prepare(_ settings: Settings, in folder: DataFolder) throws -> [Question] {
        let samples = YearsOfSamples(count: settings.samples, value: YearsOfSamples.eighths)
        try samples.write(in: folder)
        let path = folder.path + "/years.billing"
        let repository = try Blocking.run {
            let repository = try await S1.emptyRepository(path)
            try await samples.fill(repository)
            return repository
        }
        let key = try YearsOfSamples.key()
        return try YearsOfSamples.questions(samples: settings.samples, bytesPerSample: 0, of: "states kept, ")
        { grid in
            try Blocking.run {
                let page = try await repository.summaries(
                    SummaryRequest(
                        of: .one(key.tenant), metrics: [key.metric],
                        in: SummaryBounds(grid, now: Date(timeIntervalSince1970: 4e9)), measures: .sum))
                guard case .states(let states)? = page.rows.first?.content else { throw Failure("no states") }
                return states
            }
        }
            + YearsOfSamples.questions(samples: settings.samples, bytesPerSample: 0, of: "samples read, ") {
                grid in
                try Blocking.run {
                    let read = try await repository.allSeries(
                        SeriesRequest(of: .one(key.tenant), metrics: [key.metric]))
                    guard let series = read.first else { throw Failure("no series") }
                    return try series.states(in: grid, measures: .sum)
                }
            }
    }
}
