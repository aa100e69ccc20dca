import BillingModel

/// Cuts bytes into events, one at a time, with bounded memory.
struct EventSplitter {
    enum Item {
        /// The text of an event, and its number: the line, or the place in the batch from 1.
        case event(Int, [UInt8])
        /// An event that is longer than the limit, which was skipped.
        case tooLong(Int)
    }

    private let chunks: () throws -> [UInt8]
    private let form: CloudEventFormat.Form
    private let limit: Int
    private var chunk: [UInt8] = []
    private var place = 0
    private var number = 0
    private var hasBegun = false
    private var isAtEnd = false

    init(_ form: CloudEventFormat.Form, limit: Int, chunks: @escaping () throws -> [UInt8]) {
        self.form = form
        self.limit = limit
        self.chunks = chunks
    }

    /// The next event that is not empty; nil at the end.
    mutating func next() throws -> Item? {
        if !hasBegun {
            hasBegun = true
            if try peek() == 0xEF { try skipMark() }
            if form == .batch { try take(UInt8(ascii: "["), after: "a batch of events is an array of JSON") }
        }
        guard !isAtEnd else { return nil }
        switch form {
        case .event:
            isAtEnd = true
            number = 1
            return try collect { _ in false }
        case .lines: return try nextLine()
        case .batch: return try nextElement()
        }
    }

    // MARK: Bytes

    private mutating func peek() throws -> UInt8? {
        if place == chunk.count {
            chunk = try chunks()
            place = 0
        }
        return place < chunk.count ? chunk[place] : nil
    }

    /// Skips the byte order mark that some programs put in front of UTF-8.
    private mutating func skipMark() throws {
        for byte in [0xEF, 0xBB, 0xBF] as [UInt8] {
            guard try peek() == byte else {
                throw BillingError(.malformed, rule: "events are JSON in UTF-8", detail: "the first bytes")
            }
            place += 1
        }
    }

    private static func isSpace(_ byte: UInt8) -> Bool { [0x20, 0x09, 0x0A, 0x0D].contains(byte) }

    private mutating func take(_ byte: UInt8, after rule: String) throws {
        guard try peekAfterSpace() == byte else {
            throw BillingError(.malformed, rule: rule, detail: "before event \(number + 1)")
        }
        place += 1
    }

    private mutating func peekAfterSpace() throws -> UInt8? {
        while let byte = try peek() {
            guard Self.isSpace(byte) else { return byte }
            place += 1
        }
        return nil
    }

    /// Takes bytes up to one at which an event ends, which is not taken, and keeps them within the limit.
    private mutating func collect(until isEnd: (UInt8) -> Bool) throws -> Item {
        var bytes: [UInt8] = []
        var isTooLong = false
        while let byte = try peek(), !isEnd(byte) {
            if !isTooLong {
                bytes.append(byte)
                if bytes.count > limit {
                    isTooLong = true
                    bytes = []
                }
            }
            place += 1
        }
        return isTooLong ? .tooLong(number) : .event(number, bytes)
    }

    // MARK: Forms

    private mutating func nextLine() throws -> Item? {
        while try peek() != nil {
            number += 1
            let item = try collect { $0 == 0x0A }
            if try peek() != nil { place += 1 }
            if case .event(_, let bytes) = item, bytes.allSatisfy(Self.isSpace) { continue }
            return item
        }
        return nil
    }

    /// The element, whose end is known by counting brackets outside of texts.
    private mutating func nextElement() throws -> Item? {
        let rule = "a batch of events is an array of JSON"
        if number == 0, try peekAfterSpace() == UInt8(ascii: "]") {
            try finish(rule)
            return nil
        }
        if number > 0 {
            if try peekAfterSpace() == UInt8(ascii: "]") {
                try finish(rule)
                return nil
            }
            try take(UInt8(ascii: ","), after: rule)
        }
        guard try peekAfterSpace() != nil else {
            throw BillingError(.malformed, rule: rule, detail: "before event \(number + 1)")
        }
        number += 1
        var depth = 0
        var (isText, isEscaped) = (false, false)
        let item = try collect { byte in
            if isText {
                if isEscaped {
                    isEscaped = false
                } else if byte == UInt8(ascii: "\\") {
                    isEscaped = true
                } else if byte == UInt8(ascii: "\"") {
                    isText = false
                }
                return false
            }
            switch byte {
            case UInt8(ascii: "\""): isText = true
            case UInt8(ascii: "{"), UInt8(ascii: "["): depth += 1
            case UInt8(ascii: "}"), UInt8(ascii: "]"):
                if depth == 0 { return true }
                depth -= 1
            case UInt8(ascii: ","): return depth == 0
            default: break
            }
            return false
        }
        guard try peek() != nil else {
            throw BillingError(.malformed, rule: rule, detail: "in event \(number), where it ends")
        }
        return item
    }

    private mutating func finish(_ rule: String) throws {
        isAtEnd = true
        place += 1
        guard try peekAfterSpace() == nil else {
            throw BillingError(.malformed, rule: rule, detail: "after event \(number)")
        }
    }
}
