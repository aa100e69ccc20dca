import BillingModel
import BillingStore
import BillingTime

/// The rows of a file whose samples add up, in a temporary file until all are read.
///
/// Only rows of one tenant and day add up, so that these are read together: memory holds the sums of one such group, and a few
/// bytes of each. Groups come in the order of their first rows, and their rows in order.
struct FocusSums {
    private struct GroupKey: Hashable {
        let tenant: TenantID
        let day: Int64
    }

    private struct Group {
        let tenant: TenantID
        /// What is not in the file yet.
        var bytes: [UInt8] = []
        /// Where the rest is.
        var blocks: [(start: Int, count: Int)] = []
    }

    private let series: [FocusSeries]
    private let file: SpoolFile
    private var groups: [Group] = []
    private var numbers: [GroupKey: Int] = [:]
    private var waiting = 0
    /// The most bytes that wait to be written.
    private let most: Int

    init(_ series: [FocusSeries], most: Int = 4 << 20) throws(BillingError) {
        self.series = series
        self.most = most
        file = try SpoolFile()
    }

    // MARK: Rows in

    /// Keeps a line with samples, of one tenant and of one day in UTC.
    mutating func add(_ line: FocusSampleLine) throws(BillingError) {
        let key = GroupKey(tenant: line.tenant, day: floorDivide(line.start, Instants.perDay))
        let number = numbers[key] ?? groups.count
        if number == groups.count {
            numbers[key] = number
            groups.append(Group(tenant: line.tenant))
        }
        let before = groups[number].bytes.count
        line.write(to: &groups[number].bytes)
        waiting += groups[number].bytes.count - before
        if waiting >= most { try flush() }
    }

    private mutating func flush() throws(BillingError) {
        var block: [UInt8] = []
        let start = file.count
        for number in groups.indices where !groups[number].bytes.isEmpty {
            groups[number].blocks.append((start + block.count, groups[number].bytes.count))
            block += groups[number].bytes
            groups[number].bytes = []
        }
        try file.append(block)
        waiting = 0
    }

    // MARK: Sums out

    /// How many groups there are.
    var count: Int { groups.count }

    /// The lines of a group: the first line of each sample holds the sum, the others say nothing more of it.
    ///
    /// - Throws: `BillingError` with code `overflow` if a sum is no finite number; what reading the file throws.
    func lines(of number: Int) throws(BillingError) -> FocusGroupLines {
        let group = groups[number]
        var sums: [[UInt8]: ExactSum] = [:]
        var reader = FocusGroupReader(file, group.blocks, group.bytes)
        while let line = try reader.next(of: group.tenant) {
            for sample in line.samples {
                try sums[sample.key, default: ExactSum()].add(sample.value)
            }
        }
        return FocusGroupLines(
            series: series, tenant: group.tenant, sums: sums,
            reader: FocusGroupReader(file, group.blocks, group.bytes))
    }
}

/// The lines of one group, with their sums.
struct FocusGroupLines {
    fileprivate let series: [FocusSeries]
    fileprivate let tenant: TenantID
    /// The sums that no line holds so far.
    fileprivate var sums: [[UInt8]: ExactSum]
    fileprivate var reader: FocusGroupReader

    mutating func next() throws(BillingError) -> ImportLine? {
        guard let line = try reader.next(of: tenant) else { return nil }
        var records: [ImportRecord] = []
        for sample in line.samples {
            guard let sum = sums.removeValue(forKey: sample.key) else { continue }
            records.append(.sample(try line.write(sample, of: series, value: sum.rounded())))
        }
        return ImportLine(line: line.line, records: records, notices: line.notices)
    }
}

/// Reads the lines of a group back, a block at a time.
struct FocusGroupReader {
    private let file: SpoolFile
    private let blocks: [(start: Int, count: Int)]
    private let rest: [UInt8]
    private var block = 0
    private var reader = SpoolReader([])

    init(_ file: SpoolFile, _ blocks: [(start: Int, count: Int)], _ rest: [UInt8]) {
        self.file = file
        self.blocks = blocks
        self.rest = rest
    }

    mutating func next(of tenant: TenantID) throws(BillingError) -> FocusSampleLine? {
        while reader.isAtEnd {
            guard block <= blocks.count else { return nil }
            reader =
                block < blocks.count
                ? SpoolReader(try file.bytes(from: blocks[block].start, limit: blocks[block].count))
                : SpoolReader(rest)
            block += 1
        }
        return try FocusSampleLine(of: tenant, from: &reader)
    }
}
