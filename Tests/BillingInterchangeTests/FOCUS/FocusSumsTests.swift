import BillingModel
import BillingStore
import BillingTestSupport
import BillingTime
import Foundation
import Testing

@testable import BillingInterchange

@Suite("Rows of a FOCUS file add up, however many there are and in whatever order")
struct FocusSumsTests {
    private static let day: Int64 = 86_400_000_000

    @Test(
        "Sums are exact, each with the first of its rows, whatever part is in the file",
        arguments: [1, 700, 1 << 20])
    func sums(_ most: Int) throws {
        let series = [
            try FocusSeries(of: "hours", quantityIn: "Hours", labels: ["a": .serviceName]),
            try FocusSeries(of: "cost", .billedCost, in: .usd, isDaily: true),
        ]
        var sums = try FocusSums(series, most: most)
        var random = SplitMix64(seed: 5)
        var expected: [String: Int] = [:]
        var (groups, first, notices): ([String], [String: Int], [String]) = ([], [:], [])
        for line in 2..<400 {
            let tenant = random.next() % 2 == 0 ? acme : bolt
            let start = 1_772_323_200_000_000 + Int64(random.next() % 72) * 3_600_000_000
            let label = ["e\u{301}", "\u{e9}", "plain"][Int(random.next() % 3)]
            let notice = FocusMapping.notice(line, isTaken: true, detail: "detail \(line)")
            var row = FocusSampleLine(
                line: line, tenant: tenant, start: start, notices: line % 50 == 0 ? [notice] : [])
            let tenths = Int(random.next() % 100)
            row.add(0, series[0], try Labels(("a", label)), Double(tenths) / 10)
            row.add(1, series[1], try Labels([]), 0.1)
            try sums.add(row)
            let day = start / Self.day
            let keys = ["\(tenant) hours \(Array(label.utf8)) \(start)", "\(tenant) cost [] \(day)"]
            for (key, value) in zip(keys, [tenths, 1]) {
                expected[key, default: 0] += value
                if first[key] == nil { first[key] = line }
            }
            let group = "\(tenant) \(day)"
            if !groups.contains(group) { groups.append(group) }
            if line % 50 == 0 { notices.append("detail \(line)") }
        }
        #expect(sums.count == groups.count)
        var (lines, told): ([Int], [String]) = ([], [])
        for number in 0..<sums.count {
            var group = try sums.lines(of: number)
            var last = 0
            while let line = try group.next() {
                #expect(line.line > last)
                last = line.line
                lines.append(line.line)
                told += line.notices.map(\.detail)
                guard case .records(let records) = line.content else {
                    Issue.record("line \(line.line) holds no records")
                    continue
                }
                for case .sample(let write) in records {
                    let label = write.series.labels.pairs.first.map { Array($0.value.text.utf8) } ?? []
                    let time: Int64 =
                        switch write.time {
                        case .instant(let instant): try Instants.microseconds(instant)
                        case .date(let date): Int64(date.dayNumber)
                        }
                    let key = "\(write.series.tenant) \(write.series.metric) \(label) \(time)"
                    // Each comes once, with the first line that says something of it.
                    let (place, tenths) = (
                        first.removeValue(forKey: key), expected.removeValue(forKey: key)
                    )
                    #expect(place == line.line, "\(key)")
                    #expect(write.value == tenths.map { Double($0) / 10 }, "\(key)")
                    #expect(write.zone == (write.series.metric.text == "cost" ? .utc : nil))
                }
            }
        }
        #expect(expected.isEmpty && lines.sorted() == Array(2..<400) && told.sorted() == notices.sorted())
    }

    @Test("A sum that is no finite number is refused, and bytes that are cut are damage")
    func damage() throws {
        let series = [try FocusSeries(of: "cost", .billedCost, in: .usd, isDaily: true)]
        var sums = try FocusSums(series)
        for line in [2, 3] {
            var row = FocusSampleLine(line: line, tenant: acme, start: 0, notices: [])
            row.add(0, series[0], try Labels([]), .greatestFiniteMagnitude)
            try sums.add(row)
        }
        var lines = try sums.lines(of: 0)
        #expect(refusal { try lines.next() } == .overflow)
        for count in [0, 7, 9] {
            var reader = SpoolReader(Array(repeating: 1, count: count))
            #expect(refusal { try reader.text() } == .corruptData)
        }
    }

    @Test("An import that is cancelled while rows are read ends, and commits nothing")
    func cancelled() async throws {
        let hour = FocusFile.hour
        let row = FocusFile.row("1", "Usage", at: hour.0, to: hour.1, "1", "Hours", sku: "v")
        let text = FocusFile.text(Array(repeating: row, count: 10_000))
        #expect(text.utf8.count > 3 << 19)
        let repository = emptyRepository()
        let task = Lock<Task<Void, any Error>?>(nil)
        let steps = Lock<[ImportProgress]>([])
        let mapping = FocusMapping(
            tenant: acme, [try FocusSeries(of: "hours", quantityIn: "Hours")])
        let importing = Task {
            while task.withLock({ $0 == nil }) { await Task.yield() }
            let importer = Importer(into: repository) { progress in
                steps.withLock { $0.append(progress) }
                if progress.phase == .committing { task.withLock { $0?.cancel() } }
            }
            _ = try await importer.run(.text(text), as: mapping)
        }
        task.withLock { $0 = importing }
        await #expect(throws: CancellationError.self) { try await importing.value }
        #expect(try await repository.revision(.latest) == .zero)
        let last = try #require(steps.withLock { $0.last })
        #expect(last.phase == .committing && (1 << 20..<3 << 19).contains(last.bytes))
    }
}
