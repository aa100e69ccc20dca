import Foundation

/// What a file is by its first bytes.
enum FileKind: String {
    case empty = "empty"
    case sqlite = "an SQLite database, such as a store"
    case gzip = "compressed by gzip"
    case zip = "a zip archive, such as a workbook of a spreadsheet"
    case json = "JSON"
    case utf16 = "a text in UTF-16"
    case text = "text or something else, such as CSV"

    /// Looks at a file that is open; nil if it has no place to go back to, as a pipe has none.
    init?(of descriptor: Int32) {
        var start = [UInt8](repeating: 0, count: 512)
        let count = start.withUnsafeMutableBytes { pread(descriptor, $0.baseAddress, $0.count, 0) }
        guard count >= 0 else { return nil }
        self.init(start.prefix(count))
    }

    init(_ start: ArraySlice<UInt8>) {
        let blanks: [UInt8] = [0x20, 0x09, 0x0A, 0x0D, 0xEF, 0xBB, 0xBF]
        switch start.first(where: { !blanks.contains($0) }) {
        case nil where start.isEmpty: self = .empty
        case _ where start.starts(with: "SQLite format 3\0".utf8): self = .sqlite
        case _ where start.starts(with: [0x1F, 0x8B]): self = .gzip
        case _ where start.starts(with: [0x50, 0x4B, 0x03, 0x04]): self = .zip
        case _ where start.starts(with: [0xFF, 0xFE]) || start.starts(with: [0xFE, 0xFF]): self = .utf16
        case UInt8(ascii: "{"), UInt8(ascii: "["): self = .json
        default: self = .text
        }
    }

    /// What to do about it.
    var advice: String {
        switch self {
        case .sqlite: "; a store is named by --store"
        case .gzip, .zip: "; unpack it, or save it as CSV, first"
        case .utf16: "; save it in UTF-8"
        case .empty, .json, .text: ""
        }
    }
}
