/// The records of CSV whose bytes come as an asynchronous sequence of pieces, such as the body of a request.
///
/// They are read by the rules of ``CSVReader``, in the same bounded memory.
public struct CSVRecords<Chunks: AsyncSequence>: AsyncSequence where Chunks.Element: Sequence<UInt8> {
    /// Reads the pieces one after the other.
    public struct AsyncIterator: AsyncIteratorProtocol {
        var chunks: Chunks.AsyncIterator
        var parser: CSVParser

        /// Gives the next record; nil at the end.
        ///
        /// - Throws: Only what the sequence of pieces throws.
        public mutating func next() async throws -> CSVRecord? {
            var record = CSVRecord()
            while true {
                switch parser.next(into: &record) {
                case .record: return record
                case .end: return nil
                case .needsBytes:
                    if let chunk = try await chunks.next() { parser.append(chunk) } else { parser.finish() }
                }
            }
        }
    }

    private let chunks: Chunks
    private let dialect: CSVDialect
    private let recordLimit: Int

    /// Reads the pieces of a sequence; empty ones are no end.
    ///
    /// - Parameters:
    ///   - chunks: The bytes, in any pieces.
    ///   - dialect: What stands between two fields.
    ///   - recordLimit: The most bytes of a record without its line end, from 1 to a gibibyte.
    public init(
        of chunks: Chunks, _ dialect: CSVDialect = .standard, recordLimit: Int = CSVReader.recordLimit
    ) {
        self.chunks = chunks
        self.dialect = dialect
        self.recordLimit = recordLimit
    }

    /// Begins to read.
    public func makeAsyncIterator() -> AsyncIterator {
        AsyncIterator(
            chunks: chunks.makeAsyncIterator(), parser: CSVParser(dialect, recordLimit: recordLimit))
    }
}

extension CSVRecords: Sendable where Chunks: Sendable {}
