import BillingInsights
import Foundation

/// Judges the series of standard input and writes how rare each value is, for scoring.
///
/// The input has a header and the columns `file,kind,timestamp,value`: one line for each step, a missing value
/// empty. The kind `to-date` is a running total that begins anew on the first of a month; the kind `plain` is
/// a stream of readings every five minutes; all others are days. The output has the columns
/// `file,row,score`: rows are values that are there, counted from 0, and the score is the reciprocal of the
/// probability. A value no rarer than one shortly before belongs to the same finding and is left out. A line that
/// is none of these ends it with status 1.
///
/// With `--made-up` it reads nothing, and prints how many findings made-up series have that have none in truth.
@main
struct AnomalyScore {
    static func main() throws {
        let arguments = CommandLine.arguments.dropFirst()
        if arguments.first == "--made-up" { return try MadeUpSeries.printFindings() }
        let rate = arguments.first.flatMap { Double($0) }
        if rate == nil, !arguments.isEmpty { fail("the rate is a number") }
        var number = 1
        _ = readLine()
        print("file,row,score")
        var series: Series?
        while let line = readLine() {
            let cells = line.split(separator: ",", omittingEmptySubsequences: false)
            number += 1
            guard cells.count == 4, cells[3].isEmpty || Double(cells[3]) != nil else {
                fail("line \(number): not file,kind,timestamp,value with a number or nothing as the value")
            }
            if series?.name != cells[0] {
                series?.write(rate: rate)
                series = Series(name: cells[0], kind: cells[1])
            }
            series?.add(Double(cells[3]), at: cells[2])
        }
        series?.write(rate: rate)
    }

    private static func fail(_ line: String) -> Never {
        FileHandle.standardError.write(Data("\(line)\n".utf8))
        exit(1)
    }
}

private struct Series {
    let name: Substring
    let kind: Substring
    private var values: [Double?] = []
    private var starts: [Int] = []

    init(name: Substring, kind: Substring) {
        self.name = name
        self.kind = kind
    }

    mutating func add(_ value: Double?, at timestamp: Substring) {
        if kind != "plain", timestamp.hasSuffix("-01") { starts.append(values.count) }
        values.append(value)
    }

    func write(rate: Double?) {
        do {
            if kind == "plain" { try writeStream() } else { try writeDays(rate: rate) }
        } catch {
            FileHandle.standardError.write(Data("\(name): \(error)\n".utf8))
        }
    }

    private func writeDays(rate: Double?) throws {
        var settings = AnomalyScan.Settings(isRunningTotal: kind == "to-date")
        if let rate { settings.rate = rate }
        let scan = try AnomalyScan(of: values, grid: .daily, cycleStarts: starts, settings: settings)
        var most = 0.0
        var last = 0
        for (step, verdict) in scan.verdicts.enumerated() {
            guard let verdict else { continue }
            let score = 1 / max(verdict.probability, 1e-300)
            if step - last > 7 { most = 0 }
            guard score > most, score > 10 else { continue }
            most = score
            last = step
            write(step, score)
        }
    }

    /// All that is rarer than a tenth is a finding here, for the scorer to choose from.
    private func writeStream() throws {
        let scan = try StreamScan(of: values, settings: .init(cycle: 288, rate: 0.1))
        for step in scan.findings {
            write(step, 1 / max(scan.verdicts[step]?.probability ?? 1, 1e-300))
        }
    }

    private func write(_ step: Int, _ score: Double) {
        let row = values[..<step].count { $0 != nil }
        print(name, row, score, separator: ",")
    }
}
