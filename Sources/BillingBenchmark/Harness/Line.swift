/// One line of the table: a workload, and the questions that are put to its data.
protocol Line: Sendable {
    var name: String { get }
    /// The peers that can answer it, and the forms of the question that each knows, the best of which counts.
    var peers: [Peer] { get }
    /// Makes the data, and writes the columns that peers read to files of the folder.
    func prepare(_ settings: Settings, in folder: DataFolder) throws -> [Question]
}

/// A program to compare with.
struct Peer: Sendable {
    let name: String
    let forms: [String]
    /// A baseline that is written by hand for this one question is shown, but is not the one to beat.
    var isByHand = false
}

/// A question to the data of a line.
struct Question {
    let name: String
    /// What a peer is told, beside the form; nil if the question has no peers.
    let request: [String: String]?
    /// How far figures of a peer may be off, relative: 0 where its arithmetic is exact as well.
    var tolerance = 0.0
    /// What one pass over the data reads, in bytes; 0 where that says nothing.
    let bytes: Int
    /// What is compared.
    var unit = Unit.milliseconds
    /// Who is asked beside the peers, in this process.
    var rivals: [Rival] = []
    /// How this library answers; nothing but the answer is timed.
    let answer: () throws -> Answer
}

/// Another way to the same answer, such as plain SQL on the same server.
struct Rival {
    let name: String
    let answer: () throws -> Answer
}

/// What figures are shown in.
struct Unit: Sendable {
    let name: String
    /// How many of them are a second, or a byte.
    let factor: Double

    static let milliseconds = Unit(name: "ms", factor: 1e3)
    /// Bytes for each of so many samples.
    static func bytes(of samples: Int) -> Unit { Unit(name: "bytes a sample", factor: 1 / Double(samples)) }
}

/// The columns of an answer, ordered by those that identify a row.
struct Answer: Codable {
    let columns: [[Double]]
    /// What the line compares, where that is not the time of all the work: seconds of a part of it, or bytes.
    var figure: Double?

    var rows: Int { columns.first?.count ?? 0 }

    /// Where another answer differs; nil if it does not.
    func difference(from other: Answer, tolerance: Double) -> String? {
        guard columns.count == other.columns.count, rows == other.rows else {
            return "\(other.rows) rows of \(other.columns.count), not \(rows) of \(columns.count)"
        }
        for (place, (own, others)) in zip(columns, other.columns).enumerated() {
            for row in own.indices where own[row] != others[row] {
                if abs(own[row] - others[row]) <= tolerance * abs(own[row]) { continue }
                return "row \(row), column \(place): \(others[row]), not \(own[row])"
            }
        }
        return nil
    }
}
