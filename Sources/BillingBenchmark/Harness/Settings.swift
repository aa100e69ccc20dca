import Foundation

/// What is measured, and how often.
struct Settings {
    /// The lines by name; empty for all.
    var lines: Set<String> = []
    /// The size of a line's data, in samples or what else it has.
    var samples = 20_000_000
    var rounds = 5
    /// Of the peers; this library uses as many as there are cores.
    var threads = ProcessInfo.processInfo.activeProcessorCount
    /// The interpreter in whose environment the peers are installed; nil for no peers.
    var python: String? = "python3"
    /// Where the peers' programs are.
    var peers = "Sources/BillingBenchmark/Peers"
    /// The peers that take part; empty for all.
    var only: Set<String> = []

    static let usage = """
        usage: billing-benchmark [--lines W1,W1u] [--samples 20000000] [--rounds 5] [--threads 2]
                                 [--python PATH | --alone] [--only duckdb,polars] [--peers FOLDER]
        """

    init(_ arguments: [String]) throws {
        var rest = arguments[...]
        while let option = rest.popFirst() {
            if option == "--alone" {
                python = nil
                continue
            }
            guard let value = rest.popFirst() else { throw Failure(Self.usage) }
            switch option {
            case "--lines": lines = Set(value.split(separator: ",").map(String.init))
            case "--samples": samples = try Self.number(value)
            case "--rounds": rounds = try Self.number(value)
            case "--threads": threads = try Self.number(value)
            case "--python": python = value
            case "--peers": peers = value
            case "--only": only = Set(value.split(separator: ",").map(String.init))
            default: throw Failure(Self.usage)
            }
        }
        let unknown = lines.subtracting(Lines.all.map(\.name))
        guard unknown.isDisjoint(with: Lines.ofServers) else {
            throw Failure(
                "lines \(unknown.sorted().joined(separator: ", ")) need a trait of the package: "
                    + "swift run -c release --traits PostgreSQL billing-benchmark")
        }
        guard unknown.isEmpty else { throw Failure("there is no line \(unknown.sorted())") }
    }

    private static func number(_ text: String) throws -> Int {
        guard let number = Int(text), number > 0 else { throw Failure("'\(text)' is no number above 0") }
        return number
    }
}

struct Failure: Error, CustomStringConvertible {
    let description: String
    init(_ description: String) { self.description = description }
}
