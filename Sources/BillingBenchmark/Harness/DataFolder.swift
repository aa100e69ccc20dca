import Foundation

/// A temporary folder in which columns lie for peers: little-endian numbers of 8 bytes, one file a column.
final class DataFolder {
    let path: String

    init() throws {
        path =
            FileManager.default.temporaryDirectory
            .appendingPathComponent("billing-benchmark-\(ProcessInfo.processInfo.processIdentifier)").path
        try FileManager.default.createDirectory(atPath: path, withIntermediateDirectories: true)
    }

    deinit { try? FileManager.default.removeItem(atPath: path) }

    func write<Number: BitwiseCopyable>(_ column: [Number], as name: String) throws {
        let url = URL(fileURLWithPath: path).appendingPathComponent(name)
        guard FileManager.default.createFile(atPath: url.path, contents: nil) else {
            throw Failure("\(url.path) cannot be written")
        }
        let file = try FileHandle(forWritingTo: url)
        defer { try? file.close() }
        // One write of gigabytes would make as large a copy.
        for start in stride(from: 0, to: column.count, by: 1 << 20) {
            let part = column[start..<min(start + 1 << 20, column.count)]
            try file.write(contentsOf: part.withUnsafeBytes { Data($0) })
        }
    }

    /// Reads columns of doubles that lie one after another, and removes the file.
    static func take(columns count: Int, from path: String) throws -> Answer {
        let data = try Data(contentsOf: URL(fileURLWithPath: path))
        try FileManager.default.removeItem(atPath: path)
        let numbers = data.withUnsafeBytes { bytes in
            (0..<data.count / 8).map { bytes.loadUnaligned(fromByteOffset: $0 * 8, as: Double.self) }
        }
        guard count > 0, numbers.count % count == 0 else { throw Failure("an answer has no whole columns") }
        let rows = numbers.count / count
        return Answer(columns: (0..<count).map { Array(numbers[$0 * rows..<($0 + 1) * rows]) })
    }
}
