import Foundation
import InauroBilling

/// A file that is read in chunks, with the system's own words for what goes wrong.
struct InputFile {
    private let descriptor: Int32
    private let name: String
    /// Whether it can be opened and read another time, as a pipe cannot.
    let canBeReadAgain: Bool

    static let standardInput = InputFile(
        descriptor: STDIN_FILENO, name: "standard input", canBeReadAgain: false)

    private init(descriptor: Int32, name: String, canBeReadAgain: Bool) {
        self.descriptor = descriptor
        self.name = name
        self.canBeReadAgain = canBeReadAgain
    }

    /// Opens a file, which stays open as long as the process lives.
    ///
    /// - Parameters:
    ///   - path: Where the file is.
    ///   - asJSON: Whether it is to hold JSON, and not rows.
    /// - Throws: ``InputError`` if it cannot be opened, or is of another kind by its first bytes.
    init(path: String, asJSON: Bool = false) throws(InputError) {
        let name = "'\(path)'"
        let descriptor = open(path, O_RDONLY)
        guard descriptor >= 0 else { throw InputError(name: name, number: errno) }
        let kind = FileKind(of: descriptor)
        if let kind, kind != .empty, !(asJSON ? [.json] : [.text, .utf16]).contains(kind) {
            close(descriptor)
            throw InputError(
                description: "\(name) is \(kind.rawValue), and not \(asJSON ? "JSON" : "CSV")\(kind.advice)")
        }
        self.init(descriptor: descriptor, name: name, canBeReadAgain: kind != nil)
    }

    /// The next bytes; none at the end.
    func chunk() throws(InputError) -> [UInt8] {
        let block = FileBlocks.block(of: descriptor)
        guard block.error == 0 else { throw InputError(name: name, number: block.error) }
        return block.bytes
    }
}

extension Console {
    /// The chunks of standard input, of which the first tells what else than rows it may be.
    func rows() -> () throws -> [UInt8] {
        var isFirst = true
        return {
            let chunk = try readInput()
            defer { isFirst = false }
            let kind = FileKind(chunk.prefix(512)[...])
            if isFirst, kind != .empty, kind != .text, kind != .utf16 {
                throw InputError(
                    description: "standard input is \(kind.rawValue), and not CSV\(kind.advice)")
            }
            return chunk
        }
    }
}

/// A file that cannot be opened or read, or is of another kind.
struct InputError: Error, CustomStringConvertible {
    let description: String
}

extension InputError {
    /// The system's own words for what goes wrong with a file.
    init(name: String, number: Int32) {
        description = "\(name) cannot be read: \(String(cString: strerror(number)))"
    }
}
