import Foundation
import InauroBilling

/// A file that is read in chunks, with the system's own words for what goes wrong.
struct InputFile {
    private let descriptor: Int32
    private let name: String

    static let standardInput = InputFile(descriptor: STDIN_FILENO, name: "standard input")

    private init(descriptor: Int32, name: String) {
        self.descriptor = descriptor
        self.name = name
    }

    /// Opens a file, which stays open as long as the process lives.
    init(path: String) throws(InputError) {
        let name = "'\(path)'"
        let descriptor = open(path, O_RDONLY)
        guard descriptor >= 0 else { throw InputError(name: name, number: errno) }
        self.init(descriptor: descriptor, name: name)
    }

    /// The next bytes; none at the end.
    func chunk() throws(InputError) -> [UInt8] {
        let block = FileBlocks.block(of: descriptor)
        guard block.error == 0 else { throw InputError(name: name, number: block.error) }
        return block.bytes
    }
}

/// Events that cannot be opened or read.
struct InputError: Error, CustomStringConvertible {
    let name: String
    /// The system's number of the error.
    let number: Int32

    var description: String { "\(name) cannot be read: \(String(cString: strerror(number)))" }
}
