import BillingStoreFile
import BillingTestSupport
import Foundation

/// Shows what a file survives: makes every fault in every place, and prints a table of what was lost, wrong, or ended the process.
///
/// - `StoreFaults [--seed N] [--only NAME] [--case N] [--short]`: prints the seed, a line for each failing case, and the table. Ends with status 1
///   if any figure is not 0. With `--short` only a few cases of each fault are made.
///
/// It runs itself as other processes, by further words:
/// - `cases NAME SEED IS-SHORT FOLDER FIRST STEP`: makes the cases of one fault from the first one on.
/// - `write PATH COUNT [CALL NUMBER IS-HALF]`: commits the first steps of a world, writes the number of each once it is acknowledged, and
///   is killed at a call.
/// - `steps PATH WRITER COUNT`: commits the steps of one writer among several.
@main
struct StoreFaults {
    static func main() async {
        var words = Array(CommandLine.arguments.dropFirst())
        do {
            guard FaultySystem.install() else { throw Skipped(reason: "SQLite has no file system") }
            switch words.first {
            case "cases" where words.count == 7: try await Worker.run(Array(words.dropFirst()))
            case "write" where words.count >= 3: try await Writing.write(Array(words.dropFirst()))
            case "steps" where words.count == 4: try await Writing.steps(Array(words.dropFirst()))
            default:
                var run = Run()
                while !words.isEmpty { try run.take(&words) }
                exit(try run.all() ? 0 : 1)
            }
        } catch let error as Usage {
            FileHandle.standardError.write(Data("\(error.text)\n".utf8))
            exit(64)
        } catch {
            FileHandle.standardError.write(Data("\(String(reflecting: error))\n".utf8))
            exit(2)
        }
    }
}

struct Usage: Error {
    var text = "usage: StoreFaults [--seed N] [--only NAME] [--case N] [--short]"
}

/// The processes that a case kills, or runs side by side.
enum Writing {
    static func write(_ words: [String]) async throws {
        guard let count = Int(words[1]) else { throw Usage() }
        let steps = try World.steps(more: count).prefix(count)
        if words.count == 5, let call = FaultySystem.Call(rawValue: words[2]), let number = Int(words[3]) {
            FaultySystem.begin(
                FaultySystem.Plan(
                    call: call, number: number, outcome: .kills(afterHalf: words[4] == "true")))
        }
        let repository = try await World.open(words[0], .create, .full)
        for (number, step) in steps.enumerated() {
            try await step.run(on: repository)
            say("\(number + 1)")
        }
        await repository.close()
    }

    static func steps(_ words: [String]) async throws {
        guard let count = Int(words[2]) else { throw Usage() }
        var options = FileRepository.Options()
        options.wait = .seconds(60)
        let repository = try await FileRepository(at: words[0], options: options, clock: World.clock)
        for number in 0..<count {
            try await repository.commit(try WriterStep(writer: words[1], number: number).changes())
            say("\(number)")
        }
        await repository.close()
    }
}

/// The process that makes the cases of one fault, and tells of each.
enum Worker {
    static func run(_ words: [String]) async throws {
        guard let fault = Fault.all.first(where: { $0.name == words[0] }), let seed = UInt64(words[1]),
            let first = Int(words[4]), let step = Int(words[5])
        else { throw Usage() }
        let setting = Setting(seed: seed, isShort: words[2] == "true", folder: words[3])
        do {
            let cases = try await fault.prepare(setting)
            say("cases \(cases.count)")
            // A short run spreads its few cases over all of them.
            let stride = step > 0 ? step : max(1, (cases.count + 2) / 3)
            for number in Swift.stride(from: first, to: cases.count, by: stride) {
                say("begin \(number)")
                let verdict = try await cases.run(number)
                for text in verdict.lost { say("lost \(text)") }
                for text in verdict.wrong { say("wrong \(text)") }
                say("end \(stride)")
            }
        } catch let skipped as Skipped {
            say("skipped \(skipped.reason)")
        }
        say("done")
    }
}
