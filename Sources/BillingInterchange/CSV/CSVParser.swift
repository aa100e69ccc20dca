import BillingModel

/// Cuts bytes into records, whatever pieces the bytes come in.
///
/// At most one record and one piece are held. A record that breaks a rule is given with its fault, and the next begins at
/// the line after the one on which it began.
struct CSVParser {
    enum Step { case record, needsBytes, end }

    static let byteOrderMark: [UInt8] = [0xEF, 0xBB, 0xBF]
    private static let lineFeed = UInt8(ascii: "\n")

    private(set) var dialect: CSVDialect
    private let recordLimit: Int
    private var buffer: [UInt8] = []
    /// Where the bytes begin that were not yet given out.
    private var start = 0
    private var scan = CSVScan()
    private var line = 1
    private var width: Int?
    private var hasBegun = false
    /// How the bytes are read if their mark says that they are UTF-16.
    private var utf16: UTF16Reader?
    /// What is wrong if the bytes are of an encoding that is not read.
    private var encoding: String?
    private var isWhole = false
    /// Whether the rest of a line belongs to a record that was given up.
    private var isSkipping = false

    /// Makes a parser for records of at most so many bytes, from 1 to a gibibyte.
    init(_ dialect: CSVDialect, recordLimit: Int) {
        self.dialect = dialect
        self.recordLimit = min(max(recordLimit, 1), 1 << 30)
    }

    /// Adds the next piece.
    mutating func append(_ bytes: some Sequence<UInt8>) {
        if start > 0 { buffer.removeSubrange(..<start) }
        start = 0
        if utf16 == nil { buffer.append(contentsOf: bytes) } else { utf16?.read(bytes, into: &buffer) }
    }

    /// The bytes that are held: what was not given out yet.
    var heldBytes: Int { buffer.count }

    /// Says that no piece follows.
    mutating func finish() {
        isWhole = true
        utf16?.finish(into: &buffer)
    }

    /// From now on a record has as many fields as a header that was found below other lines.
    mutating func expect(width: Int) { self.width = width }

    /// Gives the next record, or says what is missing.
    mutating func next(into record: inout CSVRecord) -> Step {
        guard begin() else { return .needsBytes }
        while true {
            if isSkipping, !skipLine() { return isWhole ? .end : .needsBytes }
            switch look() {
            case .needsBytes:
                guard scan.place > recordLimit else { return .needsBytes }
                giveUp(&record, tooLong())
            case .fault(let rule, let offset, let reached):
                giveUp(
                    &record,
                    reached > recordLimit ? tooLong() : fault(.malformed, "\(rule)", at: offset))
            case .record(let end, _) where end > recordLimit:
                giveUp(&record, tooLong())
            case .record(let end, let next):
                if end == 0 {
                    if next == 0 { return .end }
                    advance(past: next)
                    continue
                }
                take(&record, end: end, next: next)
            }
            return .record
        }
    }

    /// Looks on at the record that begins at the start.
    private mutating func look() -> CSVScan.Outcome {
        // The scan leaves this value while it runs, so that nothing is copied.
        var scan = CSVScan()
        swap(&scan, &self.scan)
        let outcome = buffer.withUnsafeBufferPointer { bytes in
            scan.run(
                UnsafeBufferPointer(rebasing: bytes[start...]), separator: dialect.separator, isWhole: isWhole
            )
        }
        swap(&scan, &self.scan)
        return outcome
    }

    private mutating func take(_ record: inout CSVRecord, end: Int, next: Int) {
        record.line = line
        record.fault = nil
        let bad = buffer.withUnsafeBufferPointer { bytes in
            let bytes = UnsafeBufferPointer(rebasing: bytes[start..<(start + end)])
            if scan.combined >= 0x80, let bad = UTF8Check.firstFault(in: bytes) { return bad as Int? }
            record.take(bytes, &scan.extents)
            return nil
        }
        if let bad {
            return giveUp(&record, fault(.malformed, encodingRule(at: bad), at: bad))
        }
        let width = width ?? record.count
        if record.count != width {
            record.fault = fault(
                .malformed, "a record has as many fields as the first one", at: 0,
                more: ": \(record.count) fields, not \(width)")
        }
        self.width = width
        line += scan.lineFeeds
        advance(past: next)
    }

    /// Leaves a record with its fault.
    private mutating func giveUp(_ record: inout CSVRecord, _ fault: BillingError) {
        record.line = line
        record.fault = fault
        // The first bytes tell why there are zeros, or what else breaks a rule.
        if let encoding, fault.code == .malformed {
            record.fault = BillingError(.malformed, rule: encoding, detail: fault.detail)
        }
        record.bytes.removeAll(keepingCapacity: true)
        record.extents.removeAll(keepingCapacity: true)
        isSkipping = true
    }

    private mutating func advance(past offset: Int) {
        start += offset
        line += 1
        scan.reset()
    }

    /// Goes on to the next line; false if it is not there yet.
    private mutating func skipLine() -> Bool {
        guard let end = buffer[start...].firstIndex(of: Self.lineFeed) else {
            start = buffer.count
            return false
        }
        isSkipping = false
        advance(past: end + 1 - start)
        return true
    }

    /// Takes a byte order mark and a line `sep=;`; false if there are too few bytes to tell.
    private mutating func begin() -> Bool {
        if hasBegun { return true }
        // Four bytes tell every encoding from the others.
        if utf16 == nil, encoding == nil {
            guard buffer.count >= 4 || isWhole else { return false }
            encoding = CSVEncoding.fault(of: buffer)
        }
        if utf16 == nil, encoding == nil, let reader = UTF16Reader(mark: buffer) {
            let bytes = buffer.dropFirst(2)
            (buffer, utf16) = ([], reader)
            utf16?.read(bytes, into: &buffer)
            if isWhole { utf16?.finish(into: &buffer) }
        }
        let mark = buffer.starts(with: Self.byteOrderMark) ? Self.byteOrderMark.count : 0
        guard let length = separatorLine(buffer[mark...]) else { return false }
        hasBegun = true
        start = mark + length
        if length > 0 { line += 1 }
        return true
    }

    /// Takes the line with which spreadsheets state what divides fields, such as `sep=;`.
    ///
    /// - Returns: The bytes of the line; none if there is no such line, nil if there are too few bytes to tell.
    private mutating func separatorLine(_ bytes: ArraySlice<UInt8>) -> Int? {
        let prefix = Array("sep=".utf8)
        let head = bytes.prefix(prefix.count).map { (0x41...0x5A).contains($0) ? $0 + 0x20 : $0 }
        guard prefix.starts(with: head) else { return 0 }
        var rest = bytes.dropFirst(prefix.count)
        guard rest.count >= 3 || isWhole else { return nil }
        guard head.count == prefix.count, let separator = rest.popFirst(),
            separator > 0x20 || separator == 0x09, separator < 0x7F, separator != UInt8(ascii: "\"")
        else { return 0 }
        if rest.first == UInt8(ascii: "\r") { rest.removeFirst() }
        guard rest.isEmpty || rest.first == Self.lineFeed else { return 0 }
        dialect = CSVDialect(separator: separator)
        return rest.startIndex + min(rest.count, 1) - bytes.startIndex
    }

    // MARK: Faults

    private func encodingRule(at offset: Int) -> String {
        guard let utf16 else { return "a record is UTF-8" }
        return utf16.isCut && start + offset == buffer.count - 1
            ? "the data end within a character of UTF-16: they were cut"
            : "a record is UTF-16, as its byte order mark says"
    }

    private func tooLong() -> BillingError {
        // How far was looked beyond the limit depends on the pieces; what is said does not.
        var scan = CSVScan()
        buffer[start...].prefix(recordLimit).withUnsafeBufferPointer { bytes in
            _ = scan.run(bytes, separator: dialect.separator, isWhole: false)
        }
        return fault(
            .limitExceeded, "a record is no longer than the limit of the reader", at: recordLimit,
            more: scan.isQuoted ? ", with a quote open since \(place(of: scan.quote))" : "")
    }

    private func fault(
        _ code: BillingError.Code, _ rule: String, at offset: Int, more: String = ""
    ) -> BillingError {
        BillingError(code, rule: rule, detail: place(of: offset) + more)
    }

    private func place(of offset: Int) -> String {
        let before = buffer[start..<(start + offset)]
        let lines = before.count { $0 == Self.lineFeed }
        let column = before.endIndex - (before.lastIndex(of: Self.lineFeed).map { $0 + 1 } ?? start) + 1
        return "line \(line + lines), column \(column)"
    }
}
