import BillingModel
import BillingStore
import BillingTime

/// The samples of a file that state one metric of one date or instant more than once.
struct RepeatedSamples {
    /// What a sample says something of.
    private struct Place: Hashable {
        /// The number of its series.
        let series: Int
        let time: SampleTime
        let version: Int64?
    }

    private let rule: CSVMapping.Repeats
    private var numbers: [SeriesKey: Int] = [:]
    private var stated: [Place: (value: Double, line: Int)] = [:]

    init(_ rule: CSVMapping.Repeats) { self.rule = rule }

    private mutating func place(of write: SampleWrite) -> Place {
        let number = numbers[write.series] ?? numbers.count
        numbers[write.series] = number
        return Place(series: number, time: write.time, version: write.version)
    }

    /// Remembers what a row says; all of it or nothing.
    ///
    /// Samples with versions are ordered by them, and the repository refuses two values of one version.
    ///
    /// - Throws: `BillingError` with code `conflict` if repeats are refused and an earlier row says another value.
    mutating func take(_ records: [ImportRecord], line: Int) throws(BillingError) {
        guard rule == .refuse else { return }
        var new: [(Place, Double)] = []
        for case .sample(let write) in records where write.version == nil {
            guard let value = write.value else { continue }
            let place = place(of: write)
            if let known = stated[place], known.value != value {
                throw BillingError(
                    .conflict,
                    rule: "a file states a metric of a date once, or its mapping says what repeats come to",
                    detail:
                        "\(write.series.metric) of '\(write.series.tenant)' at \(write.time):"
                        + " \(known.value) on line \(known.line), \(value) here"
                )
            }
            new.append((place, value))
        }
        for (place, value) in new { stated[place] = (value, line) }
    }

    /// Lines whose samples are added up: the first line of each holds the sum, the others say nothing more of it.
    ///
    /// - Throws: `BillingError` with code `overflow` if a sum is no finite number.
    mutating func added(_ lines: [ImportLine]) throws(BillingError) -> [ImportLine] {
        var sums: [Place: ExactSum] = [:]
        for line in lines {
            guard case .records(let records) = line.content else { continue }
            for case .sample(let write) in records {
                guard let value = write.value else { continue }
                let place = place(of: write)
                var sum = sums[place] ?? ExactSum()
                try sum.add(value)
                sums[place] = sum
            }
        }
        var done: Set<Place> = []
        var added: [ImportLine] = []
        for line in lines {
            guard case .records(let records) = line.content else {
                added.append(line)
                continue
            }
            var kept: [ImportRecord] = []
            for record in records {
                guard case .sample(let write) = record, write.value != nil else {
                    kept.append(record)
                    continue
                }
                let place = place(of: write)
                guard done.insert(place).inserted, let sum = sums[place] else { continue }
                kept.append(
                    .sample(
                        SampleWrite(
                            write.series, at: write.time, value: try sum.rounded(), version: write.version,
                            zone: write.zone)))
            }
            added.append(ImportLine(line: line.line, records: kept, notices: line.notices))
        }
        return added
    }
}
