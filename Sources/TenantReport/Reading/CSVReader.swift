import InauroBilling

/// Reads CSV as RFC 4180 describes it, in chunks and in bounded memory.
///
/// A record that breaks a rule is given as an error, and reading goes on at the line after the one on which it began;
/// so a quote that never closes takes no other line with it. Lines end with LF or CRLF. A byte order mark in front and
/// empty lines are skipped.
struct CSVReader {
    /// The most bytes of a record.
    static let recordLimit = 1 << 20

    private let nextChunk: () throws -> [UInt8]
    private var buffer: [UInt8] = []
    /// Where the bytes begin that were not yet given out; offsets count from here.
    private var start = 0
    private var line = 1
    private var hasBegun = false
    private var isAtEnd = false

    /// Reads the chunks that a closure gives; an empty one is the end.
    init(_ nextChunk: @escaping () throws -> [UInt8]) { self.nextChunk = nextChunk }

    /// Gives the next record; nil at the end.
    mutating func next() throws -> CSVRecord? {
        if !hasBegun { try begin() }
        while true {
            guard let end = try endOfLine(from: 0) else { return try skipLongLine() }
            if start == buffer.count { return nil }
            if !content(upTo: end).isEmpty { return try record(firstLineEnd: end) }
            advance(past: end, lines: 1)
        }
    }

    private mutating func record(firstLineEnd: Int) throws -> CSVRecord {
        let line = line
        let isOpen = hasOddQuotes(0, firstLineEnd)
        let extent = isOpen ? try extentOfOpenRecord(firstLineEnd) : (end: firstLineEnd, lines: 1)
        let fields: Result<[String], BillingError> = Result { () throws(BillingError) in
            try CSVRecord.fields(of: content(upTo: extent?.end ?? firstLineEnd))
        }
        if case .success = fields, let extent {
            advance(past: extent.end, lines: extent.lines)
        } else {
            advance(past: firstLineEnd, lines: 1)
        }
        return CSVRecord(line: line, fields: fields)
    }

    /// Where a record ends whose first line leaves a quote open; nil if it never closes, or too late.
    ///
    /// Each line is looked at once: quotes come in pairs in a record that keeps the rules.
    private mutating func extentOfOpenRecord(_ firstLineEnd: Int) throws -> (end: Int, lines: Int)? {
        var (end, lines, isOpen) = (firstLineEnd, 1, true)
        while isOpen {
            guard start + end < buffer.count, let next = try endOfLine(from: end + 1) else { return nil }
            if hasOddQuotes(end + 1, next) { isOpen = false }
            (end, lines) = (next, lines + 1)
        }
        return (end, lines)
    }

    private func hasOddQuotes(_ from: Int, _ end: Int) -> Bool {
        var isOdd = false
        for byte in buffer[(start + from)..<(start + end)] where byte == CSVRecord.quote { isOdd.toggle() }
        return isOdd
    }

    /// The bytes from the start, without the carriage return of a line end.
    private func content(upTo end: Int) -> ArraySlice<UInt8> {
        let bytes = buffer[start..<(start + end)]
        return bytes.last == UInt8(ascii: "\r") ? bytes.dropLast() : bytes
    }

    /// The offset of the next line feed, or of the end of the file; nil if it lies beyond the limit.
    private mutating func endOfLine(from offset: Int) throws -> Int? {
        var offset = offset
        while true {
            let found = buffer[(start + offset)...].firstIndex(of: Self.lineFeed)
            if let end = found ?? (isAtEnd ? buffer.count : nil) {
                return end - start <= Self.recordLimit ? end - start : nil
            }
            offset = buffer.count - start
            if offset > Self.recordLimit { return nil }
            try load()
        }
    }

    private mutating func advance(past end: Int, lines: Int) {
        start = min(start + end + 1, buffer.count)
        line += lines
    }

    private mutating func skipLongLine() throws -> CSVRecord {
        let line = line
        while true {
            if let end = buffer[start...].firstIndex(of: Self.lineFeed) {
                advance(past: end - start, lines: 1)
                break
            }
            start = buffer.count
            if isAtEnd { break }
            try load()
        }
        return CSVRecord(
            line: line,
            fields: .failure(BillingError(.limitExceeded, rule: "a row has at most a mebibyte")))
    }

    private mutating func begin() throws {
        hasBegun = true
        let mark: [UInt8] = [0xEF, 0xBB, 0xBF]
        while buffer.count < mark.count, !isAtEnd { try load() }
        if buffer.starts(with: mark) { start = mark.count }
    }

    private mutating func load() throws {
        buffer.removeSubrange(..<start)
        start = 0
        let chunk = try nextChunk()
        isAtEnd = chunk.isEmpty
        buffer.append(contentsOf: chunk)
    }

    private static let lineFeed = UInt8(ascii: "\n")
}
