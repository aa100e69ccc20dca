import Foundation

/// Runs the questions of a line: all programs in turn, so that each ratio is of the same minutes of the same machine.
struct Runner {
    private let settings: Settings

    init(_ settings: Settings) { self.settings = settings }

    /// Who answers beside this library, in the form in which it does so fastest.
    private struct Contender {
        let name: String
        let form: String
        var isByHand = false
        var figures: [Double] = []
        /// Answers once more, and says what was measured.
        let figure: () throws -> Double
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
        let (answer, _) = try measured(question.answer)
        var contenders: [Contender] = []
        var notes: [String] = []
        for worker in workers {
            guard let request = question.request else { break }
            do {
                contenders.append(try warmUp(worker, question, request, answer))
            } catch {
                notes.append("\(worker.peer.name): \(error)")
            }
        }
        for rival in question.rivals {
            do {
                let (other, _) = try measured(rival.answer)
                if let difference = answer.difference(from: other, tolerance: question.tolerance) {
                    throw Failure("another answer: \(difference)")
                }
                contenders.append(
                    Contender(name: rival.name, form: "") { try measured(rival.answer).figure })
            } catch {
                notes.append("\(rival.name): \(error)")
            }
        }
        var own: [Double] = []
        for _ in 0..<settings.rounds {
            own.append(try measured(question.answer).figure)
            for place in contenders.indices {
                contenders[place].figures.append(try contenders[place].figure())
            }
        }
        report(question, answer, own, contenders, notes)
    }

    /// Takes the fastest form of those that answer as this library does.
    private func warmUp(
        _ worker: Worker, _ question: Question, _ request: [String: String], _ answer: Answer
    ) throws -> Contender {
        var best: (form: String, figure: Double)?
        for form in worker.peer.forms {
            let first = try worker.query(request, form: form, wantsAnswer: true)
            if let other = first.answer,
                let difference = answer.difference(from: other, tolerance: question.tolerance)
            {
                throw Failure("another answer in form '\(form)': \(difference)")
            }
            // The first run may have read from a disk; a form that is far behind needs no second one.
            var figure = first.figure
            if figure < 3 * (best?.figure ?? .infinity) {
                figure = min(
                    figure, try worker.query(request, form: form, wantsAnswer: false).figure)
            }
            if figure < best?.figure ?? .infinity { best = (form, figure) }
        }
        guard let best else { throw Failure("it knows no form of the question") }
        return Contender(name: worker.peer.name, form: best.form, isByHand: worker.peer.isByHand) {
            try worker.query(request, form: best.form, wantsAnswer: false).figure
        }
    }

    private func report(
        _ question: Question, _ answer: Answer, _ own: [Double], _ contenders: [Contender], _ notes: [String]
    ) {
        let mine = median(own)
        print("\n### \(question.name), \(answer.rows) rows\n")
        print(
            "| program | form | median \(question.unit.name) | min to max | times ours |\n| --- | --- | --- | --- | --- |"
        )
        let rate = question.bytes == 0 ? "" : String(format: "%.1f GB/s", Double(question.bytes) / mine / 1e9)
        row("inauro-billing", rate, own, mine, question.unit)
        for contender in contenders.sorted(by: { median($0.figures) < median($1.figures) }) {
            row(
                contender.name + (contender.isByHand ? " (by hand)" : ""), contender.form, contender.figures,
                mine, question.unit)
        }
        let engines = contenders.filter { !$0.isByHand }
        if let best = engines.min(by: { median($0.figures) < median($1.figures) }) {
            print(
                String(format: "\n**%.2f**: figure of ", median(best.figures) / mine)
                    + "\(best.name) over ours; answers are equal")
        }
        for note in notes { print("- not timed: \(note)") }
        fflush(nil)
    }

    private func row(_ name: String, _ form: String, _ figures: [Double], _ mine: Double, _ unit: Unit) {
        let shown = [median(figures), figures.min() ?? 0, figures.max() ?? 0].map {
            String(format: "%.2f", $0 * unit.factor)
        }
        let ratio = String(format: "%.2f", median(figures) / mine)
        print("| \(name) | \(form) | \(shown[0]) | \(shown[1]) to \(shown[2]) | \(ratio) |")
    }

    private func measured(_ work: () throws -> Answer) throws -> (answer: Answer, figure: Double) {
        let clock = ContinuousClock()
        let start = clock.now
        let answer = try work()
        return (answer, answer.figure ?? (clock.now - start) / .seconds(1))
    }

    private func median(_ figures: [Double]) -> Double {
        let sorted = figures.sorted()
        guard !sorted.isEmpty else { return .nan }
        return (sorted[(sorted.count - 1) / 2] + sorted[sorted.count / 2]) / 2
    }
}
