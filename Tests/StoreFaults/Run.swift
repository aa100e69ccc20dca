import BillingTestSupport
import Foundation

#if canImport(Darwin)
import SQLite3
#else
import CBillingSQLite
#endif

/// A run over the faults that were asked for.
struct Run {
    private var seed = UInt64.random(in: 0..<1_000_000)
    private var only: String?
    private var onlyCase: Int?
    private var most = Int.max
    private var isShort = false

    /// What was found of one fault.
    private struct Row {
        var cases = 0
        var lost = 0
        var wrong = 0
        var traps = 0
        var hangs = 0
        var skipped: String?
        var isGood: Bool { lost + wrong + traps + hangs == 0 }
    }

    mutating func take(_ words: inout [String]) throws {
        let word = words.removeFirst()
        if word == "--short" {
            (isShort, most) = (true, 3)
            return
        }
        guard !words.isEmpty else { throw Usage() }
        let value = words.removeFirst()
        switch word {
        case "--seed":
            guard let number = UInt64(value) else { throw Usage() }
            seed = number
        case "--case":
            guard let number = Int(value) else { throw Usage() }
            onlyCase = number
        case "--cases":
            guard let number = Int(value), number > 0 else { throw Usage() }
            most = number
        case "--only":
            guard Fault.all.contains(where: { $0.name == value }) else {
                throw Usage(text: "the faults are \(Fault.all.map(\.name).joined(separator: ", "))")
            }
            only = value
        default: throw Usage()
        }
    }

    /// Makes all cases and prints the table; whether nothing was lost or wrong, and nothing trapped or hung.
    func all() throws -> Bool {
        say("seed \(seed), SQLite \(String(cString: sqlite3_libversion()))\(isShort ? ", short" : "")")
        say("")
        say("| fault | how | cases | acknowledged lost | wrong in silence | traps | hangs | seconds |")
        say("| --- | --- | ---: | ---: | ---: | ---: | ---: | ---: |")
        var isGood = true
        for fault in Fault.all where only == nil || fault.name == only {
            let start = ContinuousClock.now
            let row = try run(fault)
            let seconds = (ContinuousClock.now - start).components.seconds
            if let reason = row.skipped {
                say("| \(fault.name) | not made: \(reason) | 0 | – | – | – | – | \(seconds) |")
            } else {
                say(
                    "| \(fault.name) | \(fault.how) | \(row.cases) | \(row.lost) | \(row.wrong) | \(row.traps) | \(row.hangs) | \(seconds) |"
                )
            }
            isGood = isGood && row.isGood
        }
        return isGood
    }

    /// Makes the cases of one fault, with a new process after each one that ended or hung.
    private func run(_ fault: Fault) throws -> Row {
        var row = Row()
        var next: Int? = onlyCase ?? 0
        while let first = next {
            next = try run(fault, from: first, &row)
        }
        return row
    }

    /// - Returns: The case to go on with, if the process did not come to its end.
    private func run(_ fault: Fault, from first: Int, _ row: inout Row) throws -> Int? {
        let folder = try TemporaryFolder()
        let child = try Child([
            "cases", fault.name, "\(seed)", "\(isShort)", folder.path, "\(first)",
            "\(onlyCase == nil ? most : 1)",
        ])
        var current: Int?
        var stride = 1
        func fail(_ figure: WritableKeyPath<Row, Int>, _ text: String) {
            row[keyPath: figure] += 1
            // What repeats the case.
            let place = "--seed \(seed) --only \(fault.name) --case \(current ?? first)"
            if row[keyPath: figure] <= 20 {
                FileHandle.standardError.write(Data("\(place): \(text)\n".utf8))
            }
        }
        while true {
            switch child.line(within: current == nil ? 600 : fault.limit) {
            case .text("done"):
                _ = child.finish()
                return nil
            case .text(let line):
                let words = line.split(separator: " ", maxSplits: 1).map { String($0) }
                let rest = words.count > 1 ? words[1] : ""
                switch words.first {
                case "begin":
                    current = Int(rest)
                    row.cases += 1
                case "end": stride = Int(rest) ?? stride
                case "lost": fail(\.lost, rest)
                case "wrong": fail(\.wrong, rest)
                case "skipped": row.skipped = rest
                default: break
                }
            case .end:
                let (isSignal, number) = child.finish()
                fail(\.traps, isSignal ? "ended by signal \(number)" : "ended with status \(number)")
                return current.map { $0 + stride }
            case .late:
                child.kill()
                _ = child.finish()
                fail(\.hangs, "took more than \(fault.limit) s")
                return current.map { $0 + stride }
            }
        }
    }
}
