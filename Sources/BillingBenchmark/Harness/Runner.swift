import Foundation

/// Runs the questions of a line: all programs in turn, so that each ratio is of the same minutes of the same machine.
struct Runner {
    private let settings: Settings

    init(_ settings: Settings) { self.settings = settings }

    /// A program with the form in which it answers a question fastest.
    private struct Contender {
        let worker: Worker
        let form: String
        var times: [Double] = []
    }

    func run(_ line: any Line) throws {
        let folder = try DataFolder()
        let questions = try line.prepare(settings, in: folder)
        print(
            "\n## \(line.name), \(settings.samples) samples, \(settings.threads) threads, "
                + "\(settings.rounds) rounds\n")
        let workers = start(line, folder)
        defer { for worker in workers { worker.stop() } }
        for question in questions { try run(question, workers) }
    }

    private func start(_ line: any Line, _ folder: DataFolder) -> [Worker] {
        guard settings.python != nil else { return [] }
        var workers: [Worker] = []
        for peer in line.peers where settings.only.isEmpty || settings.only.contains(peer.name) {
            do {
                let worker = try Worker(peer, line: line.name, settings: settings, folder: folder)
                print("- \(peer.name) \(worker.version)")
                workers.append(worker)
            } catch {
                print("- \(peer.name): missing, \(error)")
            }
        }
        return workers
    }

    private func run(_ question: Question, _ workers: [Worker]) throws {
        let (answer, _) = try timed(question.answer)
        var contenders: [Contender] = []
        var notes: [String] = []
        for worker in workers {
            do {
                contenders.append(try warmUp(worker, question, answer))
            } catch {
                notes.append("\(worker.peer.name): \(error)")
            }
        }
        var own: [Double] = []
        for _ in 0..<settings.rounds {
            own.append(try timed(question.answer).seconds)
            for place in contenders.indices {
                let (seconds, _) = try contenders[place].worker.query(
                    question.request, form: contenders[place].form, wantsAnswer: false)
                contenders[place].times.append(seconds)
            }
        }
        report(question, answer, own, contenders, notes)
    }

    /// Takes the fastest form of those that answer as this library does.
    private func warmUp(_ worker: Worker, _ question: Question, _ answer: Answer) throws -> Contender {
        var best: (form: String, seconds: Double)?
        for form in worker.peer.forms {
            let first = try worker.query(question.request, form: form, wantsAnswer: true)
            if let other = first.answer,
                let difference = answer.difference(from: other, tolerance: question.tolerance)
            {
                throw Failure("another answer in form '\(form)': \(difference)")
            }
            // The first run may have read from a disk; a form that is far behind needs no second one.
            var seconds = first.seconds
            if seconds < 3 * (best?.seconds ?? .infinity) {
                seconds = min(
                    seconds, try worker.query(question.request, form: form, wantsAnswer: false).seconds)
            }
            if seconds < best?.seconds ?? .infinity { best = (form, seconds) }
        }
        guard let best else { throw Failure("it knows no form of the question") }
        return Contender(worker: worker, form: best.form)
    }

    private func report(
        _ question: Question, _ answer: Answer, _ own: [Double], _ contenders: [Contender], _ notes: [String]
    ) {
        let mine = median(own)
        print("\n### \(question.name), \(answer.rows) rows\n")
        print("| program | form | median ms | min to max | times ours |\n| --- | --- | --- | --- | --- |")
        let rate = question.bytes == 0 ? "" : String(format: "%.1f GB/s", Double(question.bytes) / mine / 1e9)
        row("inauro-billing", rate, own, mine)
        for contender in contenders.sorted(by: { median($0.times) < median($1.times) }) {
            let peer = contender.worker.peer
            row(peer.name + (peer.isByHand ? " (by hand)" : ""), contender.form, contender.times, mine)
        }
        let engines = contenders.filter { !$0.worker.peer.isByHand }
        if let best = engines.min(by: { median($0.times) < median($1.times) }) {
            print(
                String(format: "\n**%.2f** times as fast as ", median(best.times) / mine)
                    + "\(best.worker.peer.name); answers are equal")
        }
        for note in notes { print("- not timed: \(note)") }
        fflush(nil)
    }

    private func row(_ name: String, _ form: String, _ times: [Double], _ mine: Double) {
        let figures = [median(times), times.min() ?? 0, times.max() ?? 0].map {
            String(format: "%.2f", $0 * 1e3)
        }
        let ratio = String(format: "%.2f", median(times) / mine)
        print("| \(name) | \(form) | \(figures[0]) | \(figures[1]) to \(figures[2]) | \(ratio) |")
    }

    private func timed(_ work: () throws -> Answer) throws -> (answer: Answer, seconds: Double) {
        let clock = ContinuousClock()
        let start = clock.now
        let answer = try work()
        return (answer, answer.seconds ?? (clock.now - start) / .seconds(1))
    }

    private func median(_ times: [Double]) -> Double {
        let sorted = times.sorted()
        guard !sorted.isEmpty else { return .nan }
        return (sorted[(sorted.count - 1) / 2] + sorted[sorted.count / 2]) / 2
    }
}
