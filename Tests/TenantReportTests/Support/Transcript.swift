import BillingTime
import InauroBilling

@testable import TenantReport

/// What the command read and wrote.
final class Transcript: Sendable {
    private struct State {
        var input: ArraySlice<UInt8>
        var output = ""
        var errors = ""
    }

    /// What a run ended with.
    typealias Run = (status: ExitStatus, output: String, errors: [String])

    private let state: Lock<State>

    init(input: String) { state = Lock(State(input: Array(input.utf8)[...])) }

    var output: String { state.withLock { $0.output } }
    var errors: [String] { state.withLock { $0.errors.split(separator: "\n").map(String.init) } }

    private func console(showsProgress: Bool) -> Console {
        Console(
            write: { text in self.state.withLock { $0.output += text } },
            writeError: { text in self.state.withLock { $0.errors += text } },
            showsProgress: showsProgress,
            readInput: {
                self.state.withLock { state in
                    defer { state.input = state.input.dropFirst(1_000) }
                    return Array(state.input.prefix(1_000))
                }
            })
    }

    /// Runs the command over events on standard input.
    static func run(
        _ arguments: [String], input: String = "", showsProgress: Bool = false
    ) async -> Run {
        let transcript = Transcript(input: input)
        let status = await ReportCommand.run(arguments, on: transcript.console(showsProgress: showsProgress))
        return (status, transcript.output, transcript.errors)
    }
}
