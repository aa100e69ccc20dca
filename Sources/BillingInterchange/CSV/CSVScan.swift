/// Where the scan of one record stands; it can stop at any byte and go on when more are there.
struct CSVScan {
    enum Outcome {
        /// The record may go on beyond the bytes that are there.
        case needsBytes
        /// The content ends before the first offset, and what follows begins at the second.
        case record(end: Int, next: Int)
        /// A rule is broken at the first offset; the bytes were looked at up to the second.
        case fault(rule: StaticString, at: Int, reached: Int)
    }

    private enum State { case fieldStart, plain, quoted, closed }

    /// The next byte to look at; this and all offsets count from the start of the record.
    private(set) var place = 0
    /// The line feeds inside of quotes so far.
    private(set) var lineFeeds = 0
    /// All bytes above the separators, combined with or: below 0x80 if the record is ASCII.
    private(set) var combined: UInt8 = 0
    private(set) var quote = 0
    var extents: [CSVRecord.Extent] = []
    private var state = State.fieldStart
    private var fieldStart = 0
    private var hasDoubledQuotes = false

    /// Whether a quote is open, which began at ``quote``.
    var isQuoted: Bool { state == .quoted }

    mutating func reset() {
        (place, lineFeeds, combined, state) = (0, 0, 0, .fieldStart)
        extents.removeAll(keepingCapacity: true)
    }

    /// Looks on, up to the end of the record.
    ///
    /// - Parameters:
    ///   - bytes: All that is there from the start of the record.
    ///   - separator: What stands between two fields.
    ///   - isWhole: Whether nothing follows these bytes.
    /// - Returns: Where the record ends or breaks a rule, or that it may go on.
    mutating func run(_ bytes: UnsafeBufferPointer<UInt8>, separator: UInt8, isWhole: Bool) -> Outcome {
        while true {
            if place == bytes.count {
                guard isWhole else { return .needsBytes }
                if isQuoted { return .fault(rule: Self.unclosed, at: quote, reached: place) }
                if state != .closed { add(from: state == .plain ? fieldStart : place, to: place) }
                return .record(end: place, next: place)
            }
            switch state {
            case .fieldStart:
                if bytes[place] == Self.quote {
                    (state, quote, hasDoubledQuotes) = (.quoted, place, false)
                    place += 1
                } else {
                    state = .plain
                }
                fieldStart = place
            case .plain:
                skipPlain(bytes, separator)
                guard place < bytes.count else { continue }
                if bytes[place] == Self.quote {
                    // Behind spaces it was meant to open a field; elsewhere it is a sign like others.
                    guard bytes[fieldStart..<place].contains(where: { $0 != Self.space }) else {
                        return .fault(rule: Self.quotes, at: place, reached: place)
                    }
                    place += 1
                    continue
                }
                if let outcome = endField(bytes, separator, isWhole, addsField: true) { return outcome }
            case .quoted:
                skipQuoted(bytes)
                guard place < bytes.count else { continue }
                if bytes[place] == 0 { return .fault(rule: Self.nul, at: place, reached: place) }
                if place + 1 < bytes.count, bytes[place + 1] == Self.quote {
                    hasDoubledQuotes = true
                    place += 2
                } else if place + 1 < bytes.count || isWhole {
                    add(from: fieldStart, to: place)
                    state = .closed
                    place += 1
                } else {
                    return .needsBytes
                }
            case .closed:
                if let outcome = endField(bytes, separator, isWhole, addsField: false) { return outcome }
            }
        }
    }

    /// Ends a field at a separator or a line end; nil if another field follows.
    private mutating func endField(
        _ bytes: UnsafeBufferPointer<UInt8>, _ separator: UInt8, _ isWhole: Bool, addsField: Bool
    ) -> Outcome? {
        var next = place + 1
        switch bytes[place] {
        case separator:
            if addsField { add(from: fieldStart, to: place) }
            state = .fieldStart
            place = next
            return nil
        case Self.lineFeed:
            break
        case Self.carriageReturn:
            if next < bytes.count {
                guard bytes[next] == Self.lineFeed else {
                    return .fault(rule: Self.loneReturn, at: place, reached: place)
                }
                next += 1
            } else if !isWhole {
                return .needsBytes
            }
        case 0:
            return .fault(rule: Self.nul, at: place, reached: place)
        default:
            return .fault(rule: Self.quotes, at: place, reached: place)
        }
        if addsField { add(from: fieldStart, to: place) }
        return .record(end: place, next: next)
    }

    /// Goes on to a byte that is not simply part of a field without quotes.
    @inline(__always)
    private mutating func skipPlain(_ bytes: UnsafeBufferPointer<UInt8>, _ separator: UInt8) {
        var (next, seen) = (place, combined)
        let top = max(separator, Self.quote)
        while next < bytes.count {
            let byte = bytes[next]
            if byte <= top {
                if byte == separator || byte == Self.lineFeed || byte == Self.carriageReturn
                    || byte == Self.quote || byte == 0
                {
                    break
                }
            } else {
                seen |= byte
            }
            next += 1
        }
        (place, combined) = (next, seen)
    }

    /// Goes on to a quote or a NUL, and counts the line feeds.
    @inline(__always)
    private mutating func skipQuoted(_ bytes: UnsafeBufferPointer<UInt8>) {
        var (next, seen) = (place, combined)
        while next < bytes.count {
            let byte = bytes[next]
            if byte <= Self.quote {
                if byte == Self.quote || byte == 0 { break }
                if byte == Self.lineFeed { lineFeeds += 1 }
            } else {
                seen |= byte
            }
            next += 1
        }
        (place, combined) = (next, seen)
    }

    @inline(__always)
    private mutating func add(from start: Int, to end: Int) {
        // Offsets of a record fit: its length is limited.
        extents.append(
            CSVRecord.Extent(
                start: UInt32(truncatingIfNeeded: start), end: UInt32(truncatingIfNeeded: end),
                hasDoubledQuotes: state == .quoted && hasDoubledQuotes))
    }

    private static let unclosed: StaticString = "a quote that opens is closed"
    private static let quotes: StaticString = "quotes stand around a whole field, and doubled inside of it"
    private static let nul: StaticString = "a record holds no NUL"
    private static let loneReturn: StaticString =
        "a carriage return stands before a line feed or between quotes"
    private static let quote = UInt8(ascii: "\"")
    private static let space = UInt8(ascii: " ")
    private static let lineFeed = UInt8(ascii: "\n")
    private static let carriageReturn = UInt8(ascii: "\r")
}
