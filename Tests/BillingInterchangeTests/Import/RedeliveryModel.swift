import Foundation

/// What redeliveries come to, by a slow model that keeps every line, and every state in which a batch first came.
///
/// Lines are those of `LineFormat`. A batch that comes for the first time takes what it can. When it comes again, only
/// lines that it could not take are looked at; and a sample without a version is left out then if what stands in its place
/// is neither what stood there when the batch first came nor what the line says.
struct RedeliveryModel {
    struct State: Equatable {
        var tenants: Set<String> = []
        var metrics: Set<String> = []
        var invoices: Set<String> = []
        var entries: Set<String> = []
        /// The value of each sample, and the highest version that it has.
        var samples: [String: Sample] = [:]
    }

    struct Sample: Equatable {
        var value: Double
        var version: Int?
    }

    private struct Delivered {
        let first: State
        var waiting: [String]
    }

    private(set) var state = State()
    private var delivered: [[String]: Delivered] = [:]

    struct Outcome: Equatable {
        var accepted = 0
        var rejected = 0
        var superseded = 0
    }

    /// Delivers the lines of a source in batches of a size.
    mutating func deliver(_ lines: [String], size: Int) -> Outcome {
        var outcome = Outcome()
        var start = 0
        while start < lines.count {
            let end = min(start + size, lines.count)
            take(Array(lines[start..<end]), upTo: Array(lines[..<end]), &outcome)
            start = end
        }
        return outcome
    }

    private mutating func take(_ lines: [String], upTo whole: [String], _ outcome: inout Outcome) {
        let isFirst = delivered[whole] == nil
        var batch = delivered[whole] ?? Delivered(first: state, waiting: lines)
        var waiting: [String] = []
        let brought = batch.waiting
        for line in brought {
            guard isPossible(line, beside: brought) else {
                waiting.append(line)
                continue
            }
            if !isFirst, let place = Self.place(line), Self.version(line) == nil {
                let stands = state.samples[place]?.value
                if stands != batch.first.samples[place]?.value, stands != Self.value(line) {
                    outcome.superseded += 1
                    continue
                }
            }
            apply(line)
        }
        batch.waiting = waiting
        delivered[whole] = batch
        outcome.rejected += waiting.count
        outcome.accepted += lines.count - waiting.count
    }

    private static func parts(_ line: String) -> [String] { line.split(separator: ",").map(String.init) }

    private static func place(_ line: String) -> String? {
        let parts = parts(line)
        guard !line.hasPrefix("="), !["metric", "invoice", "entry"].contains(parts[0]) else { return nil }
        return parts[0...2].joined(separator: ",")
    }

    private static func value(_ line: String) -> Double? { Double(parts(line)[3]) }

    private static func version(_ line: String) -> Int? {
        let parts = parts(line)
        return parts.count > 4 ? Int(parts[4]) : nil
    }

    private func isPossible(_ line: String, beside lines: [String]) -> Bool {
        if line.hasPrefix("=") { return true }
        let parts = Self.parts(line)
        func isTenant(_ name: String) -> Bool { state.tenants.contains(name) || lines.contains("=\(name)") }
        switch parts[0] {
        case "metric", "invoice": return isTenant(parts[1])
        case "entry":
            return isTenant(parts[1])
                && (state.invoices.contains("\(parts[1]),\(parts[2])")
                    || lines.contains { $0.hasPrefix("invoice,\(parts[1]),\(parts[2]),") })
        default:
            return isTenant(parts[0])
                && (parts[1] == "assets" || state.metrics.contains("\(parts[0]),\(parts[1])")
                    || lines.contains("metric,\(parts[0]),\(parts[1])"))
        }
    }

    /// Applies what another feed commits.
    mutating func apply(_ line: String) {
        let parts = Self.parts(line)
        if line.hasPrefix("=") {
            state.tenants.insert(String(line.dropFirst()))
        } else if parts[0] == "metric" {
            state.metrics.insert("\(parts[1]),\(parts[2])")
        } else if parts[0] == "invoice" {
            state.invoices.insert("\(parts[1]),\(parts[2])")
        } else if parts[0] == "entry" {
            state.entries.insert("\(parts[1]),\(parts[2]),\(parts[3])")
        } else if let place = Self.place(line), let value = Double(parts[3]) {
            let (known, version) = (state.samples[place], Self.version(line))
            guard (version ?? .min) >= (known?.version ?? .min) else { return }
            state.samples[place] = Sample(value: value, version: version)
        }
    }

    /// Another feed takes a sample back.
    mutating func retract(_ place: String) { state.samples[place] = nil }
}
