import BillingModel
import BillingStore

/// A row of a FOCUS file whose samples add up with those of other rows, in a form that a temporary file holds.
struct FocusSampleLine {
    struct Sample {
        /// The number of the series, its labels and the time: what samples add up by.
        let key: [UInt8]
        let value: Double
    }

    let line: Int
    let tenant: TenantID
    /// The start of the charge period, in microseconds since 1970.
    let start: Int64
    private(set) var samples: [Sample] = []
    let notices: [ImportNotice]

    init(line: Int, tenant: TenantID, start: Int64, notices: [ImportNotice]) {
        self.line = line
        self.tenant = tenant
        self.start = start
        self.notices = notices
    }

    /// Adds a sample of one of the series.
    ///
    /// - Parameters:
    ///   - number: The place of the series in the mapping.
    ///   - series: The series.
    ///   - labels: The names and values of its labels.
    ///   - value: The value.
    mutating func add(_ number: Int, _ series: FocusSeries, _ labels: Labels, _ value: Double) {
        var key: [UInt8] = []
        SpoolReader.add(Int64(number), to: &key)
        SpoolReader.add(series.isDaily ? floorDivide(start, Instants.perDay) : start, to: &key)
        SpoolReader.add(Int64(labels.pairs.count), to: &key)
        for pair in labels.pairs {
            SpoolReader.add(pair.name.text, to: &key)
            SpoolReader.add(pair.value.text, to: &key)
        }
        samples.append(Sample(key: key, value: value))
    }

    /// A sample as it is written into a repository.
    func write(
        _ sample: Sample, of series: [FocusSeries], value: Double
    ) throws(BillingError) -> SampleWrite {
        var reader = SpoolReader(sample.key)
        let series = series[Int(try reader.integer())]
        let time = try reader.integer()
        var pairs: [Labels.Pair] = []
        for _ in 0..<(try reader.integer()) {
            pairs.append(
                Labels.Pair(name: try LabelText(reader.text()), value: try LabelText(reader.text())))
        }
        let key = SeriesKey(tenant: tenant, metric: series.metric, labels: try Labels(pairs))
        guard series.isDaily else {
            return SampleWrite(key, at: .instant(Instants.date(time)), value: value)
        }
        return SampleWrite(key, at: .date(try LocalDate(dayNumber: Int(time))), value: value, zone: .utc)
    }
}

extension FocusSampleLine {
    func write(to bytes: inout [UInt8]) {
        SpoolReader.add(Int64(line), to: &bytes)
        SpoolReader.add(start, to: &bytes)
        SpoolReader.add(Int64(samples.count), to: &bytes)
        for sample in samples {
            SpoolReader.add(Int64(sample.key.count), to: &bytes)
            bytes += sample.key
            SpoolReader.add(Int64(bitPattern: sample.value.bitPattern), to: &bytes)
        }
        // A row has at most one notice, that of an amount below zero.
        SpoolReader.add(Int64(notices.count), to: &bytes)
        for notice in notices { SpoolReader.add(notice.detail, to: &bytes) }
    }

    init(of tenant: TenantID, from reader: inout SpoolReader) throws(BillingError) {
        let line = Int(try reader.integer())
        let start = try reader.integer()
        var samples: [Sample] = []
        for _ in 0..<(try reader.integer()) {
            let key = try reader.bytes(Int(try reader.integer()))
            samples.append(
                Sample(key: key, value: Double(bitPattern: UInt64(bitPattern: try reader.integer()))))
        }
        var notices: [ImportNotice] = []
        for _ in 0..<(try reader.integer()) {
            notices.append(FocusMapping.notice(line, isTaken: true, detail: try reader.text()))
        }
        self.init(line: line, tenant: tenant, start: start, notices: notices)
        self.samples = samples
    }
}
