import InauroBilling

/// Rows on their way into the repository, in chunks that can be let go one by one.
struct EventRows {
    /// The rows of a chunk, and of a batch of a lenient import.
    static let chunkSize = 10_000

    private var chunks: [[Departure]] = []
    /// What there is of each tenant, and when.
    private(set) var tally = EventImport.Outcome()

    var isEmpty: Bool { chunks.isEmpty }

    mutating func append(_ departure: Departure) {
        if chunks.last.map({ $0.count == Self.chunkSize }) ?? true { chunks.append([]) }
        chunks[chunks.count - 1].append(departure)
        tally.add(departure)
    }

    /// Takes the oldest chunk away; the tally is left as it is.
    mutating func popFirstChunk() -> [Departure]? {
        chunks.isEmpty ? nil : chunks.removeFirst()
    }

    /// The lines of the rows, in the order of the rows.
    var lines: [Int] { chunks.flatMap { $0.map(\.line) } }

    /// The rows that stand on other lines.
    func without(_ lines: Set<Int>) -> EventRows {
        var rows = EventRows()
        for departure in chunks.joined() where !lines.contains(departure.line) { rows.append(departure) }
        return rows
    }

    /// A digest of the contents of the rows in their order.
    var digest: String {
        let digests = chunks.map { chunk in
            var content: [UInt8] = []
            for departure in chunk {
                // Neither text holds a NUL, and the id has four bars.
                content += departure.action.id.text.utf8
                content.append(UInt8(ascii: "|"))
                content += departure.action.category.text.utf8
                content.append(0)
            }
            return SHA256.hexadecimal(content)
        }
        return SHA256.hexadecimal(Array(digests.joined().utf8))
    }
}
