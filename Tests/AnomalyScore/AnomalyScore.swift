import BillingInsights
import Foundation

/// Judges the series of standard input and writes how rare each value is, for scoring.
///
/// The input has a header and the columns `file,kind,timestamp,value`: one line for each step, a missing value
/// empty. The kind `to-date` is a running total that begins anew on the first of a month; the kind `plain` has
/// steps that are no days, no season and no months; all others are days. The output has the columns
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
        guard let rate = arguments.first.map({ Double($0) }) ?? AnomalyScan.Settings().rate else {
            fail("the rate is a number")
        }
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

    func write(rate: Double) {
        let isPlain = kind == "plain"
        let settings = AnomalyScan.Settings(
            isRunningTotal: kind == "to-date", rate: rate, isSeasonal: !isPlain)
        let scan: AnomalyScan
        do {
            scan = try AnomalyScan(
                of: values, grid: isPlain ? .hourly : .daily, cycleStarts: starts, settings: settings)
        } catch {
            FileHandle.standardError.write(Data("\(name): \(error)\n".utf8))
            return
        }
        let neighbourhood = isPlain ? 400 : 7
        var row = -1
        var most = 0.0
        var last = 0
        for (step, verdict) in scan.verdicts.enumerated() {
            if values[step] != nil { row += 1 }
            guard let verdict else { continue }
            let score = 1 / max(verdict.probability, 1e-300)
            if step - last > neighbourhood { most = 0 }
            guard score > most, score > 10 else { continue }
            most = score
            last = step
            print(name, row, score, separator: ",")
        }
    }
}
