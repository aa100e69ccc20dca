import BillingInsights
import Foundation

/// Compares the series of standard input and writes which move together.
///
/// The input has a header and the columns `group,series,kind,date,value`: one line for each day, a missing value
/// empty. Series of one group are compared, the first line of each is of the same day. The kind `to-date` is a
/// month-to-date figure; all others are plain days. The output has the columns
/// `group,leader,follower,lag,coefficient,days,effective,probability`. A line that is none of these ends it with
/// status 1.
///
/// With `--made-up` it reads nothing, and prints how many made-up sets without a link show one, and how many planted
/// links and companions of spikes are found.
@main
struct LinkScore {
    static func main() throws {
        if CommandLine.arguments.dropFirst().first == "--made-up" {
            try MadeUpSets.printShares()
            return try MadeUpSpikes.printShares()
        }
        var number = 1
        _ = readLine()
        print("group,leader,follower,lag,coefficient,days,effective,probability")
        var group: Group?
        while let line = readLine() {
            let cells = line.split(separator: ",", omittingEmptySubsequences: false)
            number += 1
            guard cells.count == 5, cells[4].isEmpty || Double(cells[4]) != nil else {
                fail("line \(number): not group,series,kind,date,value with a number or nothing as the value")
            }
            if group?.name != cells[0] {
                group?.write()
                group = Group(name: cells[0])
            }
            group?.add(Double(cells[4]), to: cells[1], isRunningTotal: cells[2] == "to-date")
        }
        group?.write()
    }

    private static func fail(_ line: String) -> Never {
        FileHandle.standardError.write(Data("\(line)\n".utf8))
        exit(1)
    }
}

private struct Group {
    let name: Substring
    private var names: [Substring] = []
    private var series: [LinkSeries] = []

    init(name: Substring) { self.name = name }

    mutating func add(_ value: Double?, to one: Substring, isRunningTotal: Bool) {
        if names.last != one {
            names.append(one)
            series.append(LinkSeries([], isRunningTotal: isRunningTotal))
        }
        series[series.count - 1].values.append(value)
    }

    func write() {
        do {
            for link in try Links(of: series).links {
                print(
                    name, names[link.leader], names[link.follower], link.lag, link.coefficient, link.days,
                    link.effectiveDays, link.probability, separator: ",")
            }
        } catch {
            FileHandle.standardError.write(Data("\(name): \(error)\n".utf8))
        }
    }
}
