import BillingInterchange
import BillingModel
import BillingTestSupport
import Testing

@Suite("Reading any bytes as CSV")
struct CSVReaderPropertyTests {
    @Test("Whatever the bytes and however they are cut, records and faults are those of an obvious reader")
    func agreesWithObviousReader() throws {
        let seed = UInt64.random(in: 0 ... .max)
        var random = SplitMix64(seed: seed)
        let pieces: [[UInt8]] = [
            [0x22], [0x22], [0x2C], [0x0A], [0x0D, 0x0A], [0x0D], [0x61], [0x62, 0x63], [0x22, 0x22], [0x00],
            [0xC3, 0xA9], [0xC3], [0xEF, 0xBB, 0xBF], [0xF0, 0x9F, 0x98, 0x80], [0x2C, 0x22], [0x22, 0x0A],
            [0x20],
        ]
        for _ in 0..<4_000 {
            // Fewer kinds of pieces make more records that keep the rules.
            let kinds = Int.random(in: 5...pieces.count, using: &random)
            let bytes = (0..<Int.random(in: 0...24, using: &random)).flatMap { _ in
                pieces[Int.random(in: 0..<kinds, using: &random)]
            }
            let limit = Bool.random(using: &random) ? 1 << 20 : Int.random(in: 1...16, using: &random)
            var rest = bytes[...]
            var reader = CSVReader(recordLimit: limit) {
                let count = Int.random(in: 1...9, using: &random)
                defer { rest = rest.dropFirst(count) }
                return Array(rest.prefix(count))
            }
            var rows: [String] = []
            var record = CSVRecord()
            while try reader.next(into: &record) { rows.append(told(record)) }
            let expected = ObviousReader(bytes: bytes, limit: limit).rows()
            #expect(rows == expected, "seed \(seed), limit \(limit), bytes \(bytes)")
            guard rows == expected else { return }
        }
    }

    @Test(
        "Every sequence of up to five signs of CSV is read as by an obvious reader, byte by byte and at once")
    func everyShortSequence() throws {
        let signs: [UInt8] = [0x22, 0x2C, 0x0A, 0x0D, 0x61]
        var sequences: [[UInt8]] = [[]]
        for _ in 0..<5 { sequences = [[]] + sequences.flatMap { rest in signs.map { rest + [$0] } } }
        #expect(sequences.count == 1 + 5 + 25 + 125 + 625 + 3_125)
        for bytes in sequences {
            let expected = ObviousReader(bytes: bytes, limit: 1 << 20).rows()
            #expect(try read(bytes, chunk: 1) == expected, "\(bytes)")
            #expect(try read(bytes) == expected, "\(bytes)")
        }
    }
}

/// Reads the whole at once, with a look at each byte.
private struct ObviousReader {
    let bytes: [UInt8]
    let limit: Int

    private enum Found {
        case record([[UInt8]], end: Int, next: Int)
        case fault(at: Int, reached: Int)
    }

    func rows() -> [String] {
        var rows: [String] = []
        var (start, line, width) = (bytes.starts(with: [0xEF, 0xBB, 0xBF]) ? 3 : 0, 1, -1)
        while start < bytes.count {
            var fault: String?
            switch record(from: start) {
            case .fault(_, let reached) where reached - start > limit: fault = tooLong(start, line)
            case .record(_, let end, _) where end - start > limit: fault = tooLong(start, line)
            case .fault(let place, _): fault = "malformed: " + told(place, start, line)
            case .record(let fields, let end, let next):
                if end > start {
                    let valid = (0...(end - start)).last { count in
                        String(validating: bytes[start..<(start + count)], as: UTF8.self) != nil
                    }
                    if let valid, valid < end - start {
                        fault = "malformed: " + told(start + valid, start, line)
                        break
                    }
                    if width < 0 { width = fields.count }
                    if fields.count == width {
                        let texts = fields.map { String(decoding: $0, as: UTF8.self) }
                        rows.append("\(line):" + texts.joined(separator: "|"))
                    } else {
                        rows.append(
                            "\(line):malformed: line \(line), column 1: \(fields.count) fields, not \(width)")
                    }
                }
                let breaks = bytes[start..<end].filter { $0 == 0x0A }.count
                (start, line) = (next, line + breaks + 1)
            }
            if let fault {
                rows.append("\(line):" + fault)
                start = (bytes[start...].firstIndex(of: 0x0A) ?? bytes.count) + 1
                line += 1
            }
        }
        return rows
    }

    private func record(from start: Int) -> Found {
        var fields: [[UInt8]] = []
        var place = start
        while true {
            var field: [UInt8] = []
            if byte(place) == 0x22 {
                let quote = place
                place += 1
                while true {
                    guard let byte = byte(place) else { return .fault(at: quote, reached: bytes.count) }
                    if byte == 0 { return .fault(at: place, reached: place) }
                    if byte == 0x22 {
                        place += 1
                        if self.byte(place) != 0x22 { break }
                    }
                    field.append(byte)
                    place += 1
                }
            } else {
                while let byte = byte(place), ![0x2C, 0x0A, 0x0D, 0].contains(byte) {
                    if byte == 0x22, field.allSatisfy({ $0 == 0x20 }) {
                        return .fault(at: place, reached: place)
                    }
                    field.append(byte)
                    place += 1
                }
            }
            fields.append(field)
            switch (byte(place), byte(place + 1)) {
            case (nil, _): return .record(fields, end: place, next: place)
            case (0x2C, _): place += 1
            case (0x0A, _): return .record(fields, end: place, next: place + 1)
            case (0x0D, nil): return .record(fields, end: place, next: place + 1)
            case (0x0D, 0x0A): return .record(fields, end: place, next: place + 2)
            default: return .fault(at: place, reached: place)
            }
        }
    }

    private func byte(_ place: Int) -> UInt8? { place < bytes.count ? bytes[place] : nil }

    private func told(_ place: Int, _ start: Int, _ line: Int) -> String {
        let lines = bytes[start..<place].split(separator: 0x0A, omittingEmptySubsequences: false)
        return "line \(line + lines.count - 1), column \((lines.last?.count ?? 0) + 1)"
    }

    private func tooLong(_ start: Int, _ line: Int) -> String {
        let place = "limitExceeded: " + told(start + limit, start, line)
        // A quote is open if a quote closes the field that is open otherwise.
        var quote: Int?
        var at = start
        var isFieldStart = true
        while at < start + limit {
            let byte = bytes[at]
            if quote == nil {
                if byte == 0x22, isFieldStart { quote = at }
                isFieldStart = byte == 0x2C
            } else if byte == 0x22 {
                if self.byte(at + 1) == 0x22, at + 1 < start + limit {
                    at += 1
                } else if at + 1 < start + limit {
                    quote = nil
                    isFieldStart = false
                }
            }
            at += 1
        }
        return place + (quote.map { ", with a quote open since " + told($0, start, line) } ?? "")
    }
}
